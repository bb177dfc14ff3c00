import { JifenError } from '@jifen/contracts';
import type { Caller } from '../platform/index.js';
import type { Reporter } from './event-posting.js';

/**
 * What an API client may report and under which source. Raises FORBIDDEN for anybody else, and when a client that was
 * not given the right to do so says which experiment group a user belongs to.
 */
export function reporterOf({ principal, actor }: Caller, experimentGroup?: string): Reporter {
  if (principal.kind !== 'client') throw new JifenError('FORBIDDEN');
  const { source, scopes } = principal;
  const reporter = { source, actor, mayBackdate: scopes.has('events:backdate') };
  if (experimentGroup === undefined) return reporter;
  if (!scopes.has('experiments:assign')) throw new JifenError('FORBIDDEN', { scope: 'experiments:assign' });
  return { ...reporter, experimentGroup };
}
