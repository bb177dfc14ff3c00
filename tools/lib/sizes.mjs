// How big the heavy suites are, from the one table in tools/sizes.json: `ci` within every test run, `proof` in
// `npm run proof`. A suite learns its sizes from variables such as CRASH_API_KILLS, which one can also set by hand.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from './process.mjs';

const table = JSON.parse(readFileSync(join(repoRoot, 'tools/sizes.json'), 'utf8'));

/** The sizes of a suite in a column of the table, without the number of rounds. */
export function sizesOf(suite, column) {
  const { rounds: _rounds, ...sizes } = table[suite][column];
  return sizes;
}

/** How many rounds of these sizes make a suite. */
export const roundsOf = (suite, column) => table[suite][column].rounds ?? 1;

/** The variables that carry the sizes of a column, for every suite or for one. */
export function sizeVariables(column, suites = Object.keys(table)) {
  const entries = suites.flatMap((suite) => {
    return Object.entries(sizesOf(suite, column)).map(([name, value]) => [variableOf(suite, name), String(value)]);
  });
  return Object.fromEntries(entries);
}

/** `crash`, `apiKills` → CRASH_API_KILLS */
export const variableOf = (suite, name) => `${suite}_${name}`.replace(/([A-Z])/g, '_$1').toUpperCase();
