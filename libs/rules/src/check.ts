import type { RuleProblem } from './evaluation.js';
import type { ProblemCode } from './problem-text.js';

/**
 * Checks of untrusted JSON, put together from small ones. A check adds what is wrong to `out`, each with the JSON
 * pointer of the offending value, and answers whether the value may be relied on.
 */

export type Params = RuleProblem['params'];
export type Check = (value: unknown, at: string, out: RuleProblem[]) => boolean;
export type JsonObject = Record<string, unknown>;

/** More would help nobody, and a hostile document could have millions. */
const MAX_PROBLEMS = 200;

export function problem(out: RuleProblem[], pointer: string, code: ProblemCode, params: Params = {}): false {
  if (out.length < MAX_PROBLEMS) {
    out.push({ pointer, code, params });
  }
  return false;
}

/** RFC 6901: `~` and `/` within a name are escaped. */
export function below(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with exactly these fields; others are refused. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  const checks = new Map(Object.entries({ ...optional, ...required }));
  const names = Object.keys(required);
  return (value, at, out) => {
    if (!isObject(value)) {
      return problem(out, at, 'WRONG_TYPE', { expected: 'object' });
    }
    let good = true;
    for (const name of names) {
      if (!Object.hasOwn(value, name)) {
        good = problem(out, below(at, name), 'REQUIRED');
      }
    }
    for (const name of Object.keys(value)) {
      const check = checks.get(name);
      const held = check ? check(value[name], below(at, name), out) : problem(out, below(at, name), 'UNKNOWN_FIELD');
      good = held && good;
    }
    return good;
  };
}

/** One of several object shapes, told apart by their `kind`. */
export function union(shapes: Record<string, Check>): Check {
  const known = new Map(Object.entries(shapes));
  return (value, at, out) => {
    if (!isObject(value)) {
      return problem(out, at, 'WRONG_TYPE', { expected: 'object' });
    }
    const kind = Object.hasOwn(value, 'kind') ? value['kind'] : undefined;
    const check = typeof kind === 'string' ? known.get(kind) : undefined;
    if (!check) {
      const code = kind === undefined ? 'REQUIRED' : 'NOT_ALLOWED';
      return problem(out, below(at, 'kind'), code, { allowed: [...known.keys()].join(', ') });
    }
    return check(value, at, out);
  };
}

export function list(item: Check, min: number, max: number): Check {
  return (value, at, out) => {
    if (!Array.isArray(value)) {
      return problem(out, at, 'WRONG_TYPE', { expected: 'list' });
    }
    if (value.length < min || value.length > max) {
      return problem(out, at, 'WRONG_LENGTH', { min, max });
    }
    let good = true;
    for (let i = 0; i < value.length; i++) {
      good = item(value[i], below(at, i), out) && good;
    }
    return good;
  };
}

export function integer(min: number, max: number): Check {
  return (value, at, out) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return problem(out, at, 'WRONG_TYPE', { expected: 'integer' });
    }
    return (value >= min && value <= max) || problem(out, at, 'OUT_OF_RANGE', { min, max });
  };
}

/** A text of 1 to `max` characters, not only spaces, without control characters and lone surrogates. */
export function text(max: number): Check {
  return (value, at, out) => {
    if (typeof value !== 'string') {
      return problem(out, at, 'WRONG_TYPE', { expected: 'string' });
    }
    if (value.length < 1 || value.length > max) {
      return problem(out, at, 'WRONG_LENGTH', { min: 1, max });
    }
    return (
      (value.isWellFormed() && /\S/u.test(value) && !/\p{Cc}/u.test(value)) ||
      problem(out, at, 'BAD_FORMAT', { format: 'text' })
    );
  };
}

/** A text that `test` accepts; `format` names what it should be. */
export function formatted(format: string, test: (value: string) => boolean): Check {
  return (value, at, out) => {
    if (typeof value !== 'string') {
      return problem(out, at, 'WRONG_TYPE', { expected: 'string' });
    }
    return test(value) || problem(out, at, 'BAD_FORMAT', { format });
  };
}

export function oneOf(...allowed: readonly (string | boolean)[]): Check {
  return (value, at, out) =>
    allowed.some((one) => one === value) || problem(out, at, 'NOT_ALLOWED', { allowed: allowed.join(', ') });
}
