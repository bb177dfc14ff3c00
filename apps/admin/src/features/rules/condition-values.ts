/** The value of one comparison while it is being entered: its shape follows the comparison, its type the field. */
import { type ConditionOp, type FieldType, isDate, parseInstant, type Scalar } from '@jifen/rules';

export type LooseScalar = Scalar | null;
/** null: nothing has been entered yet. */
export type LooseValue = LooseScalar | LooseScalar[];
export type ValueShape = 'one' | 'list' | 'pair' | 'presence';

/** How many values a comparison takes. */
export function shapeOf(op: ConditionOp): ValueShape {
  if (op === 'exists') return 'presence';
  if (op === 'between') return 'pair';
  return op === 'in' || op === 'nin' ? 'list' : 'one';
}

/** A value as the comparison of such a field wants it, keeping what fits; what does not fit is asked for anew. */
export function fitValue(type: FieldType, op: ConditionOp, value: unknown): LooseValue {
  const given = (Array.isArray(value) ? value : [value]).map((one) => fitScalar(type, op, one));
  switch (shapeOf(op)) {
    case 'presence':
      return given[0] !== false;
    case 'list':
      return given.filter((one) => one !== null);
    case 'pair':
      return [given[0] ?? null, given[1] ?? null];
    case 'one':
      return given[0] ?? null;
  }
}

function fitScalar(type: FieldType, op: ConditionOp, value: unknown): LooseScalar {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  if (op === 'exists') return typeof value === 'boolean' ? value : null;
  switch (type) {
    case 'money':
    case 'integer':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'string':
    case 'list':
      return typeof value === 'string' ? value : null;
    case 'time':
      return typeof value === 'string' && parseInstant(value) !== undefined ? value : null;
    case 'date':
      return typeof value === 'string' && isDate(value) ? value : null;
    case 'clock':
      return typeof value === 'string' && /^\d\d:\d\d$/.test(value) ? value : null;
    case 'enum':
    case 'any':
      return value;
  }
}

/** Whether a value, or one of a pair, has not been entered. An empty list is a value: checking it says what it lacks. */
export function isOpen(value: LooseValue): boolean {
  return Array.isArray(value) ? value.some(isMissing) : isMissing(value);
}

function isMissing(value: LooseScalar): boolean {
  return value === null || value === '';
}

export type AnyKind = 'text' | 'number' | 'boolean';

/** What a value of a free field is; a text while nothing is there. */
export function kindOfAny(value: LooseValue): AnyKind {
  const [first] = Array.isArray(value) ? value : [value];
  if (typeof first === 'number') return 'number';
  return typeof first === 'boolean' ? 'boolean' : 'text';
}

/** A value of a free field as another kind: texts that are numbers become numbers and the other way round. */
export function asKind(value: LooseValue, kind: AnyKind): LooseValue {
  if (Array.isArray(value)) return value.map((one) => scalarAs(one, kind));
  return scalarAs(value, kind);
}

function scalarAs(value: LooseScalar, kind: AnyKind): LooseScalar {
  if (kind === 'boolean') return value === true || value === 'true';
  if (kind === 'text') return value === null ? null : String(value);
  const number = value === null || value === '' || typeof value === 'boolean' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : 0;
}
