import { DEFAULT_WALLET } from './compile.js';
import { awardPhrase } from './describe-award.js';
import { describeCondition } from './describe-condition.js';
import { validityText } from './describe-validity.js';
import { both, type DescribeOptions, daysText, gapped, instantText, pick, pointsText } from './describe-words.js';
import { EVENT_TYPES } from './fields.js';
import { factor } from './numbers.js';
import type { Limit, LimitPeriod, Locale, Multiplier, Rounding, Rule, StackingMode } from './rule.js';

/** The parts of a rule, in the order in which they are said. */
export type RulePart =
  | 'status'
  | 'trigger'
  | 'window'
  | 'conditions'
  | 'award'
  | 'multipliers'
  | 'rounding'
  | 'limits'
  | 'budget'
  | 'stacking'
  | 'activation'
  | 'validity'
  | 'wallet';

export interface PartText {
  part: RulePart;
  /** One or more whole sentences. */
  text: string;
}

/**
 * What a rule does, in sentences, part by part: when it gives points, how many, within which limits and how long they
 * can be used. A part that the rule does without is left out.
 */
export function describeRule(rule: Rule, locale: Locale, options: DescribeOptions = {}): PartText[] {
  const texts: Record<RulePart, string | undefined> = {
    status:
      rule.status === 'PAUSED' ? pick(locale, '已暂停，暂不发放积分', 'Paused: gives nothing for now') : undefined,
    trigger: triggerText(rule.trigger, locale, options),
    window: windowText(rule, locale, options),
    conditions: rule.conditions && conditionsText(describeCondition(rule.conditions, locale, options), locale),
    award: awardText(rule, locale, options),
    multipliers: rule.multipliers?.length ? multipliersText(rule.multipliers, locale, options) : undefined,
    rounding: roundingText(rule, locale),
    limits: rule.limits?.length ? limitsText(rule.limits, locale) : undefined,
    budget: rule.budget && budgetText(rule.budget.points, locale),
    stacking: rule.stackingGroup && stackingText(rule.stackingGroup.code, rule.stackingGroup.mode, locale),
    activation: rule.activationDelayDays ? activationText(rule.activationDelayDays, locale) : undefined,
    validity: validityText(rule.validity, rule.validFrom, locale),
    wallet: rule.wallet && rule.wallet !== DEFAULT_WALLET ? walletText(rule.wallet, locale) : undefined,
  };
  const stop = pick(locale, '。', '.');
  return Object.entries(texts).flatMap(([part, text]) =>
    text === undefined ? [] : [{ part: part as RulePart, text: text + stop }],
  );
}

/** The parts of a rule as one paragraph. */
export function ruleParagraph(parts: readonly PartText[], locale: Locale): string {
  return parts.map(({ text }) => text).join(pick(locale, '', ' '));
}

function triggerText(trigger: string, locale: Locale, { eventTypes = [] }: DescribeOptions): string {
  const known = [...eventTypes, ...EVENT_TYPES].find(({ type }) => type === trigger);
  const name = known?.label[locale] ?? trigger;
  return pick(locale, `由“${name}”事件触发`, `For every event “${name}”`);
}

/** When the rule is in effect, or undefined: always. */
export function windowText(
  { effectiveFrom: from, effectiveTo: to }: Pick<Rule, 'effectiveFrom' | 'effectiveTo'>,
  locale: Locale,
  options: DescribeOptions,
): string | undefined {
  const [start, end] = [from, to].map((at) => (at === undefined ? undefined : instantText(at, options)));
  if (start !== undefined && end !== undefined) {
    return pick(locale, `生效时间为 ${start} 至 ${end}`, `In effect from ${start} until ${end}`);
  }
  if (start !== undefined) {
    return pick(locale, `自 ${start} 起生效`, `In effect from ${start}`);
  }
  return end === undefined ? undefined : pick(locale, `${end} 前有效`, `In effect until ${end}`);
}

function conditionsText(said: string, locale: Locale): string {
  return pick(locale, `仅当${gapped(said)}时`, `Only if ${said}`);
}

function awardText({ award }: Rule, locale: Locale, options: DescribeOptions): string {
  const said = awardPhrase(award, locale, options);
  return pick(locale, award.kind === 'fixed' ? `每次得 ${said}` : said, `Gives ${said}`);
}

