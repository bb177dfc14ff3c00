import 'reflect-metadata';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runImport } from './import/run.js';

/** `npm run import -- orders FILE …`: see docs/import.md. */
const projectRoot = resolve(import.meta.dirname, '../../../..');
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());
process.once('SIGTERM', () => interrupt.abort());

process.exitCode = await runImport(process.argv.slice(2), {
  env: process.env,
  // npm runs scripts in the project's folder and tells here where the person stands.
  baseFolder: process.env['INIT_CWD'] ?? process.cwd(),
  credentialsPath: resolve(projectRoot, process.env['LOCAL_DIR'] || '.local', 'credentials.json'),
  fetcher: fetch,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
  signal: interrupt.signal,
  now: () => new Date(),
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
  isTerminal: process.stderr.isTTY === true,
});
