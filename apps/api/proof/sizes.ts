import { readFileSync } from 'node:fs';

/** How big the heavy suites are: `ci` within every test run, `proof` in `npm run proof`. One table for all of them. */
type Table = Record<string, Record<'ci' | 'proof', Record<string, number>>>;

const file = new URL('../../../tools/sizes.json', import.meta.url);

/**
 * The sizes of a suite: those that SIZES names (`ci` by default), each of which an environment variable can override,
 * e.g. CRASH_API_KILLS=3 for `apiKills` of `crash`. Raises when the table or the variable is not as it must be.
 */
export function sizesOf(suite: string, env: NodeJS.ProcessEnv = process.env): (name: string) => number {
  const table = JSON.parse(readFileSync(file, 'utf8')) as Table;
  const sizes = table[suite]?.[env['SIZES'] === 'proof' ? 'proof' : 'ci'];
  if (!sizes) throw new Error(`tools/sizes.json knows no suite ${suite}`);
  return (name) => {
    const value = Number(env[variableOf(`${suite} ${name}`)] || sizes[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`${suite} has no size ${name}`);
    return value;
  };
}

/** The seed of this run: SEED, or one made up; print it, so that the run can be repeated. */
export function seedOf(env: NodeJS.ProcessEnv = process.env): number {
  return Number(env['SEED_NUMBER']) || Math.floor(Math.random() * 2 ** 31) + 1;
}

const variableOf = (words: string) =>
  words
    .replace(/([A-Z])/g, ' $1')
    .replace(/\s+/g, '_')
    .toUpperCase();
