import { readdirSync } from 'node:fs';
import fc from 'fast-check';

/**
 * All specs of the library as one, for `npm run mutation`: thousands of runs share the price of starting. Each property
 * gets a fifth of a second; the slowest file of properties is left out, so what it alone would notice counts as missed.
 */

const src = new URL('../src/', import.meta.url);

fc.configureGlobal({ interruptAfterTimeLimit: 200 });
for (const name of readdirSync(src).sort()) {
  if (name.endsWith('.spec.ts') && name !== 'properties.spec.ts') {
    await import(new URL(name, src).pathname);
  }
}
