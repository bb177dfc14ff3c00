import fc from 'fast-check';
import { type FieldType, findField, ORDER_TRIGGERS, opsOf } from '../src/fields.js';
import type {
  AwardBase,
  AwardSpec,
  Condition,
  FieldCondition,
  Limit,
  LineMatch,
  LinesBase,
  Rule,
  RuleSet,
} from '../src/rule.js';
import { NOON_MS } from '../src/testing.js';

/**
 * Any valid rule set and any event, from domains so small that they often meet: conditions hold, contradict each other
 * and name what the event has. For the property tests of this library.
 */

const HOUR_MS = 3_600_000;
/** The event types of `anyRule`. */
export const TRIGGERS = ['ORDER_COMPLETED', 'SIGNED_IN', 'STUDIED'];
const ORDER_FIELDS = [
  'order.amount',
  'order.discount',
  'order.currency',
  'order.lineCount',
  'order.quantity',
  'order.categories',
  'order.skus',
  'order.first',
];
const OTHER_FIELDS = [
  'user.id',
  'user.level',
  'user.tags',
  'user.orderCount',
  'user.streakDays',
  'user.registeredAt',
  'user.registeredDays',
  'user.attributes.x',
  'time.occurredAt',
  'time.date',
  'time.clock',
  'time.hour',
  'time.weekday',
  'time.dayOfMonth',
  'time.month',
  'event.type',
  'event.channel',
  'data.n',
];

