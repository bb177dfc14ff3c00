import { describeRule, limitText, multiplierText, ruleParagraph } from './describe.js';
import { awardPhrase, baseText } from './describe-award.js';
import { describeCondition } from './describe-condition.js';
import { validityPhrase } from './describe-validity.js';
import { type DescribeOptions, instantText, pick, pointsText } from './describe-words.js';
import type { PartChange, RuleSetChange } from './diff.js';
import { EVENT_TYPES } from './fields.js';
import { partLabel } from './part-words.js';
import type {
  AwardSpec,
  Budget,
  Condition,
  Limit,
  Locale,
  LocalizedText,
  Multiplier,
  StackingGroup,
  Validity,
} from './rule.js';

/** A difference between two rule sets as a sentence: `ORDER_BASE: award 1 point per 1.00 → 2 points per 1.00`. */
export function changeText(change: RuleSetChange, locale: Locale, options: DescribeOptions = {}): string {
  const at = `${change.ruleCode}${pick(locale, '：', ': ')}`;
  switch (change.kind) {
    case 'ADDED': {
      const said = ruleParagraph(describeRule(change.rule, locale, options), locale);
      return `${at}${pick(locale, '新增。', 'added. ')}${said}`;
    }
    case 'REMOVED':
      return `${at}${pick(locale, '删除', 'removed')}`;
    case 'MOVED':
      // Others that came or went can leave a rule in its place, before what it stood behind.
      if (change.from === change.to)
        return `${at}${pick(locale, '与其他规则的先后次序改变', 'its order among the other rules changed')}`;
      return `${at}${pick(
        locale,
        `由第 ${change.from + 1} 位移至第 ${change.to + 1} 位`,
        `moved from place ${change.from + 1} to place ${change.to + 1}`,
      )}`;
    case 'CHANGED':
      return at + change.parts.map((part) => partText(part, locale, options)).join(pick(locale, '；', '; '));
  }
}

function partText({ path, before, after }: PartChange, locale: Locale, options: DescribeOptions): string {
  const [, field = '', entry] = path.split('/');
  const label = partLabel(field, locale);
  if (field === 'award' && before !== undefined && after !== undefined) {
    return `${label} ${awardSides(before as AwardSpec, after as AwardSpec, locale, options).join(' → ')}`;
  }
  if ((field === 'multipliers' || field === 'limits') && entry === undefined) {
    const order = [before, after].map((keys) => (keys as readonly string[]).join(', '));
    return `${pick(locale, `${label}顺序`, `order of ${label}s`)} ${order.join(' → ')}`;
  }
  const sides = [before, after].map((value) =>
    value === undefined ? pick(locale, '无', 'none') : valueText(field, value, locale, options),
  );
  return `${label}${field === 'multipliers' ? ` ${entry}` : ''} ${sides.join(' → ')}`;
}

/** What the awards count on is said only when it differs. */
function awardSides(before: AwardSpec, after: AwardSpec, locale: Locale, options: DescribeOptions): string[] {
  const sameBase =
    before.kind === after.kind &&
    'base' in before &&
    'base' in after &&
    baseText(before.base, locale) === baseText(after.base, locale);
  const short = [before, after].map((award) => awardPhrase(award, locale, options, sameBase));
  return short[0] === short[1] ? [before, after].map((award) => awardPhrase(award, locale, options)) : short;
}

function valueText(field: string, value: unknown, locale: Locale, options: DescribeOptions): string {
  switch (field) {
    case 'name':
      return (value as LocalizedText)[locale];
    case 'trigger': {
      const known = [...(options.eventTypes ?? []), ...EVENT_TYPES].find(({ type }) => type === value);
      return known?.label[locale] ?? String(value);
    }
    case 'effectiveFrom':
    case 'effectiveTo':
      return instantText(String(value), options);
    case 'conditions':
      return describeCondition(value as Condition, locale, options);
    case 'award':
      return awardPhrase(value as AwardSpec, locale, options);
    case 'multipliers':
      return multiplierText(value as Multiplier, locale, options);
    case 'stackingGroup':
      return groupText(value as StackingGroup, locale);
    case 'limits':
      return limitText(value as Limit, locale);
    case 'budget':
      return pointsText((value as Budget).points, locale);
    case 'validity':
      return validityPhrase(value as Validity, locale).trim();
    default:
      return WORDS[String(value)]?.[locale === 'zh-CN' ? 0 : 1] ?? String(value);
  }
}

const WORDS: Record<string, readonly [zh: string, en: string]> = {
  ACTIVE: ['启用', 'active'],
  PAUSED: ['暂停', 'paused'],
  floor: ['向下取整', 'down'],
  half_up: ['四舍五入', 'half up'],
  ceil: ['向上取整', 'up'],
  RECORDED: ['入账日', 'the day of recording'],
  OCCURRED: ['事件发生日', 'the day of the event'],
  ACTIVATED: ['可用日', 'the day on which they become usable'],
};

function groupText({ code, mode }: StackingGroup, locale: Locale): string {
  const modes = { sum: ['累加', 'sum'], best: ['取最高', 'best'], first: ['取第一条', 'first'] } as const;
  return `${code} (${modes[mode][locale === 'zh-CN' ? 0 : 1]})`;
}
