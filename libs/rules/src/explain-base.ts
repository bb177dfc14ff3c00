import type { AmountTrace, BaseTrace } from './evaluation.js';
import { decimal, factor, fractionText } from './numbers.js';
import { fieldLabel } from './phrases.js';
import type { Locale, RatioUnit } from './rule.js';

/** How the points before multipliers came about, as one sentence without its full stop. */
export function explainBase(base: BaseTrace, locale: Locale): string {
  const zh = locale === 'zh-CN';
  switch (base.kind) {
    case 'fixed':
      return zh ? `固定 ${base.points} 分` : `Fixed award of ${pointsText(base.points)}`;
    case 'streak':
      return zh
        ? `${fieldLabel(base.field, locale)} ${base.days}，奖励 ${base.points} 分`
        : `${fieldLabel(base.field, locale)} ${base.days}: ${pointsText(base.points)}`;
    case 'ratio': {
      const full = base.fullUnitsOnly ? (zh ? '（只计整份）' : ' (full units only)') : '';
      const total = fractionText(base.exact, base.exponent);
      return `${amountText(base, locale)} × ${rateText(base.points, base.per, base, locale)}${full} = ${total}`;
    }
    case 'items': {
      const lines = base.lines.map(({ amount, rateBps }) => `${decimal(amount, base.exponent)} × ${factor(rateBps)}`);
      const rate = rateText(base.points, base.per, base, locale);
      const total = fractionText(base.exact, base.exponent);
      return `${amountText(base, locale)} (${lines.join(' + ')}) × ${rate} = ${total}`;
    }
    case 'stepped': {
      const steps = base.steps.map(({ from, points, per, part }) => {
        const start = decimalUnits(from, base);
        if (per === undefined) {
          return zh ? `满 ${start} 得 ${points} 分` : `${pointsText(points)} from ${start}`;
        }
        const rate = rateText(points, per, base, locale);
        return zh
          ? `${start} 起的 ${fractionText(part, base.exponent)} × ${rate}`
          : `${fractionText(part, base.exponent)} from ${start} × ${rate}`;
      });
      const total = fractionText(base.exact, base.exponent);
      return `${amountText(base, locale)}${zh ? '：' : ': '}${steps.join(' + ')} = ${total}`;
    }
  }
}

function amountText(base: AmountTrace & { unit: RatioUnit }, locale: Locale): string {
  const zh = locale === 'zh-CN';
  const label = base.of === 'lines' ? (zh ? '商品金额' : 'Items') : fieldLabel(base.of, locale);
  const parts = (base.minus ?? []).map(({ part, amount }) => {
    const name = fieldLabel(`order.${part}`, locale);
    return zh ? `${name} ${decimal(amount, base.exponent)}` : `${name.toLowerCase()} ${decimal(amount, base.exponent)}`;
  });
  const minus = parts.length === 0 ? '' : zh ? `（已扣除${parts.join('、')}）` : ` less ${parts.join(' and ')},`;
  const money = base.currency === undefined ? '' : ` ${base.currency}`;
  const minor = base.unit === 'minor' ? (zh ? '（最小货币单位）' : ' (minor units)') : '';
  const discount = base.spread ? spreadText(base.spread, base.exponent, locale) : '';
  return `${label}${minus} ${decimal(base.amount, base.exponent)}${money}${minor}${discount}`;
}

function spreadText(
  { discount, total }: { discount: number; total: number },
  exponent: number,
  locale: Locale,
): string {
  const [off, of] = [decimal(discount, exponent), decimal(total, exponent)];
  return locale === 'zh-CN' ? `（按比例分摊折扣 ${off} / ${of}）` : ` (less its share of the discount ${off} on ${of})`;
}

function rateText(points: number, per: number, base: AmountTrace & { unit: RatioUnit }, locale: Locale): string {
  const units = decimalUnits(per, base);
  return locale === 'zh-CN' ? `每 ${units} 得 ${points} 分` : `${pointsText(points)} per ${units}`;
}

/** A number of the rule's units as money is written: 1 with a currency of two digits is `1.00`. */
function decimalUnits(value: number, { unit, exponent }: { unit: RatioUnit; exponent: number }): string {
  return unit === 'major' && exponent > 0 ? `${value}.${'0'.repeat(exponent)}` : String(value);
}

function pointsText(points: number): string {
  return `${points} ${points === 1 ? 'point' : 'points'}`;
}
