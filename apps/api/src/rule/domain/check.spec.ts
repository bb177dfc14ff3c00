import { describe, expect, it } from '@jest/globals';
import type { Rule, RuleSet } from '@jifen/rules';
import { endingRollout, type ReviewContext, requireConfirmation, warningsOf } from './check.js';

const context: ReviewContext = { nowMs: 0, guardBps: 100_000, eventTypes: ['REVIEW_POSTED'], wallets: ['points'] };
const EMPTY: RuleSet = { rules: [] };

function rules(...wallets: (string | undefined)[]): RuleSet {
  const list = wallets.map((wallet, i): Rule => {
    return {
      code: `R${i}`,
      name: { 'zh-CN': '评价', 'en-US': 'Review' },
      trigger: 'REVIEW_POSTED',
      status: 'ACTIVE',
      award: { kind: 'fixed', points: 1 },
      rounding: 'floor',
      validity: { kind: 'never' },
      ...(wallet !== undefined && { wallet }),
    };
  });
  return { rules: list };
}

describe('what has to be confirmed', () => {
  it('is a wallet that nobody has, at its rule', () => {
    const warnings = warningsOf(rules(undefined, 'shells', 'points'), '/ruleSet', context, EMPTY);
    expect(warnings).toEqual([
      {
        pointer: '/ruleSet/rules/1/wallet',
        code: 'WALLET_UNKNOWN',
        severity: 'confirm',
        detail: { 'zh-CN': 'R1，账户：没有账户 shells', 'en-US': 'R1, wallet: there is no wallet shells' },
      },
    ]);
    expect(() => requireConfirmation(warnings)).toThrow(
      expect.objectContaining({ code: 'RULE_CONFIRMATION_REQUIRED', errors: [expect.objectContaining(AT_WALLET)] }),
    );
  });

  it('is that no rule is left, where there were some', () => {
    expect(warningsOf(EMPTY, '', context, EMPTY)).toEqual([]);
    expect(warningsOf(EMPTY, '', context, rules(undefined, undefined))).toEqual([
      {
        pointer: '/rules',
        code: 'NO_RULES',
        severity: 'confirm',
        detail: {
          'zh-CN': '没有任何规则：线上的 2 条规则将全部失效',
          'en-US': 'there are no rules left: what is live now (2) would end',
        },
      },
    ]);
  });

  it('is the end of a rollout', () => {
    const state = { liveVersion: 3, rollout: undefined, scheduled: undefined };
    expect(endingRollout(state, '/revision')).toEqual([]);
    const detail = 'version 4 is being rolled out to 20 % of the users; that ends';
    const text = { 'zh-CN': '第 4 版正在对 20% 的用户灰度发布，此操作会将其终止', 'en-US': detail };
    expect(endingRollout({ ...state, rollout: { version: 4, percent: 20 } }, '/revision')).toEqual([
      { pointer: '/revision', code: 'ROLLOUT_ENDS', detail, text },
    ]);
  });
});

const AT_WALLET = {
  pointer: '/ruleSet/rules/1/wallet',
  code: 'WALLET_UNKNOWN',
  detail: 'R1, wallet: there is no wallet shells',
};
