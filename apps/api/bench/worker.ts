// One step of the bench in a process of its own: node worker.ts <step> <input as JSON>. The last line printed is the answer.
import 'reflect-metadata';
import { replay } from './bare-sql.ts';
import { measureEvents, measureGrants, recordEvents } from './in-process.ts';
import { prepareSeedAlgorithm, runSeedAlgorithm, runSeedTypeorm } from './seed-algorithm.ts';

const [step, text = '{}'] = process.argv.slice(2);
const input = JSON.parse(text);

async function run(): Promise<unknown> {
  if (step === 'seed-prepare') return prepareSeedAlgorithm(input.url, input.users, input.transactions);
  if (step === 'seed') return runSeedAlgorithm(input.url, input.load, input.users, input.run);
  if (step === 'seed-typeorm') return runSeedTypeorm(input.url, input.load, input.users, input.run);
  if (step === 'grants') return measureGrants(input);
  if (step === 'events') return measureEvents(input);
  if (step === 'record') return recordEvents(input);
  if (step === 'replay') return replay(input);
  throw new Error(`no step ${step}`);
}

const answer = await run();
console.log(JSON.stringify(answer ?? null));
process.exit(0);
