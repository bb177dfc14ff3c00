import type { AmountTrace, BaseTrace, CapTrace, Evaluation, RuleTrace } from './evaluation.js';
import { explainBase } from './explain-base.js';
import { factor, fractionText } from './numbers.js';
import { conditionText, firstFailure } from './phrases.js';
import type { Locale, Rounding, RuleSet, StackingMode } from './rule.js';
import { OUTCOMES, REASONS } from './words.js';
import { NEVER } from './zone.js';

/**
 * A trace, or everything an evaluation says, as sentences in the reader's language: first what the rule gave, then
 * how. With `ruleSet` rules are called by their names, without it by their codes.
 */
export function explain(what: RuleTrace | Evaluation, locale: Locale, ruleSet?: RuleSet): string[] {
  if (!('trace' in what)) {
    return explainRule(what, locale, ruleSet);
  }
  const zh = locale === 'zh-CN';
  if (what.trace.length === 0) {
    return [zh ? '没有规则由此类事件触发。' : 'No rule is triggered by this type of event.'];
  }
  const lines = what.trace.flatMap((trace) => explainRule(trace, locale, ruleSet));
  for (const { ruleCode, points, expiresOn, activatesOn } of what.awards) {
    const name = ruleName(ruleCode, locale, ruleSet);
    const from = activatesOn === null ? '' : zh ? `，${activatesOn} 起可用` : `, usable from ${activatesOn}`;
    const forever = zh ? '永久有效' : 'never expire';
    const until = expiresOn === NEVER ? forever : zh ? `有效期至 ${expiresOn}` : `can be used until ${expiresOn}`;
    lines.push(
      zh ? `${name} 的 ${points} 分${from}，${until}。` : `${amountOf(points, locale)} of ${name} ${until}${from}.`,
    );
  }
  lines.push(zh ? `合计 ${what.points} 分。` : `Total: ${amountOf(what.points, locale)}.`);
  return lines;
}

function explainRule(trace: RuleTrace, locale: Locale, ruleSet: RuleSet | undefined): string[] {
  const zh = locale === 'zh-CN';
  const lines = [headline(trace, locale, ruleSet)];
  const named = trace.outcome === 'CONDITION_FAILED' ? firstFailure(trace.conditions) : undefined;
  for (const condition of trace.conditions.filter((one) => one !== named)) {
    const said = conditionText(condition, locale);
    if (condition.held) {
      lines.push(zh ? `条件成立：${said}。` : `Condition held: ${said}.`);
    } else {
      lines.push(zh ? `条件不成立：${said}。` : `Condition failed: ${said}.`);
    }
  }
  if (trace.base) {
    lines.push(...calculation(trace, trace.base, locale));
  }
  for (const cap of trace.caps ?? []) {
    lines.push(capText(cap, locale));
  }
  return lines;
}

function headline(trace: RuleTrace, locale: Locale, ruleSet: RuleSet | undefined): string {
  const zh = locale === 'zh-CN';
  const name = ruleName(trace.ruleCode, locale, ruleSet);
  if (trace.outcome === 'AWARDED') {
    return zh ? `${name}：获得 ${trace.points} 分。` : `${name}: ${amountOf(trace.points, locale)}.`;
  }
  return zh
    ? `${name}：未获得积分，${why(trace, locale, ruleSet)}。`
    : `${name}: nothing, ${why(trace, locale, ruleSet)}.`;
}

function why(trace: RuleTrace, locale: Locale, ruleSet: RuleSet | undefined): string {
  const zh = locale === 'zh-CN';
  if (trace.outcome === 'CONDITION_FAILED') {
    const failed = firstFailure(trace.conditions);
    const said = failed ? conditionText(failed, locale) : '';
    return zh ? `条件不成立：${said}` : `a condition failed: ${said}`;
  }
  if (trace.outcome === 'ZERO' && trace.reason) {
    return REASONS[locale][trace.reason];
  }
  if (trace.outcome === 'STACKED_OUT' && trace.stacking) {
    const { group, mode, winner } = trace.stacking;
    const name = ruleName(winner, locale, ruleSet);
    return zh
      ? `叠加组 ${group} ${STACKING[locale][mode]}，以 ${name} 为准`
      : `${name} counts instead: ${STACKING[locale][mode]} of group ${group}`;
  }
  if (trace.outcome === 'LIMITED' && trace.caps?.at(-1)?.limit === 'budget') {
    return zh ? '规则预算已用完' : "the rule's budget is used up";
  }
  return OUTCOMES[locale][trace.outcome];
}

