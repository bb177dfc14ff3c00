import { describe, expect, it } from '@jest/globals';
import { changeText } from './change-text.js';
import { diffRuleSets } from './diff.js';
import { partLabel, placeText } from './part-words.js';
import { problemText } from './problem-text.js';
import type { Rule } from './rule.js';
import { aRule } from './testing.js';

describe('what the parts of a rule are called', () => {
  it.each(
    [
      'code 编码 code',
      'name 名称 name',
      'trigger 触发事件 trigger',
      'status 状态 status',
      'effectiveFrom 生效开始 in effect from',
      'effectiveTo 生效结束 in effect until',
      'conditions 条件 conditions',
      'field 字段 field',
      'op 比较方式 comparison',
      'value 值 value',
      'award 奖励 award',
      'kind 类型 kind',
      'points 积分 points',
      'per 每 per',
      'unit 单位 unit',
      'base 计算基数 base',
      'include 包含 include',
      'exclude 排除 exclude',
      'discount 折扣 discount',
      'categories 类目 categories',
      'skus 商品编码 SKUs',
      'fullUnitsOnly 只计整份 full units only',
      'mode 方式 mode',
      'steps 档位 steps',
      'from 起点 from',
      'rates 商品倍率 item rates',
      'match 商品范围 items',
      'rateBps 倍率 rate',
      'at 连续天数 streak',
      'days 天数 days',
      'cycleDays 周期天数 cycle',
      'multipliers 倍率 multiplier',
      'rounding 取整 rounding',
      'stackingGroup 叠加组 stacking group',
      'limits 上限 limit',
      'period 周期 period',
      'times 次数 times',
      'budget 预算 budget',
      'validity 有效期 validity',
      'months 月数 months',
      'years 年数 years',
      'date 日期 date',
      'validFrom 有效期起算 validity counted from',
      'activationDelayDays 延迟生效 days until usable',
      'wallet 账户 wallet',
      'newcomer newcomer newcomer',
      'toString toString toString',
    ].map((line) => /^(\S+) (\S+) (.+)$/.exec(line)?.slice(1) ?? []),
  )('%s: %s, %s', (name = '', zh = '', en = '') => {
    expect([partLabel(name, 'zh-CN'), partLabel(name, 'en-US')]).toEqual([zh, en]);
  });
});

describe('the place that a pointer names', () => {
  it.each([
    ['', '', ''],
    ['/rules', '', ''],
    ['/rules/3', '', ''],
    ['/rules/3/award/points', 'award › points', '奖励 › 积分'],
    ['/rules/3/multipliers/0/conditions/of/1/value', 'multiplier 1 › conditions 2 › value', '倍率 1 › 条件 2 › 值'],
    ['/rules/3/conditions/of/1/of/0/op', 'conditions 2.1 › comparison', '条件 2.1 › 比较方式'],
    ['/conditions/of/11', 'conditions 12', '条件 12'],
    ['/award/steps/0x1/from', 'award › steps › 0x1 › from', '奖励 › 档位 › 0x1 › 起点'],
    ['/award/x1', 'award › x1', '奖励 › x1'],
    ['/a~1b/c~0d', 'a/b › c~d', 'a/b › c~d'],
    ['/0/points', '1 › points', '1 › 积分'],
  ])('%s', (pointer, en, zh) => {
    expect([placeText(pointer, 'en-US'), placeText(pointer, 'zh-CN')]).toEqual([en, zh]);
  });

  it('with the rule that has the problem', () => {
    const said = (pointer: string, ruleSet: unknown) =>
      problemText({ pointer, code: 'REQUIRED', params: {} }, 'en-US', ruleSet);
    const rules = Array.from({ length: 12 }, (_, i) => ({ code: `R${i}` }));
    expect(said('/rules/11/award', { rules })).toBe('R11, award: is required');
    expect(said('/rules/1', { rules })).toBe('R1: is required');
    expect(said('/rules/1/award', { rules: [] })).toBe('#2, award: is required');
    expect(said('/rules/0', { rules: [{ code: '' }] })).toBe('#1: is required');
    expect(said('/rules/0', null)).toBe('#1: is required');
    expect(said('/x/rules/0', { rules })).toBe('x › rules 1: is required');
    expect(said('', { rules })).toBe('is required');
    expect(problemText({ pointer: '/rules/0/award', code: 'REQUIRED', params: {} }, 'zh-CN', { rules })).toBe(
      'R0，奖励：必填',
    );
  });
});

describe('changes of single words', () => {
  const changed = (before: Partial<Rule>, after: Partial<Rule>) =>
    (['en-US', 'zh-CN'] as const).map((locale) =>
      diffRuleSets({ rules: [aRule(before)] }, { rules: [aRule(after)] })
        .map((change) => changeText(change, locale))
        .join(''),
    );

  it.each<[Partial<Rule>, Partial<Rule>, string, string]>([
    [{ rounding: 'floor' }, { rounding: 'half_up' }, 'rounding down → half up', '取整 向下取整 → 四舍五入'],
    [{ rounding: 'half_up' }, { rounding: 'ceil' }, 'rounding half up → up', '取整 四舍五入 → 向上取整'],
    [{ status: 'ACTIVE' }, { status: 'PAUSED' }, 'status active → paused', '状态 启用 → 暂停'],
    [
      { validFrom: 'RECORDED' },
      { validFrom: 'ACTIVATED' },
      'validity counted from the day of recording → the day on which they become usable',
      '有效期起算 入账日 → 可用日',
    ],
    [{}, { validFrom: 'OCCURRED' }, 'validity counted from none → the day of the event', '有效期起算 无 → 事件发生日'],
    [{ wallet: 'a' }, {}, 'wallet a → none', '账户 a → 无'],
  ])('%j to %j', (before, after, en, zh) => {
    const [enSaid, zhSaid] = changed(before, after);
    expect(enSaid).toContain(en);
    expect(zhSaid).toContain(zh);
  });
});
