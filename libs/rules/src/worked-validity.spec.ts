import { workedByHand } from '../testing/worked.js';
import type { Rule, Validity } from './rule.js';
import { anOrder, aRule, NOON_MS } from './testing.js';

const event = anOrder(2000);
/** 20 points with that validity, recorded at noon of a day in Shanghai. */
const lasting = (validity: Validity, more: Partial<Rule> = {}) => ({ rules: aRule({ validity, ...more }), points: 20 });
const recorded = (date: string) => ({ clock: { recordedAtMs: Date.parse(`${date}T12:00:00+08:00`) } });
const dead = { points: 0, outcomes: ['ZERO' as const], reason: 'ALREADY_EXPIRED' as const };
const days = (n: number): Validity => ({ kind: 'days', days: n });
const months = (n: number): Validity => ({ kind: 'months', months: n });
const fixedDate = (date: string): Validity => ({ kind: 'fixed_date', date });
const endOfMonth = (n: number): Validity => ({ kind: 'end_of_month', months: n });

workedByHand('days', { event, activatesOn: null }, [
  { why: '22 November + 1', ...lasting(days(1)), expiresOn: '2026-11-23' },
  { why: '22 November + 30: 8 days are left of November', ...lasting(days(30)), expiresOn: '2026-12-22' },
  { why: '22 November + 365', ...lasting(days(365)), expiresOn: '2027-11-22' },
  { why: '28 February of a leap year + 1', ...lasting(days(1)), ...recorded('2028-02-28'), expiresOn: '2028-02-29' },
  { why: '28 February of another year + 1', ...lasting(days(1)), ...recorded('2027-02-28'), expiresOn: '2027-03-01' },
  { why: '1 January 2027 + 365', ...lasting(days(365)), ...recorded('2027-01-01'), expiresOn: '2028-01-01' },
  { why: '1 January of a leap year + 365', ...lasting(days(365)), ...recorded('2028-01-01'), expiresOn: '2028-12-31' },
]);

workedByHand('months', { event }, [
  { why: '31 January + 1: February has 28', ...lasting(months(1)), ...recorded('2026-01-31'), expiresOn: '2026-02-28' },
  { why: '31 January + 1 in a leap year', ...lasting(months(1)), ...recorded('2028-01-31'), expiresOn: '2028-02-29' },
  { why: '31 March + 1: April has 30', ...lasting(months(1)), ...recorded('2026-03-31'), expiresOn: '2026-04-30' },
  {
    why: '28 February + 1 stays on the 28th',
    ...lasting(months(1)),
    ...recorded('2026-02-28'),
    expiresOn: '2026-03-28',
  },
  { why: '30 November + 3', ...lasting(months(3)), ...recorded('2026-11-30'), expiresOn: '2027-02-28' },
  { why: '31 December + 2', ...lasting(months(2)), ...recorded('2026-12-31'), expiresOn: '2027-02-28' },
  { why: '29 February + 12', ...lasting(months(12)), ...recorded('2028-02-29'), expiresOn: '2029-02-28' },
  { why: '15 August + 12', ...lasting(months(12)), ...recorded('2026-08-15'), expiresOn: '2027-08-15' },
  { why: '31 October + 1200', ...lasting(months(1200)), ...recorded('2026-10-31'), expiresOn: '2126-10-31' },
]);

