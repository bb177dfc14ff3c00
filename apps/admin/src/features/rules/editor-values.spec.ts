import { describe, expect, test } from '@jest/globals';
import { demoRuleSet, type Rule, validateRuleSet } from '@jifen/rules';
import { AWARD_KINDS, awardKinds, freshAward, unitFor } from './award-values.js';
import { fieldChoices, splitPath, typeOf } from './condition-fields.js';
import { problemsOf } from './field-problems.js';
import { freeLimit, LIMIT_SPANS, spanOf, withSpan } from './limit-values.js';
import { percentText, policyBody, policyValues } from './policy-values.js';
import { publishBody } from './publish-values.js';
import { sentencesOf } from './sentence.js';

const [base] = demoRuleSet().rules as [Rule];

describe('fields', () => {
  test('are those of the event, in the reader’s language', () => {
    const order = fieldChoices('ORDER_COMPLETED', 'zh-CN');
    expect(order.find((choice) => choice.value === 'order.amount')).toMatchObject({
      group: 'order',
      label: '订单金额',
    });
    expect(fieldChoices('SIGNED_IN', 'en-US').some((choice) => choice.group === 'order')).toBe(false);
    expect(fieldChoices('SIGNED_IN', 'en-US', true).map((choice) => choice.value)).toEqual(
      expect.arrayContaining(['user.streakDays', 'data.', 'user.attributes.']),
    );
  });

  test('of the event’s data have a name of their own', () => {
    expect(splitPath('data.minutes')).toEqual({ choice: 'data.', name: 'minutes' });
    expect(splitPath('user.attributes.')).toEqual({ choice: 'user.attributes.', name: '' });
    expect(splitPath('user.level')).toEqual({ choice: 'user.level', name: undefined });
    expect(typeOf('data.')).toBe('any');
  });
});

describe('a fresh award', () => {
  test.each(AWARD_KINDS.map((kind) => [kind] as const))(
    '%s is right for an order, or asks for what it lacks',
    (kind) => {
      const award = freshAward(kind, 'ORDER_COMPLETED');
      const pointers = problemsOf({ ...base, award }, []).map((problem) => problem.pointer);
      expect(pointers.filter((pointer) => pointer !== '/award/rates/0/match/categories')).toEqual([]);
    },
  );

  test('counts items only where there are some', () => {
    expect(awardKinds('SIGNED_IN')).not.toContain('items');
    const { multipliers: _, ...plain } = base;
    const lesson = problemsOf({ ...plain, trigger: 'LESSON', award: freshAward('ratio', 'LESSON') }, []);
    expect(lesson.map((problem) => problem.pointer)).toContain('/award/base/field');
  });

  test('is counted in a unit that its base has', () => {
    expect(unitFor({ kind: 'field', field: 'order.amount' }, 'each')).toBe('major');
    expect(unitFor({ kind: 'field', field: 'user.orderCount' }, 'major')).toBe('each');
    expect(unitFor({ kind: 'field', field: 'data.km' }, 'minor')).toBe('minor');
    expect(unitFor({ kind: 'lines' }, 'minor')).toBe('minor');
  });
});

describe('limits', () => {
  test('there is one for each span at most', () => {
    let limits: NonNullable<ReturnType<typeof freeLimit>>[] = [];
    for (let next = freeLimit(limits); next; next = freeLimit(limits)) limits = [...limits, next];
    expect(limits.map(spanOf).sort()).toEqual([...LIMIT_SPANS].sort());
  });

  test('keep their numbers in another span', () => {
    const day = withSpan({ kind: 'event', points: 30 }, 'day');
    expect(day).toEqual({ kind: 'period', period: 'day', times: null, points: 30 });
    expect(withSpan({ ...day, times: 3 } as typeof day, 'week')).toMatchObject({ period: 'week', times: 3 });
    expect(withSpan(day, 'event')).toEqual({ kind: 'event', points: 30 });
  });
});

