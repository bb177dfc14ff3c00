import { CONFIRMED_CODES, type RuleWarning } from './finding.js';
import { fieldLabel } from './phrases.js';
import { filled, placed } from './problem-text.js';
import type { Locale } from './rule.js';

type Pair = readonly [zh: string, en: string];

const TEXTS = {
  RATE_ABOVE_GUARD: ['{rate} 倍，高于警戒线 {guard} 倍', '× {rate} is above the guard of × {guard}'],
  WINDOW_OVER: ['已于 {to} 结束，规则不再生效', 'the window ended at {to}: the rule gives nothing any more'],
  MULTIPLIED_BY_ZERO: [
    '倍率为 0 且无条件，规则永远不给积分',
    'multiplies everything by 0: the rule never gives anything',
  ],
  NO_LINE_COUNTS: [
    '所包含的商品全部被排除，规则永远不给积分',
    'excludes every item that it includes: no item ever counts',
  ],
  NEVER_SPENDABLE: ['积分在可用之前就会过期', 'the points would expire before they can be used'],
  NEVER_HOLDS: ['条件不可能同时成立', 'these can never hold together'],
  NEVER_IN_WINDOW: ['在规则生效期内不可能成立', 'can never hold while the rule is in effect'],
  NOTHING_TO_AWARD: ['成立时不可能有积分', 'whenever the rule applies there is nothing to award'],
  SHADOWED: [
    '叠加组 {group} 中规则 {by} 总是优先，本规则永远不会生效',
    'rule {by} of group {group} always counts instead: this one never does',
  ],
  MULTIPLIER_NEVER_HOLDS: ['倍率 {multiplier} 不可能生效', 'multiplier {multiplier} can never apply'],
  BRANCH_NEVER_HOLDS: ['此分支不可能成立', 'this alternative can never hold'],
  ABOVE_LIMIT: ['{points} 分高于上限（{max} 分），总会被削减', '{points} points are always cut: a limit allows {max}'],
  LIMIT_NEVER_CUTS: ['从不起作用', 'never changes anything'],
  UNKNOWN_TRIGGER: ['没有事件类型 {trigger}', 'there is no event type {trigger}'],
} as const satisfies Record<string, Pair>;

/** What a review can find: all of it has a text here. */
export type WarningCode = keyof typeof TEXTS;

/** Whose rates: of multipliers that can hold together, or points for each 1.00. */
const RATE_OF: Pair = ['（{of}）', ' ({of})'];
const RATE_PER: Pair = [
  '每 1.00 得 {rate} 分，高于警戒线 {guard} 分',
  '{rate} points per 1.00 are above the guard of {guard}',
];

/**
 * A warning about a rule as a sentence without its full stop, with its place: `ORDER_BASE, multiplier: × 12 is above
 * the guard of × 10 (GOLD, DOUBLE)`.
 */
export function warningText({ code, params, pointer }: RuleWarning, locale: Locale): string {
  const side = locale === 'zh-CN' ? 0 : 1;
  const texts: Pair | undefined = Object.hasOwn(TEXTS, code) ? TEXTS[code as WarningCode] : undefined;
  let text: string = texts?.[side] ?? code;
  if (CONFIRMED_CODES.has(code)) {
    text = params['of'] === undefined ? RATE_PER[side] : text + RATE_OF[side];
  }
  const field = params['field'];
  if (typeof field === 'string' && field !== '') {
    text += side === 0 ? `（${fieldLabel(field, locale)}）` : ` (${fieldLabel(field, locale)})`;
  }
  return placed(String(params['rule'] ?? ''), pointer, filled(text, params), locale);
}
