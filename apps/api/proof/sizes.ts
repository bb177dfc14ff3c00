import { readFileSync } from 'node:fs';

/** How big the heavy suites are: one table for all of them, in tools/sizes.json. */
type Table = Record<string, Record<'ci' | 'proof', Record<string, number>>>;

const file = new URL('../../../tools/sizes.json', import.meta.url);

/**
 * The sizes of a suite: what its variables say, e.g. CRASH_API_KILLS for `apiKills` of `crash`, else those of the
 * table for every test run. Raises when the table or a variable is not as it must be.
 */
export function sizesOf(suite: string, env: NodeJS.ProcessEnv = process.env): (name: string) => number {
  const sizes = (JSON.parse(readFileSync(file, 'utf8')) as Table)[suite]?.ci;
  if (!sizes) throw new Error(`tools/sizes.json knows no suite ${suite}`);
  return (name) => {
    const value = Number(env[variableOf(suite, name)] || sizes[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`${suite} has no size ${name}`);
    return value;
  };
}

/** The seed of this run: FC_SEED where it is a number, or one made up; print it, so that the run can be repeated. */
export function seedOf(env: NodeJS.ProcessEnv = process.env): number {
  return Number(env['FC_SEED']) || Math.floor(Math.random() * 2 ** 31) + 1;
}

const variableOf = (suite: string, name: string) => `${suite}_${name}`.replace(/([A-Z])/g, '_$1').toUpperCase();
