/** One event under two hands: a form and its JSON. Whichever was edited last decides; the other follows. */

import { placeOfFault } from '../../shared/json-place.js';
import { bodyOf, type EventValues, isRecord, valuesOf } from './event-values.js';

export interface JsonProblem {
  kind: 'empty' | 'syntax' | 'object' | 'field';
  /** Of `field`: which one. */
  field?: string;
  /** Of `syntax`, counted from 1. */
  at?: { line: number; column: number };
}

export interface EventEdit {
  values: EventValues;
  json: string;
  /** Why the JSON cannot be read; the values are then those from before. */
  problem?: JsonProblem;
}

/** The edit after a change in the form. */
export function byForm(values: EventValues): EventEdit {
  return { values, json: JSON.stringify(bodyOf(values), null, 2) };
}

/** The edit after a change of the JSON text, which stays as it was typed. */
export function byJson(before: EventEdit, json: string): EventEdit {
  const read = readEvent(json);
  return 'problem' in read ? { values: before.values, json, problem: read.problem } : { values: read.values, json };
}

function readEvent(json: string): { values: EventValues } | { problem: JsonProblem } {
  if (json.trim() === '') return { problem: { kind: 'empty' } };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    const at = placeOfFault(json);
    return { problem: { kind: 'syntax', ...(at ? { at } : {}) } };
  }
  if (!isRecord(value)) return { problem: { kind: 'object' } };
  for (const field of ['eventId', 'type', 'userId', 'occurredAt', 'channel']) {
    if (value[field] !== undefined && typeof value[field] !== 'string') return { problem: { kind: 'field', field } };
  }
  const { data } = value;
  if (data !== undefined && !isRecord(data)) return { problem: { kind: 'field', field: 'data' } };
  return { values: valuesOf(value) };
}
