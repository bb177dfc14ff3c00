import { randomBytes } from '../../shared/ids.js';

const BYTES = 8;

/** An id for a node or row that is being edited; it is never stored. */
export function newNodeId(): string {
  return Array.from(randomBytes(BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