/** One multiplier without its code: `× 1.2 if member level is GOLD`. */
export function multiplierText(
  { rateBps, conditions }: Omit<Multiplier, 'code'>,
  locale: Locale,
  options: DescribeOptions,
): string {
  const times = `× ${factor(rateBps)}`;
  if (!conditions) {
    return times;
  }
  const said = describeCondition(conditions, locale, options);
  return pick(locale, `${gapped(said)}时 ${times}`, `${times} if ${said}`);
}

function multipliersText(multipliers: readonly Multiplier[], locale: Locale, options: DescribeOptions): string {
  const said = multipliers.map((one) => {
    const text = multiplierText(one, locale, options);
    return pick(locale, `${text}（${one.code}）`, `${text.replace('× ', '')} (${one.code})`);
  });
  const many = said.length > 1 ? pick(locale, '；同时成立的相乘', '; those that hold multiply each other') : '';
  return pick(locale, `倍率：${said.join('；')}${many}`, `Multiplied by ${said.join('; by ')}${many}`);
}

const ROUNDINGS: Record<Rounding, readonly [zh: string, en: string]> = {
  floor: ['向下取整', 'Rounded down'],
  half_up: ['四舍五入', 'Rounded half up'],
  ceil: ['向上取整', 'Rounded up'],
};

/** Said only where there can be a fraction to round. */
function roundingText({ award, multipliers, rounding }: Rule, locale: Locale): string | undefined {
  const whole = award.kind === 'fixed' || award.kind === 'streak';
  if (whole && !multipliers?.some(({ rateBps }) => rateBps % 10_000 !== 0)) {
    return undefined;
  }
  const [zh, en] = ROUNDINGS[rounding];
  return pick(locale, `结果${zh}`, `${en} to whole points`);
}

const PERIODS: Record<LimitPeriod, readonly [zh: string, en: string]> = {
  day: ['每天', 'a day'],
  week: ['每周', 'a week'],
  month: ['每月', 'a month'],
  lifetime: ['终身', 'for life'],
};

/** One limit: `at most 3 times and 30 points a day per user`. */
export function limitText(limit: Limit, locale: Locale): string {
  if (limit.kind === 'event') {
    return pick(locale, `每次事件最多 ${limit.points} 分`, `at most ${pointsText(limit.points, locale)} per event`);
  }
  const { times, points } = limit;
  const said = [
    ...(times === undefined ? [] : [pick(locale, `${times} 次`, times === 1 ? 'once' : `${times} times`)]),
    ...(points === undefined ? [] : [pointsText(points, locale)]),
  ];
  const [zh, en] = PERIODS[limit.period];
  return pick(locale, `每人${zh}最多 ${said.join('、')}`, `at most ${both(said, locale)} ${en} per user`);
}

function limitsText(limits: readonly Limit[], locale: Locale): string {
  const said = limits.map((limit) => limitText(limit, locale)).join(pick(locale, '；', '; '));
  return said.charAt(0).toUpperCase() + said.slice(1);
}

function budgetText(points: number, locale: Locale): string {
  const said = pointsText(points, locale);
  return pick(locale, `全体用户合计发满 ${said}后停止`, `Stops once all users together have been given ${said}`);
}

function stackingText(group: string, mode: StackingMode, locale: Locale): string {
  switch (mode) {
    case 'sum':
      return pick(locale, `与叠加组 ${group} 内的其他规则累加`, `Adds to the other rules of group ${group}`);
    case 'best':
      return pick(
        locale,
        `叠加组 ${group} 内只取积分最高的规则`,
        `Within group ${group} only the rule that gives the most counts`,
      );
    case 'first':
      return pick(
        locale,
        `叠加组 ${group} 内只取第一条给出积分的规则`,
        `Within group ${group} only the first rule that gives points counts`,
      );
  }
}

function activationText(days: number, locale: Locale): string {
  return pick(locale, `入账 ${days} 天后可用`, `The points become usable ${daysText(days)} after they are recorded`);
}

function walletText(wallet: string, locale: Locale): string {
  return pick(locale, `计入 ${wallet} 账户`, `Credited to the wallet ${wallet}`);
}
