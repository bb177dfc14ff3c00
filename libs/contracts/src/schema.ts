/**
 * One decorator per kind of field. Each puts class-validator's checks on the property (forms use them) and keeps
 * the matching JSON Schema (the API checks requests with it and publishes it), so the two cannot drift apart.
 */
import { Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isDay, isInstant } from './instant.js';

export type JsonSchema = { [key: string]: unknown };
// biome-ignore lint/complexity/noBannedTypes: a class reference, whatever its constructor takes
export type ClassRef = Function & { prototype: unknown };

interface FieldOptions {
  /** The field may be left out. */
  optional?: boolean;
  /** The field may be null (answers only). */
  nullable?: boolean;
  example?: unknown;
}

interface FieldSpec {
  schema: JsonSchema;
  optional: boolean;
}

const registry = new Map<ClassRef, Map<string, FieldSpec>>();

/** Keys from outside: users, events, business numbers. `.` and `..` would be swallowed by URL normalisation. */
export const KEY_PATTERN = '^(?!\\.{1,2}$)[A-Za-z0-9._:@-]{1,64}$';
/** Codes of our own making: wallets, rules, types. */
export const CODE_PATTERN = '^[A-Za-z][A-Za-z0-9_-]{0,31}$';
const NO_NUL = '^[^\\u0000]*$';
/** Something other than white space, and no NUL; no two parts of it fit the same text, so a long one costs no more. */
const NOT_BLANK = '^\\s*[^\\s\\u0000][^\\u0000]*$';

function field(schema: JsonSchema, options: FieldOptions, ...checks: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    const owner = target.constructor;
    const fields = registry.get(owner) ?? new Map<string, FieldSpec>();
    registry.set(owner, fields);
    const shape = options.nullable ? nullable(schema) : schema;
    const documented = options.example === undefined ? shape : { ...shape, examples: [options.example] };
    fields.set(String(property), { schema: documented, optional: options.optional ?? false });
    // Left out is not the same as null: a request that says null says something, and the schema refuses it.
    if (options.optional || options.nullable) {
      const isAbsent = (value: unknown) =>
        (options.optional && value === undefined) || (options.nullable && value === null);
      ValidateIf((_object, value) => !isAbsent(value))(target, property);
    }
    for (const check of checks) check(target, property);
  };
}

function nullable(schema: JsonSchema): JsonSchema {
  if ('$ref' in schema) {
    const { $ref, ...rest } = schema;
    return { anyOf: [{ $ref }, { type: 'null' }], ...rest };
  }
  if (Array.isArray(schema['enum']))
    return { ...schema, type: [schema['type'], 'null'], enum: [...schema['enum'], null] };
  return { ...schema, type: [schema['type'], 'null'] };
}

/** A check by a function of ours, for what class-validator does not know or sees otherwise. */
function By(name: string, test: (text: string) => boolean): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => typeof value === 'string' && test(value),
      defaultMessage: () => `$property is not ${name}`,
    },
  });
}

/** A key from outside (user id, event id, business number): 1–64 of `A-Za-z0-9._:@-`. */
export function Key(description: string, options: FieldOptions = {}): PropertyDecorator {
  return field(
    { type: 'string', pattern: KEY_PATTERN, description },
    options,
    IsString(),
    Matches(new RegExp(KEY_PATTERN)),
  );
}

/** A code of the programme's own making (wallet, rule, type). */
export function Code(description: string, options: FieldOptions = {}): PropertyDecorator {
  return field(
    { type: 'string', pattern: CODE_PATTERN, description },
    options,
    IsString(),
    Matches(new RegExp(CODE_PATTERN)),
  );
}

/** Text for people; where there has to be some, white space alone is none. Lone surrogates are refused before. */
export function Text(
  description: string,
  options: FieldOptions & { min?: number; max?: number; pattern?: string } = {},
): PropertyDecorator {
  const { min = 0, max = 200, pattern = min > 0 ? NOT_BLANK : NO_NUL } = options;
  const schema = { type: 'string', minLength: min, maxLength: max, pattern, description };
  return field(schema, options, IsString(), MinLength(min), MaxLength(max), Matches(new RegExp(pattern, 'u')));
}

/** A whole number within bounds; the default bounds are JavaScript's safe range. */
export function Integer(
  description: string,
  options: FieldOptions & { min?: number; max?: number } = {},
): PropertyDecorator {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return field({ type: 'integer', minimum: min, maximum: max, description }, options, IsInt(), Min(min), Max(max));
}

/** The most points one request may move: a thousandth of the safe range, so that sums stay exact. */
export const MAX_POINTS = 9_000_000_000_000;

/** A positive number of points to move. */
export function Points(description: string, options: FieldOptions = {}): PropertyDecorator {
  return Integer(description, { example: 100, ...options, min: 1, max: MAX_POINTS });
}

