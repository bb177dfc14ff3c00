import type { LocalizedText, Rule, RuleSet } from './rule.js';

/** The one rule of an empty programme: 1 point for each 1.00 of an order in any currency, rounded down, 365 days. */
export function orderBaseRuleSet(): RuleSet {
  return { rules: [orderBase()] };
}

/** A believable programme: orders with level multipliers, first order, behaviour points with their limits. */
export function demoRuleSet(): RuleSet {
  return {
    rules: [
      {
        ...orderBase(),
        multipliers: [levelMultiplier('GOLD', 12_000), levelMultiplier('PLATINUM', 15_000)],
      },
      behaviour('FIRST_ORDER', name('首单奖励', 'First order'), 'ORDER_COMPLETED', 50, {
        conditions: { kind: 'field', field: 'order.first', op: 'eq', value: true },
        limits: [{ kind: 'period', period: 'lifetime', times: 1 }],
      }),
      behaviour('WELCOME', name('注册有礼', 'Welcome'), 'USER_REGISTERED', 20, {
        limits: [{ kind: 'period', period: 'lifetime', times: 1 }],
      }),
      behaviour('SIGN_IN', name('每日签到', 'Daily sign-in'), 'SIGNED_IN', 10, {
        limits: [{ kind: 'period', period: 'day', times: 1 }],
      }),
      behaviour('REVIEW_TEXT', name('文字评价', 'Text review'), 'REVIEW_POSTED', 5, {
        conditions: { kind: 'not', of: { kind: 'field', field: 'data.photos', op: 'gte', value: 1 } },
        stackingGroup: { code: 'REVIEW', mode: 'best' },
      }),
      behaviour('REVIEW_PHOTO', name('晒图评价', 'Photo review'), 'REVIEW_POSTED', 10, {
        conditions: { kind: 'field', field: 'data.photos', op: 'gte', value: 1 },
        stackingGroup: { code: 'REVIEW', mode: 'best' },
      }),
      behaviour('SHARE', name('分享内容', 'Share'), 'CONTENT_SHARED', 3, {
        limits: [{ kind: 'period', period: 'day', times: 3 }],
      }),
      behaviour('PROFILE', name('完善资料', 'Profile completed'), 'PROFILE_COMPLETED', 20, {
        limits: [{ kind: 'period', period: 'lifetime', times: 1 }],
      }),
      behaviour('REFERRAL', name('推荐好友', 'Referral'), 'USER_REFERRED', 100, {
        limits: [{ kind: 'period', period: 'month', times: 10 }],
      }),
      behaviour('SIGN_IN_STREAK', name('连续签到', 'Days in a row'), 'SIGNED_IN', 0, {
        award: {
          kind: 'streak',
          field: 'user.streakDays',
          at: [
            { days: 7, points: 30 },
            { days: 30, points: 200 },
          ],
        },
      }),
      behaviour('FRESH_BONUS', name('鲜果与果汁加赠', 'Fruit and juice bonus'), 'ORDER_COMPLETED', 0, {
        award: {
          kind: 'items',
          points: 1,
          per: 1,
          unit: 'major',
          base: { kind: 'lines', include: { categories: ['fruit', 'juice'] } },
          rates: [
            { match: { categories: ['fruit'] }, rateBps: 2_000 },
            { match: { categories: ['juice'] }, rateBps: 5_000 },
          ],
        },
        budget: { points: 400_000 },
      }),
    ],
  };
}

function orderBase(): Rule {
  return {
    code: 'ORDER_BASE',
    name: name('消费积分', 'Points on orders'),
    trigger: 'ORDER_COMPLETED',
    status: 'ACTIVE',
    award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'field', field: 'order.amount' } },
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
  };
}

function behaviour(code: string, ruleName: LocalizedText, trigger: string, points: number, more: Partial<Rule>): Rule {
  return {
    code,
    name: ruleName,
    trigger,
    status: 'ACTIVE',
    award: { kind: 'fixed', points },
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
    ...more,
  };
}

function levelMultiplier(level: string, rateBps: number): NonNullable<Rule['multipliers']>[number] {
  return { code: level, rateBps, conditions: { kind: 'field', field: 'user.level', op: 'eq', value: level } };
}

function name(zh: string, en: string): LocalizedText {
  return { 'zh-CN': zh, 'en-US': en };
}
