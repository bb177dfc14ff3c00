/** Where a new rule starts from: the kinds of rules that programmes have most, ready to be changed. */
import type { AwardSpec, LocalizedText, Rule } from '@jifen/rules';

export interface RuleTemplate {
  key: string;
  title: LocalizedText;
  hint: LocalizedText;
  rule: Rule;
}

const orderAmount: AwardSpec = {
  kind: 'ratio',
  points: 1,
  per: 1,
  unit: 'major',
  base: { kind: 'field', field: 'order.amount', exclude: ['shipping', 'tax'] },
};

/** Every template is a valid rule. */
export const TEMPLATES: readonly RuleTemplate[] = [
  {
    key: 'order',
    title: text('消费积分', 'Points on orders'),
    hint: text('每消费 1.00 得 1 分，不计运费和税费', '1 point for each 1.00, without shipping and tax'),
    rule: rule('ORDER_POINTS', text('消费积分', 'Points on orders'), { award: orderAmount }),
  },
  {
    key: 'category',
    title: text('类目加成', 'Category bonus'),
    hint: text('某些类目的商品按倍率计分', 'Items of some categories count more'),
    rule: rule('CATEGORY_BONUS', text('类目加成', 'Category bonus'), {
      award: {
        kind: 'items',
        points: 1,
        per: 1,
        unit: 'major',
        base: { kind: 'lines' },
        rates: [
          { match: { categories: ['fruit'] }, rateBps: 12_000 },
          { match: { categories: ['juice'] }, rateBps: 15_000 },
        ],
      },
    }),
  },
  {
    key: 'steps',
    title: text('阶梯奖励', 'Steps'),
    hint: text('订单金额越高，奖励越多', 'The larger the order, the more it gives'),
    rule: rule('ORDER_STEPS', text('阶梯奖励', 'Steps'), {
      award: {
        kind: 'stepped',
        mode: 'whole',
        unit: 'major',
        base: { kind: 'field', field: 'order.amount' },
        steps: [
          { from: 0, points: 0 },
          { from: 100, points: 20 },
          { from: 500, points: 150 },
        ],
      },
    }),
  },
  {
    key: 'behaviour',
    title: text('行为积分', 'Points for an action'),
    hint: text('签到、评价、分享等给固定积分', 'A fixed number for signing in, reviewing, sharing'),
    rule: rule('SIGN_IN', text('每日签到', 'Daily sign-in'), {
      trigger: 'SIGNED_IN',
      award: { kind: 'fixed', points: 10 },
      limits: [{ kind: 'period', period: 'day', times: 1 }],
    }),
  },
  {
    key: 'first',
    title: text('首单奖励', 'First order'),
    hint: text('第一笔订单额外奖励', 'A bonus on the first order'),
    rule: rule('FIRST_ORDER', text('首单奖励', 'First order'), {
      conditions: { kind: 'field', field: 'order.first', op: 'eq', value: true },
      award: { kind: 'fixed', points: 50 },
      limits: [{ kind: 'period', period: 'lifetime', times: 1 }],
    }),
  },
  {
    key: 'weekend',
    title: text('周末加赠', 'Weekend bonus'),
    hint: text('周末的订单每 1.00 多得 1 分', 'Weekend orders earn 1 more point per 1.00'),
    rule: rule('WEEKEND_BONUS', text('周末加赠：每 1.00 多得 1 分', 'Weekend bonus: 1 more point per 1.00'), {
      conditions: { kind: 'all', of: [{ kind: 'field', field: 'time.weekday', op: 'in', value: [6, 7] }] },
      award: orderAmount,
    }),
  },
  {
    key: 'streak',
    title: text('连续奖励', 'Streak'),
    hint: text('连续签到 7 天、30 天的奖励', 'Bonuses at 7 and 30 days in a row'),
    rule: rule('STREAK', text('连续签到', 'Streak'), {
      trigger: 'SIGNED_IN',
      award: {
        kind: 'streak',
        field: 'user.streakDays',
        at: [
          { days: 7, points: 50 },
          { days: 30, points: 300 },
        ],
        cycleDays: 30,
      },
    }),
  },
  {
    key: 'level',
    title: text('会员等级倍率', 'Level multipliers'),
    hint: text('等级越高，倍率越大', 'The higher the level, the more an order gives'),
    rule: rule('LEVEL_POINTS', text('会员等级积分', 'Points by level'), {
      award: orderAmount,
      multipliers: [level('GOLD', 12_000), level('PLATINUM', 15_000)],
    }),
  },
  {
    key: 'blank',
    title: text('空白规则', 'Blank rule'),
    hint: text('从头开始', 'Start from nothing'),
    rule: rule('NEW_RULE', text('新规则', 'New rule'), { award: { kind: 'fixed', points: 10 } }),
  },
];

function level(code: string, rateBps: number): NonNullable<Rule['multipliers']>[number] {
  return { code, rateBps, conditions: { kind: 'field', field: 'user.level', op: 'eq', value: code } };
}

function rule(code: string, name: LocalizedText, more: Partial<Rule> & Pick<Rule, 'award'>): Rule {
  return {
    code,
    name,
    trigger: 'ORDER_COMPLETED',
    status: 'ACTIVE',
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
    ...more,
  };
}

function text(zh: string, en: string): LocalizedText {
  return { 'zh-CN': zh, 'en-US': en };
}
