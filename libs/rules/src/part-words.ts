import type { Locale } from './rule.js';

/** What the parts of a rule are called, in both languages. */
export const PART_LABELS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  code: ['编码', 'code'],
  name: ['名称', 'name'],
  trigger: ['触发事件', 'trigger'],
  status: ['状态', 'status'],
  effectiveFrom: ['生效开始', 'in effect from'],
  effectiveTo: ['生效结束', 'in effect until'],
  conditions: ['条件', 'conditions'],
  field: ['字段', 'field'],
  op: ['比较方式', 'comparison'],
  value: ['值', 'value'],
  award: ['奖励', 'award'],
  kind: ['类型', 'kind'],
  points: ['积分', 'points'],
  per: ['每', 'per'],
  unit: ['单位', 'unit'],
  base: ['计算基数', 'base'],
  include: ['包含', 'include'],
  exclude: ['排除', 'exclude'],
  discount: ['折扣', 'discount'],
  categories: ['类目', 'categories'],
  skus: ['商品编码', 'SKUs'],
  fullUnitsOnly: ['只计整份', 'full units only'],
  mode: ['方式', 'mode'],
  steps: ['档位', 'steps'],
  from: ['起点', 'from'],
  rates: ['商品倍率', 'item rates'],
  match: ['商品范围', 'items'],
  rateBps: ['倍率', 'rate'],
  at: ['连续天数', 'streak'],
  days: ['天数', 'days'],
  cycleDays: ['周期天数', 'cycle'],
  multipliers: ['倍率', 'multiplier'],
  rounding: ['取整', 'rounding'],
  stackingGroup: ['叠加组', 'stacking group'],
  limits: ['上限', 'limit'],
  period: ['周期', 'period'],
  times: ['次数', 'times'],
  budget: ['预算', 'budget'],
  validity: ['有效期', 'validity'],
  months: ['月数', 'months'],
  years: ['年数', 'years'],
  date: ['日期', 'date'],
  validFrom: ['有效期起算', 'validity counted from'],
  activationDelayDays: ['延迟生效', 'days until usable'],
  wallet: ['账户', 'wallet'],
};

/** What a part is called; one without a name keeps its own. */
export function partLabel(name: string, locale: Locale): string {
  const labels = Object.hasOwn(PART_LABELS, name) ? PART_LABELS[name] : undefined;
  return labels?.[locale === 'zh-CN' ? 0 : 1] ?? name;
}

/**
 * The place that a JSON pointer names, within its rule: `/rules/3/multipliers/0/conditions/of/1/value` is
 * `multiplier 1 › conditions 2 › value`. Empty for a whole rule or rule set.
 */
export function placeText(pointer: string, locale: Locale): string {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const within = names[0] === 'rules' ? names.slice(2) : names;
  const words: string[] = [];
  for (const name of within) {
    if (/^\d+$/.test(name)) {
      const word = words.pop();
      const gap = word === undefined ? '' : /\d$/.test(word) ? '.' : ' ';
      words.push(`${word ?? ''}${gap}${Number(name) + 1}`);
    } else if (name !== 'of') {
      words.push(partLabel(name, locale));
    }
  }
  return words.join(' › ');
}
