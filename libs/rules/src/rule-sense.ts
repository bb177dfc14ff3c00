import { below, problem } from './check.js';
import type { RuleProblem } from './evaluation.js';
import { type Field, type FieldType, findField, opsOf } from './fields.js';
import { parseInstant } from './instant.js';
import type { AwardSpec, Condition, FieldCondition, Limit, LineMatch, LinesBase, Rule, Scalar } from './rule.js';
import { MAX_POINTS } from './rule-shape.js';
import { isDate } from './zone.js';

/** What a well-shaped rule means: whether its parts fit together, its event type and the field catalogue. */

type Out = RuleProblem[];

/** Checks one well-shaped rule. */
export function checkRule(rule: Rule, at: string, out: Out): void {
  if (rule.effectiveFrom !== undefined && rule.effectiveTo !== undefined) {
    if ((parseInstant(rule.effectiveTo) ?? 0) <= (parseInstant(rule.effectiveFrom) ?? 0)) {
      problem(out, below(at, 'effectiveTo'), 'EMPTY_WINDOW', { from: rule.effectiveFrom });
    }
  }
  if (rule.conditions) {
    checkCondition(rule.conditions, rule.trigger, `${at}/conditions`, out);
  }
  checkAward(rule.award, rule.trigger, `${at}/award`, out);
  unique(rule.multipliers?.map((multiplier) => multiplier.code) ?? [], `${at}/multipliers`, '/code', out);
  rule.multipliers?.forEach(({ conditions }, i) => {
    if (conditions) {
      checkCondition(conditions, rule.trigger, `${at}/multipliers/${i}/conditions`, out);
    }
  });
  checkLimits(rule.limits ?? [], `${at}/limits`, out);
  const { validity, activationDelayDays: delay = 0 } = rule;
  if (validity.kind === 'days' && rule.validFrom !== 'ACTIVATED' && validity.days < delay) {
    problem(out, `${at}/activationDelayDays`, 'EXPIRES_BEFORE_ACTIVE', { days: validity.days });
  }
}

function checkCondition(condition: Condition, trigger: string, at: string, out: Out): void {
  if (condition.kind === 'field') {
    checkLeaf(condition, trigger, at, out);
  } else if (condition.kind === 'not') {
    checkCondition(condition.of, trigger, `${at}/of`, out);
  } else {
    for (let i = 0; i < condition.of.length; i++) {
      checkCondition(condition.of[i] as Condition, trigger, `${at}/of/${i}`, out);
    }
  }
}

function checkLeaf({ field: path, op, value }: FieldCondition, trigger: string, at: string, out: Out): void {
  const field = checkField(path, trigger, `${at}/field`, out);
  if (!field) {
    return;
  }
  if (!opsOf(field.type).includes(op)) {
    problem(out, `${at}/op`, 'NOT_ALLOWED', { allowed: opsOf(field.type).join(', ') });
    return;
  }
  const many = op === 'in' || op === 'nin' || op === 'between';
  if (many !== Array.isArray(value) || (op === 'between' && Array.isArray(value) && value.length !== 2)) {
    problem(out, `${at}/value`, 'WRONG_TYPE', { expected: op === 'between' ? 'pair' : many ? 'list' : 'scalar' });
    return;
  }
  const values = Array.isArray(value) ? value : [value];
  const type = op === 'exists' ? 'boolean' : field.type;
  for (let i = 0; i < values.length; i++) {
    if (!fits(type, values[i] as Scalar)) {
      const pointer = Array.isArray(value) ? `${at}/value/${i}` : `${at}/value`;
      problem(out, pointer, 'WRONG_TYPE', { expected: type });
    } else if (field.options && op !== 'exists' && !field.options.some((option) => option.value === values[i])) {
      const allowed = field.options.map((option) => option.value).join(', ');
      problem(out, Array.isArray(value) ? `${at}/value/${i}` : `${at}/value`, 'NOT_ALLOWED', { allowed });
    }
  }
  if (op === 'between' && reversed(type, values)) {
    problem(out, `${at}/value`, 'RANGE_REVERSED');
  }
}

function checkField(path: string, trigger: string, at: string, out: Out): Field | undefined {
  const field = findField(path);
  if (!field) {
    problem(out, at, 'NO_SUCH_FIELD', { field: path });
  } else if (field.triggers && !field.triggers.includes(trigger)) {
    problem(out, at, 'FIELD_NOT_OF_TRIGGER', { field: path, trigger });
  }
  return field;
}

function fits(type: FieldType, value: Scalar): boolean {
  switch (type) {
    case 'money':
    case 'integer':
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
    case 'list':
      return typeof value === 'string';
    case 'time':
      return typeof value === 'string' && parseInstant(value) !== undefined;
    case 'date':
      return typeof value === 'string' && isDate(value);
    case 'clock':
      return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
    case 'enum':
    case 'any':
      return true;
  }
}