workedByHand('fixed dates and ends', { event }, [
  { why: '30 June 2027', ...lasting(fixedDate('2027-06-30')), expiresOn: '2027-06-30' },
  { why: 'today is not over', ...lasting(fixedDate('2026-11-22')), expiresOn: '2026-11-22' },
  {
    why: 'yesterday is over',
    ...lasting(fixedDate('2026-11-21')),
    ...dead,
    says: 'would expire before they could be used',
  },
  { why: 'the end of this year', ...lasting({ kind: 'end_of_year' }), expiresOn: '2026-12-31' },
  { why: 'the end of next year', ...lasting({ kind: 'end_of_year', years: 1 }), expiresOn: '2027-12-31' },
  {
    why: 'on 31 December: that day',
    ...lasting({ kind: 'end_of_year' }),
    ...recorded('2026-12-31'),
    expiresOn: '2026-12-31',
  },
  {
    why: 'on 1 January: a whole year',
    ...lasting({ kind: 'end_of_year' }),
    ...recorded('2027-01-01'),
    expiresOn: '2027-12-31',
  },
  { why: 'the end of this month', ...lasting(endOfMonth(0)), expiresOn: '2026-11-30' },
  { why: 'the end of the month in 12 months', ...lasting(endOfMonth(12)), expiresOn: '2027-11-30' },
  {
    why: '31 January + 1, end of February',
    ...lasting(endOfMonth(1)),
    ...recorded('2027-01-31'),
    expiresOn: '2027-02-28',
  },
  {
    why: 'February 2027 + 12, a leap year',
    ...lasting(endOfMonth(12)),
    ...recorded('2027-02-10'),
    expiresOn: '2028-02-29',
  },
  { why: '1 December + 1', ...lasting(endOfMonth(1)), ...recorded('2026-12-01'), expiresOn: '2027-01-31' },
  { why: 'never', ...lasting({ kind: 'never' }), expiresOn: '9999-12-31', says: 'never expire' },
]);

workedByHand('the day is the programme’s', { event }, [
  {
    why: '23:59:59 in Shanghai counts from the 22nd',
    ...lasting(days(1)),
    clock: { recordedAtMs: Date.parse('2026-11-22T15:59:59Z') },
    expiresOn: '2026-11-23',
  },
  {
    why: 'a second later from the 23rd',
    ...lasting(days(1)),
    clock: { recordedAtMs: Date.parse('2026-11-22T16:00:00Z') },
    expiresOn: '2026-11-24',
  },
  {
    why: 'at 04:59 UTC it is still the 22nd in New York',
    ...lasting(days(1)),
    clock: { recordedAtMs: Date.parse('2026-11-23T04:59:00Z'), timeZone: 'America/New_York' },
    expiresOn: '2026-11-23',
  },
  {
    why: '31 December 16:00 UTC is next year in Shanghai',
    ...lasting({ kind: 'end_of_year' }),
    clock: { recordedAtMs: Date.parse('2026-12-31T16:00:00Z') },
    expiresOn: '2027-12-31',
  },
]);

const late = { event: { ...event, occurredAtMs: NOON_MS - 2 * 86_400_000 } };
workedByHand('activation and the day validity counts from', { event }, [
  { why: 'at once', ...lasting(days(30)), activatesOn: null, expiresOn: '2026-12-22' },
  { why: 'a delay of 0 is at once', ...lasting(days(30), { activationDelayDays: 0 }), activatesOn: null },
  {
    why: '22 November + 7; validity counts from the recorded day',
    ...lasting(days(30), { activationDelayDays: 7 }),
    activatesOn: '2026-11-29',
    expiresOn: '2026-12-22',
  },
  {
    why: 'validity counts from activation: 29 November + 30',
    ...lasting(days(30), { activationDelayDays: 7, validFrom: 'ACTIVATED' }),
    activatesOn: '2026-11-29',
    expiresOn: '2026-12-29',
  },
  {
    why: 'activation in 10 days + 1 month: 2 December, 2 January',
    ...lasting(months(1), { activationDelayDays: 10, validFrom: 'ACTIVATED' }),
    activatesOn: '2026-12-02',
    expiresOn: '2027-01-02',
  },
  {
    why: 'validity counts from the day of the event, the 20th + 30',
    ...late,
    ...lasting(days(30), { validFrom: 'OCCURRED' }),
    expiresOn: '2026-12-20',
  },
  { why: 'recorded two days later: the 22nd + 30', ...late, ...lasting(days(30)), expiresOn: '2026-12-22' },
  {
    why: 'valid for 1 day from an event of two days ago: over',
    ...late,
    ...lasting(days(1), { validFrom: 'OCCURRED' }),
    ...dead,
  },
  {
    why: 'active on the last day of validity',
    ...lasting(fixedDate('2026-11-29'), { activationDelayDays: 7 }),
    activatesOn: '2026-11-29',
    expiresOn: '2026-11-29',
  },
  { why: 'active a day too late', ...lasting(fixedDate('2026-11-28'), { activationDelayDays: 7 }), ...dead },
  {
    why: 'into another wallet',
    ...lasting(days(1), { wallet: 'stars' }),
    expiresOn: '2026-11-23',
    says: 'Total: 20 points',
  },
]);
