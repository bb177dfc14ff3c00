import { readdirSync } from 'node:fs';
import fc from 'fast-check';

/**
 * All specs of the library as one, for `npm run mutation`: thousands of runs share the price of starting. Each property
 * gets a tenth of a second; files that need their many random cases are left out, so what they alone would notice counts
 * as missed. `MUTATION_SPECS=zone,worked` takes only the files that begin so, for a quick look at one source file.
 */

const LEFT_OUT = ['any-rule.spec.ts', 'properties.spec.ts', 'review-sound.spec.ts'];
const src = new URL('../src/', import.meta.url);
const wanted = process.env.MUTATION_SPECS?.split(',') ?? [''];

fc.configureGlobal({ interruptAfterTimeLimit: 100 });
for (const name of readdirSync(src).sort()) {
  if (name.endsWith('.spec.ts') && !LEFT_OUT.includes(name) && wanted.some((start) => name.startsWith(start))) {
    await import(new URL(name, src).pathname);
  }
}
