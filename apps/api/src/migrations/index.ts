import { Platform1760000000001 } from './0001-platform.js';

/** Every migration, in order; listed by hand because a glob would also find what lies about. */
export const MIGRATIONS = [Platform1760000000001];
