// npm run bench:rules: our engine with its full trace, json-rules-engine and a chain of ifs on the same rules.
import { parseArgs } from 'node:util';
import { benchTables } from './tables.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log('npm run bench:rules [-- --quick]   --quick: a few seconds, shows that every line comes out');
} else {
  const effort = values.quick ? { rounds: 3, roundMs: 20 } : { rounds: 15, roundMs: 150 };
  for await (const line of benchTables(effort, { sizes: [1, 10, 100, 1000], totals: [10, 100, 1000, 10_000] })) {
    console.log(line);
  }
}