describe('publishing', () => {
  const reason = ' Summer ';

  test('sends only what the chosen way needs', () => {
    const values = { reason, percent: 20, at: '2026-06-01T00:00' };
    expect(publishBody({ ...values, how: 'now' }, 7, 'Asia/Shanghai')).toEqual({ revision: 7, reason: 'Summer' });
    expect(publishBody({ ...values, how: 'percent', confirmed: true }, 7, 'UTC')).toEqual({
      revision: 7,
      reason: 'Summer',
      percent: 20,
      confirm: true,
    });
    expect(publishBody({ ...values, how: 'at' }, 7, 'Asia/Shanghai')).toMatchObject({ at: '2026-05-31T16:00:00Z' });
  });

  test('the policy has no threshold without a second operator', () => {
    const policy = { rateGuardBps: 100_000, reviewAboveBps: 2450, reviewWithoutBacktest: true, revision: 3 };
    expect(policyBody(policyValues(policy), 3)).toEqual(policy);
    expect(policyBody({ ...policyValues(policy), reviewed: false }, 3)).toMatchObject({
      reviewAboveBps: null,
      reviewWithoutBacktest: false,
    });
    expect(policyValues({ ...policy, reviewAboveBps: null })).toMatchObject({ reviewed: false, reviewAboveBps: 1000 });
    expect(percentText(2450)).toBe('24.5 %');
  });
});

describe('the sentence of an unfinished rule', () => {
  const said = (json: Record<string, unknown>, locale: 'zh-CN' | 'en-US' = 'en-US') => {
    const problems = validateRuleSet({ rules: [json] }).map((one) => ({ ...one, pointer: one.pointer.slice(8) }));
    return sentencesOf(json, problems, locale, { currency: 'GBP' });
  };

  const textOf = (conditions: unknown, locale: 'zh-CN' | 'en-US' = 'en-US') =>
    said({ ...base, conditions }, locale).parts.find(({ part }) => part === 'conditions')?.text;
  const open = { kind: 'field', field: 'user.level', op: 'eq' };
  const done = { kind: 'field', field: 'event.channel', op: 'eq', value: 'app' };

  test('leaves out what is wrong and says so', () => {
    const { parts, open } = said({ ...base, limits: [{ kind: 'event' }] });
    expect(open).toBe(true);
    expect(parts.map((part) => part.part)).not.toContain('limits');
    expect(parts.map((part) => part.part)).toContain('award');
  });

  test('says the conditions that are complete, and marks those that are not', () => {
    const both = textOf({ kind: 'all', of: [done, open] });
    expect(both).toMatch(/channel is app and …/i);
    expect(textOf({ kind: 'not', of: { kind: 'all', of: [done, open] } })).toMatch(/channel is not app or …/i);
    expect(textOf({ kind: 'any', of: [open, { kind: 'all', of: [] }, done] })).toMatch(/… or … or channel is app/i);
    expect(textOf({ kind: 'all', of: [open, done] }, 'zh-CN')).toMatch(/…，且渠道/);
    expect(textOf(open)).toContain('…');
    expect(said({ ...base, conditions: open }).open).toBe(true);
    expect(JSON.stringify(said({ ...base, conditions: { kind: 'all', of: [open] } }))).not.toContain('unfinished');
  });

  test('names a currency only where the rule compares money', () => {
    const text = (json: Record<string, unknown>) => JSON.stringify(said(json).parts);
    const conditions = { kind: 'field', field: 'order.amount', op: 'gte', value: 10_000 };
    expect(text({ ...base })).not.toContain('GBP');
    expect(text({ ...base, conditions })).toContain('100.00 GBP');
  });

  test('is whole while only its names are missing, and empty without an award', () => {
    expect(said({ ...base, name: {}, code: '1' }).open).toBe(false);
    expect(said({ ...base, award: { kind: 'fixed' } })).toEqual({ parts: [], open: true });
  });
});
