import { isDay, isInstant } from '@jifen/contracts';
import fc from 'fast-check';
import type { Dice } from './dice.js';
import { type ApiDocument, resolve, type Schema } from './document.js';

/** What a field of this name means, where any value of its schema would only be refused for what it says. */
export type Meanings = Record<string, (dice: Dice) => unknown>;

export interface ValueOptions {
  document: ApiDocument;
  dice: Dice;
  meanings: Meanings;
}

/** A value that the schema allows, with meaning where `meanings` knows some. */
export function validValue(options: ValueOptions, schema: Schema, name = ''): unknown {
  const { dice, meanings, document } = options;
  const meaning = meanings[name];
  if (meaning) return meaning(dice);
  const known = resolve(document, schema);
  if (known.properties) return validObject(options, known);
  const [first] = known.anyOf ?? [];
  if (first) return validValue(options, first);
  if (known.type === 'array') return validArray(options, known);
  if (Array.isArray(known.type)) {
    const [type] = known.type;
    return dice.chance(30) ? null : dice.draw(scalar({ ...known, type }));
  }
  return dice.draw(scalar(known));
}

function validObject(options: ValueOptions, schema: Schema): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    // An order without its data is none, so what has `data` gets some.
    const wanted = schema.required?.includes(name) || name === 'data' || options.dice.chance(60);
    if (wanted) value[name] = validValue(options, property, name);
  }
  return value;
}

function validArray(options: ValueOptions, schema: Schema): unknown[] {
  const { minItems = 0, maxItems = 3, items = {} } = schema;
  const size = minItems + options.dice.below(Math.min(maxItems - minItems, 3) + 1);
  const values = Array.from({ length: size }, () => validValue(options, items));
  return schema.uniqueItems ? [...new Set(values)] : values;
}

/** Any JSON that can be stored: no NUL, no half characters, no `__proto__`, no numbers beyond a double. */
const storable = fc
  .dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 3 }), { maxKeys: 4 })
  .map((value) => JSON.stringify(value).replaceAll('__proto__', 'proto').replaceAll('\\u0000', ''))
  .map((text) => JSON.parse(text) as Record<string, unknown>);

function scalar(schema: Schema): fc.Arbitrary<unknown> {
  const { type, minimum = -1e9, maximum = 1e9 } = schema;
  if (schema.enum) return fc.constantFrom(...schema.enum.filter((each) => each !== null));
  if (type === 'integer') {
    const bounds = fc.constantFrom(minimum, maximum);
    return fc.oneof({ weight: 8, arbitrary: fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 31) }) }, bounds);
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'string') return text(schema);
  const { additionalProperties } = schema;
  if (typeof additionalProperties !== 'object') return storable;
  const names = fc.stringMatching(new RegExp(schema.propertyNames?.pattern ?? '^[a-z]{1,8}$'));
  const values = fc.oneof(fc.boolean(), fc.integer(), fc.string({ unit: 'grapheme', maxLength: 20 }));
  return fc.dictionary(names, values, { maxKeys: 5, noNullPrototype: true });
}

const DAY_MS = 86_400_000;
const instants = fc
  .date({ min: new Date('1000-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString());
const offsets = fc.constantFrom('2026-01-15T08:26:00+08:00', '2024-02-29T23:59:59.123456789-11:30');

function text(schema: Schema): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 200 } = schema;
  if (format === 'date-time') return fc.oneof(instants, offsets).filter(isInstant);
  if (format === 'date')
    return fc
      .integer({ min: 0, max: 20_000 })
      .map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10))
      .filter(isDay);
  const fits = (value: string) => {
    const length = [...value].length;
    return length >= minLength && length <= maxLength && (!pattern || new RegExp(pattern, 'u').test(value));
  };
  const plain = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 30) }).filter(fits);
  // Text for people is everything but NUL, perhaps not blank; what keys and codes look like stands in their pattern.
  if (!pattern || pattern.endsWith('[^\\u0000]*$')) return plain;
  const withoutLookahead = pattern.replace(/\(\?!.*?\$\)/, '');
  return fc.stringMatching(new RegExp(withoutLookahead)).filter(fits);
}

/** A place in a value: where it is, what the schema says of it, and whether only the schema decides about it. */
export interface Place {
  path: (string | number)[];
  pointer: string;
  schema: Schema;
  /** The field has to be there. */
  required: boolean;
  /** An object whose fields are all known: any other one is refused. */
  closed: boolean;
}

/** Every place of a value that the schema knows, the value itself first. Open objects are not entered. */
export function placesOf(document: ApiDocument, schema: Schema, value: unknown): Place[] {
  const known = resolve(document, schema);
  const closed = known.additionalProperties === false;
  const here: Place = { path: [], pointer: '', schema: known, required: true, closed };
  const under = (name: string | number, part: Schema, required: boolean) =>
    placesOf(document, part, (value as Record<string | number, unknown>)[name]).map((place) => ({
      ...place,
      path: [name, ...place.path],
      pointer: `/${escapePointer(String(name))}${place.pointer}`,
      required: place.path.length > 0 ? place.required : required,
    }));
  if (Array.isArray(value)) return [here, ...value.flatMap((_item, index) => under(index, known.items ?? {}, false))];
  if (value === null || typeof value !== 'object' || !known.properties) return [here];
  const properties = Object.entries(known.properties).filter(([name]) => Object.hasOwn(value, name));
  return [here, ...properties.flatMap(([name, part]) => under(name, part, known.required?.includes(name) ?? false))];
}

export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The value with something else in one place; `undefined` takes it away. */
export function withValue(value: unknown, path: readonly (string | number)[], part: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return part;
  if (Array.isArray(value)) return value.map((item, index) => (index === name ? withValue(item, rest, part) : item));
  const fields = { ...(value as Record<string, unknown>) };
  const changed = withValue(fields[name], rest, part);
  if (changed === undefined) delete fields[name];
  else Object.defineProperty(fields, name, { value: changed, enumerable: true, configurable: true, writable: true });
  return fields;
}
