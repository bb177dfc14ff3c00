/** What the server says about one field, in the reader's language. */
import { FIELD_ERROR_CODES, type FieldError, type FieldErrorCode } from '@jifen/contracts';
import type { TextKey, Translate } from '../i18n/i18n.js';
import type { Locale } from '../i18n/texts.js';
import { pathOfPointer } from './server-errors.js';

/** By code: of the contracts (a JSON Schema keyword), and of our own. Those with a number name the server's. */
const TEXTS: Readonly<Record<FieldErrorCode, TextKey>> = {
  required: 'common.fieldRequired',
  type: 'common.fieldPattern',
  pattern: 'common.fieldPattern',
  format: 'common.fieldPattern',
  anyOf: 'common.fieldPattern',
  wrong: 'common.fieldWrong',
  enum: 'common.fieldChoice',
  const: 'common.fieldChoice',
  additionalProperties: 'common.fieldUnknown',
  uniqueItems: 'common.fieldTwice',
  unique: 'common.fieldTaken',
  oneOf: 'common.fieldOneOf',
  not: 'common.fieldNotTogether',
  minimum: 'common.fieldMin',
  maximum: 'common.fieldMax',
  minLength: 'common.fieldMinLength',
  maxLength: 'common.fieldMaxLength',
  minItems: 'common.fieldMinItems',
  maxItems: 'common.fieldMaxItems',
  range: 'common.fieldRange',
  sum: 'common.fieldSum',
  cursor: 'common.fieldCursor',
  text: 'common.fieldText',
  depth: 'common.fieldDepth',
  noDraft: 'common.fieldNoDraft',
  NEVER_LIVE: 'common.fieldNeverLive',
  'too-short': 'common.fieldPasswordShort',
  'contains-email': 'common.fieldPasswordEmail',
  common: 'common.fieldPasswordCommon',
};

const BOUNDS: readonly string[] = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'];

/**
 * What is wrong: as the server says it where it does so in both languages, else by the code. Of a code that this
 * console does not know yet, the server's English sentence.
 */
export function fieldErrorText({ code, detail, text }: FieldError, t: Translate, locale: Locale): string {
  if (text) return text[locale];
  if (!isKnown(code)) return detail;
  if (!BOUNDS.includes(code)) return t(TEXTS[code]);
  const n = /-?\d+(?:\.\d+)?/.exec(detail)?.[0];
  return n === undefined ? t('common.fieldRange') : t(TEXTS[code], { n });
}

function isKnown(code: string): code is FieldErrorCode {
  return (FIELD_ERROR_CODES as readonly string[]).includes(code);
}

/** A pointer as it can be read: `/items/0/sku` is `items › 1 › sku`, `?limit` is `limit`; empty for the whole. */
export function placeText(pointer: string): string {
  const steps = pathOfPointer(pointer) ?? [pointer.replace(/^[?:]/, '')];
  return steps.map((step) => (typeof step === 'number' ? step + 1 : step)).join(' › ');
}

/** What is wrong with its place before it. */
export function placedErrorText(error: FieldError, t: Translate, locale: Locale): string {
  const label = placeText(error.pointer);
  const value = fieldErrorText(error, t, locale);
  return label === '' ? value : t('common.labelled', { label, value });
}
