import type { EvaluationClock } from './evaluation.js';
import type { Rule, ValidFrom, Validity } from './rule.js';
import { addDays, addMonths, endOfMonth, endOfYear, localDate, NEVER } from './zone.js';

/** The last local day on which points that count from `start` (a local day) can be spent. */
export function expiryDate(validity: Validity, start: string): string {
  switch (validity.kind) {
    case 'days':
      return addDays(start, validity.days);
    case 'months':
      return addMonths(start, validity.months);
    case 'fixed_date':
      return validity.date;
    case 'end_of_year':
      return endOfYear(start, validity.years ?? 0);
    case 'end_of_month':
      return endOfMonth(start, validity.months);
    case 'never':
      return NEVER;
  }
}

export interface AwardDates {
  expiresOn: string;
  activatesOn: string | null;
  /** The points could never be spent: they expire before the recorded day or before they become active. */
  dead: boolean;
}

/** When points of a rule become spendable and when they expire. Throws RangeError on an unknown zone or instant. */
export function awardDates(
  rule: Pick<Rule, 'validity' | 'validFrom' | 'activationDelayDays'>,
  occurredAtMs: number,
  clock: EvaluationClock,
): AwardDates {
  const recorded = localDate(clock.recordedAtMs, clock.timeZone);
  const activatesOn = rule.activationDelayDays ? addDays(recorded, rule.activationDelayDays) : null;
  const usable = activatesOn ?? recorded;
  const start = startDate(rule.validFrom ?? 'RECORDED', occurredAtMs, clock.timeZone, recorded, usable);
  const expiresOn = expiryDate(rule.validity, start);
  return { expiresOn, activatesOn, dead: expiresOn < usable };
}

function startDate(from: ValidFrom, occurredAtMs: number, timeZone: string, recorded: string, usable: string): string {
  if (from === 'OCCURRED') {
    return localDate(occurredAtMs, timeZone);
  }
  return from === 'ACTIVATED' ? usable : recorded;
}
