/** What is wrong with an event, by field of the form: found here at once, or told by the server. */
import type { FieldError } from '@jifen/contracts';
import { parseInstant } from '@jifen/rules';
import { CHARGES, type Charge, type EventValues, isOrder, isOwnName, wholeOf } from './event-values.js';
import { minorOf } from './money-text.js';

export type ErrorKind = 'required' | 'badTime' | 'badAmount' | 'badQuantity' | 'fieldTwice';

/** `type`, `amount`, `lines.0.amount`, `fields.2.name` … */
export type FieldKey = string;

/** What keeps the event from being evaluated, by field. */
export function errorsOf(values: EventValues): ReadonlyMap<FieldKey, ErrorKind> {
  const errors = new Map<FieldKey, ErrorKind>();
  if (values.type === '') errors.set('type', 'required');
  if (values.userId === '') errors.set('userId', 'required');
  if (parseInstant(values.occurredAt) === undefined) errors.set('occurredAt', 'badTime');
  if (isOrder(values.type)) orderErrors(values, errors);
  const names = values.fields.map((field) => field.name.trim());
  for (const [index, name] of names.entries()) {
    if (name === '') errors.set(`fields.${index}.name`, 'required');
    else if (names.indexOf(name) < index || isOwnName(name, isOrder(values.type)))
      errors.set(`fields.${index}.name`, 'fieldTwice');
  }
  return errors;
}

function orderErrors(values: EventValues, errors: Map<FieldKey, ErrorKind>): void {
  const { currency, rest, lines } = values;
  if (currency === '' && rest['currency'] === undefined) errors.set('currency', 'required');
  for (const charge of CHARGES) {
    if (values[charge] === '' && (charge !== 'amount' || rest['amount'] !== undefined)) continue;
    if (minorOf(values[charge], currency) === undefined) errors.set(charge, 'badAmount');
  }
  for (const [index, line] of lines.entries()) {
    const kept = line.amount === '' && line.rest['lineAmount'] !== undefined;
    if (!kept && minorOf(line.amount, currency) === undefined) errors.set(`lines.${index}.amount`, 'badAmount');
    if (line.quantity !== '' && wholeOf(line.quantity) === undefined) {
      errors.set(`lines.${index}.quantity`, 'badQuantity');
    }
  }
}

/**
 * What the lines and charges add up to in minor units (Σ lines + shipping + tax − discount) when that is not the
 * amount; undefined when it is, when there are no lines, or when a number cannot be read.
 */
export function otherTotal(values: EventValues): number | undefined {
  if (!isOrder(values.type) || values.lines.length === 0) return undefined;
  const minor = (text: string): number | undefined => (text === '' ? 0 : minorOf(text, values.currency));
  const parts = [...values.lines.map((line) => minorOf(line.amount, values.currency))];
  const charge = (name: Charge): number | undefined => minor(values[name]);
  const [amount, shipping, tax, discount] = [charge('amount'), charge('shipping'), charge('tax'), charge('discount')];
  if (amount === undefined || shipping === undefined || tax === undefined || discount === undefined) return undefined;
  let sum = shipping + tax - discount;
  for (const part of parts) {
    if (part === undefined) return undefined;
    sum += part;
  }
  return sum === amount ? undefined : sum;
}

const HEADS = new Set(['type', 'userId', 'occurredAt', 'channel']);
const DATA = new Set<string>(['currency', ...CHARGES]);
const LINE: Readonly<Record<string, string>> = {
  sku: 'sku',
  category: 'category',
  quantity: 'quantity',
  lineAmount: 'amount',
};

/** Puts what the server found wrong with the event on the fields of the form; the rest belongs to the JSON. */
export function placeServerErrors(
  errors: readonly FieldError[],
  values: EventValues,
): { fields: ReadonlyMap<FieldKey, FieldError>; rest: FieldError[] } {
  const fields = new Map<FieldKey, FieldError>();
  const rest: FieldError[] = [];
  for (const error of errors) {
    const key = keyOf(error.pointer, values);
    if (key === undefined) rest.push(error);
    else if (!fields.has(key)) fields.set(key, error);
  }
  return { fields, rest };
}

function keyOf(pointer: string, values: EventValues): FieldKey | undefined {
  const [root, head = '', name = '', index = '', member = ''] = pointer.split('/').slice(1);
  if (root === 'facts') return head === '' ? undefined : `facts.${head}`;
  if (root !== 'event') return undefined;
  if (HEADS.has(head)) return head;
  if (head !== 'data') return undefined;
  if (isOrder(values.type)) {
    if (DATA.has(name)) return name;
    const field = LINE[member];
    if (name === 'items' && field !== undefined && values.lines[Number(index)]) return `lines.${index}.${field}`;
    if (name === 'items') return 'lines';
  }
  const at = values.fields.findIndex((each) => each.name.trim() === name);
  return at < 0 ? undefined : `fields.${at}.value`;
}
