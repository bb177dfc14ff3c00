import {
  type ClassRef,
  contractClasses,
  type FieldError,
  isDay,
  isInstant,
  JifenError,
  schemaOf,
} from '@jifen/contracts';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { escapePointer, shownPointer } from './pointer.js';

/**
 * Checks requests against the JSON Schema of their contract class, the same one that the OpenAPI document shows.
 * Bodies are taken as they are (no coercion: "1" is not 1); query and path parameters are text and are read as what
 * the schema wants.
 */
type Place = 'body' | 'query' | 'param';

const SCHEMA_ID = 'urn:jifen:schema:';

const compilers: Record<'strict' | 'coercing', Ajv2020> = { strict: compiler(false), coercing: compiler(true) };
const compiled = new Map<ClassRef, Partial<Record<Place, ValidateFunction>>>();

function compiler(coerceTypes: boolean): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, allowUnionTypes: true, coerceTypes });
  ajv.addFormat('date-time', isInstant);
  ajv.addFormat('date', isDay);
  for (const [name, type] of contractClasses()) ajv.addSchema({ ...ajvSchemaOf(type), $id: `${SCHEMA_ID}${name}` });
  return ajv;
}

/** OpenAPI points at its own components; Ajv looks schemas up by their id. */
function ajvSchemaOf(type: ClassRef): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schemaOf(type)).replaceAll('#/components/schemas/', SCHEMA_ID));
}

/** A contract class may know what is wrong between fields that are right each by itself. */
type Contract = ClassRef & { wrongTogether?: (value: unknown) => FieldError[] };

/** Checks a value against a contract class and answers it. Raises VALIDATION_FAILED with a pointer an error. */
export function validate<T>(type: Contract, value: unknown, place: Place = 'body'): T {
  const check = validatorOf(type, place);
  if (!check(value)) throw new JifenError('VALIDATION_FAILED', {}, fieldErrors(check.errors ?? [], place));
  if (place !== 'body') refuseEndless(value as object, place);
  const wrong = type.wrongTogether?.(value) ?? [];
  if (wrong.length > 0) throw new JifenError('VALIDATION_FAILED', {}, wrong);
  return value as T;
}

/** Texts are read as numbers when they look like one; 1e400 does and is none that bounds are looked at for. */
function refuseEndless(parameters: object, place: Place): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== Infinity && value !== -Infinity) continue;
    const error = { pointer: `${PREFIX[place]}${name}`, code: 'type', detail: 'must be a finite number' };
    throw new JifenError('VALIDATION_FAILED', {}, [error]);
  }
}

/** The errors of a value against a contract class; empty when it fits. */
export function errorsOf(type: ClassRef, value: unknown): FieldError[] {
  const check = validatorOf(type, 'body');
  return check(value) ? [] : fieldErrors(check.errors ?? [], 'body');
}

function validatorOf(type: ClassRef, place: Place): ValidateFunction {
  const known = compiled.get(type) ?? {};
  compiled.set(type, known);
  known[place] ??= compilers[place === 'body' ? 'strict' : 'coercing'].compile(ajvSchemaOf(type));
  return known[place];
}

const MAX_REPORTED = 50;
const PREFIX: Record<Place, string> = { body: '', query: '?', param: ':' };

function fieldErrors(errors: readonly ErrorObject[], place: Place): FieldError[] {
  return errors.slice(0, MAX_REPORTED).map((error) => {
    const missing = (error.params as Record<string, unknown>)['missingProperty'];
    const unknown = (error.params as Record<string, unknown>)['additionalProperty'];
    const extra = missing ?? unknown;
    const path = extra === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(String(extra))}`;
    const detail = unknown === undefined ? (error.message ?? error.keyword) : 'is not known here';
    const pointer = place === 'body' ? path : `${PREFIX[place]}${path.slice(1)}`;
    return { pointer: shownPointer(pointer), code: error.keyword, detail };
  });
}

/** Checks every argument of a controller that has a contract class. */
@Injectable()
export class ContractPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || !metatype || !isContract(metatype)) return value;
    // Query objects come without a prototype; a body that is missing altogether is checked as null.
    return validate(metatype, type === 'body' ? (value ?? null) : { ...(value as object) }, type);
  }
}

let contracts: Set<ClassRef> | undefined;
function isContract(type: ClassRef): boolean {
  contracts ??= new Set(contractClasses().values());
  return contracts.has(type);
}
