import { readdirSync } from 'node:fs';
import fc from 'fast-check';

/**
 * All specs of the library as one, for `npm run mutation`: thousands of runs share the price of starting. Each property
 * gets a tenth of a second; files that need their many random cases are left out, so what they alone would notice counts
 * as missed.
 */

const LEFT_OUT = ['any-rule.spec.ts', 'properties.spec.ts', 'review-sound.spec.ts'];
const src = new URL('../src/', import.meta.url);

fc.configureGlobal({ interruptAfterTimeLimit: 100 });
for (const name of readdirSync(src).sort()) {
  if (name.endsWith('.spec.ts') && !LEFT_OUT.includes(name)) {
    await import(new URL(name, src).pathname);
  }
}
