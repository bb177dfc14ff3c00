import { describe, expect, it } from '@jest/globals';
import { describeRule } from './describe.js';
import type { DescribeOptions } from './describe-words.js';
import type { Rule } from './rule.js';
import { aRule } from './testing.js';

const CNY: DescribeOptions = { currency: 'CNY', timeZone: 'Asia/Shanghai' };

describe('awards in words', () => {
  const field = { kind: 'field', field: 'order.amount' } as const;
  const award = (changes: object, en: string, zh: string): [string, Partial<Rule>, string, string] => [
    en,
    { award: changes as Rule['award'] },
    `Gives ${en}.`,
    zh,
  ];
  it.each<[string, Partial<Rule>, string, string]>([
    award({ kind: 'fixed', points: 1 }, '1 point', '每次得 1 分。'),
    award({ kind: 'fixed', points: 10 }, '10 points', '每次得 10 分。'),
    award(
      { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { ...field, exclude: ['shipping', 'tax'] } },
      '1 point per 1.00 CNY of the order amount without shipping and tax',
      '订单金额（不含运费和税费）每 1.00 CNY 得 1 分。',
    ),
    award(
      {
        kind: 'ratio',
        points: 5,
        per: 10,
        unit: 'each',
        base: { kind: 'field', field: 'data.minutes' },
        fullUnitsOnly: true,
      },
      '5 points per 10 of event data minutes, full units only',
      '事件数据 minutes 每 10 得 5 分（只计整份）。',
    ),
    award(
      {
        kind: 'ratio',
        points: 1,
        per: 100,
        unit: 'minor',
        base: { kind: 'lines', include: { categories: ['fruit', 'juice'], skus: ['A'] } },
      },
      "1 point per 100 minor units of the items of category fruit or juice or SKU A less their share of the order's discount",
      '类目 fruit 或 juice 或 商品 A 的商品金额（按比例扣除订单折扣）每 100 最小货币单位 得 1 分。',
    ),
    award(
      {
        kind: 'ratio',
        points: 1,
        per: 1,
        unit: 'minor',
        base: { kind: 'lines', exclude: { skus: ['A'] }, discount: 'ignore' },
      },
      '1 point per 1 minor unit of the items except SKU A before discounts',
      '商品金额（商品 A 的除外，不扣订单折扣）每 1 最小货币单位 得 1 分。',
    ),
    award(
      {
        kind: 'items',
        points: 1,
        per: 1,
        unit: 'major',
        base: { kind: 'lines' },
        rates: [
          { match: { categories: ['fruit'] }, rateBps: 12_000 },
          { match: { skus: ['J'] }, rateBps: 15_000 },
        ],
      },
      "1 point per 1.00 CNY of the items less their share of the order's discount; category fruit × 1.2, SKU J × 1.5",
      '商品金额（按比例扣除订单折扣）每 1.00 CNY 得 1 分；其中类目 fruit × 1.2，商品 J × 1.5。',
    ),
    award(
      {
        kind: 'stepped',
        mode: 'whole',
        unit: 'major',
        base: field,
        steps: [
          { from: 0, points: 1, per: 1 },
          { from: 100, points: 300 },
        ],
      },
      'by steps of the order amount: from 0.00 CNY 1 point per 1.00 CNY; from 100.00 CNY 300 points (the step that is reached counts for all of it)',
      '按订单金额分档：满 0.00 CNY 每 1.00 CNY 得 1 分；满 100.00 CNY 得 300 分（全部按达到的档位计算）。',
    ),
    award(
      {
        kind: 'stepped',
        mode: 'marginal',
        unit: 'each',
        base: { kind: 'field', field: 'data.km' },
        steps: [{ from: 5, points: 2, per: 1 }],
      },
      'by steps of event data km: from 5 2 points per 1 (each step counts for its own part)',
      '按事件数据 km 分档：满 5 每 1 得 2 分（各档分别计算）。',
    ),
    award(
      {
        kind: 'streak',
        field: 'user.streakDays',
        at: [
          { days: 7, points: 70 },
          { days: 30, points: 300 },
        ],
        cycleDays: 30,
      },
      '70 points at 7 and 300 points at 30 days in a row, counting anew after every 30',
      '连续天数达到 7 时得 70 分，达到 30 时得 300 分（每 30 天重新计数）。',
    ),
  ])('award: %s', (_, changes, en, zh) => {
    const text = (locale: 'en-US' | 'zh-CN') =>
      describeRule(aRule(changes), locale, CNY).find(({ part }) => part === 'award')?.text;
    expect([text('en-US'), text('zh-CN')]).toEqual([en, zh]);
  });
});
