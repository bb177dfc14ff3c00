import { createHash } from 'node:crypto';
import { JifenError } from '@jifen/contracts';

/**
 * Opaque cursors of lists. A cursor is bound to the list it came from (route, owner, filters), so that one list's or
 * one user's cursor is refused by another instead of showing something odd.
 */
export type CursorValues = readonly (string | number)[];

/** The cursor that continues after `values`. `list` names the list with its owner and filters. */
export function encodeCursor(list: string, values: CursorValues): string {
  const body = Buffer.from(JSON.stringify(values)).toString('base64url');
  return `${body}.${tagOf(list, body)}`;
}

/** The values in a cursor; undefined without a cursor. Raises INVALID_CURSOR when it is not of this list. */
export function decodeCursor(list: string, cursor: string | undefined): CursorValues | undefined {
  if (cursor === undefined) return undefined;
  const [body = '', tag, ...rest] = cursor.split('.');
  if (rest.length > 0 || tag !== tagOf(list, body)) throw invalidCursor();
  try {
    const values: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    if (Array.isArray(values) && values.every((v) => typeof v === 'string' || Number.isFinite(v))) return values;
  } catch {
    // Fall through: a body that is no JSON is no cursor either.
  }
  throw invalidCursor();
}

/** A page out of `limit + 1` rows: the cursor points behind the last row shown. */
export function pageOf<Row, View>(
  list: string,
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => View,
  valuesOf: (row: Row) => CursorValues,
): { items: View[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(view), nextCursor: more ? encodeCursor(list, valuesOf(last)) : null };
}

/** A mistake detector, not a secret: what a cursor shows is checked by the route's own permission. */
function tagOf(list: string, body: string): string {
  return createHash('sha256').update(`${list}\u0000${body}`).digest('base64url').slice(0, 12);
}

function invalidCursor(): JifenError {
  const error = { pointer: '?cursor', code: 'cursor', detail: 'must be the nextCursor of a page of this list' };
  return new JifenError('INVALID_CURSOR', {}, [error]);
}
