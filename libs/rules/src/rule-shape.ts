import { type Check, formatted, integer, isObject, list, object, oneOf, problem, text, union } from './check.js';
import { parseInstant } from './instant.js';
import { isDate } from './zone.js';

/** What a rule looks like: fields, types and ranges. What it means is checked in `rule-sense.ts`. */

export const MAX_RULES = 2000;
export const MAX_POINTS = 1_000_000_000;
/** A budget is shared by all users. */
export const MAX_BUDGET = 1_000_000_000_000;
const MAX_RATE_BPS = 1_000_000;
const MAX_DEPTH = 8;
const MAX_VALUES = 10_000;
const MAX_DAYS = 36_500;

/** Codes of the programme's own making: rules, event types, wallets, groups. */
const CODE = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;

const code = formatted('code', (value) => CODE.test(value));
const date = formatted('date', isDate);
const instant = formatted('instant', (value) => parseInstant(value) !== undefined);
const points = integer(1, MAX_POINTS);
const units = integer(1, MAX_POINTS);
const rateBps = integer(0, MAX_RATE_BPS);
const path = text(150);
const constant: Check = () => true;

const scalar: Check = (value, at, out) => {
  if (typeof value === 'string') {
    return text(200)(value, at, out);
  }
  return (
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    problem(out, at, 'WRONG_TYPE', { expected: 'scalar' })
  );
};
const scalars = list(scalar, 1, MAX_VALUES);
const fieldCondition = object({
  kind: constant,
  field: path,
  op: oneOf('eq', 'ne', 'in', 'nin', 'lt', 'lte', 'gt', 'gte', 'between', 'contains', 'exists'),
  value: (value, at, out) => (Array.isArray(value) ? scalars : scalar)(value, at, out),
});

/** The depth is bounded while descending: a hostile document cannot exhaust the stack. */
function condition(depth: number): Check {
  return (value, at, out) => {
    const kind = isObject(value) ? value['kind'] : undefined;
    if (kind !== undefined && kind !== 'field' && depth === MAX_DEPTH) {
      return problem(out, at, 'TOO_DEEP', { max: MAX_DEPTH });
    }
    const child: Check = (inner, innerAt, innerOut) => condition(depth + 1)(inner, innerAt, innerOut);
    const group = object({ kind: constant, of: list(child, 1, 100) });
    const not = object({ kind: constant, of: child });
    return union({ all: group, any: group, not, field: fieldCondition })(value, at, out);
  };
}

const match = object({}, { categories: list(text(100), 1, MAX_VALUES), skus: list(text(100), 1, MAX_VALUES) });
const linesBase = object({ kind: constant }, { include: match, exclude: match, discount: oneOf('spread', 'ignore') });
const base = union({
  field: object({ kind: constant, field: path }, { exclude: list(oneOf('shipping', 'tax'), 1, 2) }),
  lines: linesBase,
});
const unit = oneOf('major', 'minor', 'each');
const award = union({
  fixed: object({ kind: constant, points }),
  ratio: object({ kind: constant, points, per: units, unit, base }, { fullUnitsOnly: oneOf(true, false) }),
  stepped: object({
    kind: constant,
    mode: oneOf('whole', 'marginal'),
    unit,
    base,
    steps: list(object({ from: integer(0, MAX_POINTS), points: integer(0, MAX_POINTS) }, { per: units }), 1, 50),
  }),
  items: object({
    kind: constant,
    points,
    per: units,
    unit: oneOf('major', 'minor'),
    base: union({ lines: linesBase }),
    rates: list(object({ match, rateBps }), 0, 200),
  }),
  streak: object(
    { kind: constant, field: path, at: list(object({ days: integer(1, MAX_DAYS), points }), 1, 100) },
    { cycleDays: integer(2, MAX_DAYS) },
  ),
});

const limit = union({
  event: object({ kind: constant, points }),
  period: object(
    { kind: constant, period: oneOf('day', 'week', 'month', 'lifetime') },
    { times: integer(1, MAX_POINTS), points },
  ),
});

const validity = union({
  days: object({ kind: constant, days: integer(1, MAX_DAYS) }),
  months: object({ kind: constant, months: integer(1, 1200) }),
  fixed_date: object({ kind: constant, date }),
  end_of_year: object({ kind: constant }, { years: integer(0, 100) }),
  end_of_month: object({ kind: constant, months: integer(0, 1200) }),
  never: object({ kind: constant }),
});

/** One rule's shape. */
export const ruleShape: Check = object(
  {
    code,
    name: object({ 'zh-CN': text(100), 'en-US': text(100) }),
    trigger: code,
    status: oneOf('ACTIVE', 'PAUSED'),
    award,
    rounding: oneOf('floor', 'half_up', 'ceil'),
    validity,
  },
  {
    effectiveFrom: instant,
    effectiveTo: instant,
    conditions: condition(1),
    multipliers: list(object({ code, rateBps }, { conditions: condition(1) }), 1, 50),
    stackingGroup: object({ code, mode: oneOf('sum', 'best', 'first') }),
    limits: list(limit, 1, 20),
    budget: object({ points: integer(1, MAX_BUDGET) }),
    validFrom: oneOf('RECORDED', 'OCCURRED', 'ACTIVATED'),
    activationDelayDays: integer(0, MAX_DAYS),
    wallet: code,
  },
);
