import { isObject } from './check.js';
import type { RuleProblem } from './evaluation.js';
import { placeText } from './part-words.js';
import type { Locale } from './rule.js';

type Pair = readonly [zh: string, en: string];

const TEXTS = {
  REQUIRED: ['必填', 'is required'],
  UNKNOWN_FIELD: ['未知字段', 'is not a known field'],
  WRONG_TYPE: ['类型应为 {expected}', 'must be of type {expected}'],
  WRONG_LENGTH: ['长度应在 {min} 至 {max} 之间', 'must have a length from {min} to {max}'],
  OUT_OF_RANGE: ['应在 {min} 至 {max} 之间', 'must be from {min} to {max}'],
  BAD_FORMAT: ['格式不正确，应为 {format}', 'must be a well-formed {format}'],
  NOT_ALLOWED: ['只能是：{allowed}', 'must be one of: {allowed}'],
  TOO_DEEP: ['条件嵌套不得超过 {max} 层', 'conditions may be nested {max} deep at most'],
  DUPLICATE: ['与 {first} 重复', 'stands already at {first}'],
  EMPTY_WINDOW: ['必须晚于 {from}', 'must be later than {from}'],
  NO_SUCH_FIELD: ['字段目录中没有 {field}', 'names no field of the catalogue: {field}'],
  FIELD_NOT_OF_TRIGGER: ['{trigger} 事件没有 {field}', 'events of type {trigger} have no {field}'],
  NOT_NUMERIC: ['{field} 不是数值', '{field} is not a number'],
  NOT_OF_FIELD: ['只适用于 order.amount，不适用于 {field}', 'goes only with order.amount, not with {field}'],
  RANGE_REVERSED: ['下限不得大于上限', 'must go from the lower to the higher value'],
  NOT_ASCENDING: ['必须逐级递增', 'must be higher than the one before'],
  MATCHES_NOTHING: ['至少指定类目或商品编码', 'must name categories or SKUs'],
  LIMITS_NOTHING: ['至少限制次数或积分', 'must limit times or points'],
  MODE_DIFFERS: ['叠加组 {group} 的方式已定为 {mode}', 'must be {mode}, as group {group} has it elsewhere'],
  EXPIRES_BEFORE_ACTIVE: [
    '积分 {days} 天后过期，早于生效',
    'points would expire after {days} days, before they are active',
  ],
} as const satisfies Record<string, Pair>;

/** What can be wrong with a rule set: whatever the checks find has a text here. */
export type ProblemCode = keyof typeof TEXTS;

/**
 * A problem of a rule set as a phrase in the reader's language, to stand beside the field. With the rule set that has
 * the problem (any JSON) the phrase says where: `ORDER_BASE, award › points: must be from 1 to 1000000000`.
 */
export function problemText({ code, params, pointer }: RuleProblem, locale: Locale, ruleSet?: unknown): string {
  const texts: Pair | undefined = Object.hasOwn(TEXTS, code) ? TEXTS[code as ProblemCode] : undefined;
  const text = filled(texts?.[locale === 'zh-CN' ? 0 : 1] ?? code, params);
  return ruleSet === undefined ? text : placed(ruleAt(ruleSet, pointer), pointer, text, locale);
}

/** A text with its `{params}`. */
export function filled(text: string, params: RuleProblem['params']): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
}

/** A text that says where: rule and part first. */
export function placed(rule: string, pointer: string, text: string, locale: Locale): string {
  const at = [rule, placeText(pointer, locale)].filter((word) => word !== '');
  return at.length === 0
    ? text
    : `${at.join(locale === 'zh-CN' ? '，' : ', ')}${locale === 'zh-CN' ? '：' : ': '}${text}`;
}

/** The code of the rule that a pointer leads into, its place (`#4`) when it has none, empty outside of the rules. */
function ruleAt(ruleSet: unknown, pointer: string): string {
  const index = /^\/rules\/(\d+)/.exec(pointer)?.[1];
  if (index === undefined) {
    return '';
  }
  const rules = isObject(ruleSet) ? ruleSet['rules'] : undefined;
  const rule: unknown = Array.isArray(rules) ? rules[Number(index)] : undefined;
  const code = isObject(rule) ? rule['code'] : undefined;
  return typeof code === 'string' && code !== '' ? code : `#${Number(index) + 1}`;
}
