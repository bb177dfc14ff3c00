import type { RuleProblem } from './evaluation.js';
import type { Locale } from './rule.js';

const TEXTS: Record<string, readonly [zh: string, en: string]> = {
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
};

/** A problem of a rule set as a phrase in the reader's language, to stand beside the field. */
export function problemText({ code, params }: RuleProblem, locale: Locale): string {
  const texts = Object.hasOwn(TEXTS, code) ? TEXTS[code] : undefined;
  const text = texts?.[locale === 'zh-CN' ? 0 : 1] ?? code;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
}
