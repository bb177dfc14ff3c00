/** What the server says about one field, in the reader's language. */
import type { FieldError } from '@jifen/contracts';
import type { TextKey, Translate } from '../i18n/i18n.js';
import { pathOfPointer } from './server-errors.js';

/** By code: of the contracts (a JSON Schema keyword), of rule sets (in capitals). */
const TEXTS: Readonly<Record<string, TextKey>> = {
  required: 'common.fieldRequired',
  REQUIRED: 'common.fieldRequired',
  type: 'common.fieldPattern',
  pattern: 'common.fieldPattern',
  format: 'common.fieldPattern',
  wrong: 'common.fieldWrong',
  enum: 'common.fieldChoice',
  const: 'common.fieldChoice',
  additionalProperties: 'common.fieldUnknown',
  unknown: 'common.fieldUnknown',
  UNKNOWN_FIELD: 'common.fieldUnknown',
  uniqueItems: 'common.fieldTwice',
  NEVER_LIVE: 'common.fieldNeverLive',
};

/** Those that need the number that the server's sentence names. */
const BOUNDS: Readonly<Record<string, TextKey>> = {
  minimum: 'common.fieldMin',
  maximum: 'common.fieldMax',
  minLength: 'common.fieldMinLength',
  maxLength: 'common.fieldMaxLength',
  minItems: 'common.fieldMinItems',
  maxItems: 'common.fieldMaxItems',
};

/** What is wrong by the error's code; of a code without a text of its own the server's sentence. */
export function fieldErrorText({ code, detail }: FieldError, t: Translate): string {
  if (Object.hasOwn(TEXTS, code)) return t(TEXTS[code] as TextKey);
  const n = /-?\d+(?:\.\d+)?/.exec(detail)?.[0];
  return Object.hasOwn(BOUNDS, code) && n !== undefined ? t(BOUNDS[code] as TextKey, { n }) : detail;
}

/** A pointer as it can be read: `/items/0/sku` is `items › 1 › sku`, `?limit` is `limit`; empty for the whole. */
export function placeText(pointer: string): string {
  const steps = pathOfPointer(pointer) ?? [pointer.replace(/^[?:]/, '')];
  return steps.map((step) => (typeof step === 'number' ? step + 1 : step)).join(' › ');
}

/** What is wrong with its place before it. */
export function placedErrorText(error: FieldError, t: Translate): string {
  const label = placeText(error.pointer);
  const value = fieldErrorText(error, t);
  return label === '' ? value : t('common.labelled', { label, value });
}