/** Base × multipliers = exact, rounded: on one line as long as no multiplier held. */
function calculation(trace: RuleTrace, base: BaseTrace, locale: Locale): string[] {
  const zh = locale === 'zh-CN';
  const lines: string[] = [];
  const digits = 'exponent' in base ? (base as AmountTrace).exponent : 0;
  const { rounding, exact, multipliers = [] } = trace;
  const ending = rounding && exact && exact[1] !== 1 ? roundingText(rounding, locale) : '';
  const held = multipliers.filter((multiplier) => multiplier.held);
  lines.push(explainBase(base, locale) + (held.length === 0 ? ending : '') + (zh ? '。' : '.'));
  for (const { code, rateBps, conditions } of multipliers.filter((multiplier) => !multiplier.held)) {
    const failed = firstFailure(conditions);
    const said = failed ? conditionText(failed, locale) : '';
    lines.push(
      zh
        ? `倍率 ${code}（×${factor(rateBps)}）未生效：${said}。`
        : `${code} ×${factor(rateBps)} did not apply: ${said}.`,
    );
  }
  if (held.length > 0 && exact) {
    const factors = held.map(({ code, rateBps }) => `× ${factor(rateBps)} (${code})`).join(' ');
    lines.push(`${factors} = ${fractionText(exact, digits)}${ending}${zh ? '。' : '.'}`);
  }
  return lines;
}

function roundingText({ mode, points }: { mode: Rounding; points: number }, locale: Locale): string {
  return locale === 'zh-CN' ? `，${ROUNDINGS[locale][mode]}为 ${points}` : `, ${ROUNDINGS[locale][mode]} to ${points}`;
}

function capText({ limit, by, max, used, before, after }: CapTrace, locale: Locale): string {
  const per = PERIODS[locale][limit];
  if (locale === 'zh-CN') {
    const what = by === 'times' ? `${per}最多 ${max} 次，已用 ${used} 次` : `${per}最多 ${max} 分，已用 ${used} 分`;
    return `上限：${what}，由 ${before} 分减为 ${after} 分。`;
  }
  const what = by === 'times' ? `${max === 1 ? 'once' : `${max} times`} ${per}` : `${amountOf(max, locale)} ${per}`;
  return `Limit: ${what}, ${used} used; ${before} cut to ${after}.`;
}

function amountOf(points: number, locale: Locale): string {
  return locale === 'zh-CN' ? `${points} 分` : `${points} ${points === 1 ? 'point' : 'points'}`;
}

function ruleName(code: string, locale: Locale, ruleSet: RuleSet | undefined): string {
  return ruleSet?.rules.find((rule) => rule.code === code)?.name[locale] ?? code;
}

const ROUNDINGS: Record<Locale, Record<Rounding, string>> = {
  'zh-CN': { floor: '向下取整', half_up: '四舍五入', ceil: '向上取整' },
  'en-US': { floor: 'rounded down', half_up: 'rounded half up', ceil: 'rounded up' },
};

const PERIODS: Record<Locale, Record<CapTrace['limit'], string>> = {
  'zh-CN': { event: '每次事件', day: '每天', week: '每周', month: '每月', lifetime: '终身', budget: '整条规则' },
  'en-US': {
    event: 'per event',
    day: 'a day',
    week: 'a week',
    month: 'a month',
    lifetime: 'for life',
    budget: 'for the whole rule',
  },
};

const STACKING: Record<Locale, Record<StackingMode, string>> = {
  'zh-CN': { sum: '全部累加', best: '只取最高', first: '只取第一条' },
  'en-US': { sum: 'the sum', best: 'the best', first: 'the first' },
};
