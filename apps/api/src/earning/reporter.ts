import { JifenError } from '@jifen/contracts';
import type { Caller } from '../platform/index.js';
import type { Reporter } from './event-posting.js';

/** What an API client may report and under which source. Raises FORBIDDEN for anybody else. */
export function reporterOf({ principal, actor }: Caller): Reporter {
  if (principal.kind !== 'client') throw new JifenError('FORBIDDEN');
  return { source: principal.source, actor, mayBackdate: principal.scopes.has('events:backdate') };
}
