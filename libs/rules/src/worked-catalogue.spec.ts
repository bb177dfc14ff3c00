import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES, FIELDS, findField, ORDER_TRIGGERS, opsOf } from './fields.js';
import { demoRuleSet, orderBaseRuleSet } from './starter.js';

const ORDERED = 'eq ne in nin lt lte gt gte between exists';
const OPS: Record<string, string> = {
  money: ORDERED,
  integer: ORDERED,
  string: 'eq ne in nin contains exists',
  boolean: 'eq ne exists',
  enum: 'eq ne in nin exists',
  list: 'contains in nin exists',
  time: 'lt lte gt gte between exists',
  date: ORDERED,
  clock: 'lt lte gt gte between exists',
  any: `${ORDERED} contains`,
};

const CATALOGUE = [
  'order.amount money 订单金额 Order amount',
  'order.shipping money 运费 Shipping',
  'order.tax money 税费 Tax',
  'order.discount money 折扣 Discount',
  'order.currency string 币种 Currency',
  'order.orderNo string 订单号 Order number',
  'order.lineCount integer 商品行数 Order lines',
  'order.quantity integer 商品件数 Items bought',
  'order.categories list 商品类目 Item categories',
  'order.skus list 商品编码 SKUs',
  'order.first boolean 首单 First order',
  'user.id string 用户编号 User id',
  'user.level string 会员等级 Member level',
  'user.tags list 用户标签 User tags',
  'user.orderCount integer 此前订单数 Earlier orders',
  'user.streakDays integer 连续天数 Days in a row',
  'user.registeredAt time 注册时间 Registered at',
  'user.registeredDays integer 注册天数 Days since registration',
  'user.attributes.* any 用户属性 User attribute',
  'time.occurredAt time 发生时间 Occurred at',
  'time.date date 日期 Date',
  'time.clock clock 时刻 Time of day',
  'time.hour integer 小时 Hour',
  'time.weekday enum 星期 Weekday',
  'time.dayOfMonth integer 几号 Day of the month',
  'time.month integer 月份 Month',
  'event.type string 事件类型 Event type',
  'event.channel string 渠道 Channel',
  'data.* any 事件数据 Event data',
];

describe('the catalogue of fields', () => {
  it('has these, in this order', () => {
    const said = FIELDS.map(({ path, type, label }) => `${path} ${type} ${label['zh-CN']} ${label['en-US']}`);
    expect(said).toEqual(CATALOGUE);
  });

  it.each(CATALOGUE.map((line) => line.split(' ')))('%s of type %s', (path = '', type = '') => {
    const field = findField(path.replace('*', 'name'));
    expect(field?.type).toBe(type);
    expect(field && opsOf(field.type).join(' ')).toBe(OPS[type]);
    expect(field?.triggers).toEqual(path.startsWith('order.') ? ['ORDER_COMPLETED', 'ORDER_REFUNDED'] : undefined);
  });

  it('weekdays have names', () => {
    const days = findField('time.weekday')?.options?.map(
      ({ value, label }) => `${value} ${label['zh-CN']} ${label['en-US']}`,
    );
    expect(days).toEqual([
      '1 周一 Monday',
      '2 周二 Tuesday',
      '3 周三 Wednesday',
      '4 周四 Thursday',
      '5 周五 Friday',
      '6 周六 Saturday',
      '7 周日 Sunday',
    ]);
  });

  it.each(['data.a', 'data._a', 'data.a.b.c.d', `data.${'a'.repeat(64)}`, 'user.attributes.a-b_1'])(
    '%s is a free field',
    (path) => {
      expect(findField(path)?.type).toBe('any');
    },
  );

  it.each([
    'data',
    'data.',
    'data.*',
    'data.1a',
    'data.a..b',
    'data.a.',
    'data.a b',
    'data.a.b.c.d.e',
    `data.${'a'.repeat(65)}`,
    'xdata.a',
    'user.attributes',
    'user.attributes.*',
    'user.attributes.ä',
    'user',
    'toString',
    '',
  ])('%j is none', (path) => {
    expect(findField(path)).toBeUndefined();
  });

  it('knows these types of events', () => {
    expect(EVENT_TYPES.map(({ type, label }) => `${type} ${label['zh-CN']} ${label['en-US']}`)).toEqual([
      'USER_REGISTERED 用户注册 User registered',
      'SIGNED_IN 签到 Signed in',
      'ORDER_COMPLETED 订单完成 Order completed',
      'ORDER_REFUNDED 订单退款 Order refunded',
      'PROFILE_COMPLETED 完善资料 Profile completed',
      'REVIEW_POSTED 发表评价 Review posted',
      'CONTENT_SHARED 分享内容 Content shared',
      'USER_REFERRED 推荐好友 User referred',
    ]);
    expect(ORDER_TRIGGERS).toEqual(['ORDER_COMPLETED', 'ORDER_REFUNDED']);
  });
});

describe('the programmes to start with', () => {
  const base = {
    code: 'ORDER_BASE',
    name: { 'zh-CN': '消费积分', 'en-US': 'Points on orders' },
    trigger: 'ORDER_COMPLETED',
    status: 'ACTIVE',
    award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'field', field: 'order.amount' } },
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
  };
  const level = (code: string, rateBps: number) => ({
    code,
    rateBps,
    conditions: { kind: 'field', field: 'user.level', op: 'eq', value: code },
  });
  const fixed = (code: string, zh: string, en: string, trigger: string, points: number, more: object) => ({
    code,
    name: { 'zh-CN': zh, 'en-US': en },
    trigger,
    status: 'ACTIVE',
    award: { kind: 'fixed', points },
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
    ...more,
  });
  const times = (period: string, most: number) => ({ limits: [{ kind: 'period', period, times: most }] });
  const photos = { kind: 'field', field: 'data.photos', op: 'gte', value: 1 };
  const review = { stackingGroup: { code: 'REVIEW', mode: 'best' } };

  it('an empty one has one rule', () => {
    expect(orderBaseRuleSet()).toStrictEqual({ rules: [base] });
  });

  it('the demo begins with these', () => {
    expect(demoRuleSet().rules.slice(0, 9)).toStrictEqual([
      { ...base, multipliers: [level('GOLD', 12_000), level('PLATINUM', 15_000)] },
      fixed('FIRST_ORDER', '首单奖励', 'First order', 'ORDER_COMPLETED', 50, {
        conditions: { kind: 'field', field: 'order.first', op: 'eq', value: true },
        ...times('lifetime', 1),
      }),
      fixed('WELCOME', '注册有礼', 'Welcome', 'USER_REGISTERED', 20, times('lifetime', 1)),
      fixed('SIGN_IN', '每日签到', 'Daily sign-in', 'SIGNED_IN', 10, times('day', 1)),
      fixed('REVIEW_TEXT', '文字评价', 'Text review', 'REVIEW_POSTED', 5, {
        conditions: { kind: 'not', of: photos },
        ...review,
      }),
      fixed('REVIEW_PHOTO', '晒图评价', 'Photo review', 'REVIEW_POSTED', 10, { conditions: photos, ...review }),
      fixed('SHARE', '分享内容', 'Share', 'CONTENT_SHARED', 3, times('day', 3)),
      fixed('PROFILE', '完善资料', 'Profile completed', 'PROFILE_COMPLETED', 20, times('lifetime', 1)),
      fixed('REFERRAL', '推荐好友', 'Referral', 'USER_REFERRED', 100, times('month', 10)),
    ]);
  });
});
