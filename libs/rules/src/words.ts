import type { RuleOutcome, ZeroReason } from './evaluation.js';
import type { Locale } from './rule.js';

/** Why a rule gave nothing, to stand after "nothing,". */
export const REASONS: Record<Locale, Record<ZeroReason, string>> = {
  'zh-CN': {
    ZERO_AMOUNT: '金额为 0',
    NEGATIVE_AMOUNT: '金额为负数',
    NO_AMOUNT: '事件中没有可用于计算的数值',
    UNKNOWN_CURRENCY: '事件没有币种或币种未知',
    NO_ELIGIBLE_LINES: '订单中没有符合条件的商品',
    NO_STEP_REACHED: '未达到任何档位',
    ROUNDED_TO_ZERO: '取整后为 0',
    ALREADY_EXPIRED: '积分在可用之前已经过期',
  },
  'en-US': {
    ZERO_AMOUNT: 'the amount is 0',
    NEGATIVE_AMOUNT: 'the amount is negative',
    NO_AMOUNT: 'the event has no number to count on',
    UNKNOWN_CURRENCY: 'the event has no known currency',
    NO_ELIGIBLE_LINES: 'no item of the order counts',
    NO_STEP_REACHED: 'no step is reached',
    ROUNDED_TO_ZERO: 'rounded it is 0',
    ALREADY_EXPIRED: 'the points would expire before they could be used',
  },
};

export const OUTCOMES: Record<Locale, Record<RuleOutcome, string>> = {
  'zh-CN': {
    AWARDED: '已发放',
    CONDITION_FAILED: '条件不成立',
    NOT_EFFECTIVE: '事件发生时规则不在生效期内',
    PAUSED: '规则已暂停',
    ZERO: '积分为 0',
    LIMITED: '已达上限',
    STACKED_OUT: '叠加组内以其他规则为准',
  },
  'en-US': {
    AWARDED: 'awarded',
    CONDITION_FAILED: 'a condition failed',
    NOT_EFFECTIVE: 'the rule was not in effect when the event happened',
    PAUSED: 'the rule is paused',
    ZERO: 'the points are 0',
    LIMITED: 'a limit is used up',
    STACKED_OUT: 'another rule of its group counts instead',
  },
};
