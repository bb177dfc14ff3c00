/** The field catalogue as the choices of a form, in the reader's language. */
import { FIELDS, type Field, type FieldType, findField, opsOf } from '@jifen/rules';
import type { Locale } from '../../shared/i18n/texts.js';

export const FIELD_GROUPS = ['order', 'user', 'time', 'event', 'data'] as const;
export type FieldGroup = (typeof FIELD_GROUPS)[number];

export interface FieldChoice {
  group: FieldGroup;
  /** A path, or the beginning of one that ends with a dot: the name is entered beside it. */
  value: string;
  label: string;
}

/** The fields that events of a type have; with `numeric` only those that can be counted on. */
export function fieldChoices(trigger: string, locale: Locale, numeric = false): FieldChoice[] {
  return FIELDS.filter((field) => !field.triggers || field.triggers.includes(trigger))
    .filter((field) => !numeric || isNumeric(field.type))
    .map((field) => ({
      group: field.path.slice(0, field.path.indexOf('.')) as FieldGroup,
      value: field.path.replace(/\*$/, ''),
      label: field.label[locale],
    }));
}

function isNumeric(type: FieldType): boolean {
  return type === 'money' || type === 'integer' || type === 'any';
}

const FREE = ['data.', 'user.attributes.'] as const;

/** A path as its choice and the name that was entered beside it: `data.minutes` is `data.` and `minutes`. */
export function splitPath(path: string): { choice: string; name: string | undefined } {
  const prefix = FREE.find((free) => path.startsWith(free));
  return prefix ? { choice: prefix, name: path.slice(prefix.length) } : { choice: path, name: undefined };
}

/** The type of a field's values; of a path that names none, anything. */
export function typeOf(path: string): FieldType {
  return findField(path)?.type ?? 'any';
}

/** The closed list of a field's values, if it has one. */
export function optionsOf(path: string): Field['options'] {
  return findField(path)?.options;
}

export { opsOf };