/** Whole numbers about 0. */
export const small = fc.integer({ min: -1, max: 6 });
/** Few points. */
export const positive = fc.integer({ min: 1, max: 30 });
/** Few texts, some of which contain others. */
export const word = fc.constantFrom(
  'a',
  'ab',
  'b',
  'GOLD',
  'fruit',
  'juice',
  'CNY',
  'u1',
  'SIGNED_IN',
  'ORDER_COMPLETED',
);
/** Whole hours within 60 of `NOON_MS`. */
export const instantMs = fc.integer({ min: -60, max: 60 }).map((hours) => NOON_MS + hours * HOUR_MS);
const instant = instantMs.map((ms) => new Date(ms).toISOString());
const date = fc.integer({ min: 19, max: 25 }).map((day) => `2026-11-${day}`);
const clock = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`);
const VALUES: Record<FieldType, fc.Arbitrary<string | number | boolean>> = {
  money: small,
  integer: fc.oneof(small, fc.constantFrom(11, 12, 22)),
  string: word,
  boolean: fc.boolean(),
  enum: fc.integer({ min: 1, max: 7 }),
  list: word,
  time: instant,
  date,
  clock,
  any: fc.oneof(small, word, fc.boolean()),
};

function pair(type: FieldType): fc.Arbitrary<(string | number | boolean)[]> {
  const value = type === 'any' ? small : VALUES[type];
  return fc.tuple(value, value).map(([a, b]) => (a <= b ? [a, b] : [b, a]));
}

function leafOf(field: string): fc.Arbitrary<FieldCondition> {
  const type = findField(field)?.type ?? 'any';
  return fc.constantFrom(...opsOf(type)).chain((op) => {
    const value =
      op === 'exists'
        ? fc.boolean()
        : op === 'between'
          ? pair(type)
          : op === 'in' || op === 'nin'
            ? fc.array(VALUES[type], { minLength: 1, maxLength: 3 })
            : VALUES[type];
    return value.map((wanted) => ({ kind: 'field' as const, field, op, value: wanted }));
  });
}

/** A valid condition for events of a type. */
export function conditionOf(trigger: string): fc.Arbitrary<Condition> {
  const fields = ORDER_TRIGGERS.includes(trigger) ? [...ORDER_FIELDS, ...OTHER_FIELDS] : OTHER_FIELDS;
  const leaf = fc.constantFrom(...fields).chain(leafOf);
  return fc.letrec<{ node: Condition }>((tie) => {
    const of = fc.array(tie('node'), { minLength: 1, maxLength: 3 });
    return {
      node: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        { weight: 3, arbitrary: leaf },
        { weight: 2, arbitrary: of.map((nodes) => ({ kind: 'all' as const, of: nodes })) },
        { weight: 1, arbitrary: of.map((nodes) => ({ kind: 'any' as const, of: nodes })) },
        { weight: 1, arbitrary: tie('node').map((node) => ({ kind: 'not' as const, of: node })) },
      ),
    };
  }).node;
}

const match: fc.Arbitrary<LineMatch> = fc.oneof(
  fc.record({ categories: fc.subarray(['fruit', 'juice', 'a'], { minLength: 1 }) }),
  fc.record({ skus: fc.subarray(['a', 'b'], { minLength: 1 }) }),
  fc.constant<LineMatch>({ skus: ['a'], categories: ['juice'] }),
);
const lines: fc.Arbitrary<LinesBase> = fc.record(
  {
    kind: fc.constant('lines' as const),
    include: match,
    exclude: match,
    discount: fc.constantFrom('spread' as const, 'ignore' as const),
  },
  { requiredKeys: ['kind'] },
);
const amount: fc.Arbitrary<AwardBase> = fc.oneof(
  fc.constant<AwardBase>({ kind: 'field', field: 'order.amount' }),
  fc.constant<AwardBase>({ kind: 'field', field: 'order.amount', exclude: ['shipping', 'tax'] }),
  lines,
);
const number: fc.Arbitrary<AwardBase> = fc.constantFrom<AwardBase>(
  { kind: 'field', field: 'data.n' },
  { kind: 'field', field: 'user.orderCount' },
);
const steps = fc.tuple(fc.nat(5), positive, fc.option(positive, { nil: undefined })).map(([from, points, per]) => [
  { from, points, ...(per && { per }) },
  { from: from + 3, points: points + 2 },
]);
const streak: fc.Arbitrary<AwardSpec> = fc
  .tuple(fc.constantFrom('user.streakDays', 'data.n'), fc.integer({ min: 1, max: 3 }), fc.boolean())
  .map(([field, days, cycle]) => ({
    kind: 'streak' as const,
    field,
    at: [
      { days, points: 10 },
      { days: days + 2, points: 30 },
    ],
    ...(cycle && { cycleDays: days + 2 }),
  }));

function awardOf(trigger: string): fc.Arbitrary<AwardSpec> {
  const isOrder = ORDER_TRIGGERS.includes(trigger);
  const unit = isOrder ? fc.constantFrom('major' as const, 'minor' as const) : fc.constant('each' as const);
  const base = isOrder ? amount : number;
  const rates = fc.array(fc.record({ match, rateBps: fc.integer({ min: 0, max: 60_000 }) }), { maxLength: 2 });
  const always: fc.Arbitrary<AwardSpec>[] = [
    fc.record({ kind: fc.constant('fixed' as const), points: positive }),
    fc.record(
      { kind: fc.constant('ratio' as const), points: positive, per: positive, unit, base, fullUnitsOnly: fc.boolean() },
      { requiredKeys: ['kind', 'points', 'per', 'unit', 'base'] },
    ),
    fc.record({
      kind: fc.constant('stepped' as const),
      mode: fc.constantFrom('whole' as const, 'marginal' as const),
      unit,
      base,
      steps,
    }),
    streak,
  ];
  const items: fc.Arbitrary<AwardSpec> = fc.record({
    kind: fc.constant('items' as const),
    points: positive,
    per: positive,
    unit: fc.constantFrom('major' as const, 'minor' as const),
    base: lines,
    rates,
  });
  return fc.oneof(...always, ...(isOrder ? [items] : []));
}

const limit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ kind: fc.constant('event' as const), points: positive }),
  fc.record({
    kind: fc.constant('period' as const),
    period: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'lifetime' as const),
    times: positive,
  }),
  fc.record(
    {
      kind: fc.constant('period' as const),
      period: fc.constantFrom('day' as const, 'month' as const),
      points: positive,
    },
    { requiredKeys: ['kind', 'period', 'points'] },
  ),
);
const validity: fc.Arbitrary<Rule['validity']> = fc.oneof(
  fc.constant({ kind: 'never' as const }),
  fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 10, max: 400 }) }),
  fc.record({ kind: fc.constant('months' as const), months: positive }),
  fc.record({ kind: fc.constant('fixed_date' as const), date: fc.oneof(date, fc.constant('2026-12-31')) }),
  fc.record({ kind: fc.constant('end_of_year' as const), years: fc.nat(2) }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('end_of_month' as const), months: fc.nat(12) }),
);
const window = fc.uniqueArray(instant, { maxLength: 2 }).map((found) => {
  const [from, to] = found.length === 2 ? [...found].sort() : found;
  return { ...(from && { effectiveFrom: from }), ...(to && { effectiveTo: to }) };
});

/** A valid rule with the code `R`. */
export const anyRule: fc.Arbitrary<Rule> = fc.constantFrom(...TRIGGERS).chain((trigger) =>
  fc
    .record(
      {
        window,
        status: fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, 'ACTIVE' as const, 'PAUSED' as const),
        conditions: conditionOf(trigger),
        award: awardOf(trigger),
        multipliers: fc.array(
          fc.record(
            {
              code: word,
              rateBps: fc.constantFrom(0, 5000, 12_000, 12_000, 20_000, 20_000, 60_000),
              conditions: conditionOf(trigger),
            },
            { requiredKeys: ['code', 'rateBps'] },
          ),
          { minLength: 1, maxLength: 3 },
        ),
        rounding: fc.constantFrom('floor' as const, 'half_up' as const, 'ceil' as const),
        mode: fc.constantFrom('sum' as const, 'best' as const, 'first' as const, 'first' as const),
        limits: fc.uniqueArray(limit, {
          minLength: 1,
          maxLength: 3,
          selector: (one) => (one.kind === 'event' ? 'event' : one.period),
        }),
        budget: fc.record({ points: positive }),
        validity,
        validFrom: fc.constantFrom('RECORDED' as const, 'OCCURRED' as const, 'ACTIVATED' as const),
        activationDelayDays: fc.nat(9),
        wallet: fc.constant('gold'),
      },
      { requiredKeys: ['window', 'status', 'award', 'rounding', 'validity'] },
    )
    .map(({ window: effective, mode, multipliers, ...rest }) => ({
      code: 'R',
      name: { 'zh-CN': '规则', 'en-US': 'Rule' },
      trigger,
      ...effective,
      ...rest,
      ...(multipliers && { multipliers: multipliers.map((one, i) => ({ ...one, code: `${one.code}${i}` })) }),
      ...(mode && { stackingGroup: { code: mode, mode } }),
    })),
);

/** A valid rule set of 1 to 5 rules, `R0` … */
export const anyRuleSet: fc.Arbitrary<RuleSet> = fc
  .array(anyRule, { minLength: 1, maxLength: 5 })
  .map((rules) => ({ rules: rules.map((rule, i) => ({ ...rule, code: `R${i}` })) }));
