// fast-check as the specs import it: with the seed of the run, when FC_SEED names one. A failure prints it anyway.
import * as fc from '../node_modules/fast-check/lib/fast-check.js';

export * from '../node_modules/fast-check/lib/fast-check.js';
export default fc.default;

if (process.env.FC_SEED) fc.configureGlobal({ seed: Number(process.env.FC_SEED) });
