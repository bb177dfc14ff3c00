import { daysText } from './describe-words.js';
import type { Locale, ValidFrom, Validity } from './rule.js';

/** How long the points can be used, as a sentence without its full stop. */
export function validityText(validity: Validity, validFrom: ValidFrom | undefined, locale: Locale): string {
  const said = validityPhrase(validity, locale);
  const start = STARTS[validFrom ?? 'RECORDED'];
  const counted = validity.kind !== 'never' && validity.kind !== 'fixed_date';
  if (locale === 'zh-CN') {
    return `积分${counted ? start[0] : ''}${said}${validity.kind === 'never' ? '' : '有效'}`;
  }
  return validity.kind === 'never' ? `The points ${said}` : `The points can be used ${said}${counted ? start[1] : ''}`;
}

const STARTS: Record<ValidFrom, readonly [zh: string, en: string]> = {
  RECORDED: ['自入账之日起', ''],
  OCCURRED: ['自事件发生之日起', ', counted from the day of the event'],
  ACTIVATED: ['自可用之日起', ', counted from the day on which they become usable'],
};

/** How long, in few words: `for 365 days`, `until the end of the next year`, `never expire`. */
export function validityPhrase(validity: Validity, locale: Locale): string {
  return locale === 'zh-CN' ? chinese(validity) : english(validity);
}

function chinese(validity: Validity): string {
  switch (validity.kind) {
    case 'never':
      return '永久有效';
    case 'fixed_date':
      return `至 ${validity.date} `;
    case 'days':
      return ` ${validity.days} 天内`;
    case 'months':
      return ` ${validity.months} 个月内`;
    case 'end_of_year':
      return validity.years ? `至 ${validity.years} 年后的年底` : '至当年年底';
    case 'end_of_month':
      return validity.months ? `至 ${validity.months} 个月后的月底` : '至当月月底';
  }
}

function english(validity: Validity): string {
  switch (validity.kind) {
    case 'never':
      return 'never expire';
    case 'fixed_date':
      return `until ${validity.date}`;
    case 'days':
      return `for ${daysText(validity.days)}`;
    case 'months':
      return `for ${monthsText(validity.months)}`;
    case 'end_of_year': {
      const { years = 0 } = validity;
      return `until the end of ${['the year', 'the next year'][years] ?? `the year ${years} years later`}`;
    }
    case 'end_of_month': {
      const { months } = validity;
      return `until the end of the month${months === 0 ? '' : ` ${monthsText(months)} later`}`;
    }
  }
}

function monthsText(months: number): string {
  return months === 1 ? '1 month' : `${months} months`;
}
