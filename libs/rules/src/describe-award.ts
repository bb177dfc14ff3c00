import {
  both,
  type DescribeOptions,
  either,
  firstFew,
  gapped,
  inSentence,
  pick,
  pointsText,
  unitsText,
} from './describe-words.js';
import { factor } from './numbers.js';
import { fieldLabel } from './phrases.js';
import type { AwardBase, AwardSpec, LineMatch, LinesBase, Locale, Step } from './rule.js';

/**
 * What an award gives, as a phrase without its full stop: `1 point per 1.00 CNY of the order amount`. With `rateOnly`
 * what it counts on is left out, to set two awards on the same base side by side.
 */
export function awardPhrase(award: AwardSpec, locale: Locale, options: DescribeOptions, rateOnly = false): string {
  switch (award.kind) {
    case 'fixed':
      return pointsText(award.points, locale);
    case 'ratio': {
      const full = award.fullUnitsOnly ? pick(locale, '（只计整份）', ', full units only') : '';
      return `${ofBase(award.base, rateText(award, award.unit, locale, options), locale, rateOnly)}${full}`;
    }
    case 'items': {
      const rates = award.rates.map(({ match, rateBps }) => `${matchText(match, locale)} × ${factor(rateBps)}`);
      const more = rates.length === 0 ? '' : pick(locale, `；其中${rates.join('，')}`, `; ${rates.join(', ')}`);
      return `${ofBase(award.base, rateText(award, award.unit, locale, options), locale, rateOnly)}${more}`;
    }
    case 'stepped': {
      const steps = award.steps.map((step) => stepText(step, award.unit, locale, options));
      const mode =
        award.mode === 'whole'
          ? pick(locale, '（全部按达到的档位计算）', ' (the step that is reached counts for all of it)')
          : pick(locale, '（各档分别计算）', ' (each step counts for its own part)');
      const of = rateOnly
        ? ''
        : pick(
            locale,
            `按${gapped(baseText(award.base, locale))}分档：`,
            `by steps of ${baseText(award.base, locale)}: `,
          );
      return `${of}${steps.join(pick(locale, '；', '; '))}${mode}`;
    }
    case 'streak':
      return streakText(award, locale);
  }
}

function streakText(award: AwardSpec & { kind: 'streak' }, locale: Locale): string {
  const label = fieldLabel(award.field, locale);
  const at = award.at.map(({ days, points }) =>
    pick(locale, `达到 ${days} 时得 ${points} 分`, `${pointsText(points, locale)} at ${days}`),
  );
  const cycle = award.cycleDays;
  const again =
    cycle === undefined ? '' : pick(locale, `（每 ${cycle} 天重新计数）`, `, counting anew after every ${cycle}`);
  return pick(locale, `${gapped(label)}${at.join('，')}${again}`, `${both(at, locale)} ${inSentence(label)}${again}`);
}

/** `points` for every `per` units: `2 points per 1.00`, `每 1.00 得 2 分`. */
function rateText(
  { points, per }: { points: number; per: number },
  unit: 'major' | 'minor' | 'each',
  locale: Locale,
  options: DescribeOptions,
): string {
  const units = unitsText(per, unit, locale, options);
  return pick(locale, `每 ${units} 得 ${points} 分`, `${pointsText(points, locale)} per ${units}`);
}

function stepText(
  { from, points, per }: Step,
  unit: 'major' | 'minor' | 'each',
  locale: Locale,
  options: DescribeOptions,
): string {
  const start = unitsText(from, unit, locale, options);
  if (per === undefined) {
    return pick(locale, `满 ${start} 得 ${points} 分`, `from ${start} ${pointsText(points, locale)}`);
  }
  const rate = rateText({ points, per }, unit, locale, options);
  return pick(locale, `满 ${start} ${rate}`, `from ${start} ${rate}`);
}

function ofBase(base: AwardBase, rate: string, locale: Locale, rateOnly: boolean): string {
  if (rateOnly) {
    return rate;
  }
  const text = baseText(base, locale);
  return pick(locale, `${gapped(text)}${rate}`, `${rate} of ${text}`);
}

/** What an award counts on: `the order amount without shipping and tax`. */
export function baseText(base: AwardBase, locale: Locale): string {
  if (base.kind === 'lines') {
    return linesText(base, locale);
  }
  const label = fieldLabel(base.field, locale);
  const parts = (base.exclude ?? []).map((part) => inSentence(fieldLabel(`order.${part}`, locale)));
  if (locale === 'zh-CN') {
    return parts.length === 0 ? label : `${label}（不含${both(parts, locale)}）`;
  }
  const article = base.field.startsWith('order.') ? 'the ' : '';
  return `${article}${inSentence(label)}${parts.length === 0 ? '' : ` without ${both(parts, locale)}`}`;
}

function linesText({ include, exclude, discount }: LinesBase, locale: Locale): string {
  const before = discount === 'ignore';
  if (locale === 'zh-CN') {
    const which = include ? `${gapped(matchText(include, locale))}的` : '';
    const except = exclude ? [`${gapped(matchText(exclude, locale))}的除外`] : [];
    const notes = [...except, before ? '不扣订单折扣' : '按比例扣除订单折扣'];
    return `${which}商品金额（${notes.join('，')}）`;
  }
  const which = include ? ` of ${matchText(include, locale)}` : '';
  const except = exclude ? ` except ${matchText(exclude, locale)}` : '';
  return `the items${which}${except}${before ? ' before discounts' : " less their share of the order's discount"}`;
}

function matchText({ categories, skus }: LineMatch, locale: Locale): string {
  const parts: string[] = [];
  if (categories) {
    const names = either(firstFew(categories, locale), locale);
    parts.push(pick(locale, `类目 ${names}`, `category ${names}`));
  }
  if (skus) {
    const names = either(firstFew(skus, locale), locale);
    parts.push(pick(locale, `商品 ${names}`, `SKU ${names}`));
  }
  return either(parts, locale);
}