/** Points that were moved or are left: what many requests brought together may be more than one of them can move. */
export function PointsMoved(description: string, options: FieldOptions = {}): PropertyDecorator {
  return Integer(description, { example: 100, ...options, min: 1 });
}

/** An instant, RFC 3339 with an offset. */
export function Instant(description: string, options: FieldOptions = {}): PropertyDecorator {
  const schema = { type: 'string', format: 'date-time', maxLength: 40, description };
  return field(schema, { example: '2026-01-15T08:26:00.000Z', ...options }, By('an instant', isInstant));
}

/** A calendar day of the programme's time zone, `YYYY-MM-DD`. */
export function Day(description: string, options: FieldOptions = {}): PropertyDecorator {
  const schema = { type: 'string', format: 'date', description };
  return field(schema, { example: '2027-01-15', ...options }, By('a day', isDay));
}

/** A value out of a closed list. */
export function OneOf(values: readonly string[], description: string, options: FieldOptions = {}): PropertyDecorator {
  return field({ type: 'string', enum: [...values], description }, options, IsIn([...values]));
}

export function Flag(description: string, options: FieldOptions = {}): PropertyDecorator {
  return field({ type: 'boolean', description }, options, IsBoolean());
}

/** An object of another contract class. */
export function Nested(type: () => ClassRef, description: string, options: FieldOptions = {}): PropertyDecorator {
  return (target, property) => {
    const name = type().name;
    const schema = { $ref: `#/components/schemas/${name}`, description };
    field(schema, options, ValidateNested(), Type(type as () => never))(target, property);
  };
}

/** A list of objects of another contract class. */
export function ListOf(
  type: () => ClassRef,
  description: string,
  options: FieldOptions & { min?: number; max?: number } = {},
): PropertyDecorator {
  return (target, property) => {
    const { min = 0, max = 1000 } = options;
    const items = { $ref: `#/components/schemas/${type().name}` };
    const schema = { type: 'array', items, minItems: min, maxItems: max, description };
    const size = [ArrayMinSize(min), ArrayMaxSize(max)];
    const checks = [IsArray(), ...size, ValidateNested({ each: true }), Type(type as () => never)];
    field(schema, options, ...checks)(target, property);
  };
}

/** A list of strings, each checked by the given schema piece. */
export function Strings(
  description: string,
  options: FieldOptions & {
    min?: number;
    max?: number;
    pattern?: string;
    enum?: readonly string[];
    maxLength?: number;
  } = {},
): PropertyDecorator {
  const { min = 0, max = 100, pattern = NO_NUL, maxLength = 64 } = options;
  const items: JsonSchema = options.enum
    ? { type: 'string', enum: [...options.enum] }
    : { type: 'string', pattern, maxLength };
  const schema = { type: 'array', items, minItems: min, maxItems: max, uniqueItems: true, description };
  const each = options.enum
    ? [IsIn([...options.enum], { each: true })]
    : [
        IsString({ each: true }),
        Matches(new RegExp(pattern, 'u'), { each: true }),
        MaxLength(maxLength, { each: true }),
      ];
  return field(schema, options, IsArray(), ArrayMinSize(min), ArrayMaxSize(max), ArrayUnique(), ...each);
}

/** An open object whose fields this contract does not know. */
export function OpenObject(
  description: string,
  options: FieldOptions & { schema?: JsonSchema } = {},
): PropertyDecorator {
  const schema = { type: 'object', additionalProperties: true, ...options.schema, description };
  return field(schema, options, IsObject());
}

/** A value described by a hand-written JSON Schema, where none of the kinds above fits; only the schema checks it. */
export function Raw(schema: JsonSchema, options: FieldOptions = {}): PropertyDecorator {
  return field(schema, options, Allow());
}

/** The JSON Schema of a contract class: inherited fields included, unknown fields refused. */
export function schemaOf(type: ClassRef): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  const chain: ClassRef[] = [];
  for (let at: ClassRef | null = type; at && at !== Object.getPrototypeOf(Function); at = Object.getPrototypeOf(at)) {
    chain.unshift(at);
  }
  for (const owner of chain) {
    for (const [name, spec] of registry.get(owner) ?? []) {
      properties[name] = spec.schema;
      if (!spec.optional && !required.includes(name)) required.push(name);
    }
  }
  return { type: 'object', properties, ...(required.length ? { required } : {}), additionalProperties: false };
}

/** Every contract class that has fields, by name; names are unique because OpenAPI's components are one flat list. */
export function contractClasses(): ReadonlyMap<string, ClassRef> {
  const byName = new Map<string, ClassRef>();
  for (const type of registry.keys()) {
    if (byName.has(type.name)) throw new Error(`Two contract classes are called ${type.name}`);
    byName.set(type.name, type);
  }
  return byName;
}
