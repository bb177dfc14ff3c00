import { hash } from 'node:crypto';
import type { Queryable } from './queryable.js';

/**
 * Every write carries a business key. A journal keeps the keys of one kind for good, with a fingerprint of the
 * request and its outcome, in the same transaction as the effect: same key and request, the first answer again; same
 * key and another request, a conflict.
 */
export interface Journal<Entry> {
  /** What is stored under the keys, by key text. */
  find(tx: Queryable, entries: readonly Entry[]): Promise<Map<string, JournalRecord>>;
  /** Stores the outcomes. A key that somebody stored in the meantime raises a duplicate-key error. */
  write(tx: Queryable, outcomes: readonly JournalOutcome<Entry>[]): Promise<void>;
  /** The key of an entry as text, unique within the journal. */
  keyOf(entry: Entry): string;
  /** What a caller is told of this entry in a conflict: the number of the first request. */
  nameOf(entry: Entry): string;
}

export interface JournalRecord {
  /** Null when the request under this key was refused: the key is free for another one. */
  fingerprint: string | null;
  /** The stored answer; undefined when the request was accepted but is not worked on yet. */
  answer: unknown;
  /** What the caller is told in a conflict: the first request's number. */
  first: string;
  /** What the journal itself knows the record by. */
  ref?: string;
}

export interface JournalOutcome<Entry> {
  entry: Entry;
  answer: unknown;
  recordedAt: Date;
  /** What stood under the key before: accepted and not worked on, or refused. */
  prior?: JournalRecord | undefined;
}

/** SHA-256 of the canonical JSON of a request, hex. Equal for bodies that differ only in the order of fields. */
export function fingerprintOf(request: unknown): string {
  return hash('sha256', canonicalJson(request));
}

/** JSON with the fields of each object sorted by name and no white space (compare RFC 8785; numbers are JavaScript's). */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = value as Record<string, unknown>;
  let text = '';
  for (const name of Object.keys(fields).sort()) {
    const field = fields[name];
    if (field === undefined) continue;
    text += `${text ? ',' : ''}${JSON.stringify(name)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}
