import type { ConditionTrace, Got, LeafTrace } from './evaluation.js';
import { findField } from './fields.js';
import { money } from './numbers.js';
import type { ConditionOp, Locale, Scalar } from './rule.js';

/** Conditions in words. A negated comparison is said with its opposite. */

const OPPOSITE: Partial<Record<ConditionOp, ConditionOp>> = {
  eq: 'ne',
  ne: 'eq',
  in: 'nin',
  nin: 'in',
  lt: 'gte',
  gte: 'lt',
  gt: 'lte',
  lte: 'gt',
};

type Verb = 'eq' | 'ne' | 'in' | 'nin' | 'lt' | 'lte' | 'gt' | 'gte' | 'contains' | 'contains_not';
const VERBS: Record<Locale, Record<Verb, string>> = {
  'zh-CN': {
    eq: '为',
    ne: '不为',
    in: '属于',
    nin: '不属于',
    lt: '小于',
    lte: '不超过',
    gt: '大于',
    gte: '不少于',
    contains: '包含',
    contains_not: '不包含',
  },
  'en-US': {
    eq: 'is',
    ne: 'is not',
    in: 'is one of',
    nin: 'is none of',
    lt: 'is below',
    lte: 'is at most',
    gt: 'is above',
    gte: 'is at least',
    contains: 'contains',
    contains_not: 'does not contain',
  },
};

/** Days and times are earlier or later, not smaller or larger. */
const TIME_VERBS: Record<Locale, Partial<Record<Verb, string>>> = {
  'zh-CN': { lt: '早于', lte: '不晚于', gt: '晚于', gte: '不早于' },
  'en-US': { lt: 'is before', lte: 'is not after', gt: 'is after', gte: 'is not before' },
};

/** The label of a field in the reader's language; of a free field with its own name. */
export function fieldLabel(path: string, locale: Locale): string {
  const field = findField(path);
  if (!field) {
    return path;
  }
  const label = field.label[locale];
  return field.path.endsWith('*') ? `${label} ${path.slice(field.path.length - 1)}` : label;
}

export type Comparison = Pick<LeafTrace, 'field' | 'op' | 'wanted' | 'not' | 'currency'>;

/** What a comparison wants: `Member level is GOLD`. */
export function wish(leaf: Comparison, locale: Locale): string {
  const label = fieldLabel(leaf.field, locale);
  const gap = locale === 'en-US' || /[!-~]$/.test(label) ? ' ' : '';
  if (leaf.op === 'exists') {
    const present = (leaf.wanted === true) !== (leaf.not === true);
    return locale === 'zh-CN' ? `${present ? '有' : '没有'}${label}` : `${label} is ${present ? 'present' : 'absent'}`;
  }
  if (leaf.op === 'between' && Array.isArray(leaf.wanted)) {
    const [low, high] = leaf.wanted.map((value: Scalar) => valueText(leaf, value, locale));
    return locale === 'zh-CN'
      ? `${label}${leaf.not ? '不' : ''}在 ${low} 至 ${high} 之间`
      : `${label} is ${leaf.not ? 'not ' : ''}from ${low} to ${high}`;
  }
  const verb = (leaf.not ? (OPPOSITE[leaf.op] ?? 'contains_not') : leaf.op) as Verb;
  const type = findField(leaf.field)?.type;
  const said = type === 'time' || type === 'date' || type === 'clock' ? TIME_VERBS[locale][verb] : undefined;
  return `${label}${gap}${said ?? VERBS[locale][verb]} ${valueText(leaf, leaf.wanted, locale)}`;
}

/** A condition with what it got: `Member level is GOLD (was SILVER)`. */
export function conditionText(trace: ConditionTrace, locale: Locale): string {
  const zh = locale === 'zh-CN';
  if ('mode' in trace) {
    const inner = trace.of.map((entry) => conditionText(entry, locale)).join(zh ? '；' : '; ');
    if (trace.mode === 'any') {
      return zh ? `满足其一［${inner}］` : `one of [${inner}]`;
    }
    return zh ? `全部满足［${inner}］` : `all of [${inner}]`;
  }
  const got = trace.got === null ? (zh ? '无' : 'nothing') : valueText(trace, trace.got, locale);
  return zh ? `${wish(trace, locale)}（实际为 ${got}）` : `${wish(trace, locale)} (was ${got})`;
}

/** The first condition of a rule that did not hold; within an ANY that failed, the ANY itself. */
export function firstFailure(conditions: readonly ConditionTrace[]): ConditionTrace | undefined {
  const failed = conditions.find((entry) => !entry.held);
  return failed && 'mode' in failed && failed.mode === 'all' ? firstFailure(failed.of) : failed;
}

function valueText(leaf: Comparison, value: Exclude<Got, null>, locale: Locale): string {
  if (Array.isArray(value)) {
    const list = value.map((member: Scalar) => valueText(leaf, member, locale));
    return list.length > 0 ? list.join(locale === 'zh-CN' ? '、' : ', ') : locale === 'zh-CN' ? '空' : 'empty';
  }
  if (typeof value === 'boolean') {
    return locale === 'zh-CN' ? (value ? '是' : '否') : value ? 'yes' : 'no';
  }
  const field = findField(leaf.field);
  const option = field?.options?.find((one) => one.value === value);
  if (option) {
    return option.label[locale];
  }
  return field?.type === 'money' && typeof value === 'number' ? money(value, leaf.currency) : String(value);
}