function reversed(type: FieldType, [low, high]: readonly Scalar[]): boolean {
  if (low === undefined || high === undefined || typeof low !== typeof high) {
    return true;
  }
  return type === 'time' ? (parseInstant(String(low)) ?? 0) > (parseInstant(String(high)) ?? 0) : low > high;
}

function checkAward(award: AwardSpec, trigger: string, at: string, out: Out): void {
  switch (award.kind) {
    case 'fixed':
      return;
    case 'ratio':
    case 'stepped':
      if (award.base.kind === 'lines') {
        checkLines(award.base, trigger, `${at}/base`, out);
        if (award.unit === 'each') {
          problem(out, `${at}/unit`, 'NOT_ALLOWED', { allowed: 'major, minor' });
        }
      } else {
        checkFieldBase(award.base, award.unit, trigger, at, out);
      }
      if (award.kind === 'stepped') {
        ascending(
          award.steps.map((step) => step.from),
          `${at}/steps`,
          '/from',
          out,
        );
      }
      return;
    case 'items':
      checkLines(award.base, trigger, `${at}/base`, out);
      award.rates.forEach(({ match }, i) => {
        checkMatch(match, `${at}/rates/${i}/match`, out);
      });
      return;
    case 'streak':
      checkNumeric(award.field, trigger, `${at}/field`, out);
      ascending(
        award.at.map((step) => step.days),
        `${at}/at`,
        '/days',
        out,
      );
      award.at.forEach(({ days }, i) => {
        if (award.cycleDays !== undefined && days > award.cycleDays) {
          problem(out, `${at}/at/${i}/days`, 'OUT_OF_RANGE', { min: 1, max: award.cycleDays });
        }
      });
  }
}

function checkFieldBase(
  base: { field: string; exclude?: string[] },
  unit: string,
  trigger: string,
  at: string,
  out: Out,
): void {
  const field = checkNumeric(base.field, trigger, `${at}/base/field`, out);
  if (field && field.type !== 'any' && (field.type === 'money') === (unit === 'each')) {
    problem(out, `${at}/unit`, 'NOT_ALLOWED', { allowed: field.type === 'money' ? 'major, minor' : 'each' });
  }
  if (base.exclude) {
    unique(base.exclude, `${at}/base/exclude`, '', out);
    if (base.field !== 'order.amount') {
      problem(out, `${at}/base/exclude`, 'NOT_OF_FIELD', { field: base.field });
    }
  }
}

function checkNumeric(path: string, trigger: string, at: string, out: Out): Field | undefined {
  const field = checkField(path, trigger, at, out);
  if (field && field.type !== 'money' && field.type !== 'integer' && field.type !== 'any') {
    problem(out, at, 'NOT_NUMERIC', { field: path });
    return undefined;
  }
  return field;
}

function checkLines(base: LinesBase, trigger: string, at: string, out: Out): void {
  const field = findField('order.lineCount');
  if (field?.triggers && !field.triggers.includes(trigger)) {
    problem(out, at, 'FIELD_NOT_OF_TRIGGER', { field: 'order.items', trigger });
  }
  for (const side of ['include', 'exclude'] as const) {
    const match = base[side];
    if (match) {
      checkMatch(match, `${at}/${side}`, out);
    }
  }
}

function checkMatch(match: LineMatch, at: string, out: Out): void {
  if (!match.categories && !match.skus) {
    problem(out, at, 'MATCHES_NOTHING');
  }
}

function checkLimits(limits: readonly Limit[], at: string, out: Out): void {
  unique(
    limits.map((limit) => (limit.kind === 'event' ? 'event' : limit.period)),
    at,
    '',
    out,
  );
  limits.forEach((limit, i) => {
    if (limit.kind === 'period' && limit.times === undefined && limit.points === undefined) {
      problem(out, `${at}/${i}`, 'LIMITS_NOTHING', { max: MAX_POINTS });
    }
  });
}

/** Reports each value that stands a second time, naming where it stood first. */
export function unique(values: readonly string[], at: string, suffix: string, out: Out): void {
  const first = new Map<string, number>();
  values.forEach((value, i) => {
    const earlier = first.get(value);
    if (earlier === undefined) {
      first.set(value, i);
    } else {
      problem(out, `${at}/${i}${suffix}`, 'DUPLICATE', { value, first: `${at}/${earlier}${suffix}` });
    }
  });
}

function ascending(values: readonly number[], at: string, suffix: string, out: Out): void {
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) <= (values[i - 1] as number)) {
      problem(out, `${at}/${i}${suffix}`, 'NOT_ASCENDING');
    }
  }
}
