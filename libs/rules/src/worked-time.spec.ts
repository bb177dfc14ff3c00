import { field, workedByHand } from '../testing/worked.js';
import type { Condition, Rule } from './rule.js';
import { anEvent, anOrder, aRule } from './testing.js';

/** 20.00 at that instant. */
const order = (instant: string, channel?: string) => ({
  ...anOrder(2000),
  occurredAtMs: Date.parse(instant),
  ...(channel !== undefined && { channel }),
});
const zone = (timeZone: string) => ({ clock: { timeZone } });
const failed = { points: 0, outcomes: ['CONDITION_FAILED' as const] };
const when = (conditions: Condition, more: Partial<Rule> = {}): Rule => aRule({ conditions, ...more });

const weekend = aRule({
  multipliers: [{ code: 'WEEKEND', rateBps: 20_000, conditions: field('time.weekday', 'in', [6, 7]) }],
});
workedByHand('double on Saturday and Sunday', { rules: weekend }, [
  { why: 'Friday 23:59:59.999', event: order('2026-11-20T23:59:59.999+08:00'), points: 20 },
  { why: 'Saturday 00:00: 20 × 2', event: order('2026-11-21T00:00:00+08:00'), points: 40 },
  { why: 'Sunday 23:59:59.999: 20 × 2', event: order('2026-11-22T23:59:59.999+08:00'), points: 40 },
  { why: 'Monday 00:00', event: order('2026-11-23T00:00:00+08:00'), points: 20 },
  {
    why: 'Saturday in Shanghai is Friday 16:00 in UTC',
    event: order('2026-11-20T16:00:00Z'),
    ...zone('UTC'),
    points: 20,
  },
  { why: 'Sunday 23:59 in New York', event: order('2026-11-23T04:59:00Z'), ...zone('America/New_York'), points: 40 },
  { why: 'Monday 00:00 in New York', event: order('2026-11-23T05:00:00Z'), ...zone('America/New_York'), points: 20 },
  {
    why: 'Friday 23:59:59 in Kolkata (+5:30)',
    event: order('2026-11-20T18:29:59Z'),
    ...zone('Asia/Kolkata'),
    points: 20,
  },
  { why: 'Saturday 00:00 in Kolkata', event: order('2026-11-20T18:30:00Z'), ...zone('Asia/Kolkata'), points: 40 },
]);

const happyHours = when(field('time.hour', 'between', [14, 15]));
workedByHand('from 14:00 to 16:00 only', { rules: happyHours }, [
  {
    why: '13:59:59.999',
    event: order('2026-11-22T13:59:59.999+08:00'),
    ...failed,
    trace: { conditions: [{ field: 'time.hour', wanted: [14, 15], got: 13, held: false }] },
  },
  { why: '14:00', event: order('2026-11-22T14:00:00+08:00'), points: 20 },
  { why: '15:59:59.999', event: order('2026-11-22T15:59:59.999+08:00'), points: 20 },
  { why: '16:00', event: order('2026-11-22T16:00:00+08:00'), ...failed },
]);

const night: Condition = { kind: 'any', of: [field('time.clock', 'gte', '22:00'), field('time.clock', 'lt', '02:00')] };
workedByHand('by the clock', {}, [
  {
    why: '22:29 is before 22:30',
    rules: when(field('time.clock', 'between', ['22:30', '23:15'])),
    event: order('2026-11-22T22:29:59+08:00'),
    ...failed,
  },
  {
    why: '22:30',
    rules: when(field('time.clock', 'between', ['22:30', '23:15'])),
    event: order('2026-11-22T22:30:00+08:00'),
    points: 20,
  },
  {
    why: '23:15:59 is still 23:15',
    rules: when(field('time.clock', 'between', ['22:30', '23:15'])),
    event: order('2026-11-22T23:15:59+08:00'),
    points: 20,
  },
  {
    why: '23:16',
    rules: when(field('time.clock', 'between', ['22:30', '23:15'])),
    event: order('2026-11-22T23:16:00+08:00'),
    ...failed,
  },
  { why: '21:59 is no night', rules: when(night), event: order('2026-11-22T21:59:59+08:00'), ...failed },
  { why: '22:00 is night', rules: when(night), event: order('2026-11-22T22:00:00+08:00'), points: 20 },
  { why: '01:59 is night', rules: when(night), event: order('2026-11-22T01:59:59+08:00'), points: 20 },
  {
    why: '02:00 is no night',
    rules: when(night),
    event: order('2026-11-22T02:00:00+08:00'),
    ...failed,
    trace: {
      conditions: [
        {
          mode: 'any',
          held: false,
          of: [
            { got: '02:00', held: false },
            { got: '02:00', held: false },
          ],
        },
      ],
    },
  },
]);

const atOne = when(field('time.hour', 'eq', 1));
const london = zone('Europe/London');
const newYork = zone('America/New_York');
workedByHand('an hour that summer time takes or doubles', { rules: atOne }, [
  { why: 'London 29 March, 00:59:59', event: order('2026-03-29T00:59:59Z'), ...london, ...failed },
  {
    why: 'London 29 March: 01:00 is 02:00 at once',
    event: order('2026-03-29T01:00:00Z'),
    ...london,
    ...failed,
    trace: { conditions: [{ got: 2 }] },
  },
  { why: 'London 25 October, the first 01:30', event: order('2026-10-25T00:30:00Z'), ...london, points: 20 },
  { why: 'London 25 October, the second 01:30', event: order('2026-10-25T01:30:00Z'), ...london, points: 20 },
  { why: 'London 25 October, 02:00', event: order('2026-10-25T02:00:00Z'), ...london, ...failed },
  { why: 'New York 1 November, the first 01:30', event: order('2026-11-01T05:30:00Z'), ...newYork, points: 20 },
  { why: 'New York 1 November, the second 01:30', event: order('2026-11-01T06:30:00Z'), ...newYork, points: 20 },
  { why: 'New York 1 November, 02:00', event: order('2026-11-01T07:00:00Z'), ...newYork, ...failed },
]);

const longDay = when(field('time.date', 'eq', '2026-10-25'));
workedByHand('a day of 25 hours in London', { rules: longDay, ...london }, [
  { why: 'a second before it', event: order('2026-10-24T22:59:59Z'), ...failed },
  { why: 'its first second', event: order('2026-10-24T23:00:00Z'), points: 20 },
  { why: 'its last second, 25 hours later', event: order('2026-10-25T23:59:59Z'), points: 20 },
  { why: 'the next day', event: order('2026-10-26T00:00:00Z'), ...failed },
]);

const festival = aRule({
  multipliers: [
    {
      code: 'DOUBLE_11',
      rateBps: 20_000,
      conditions: {
        kind: 'all',
        of: [
          field('time.date', 'between', ['2026-11-11', '2026-11-12']),
          field('event.channel', 'in', ['app', 'mini']),
        ],
      },
    },
  ],
});
workedByHand('double on 11 and 12 November in the app and the mini program', { rules: festival }, [
  { why: '10 November 23:59:59', event: order('2026-11-10T23:59:59+08:00', 'app'), points: 20 },
  {
    why: '11 November 00:00 in the app: 20 × 2',
    event: order('2026-11-11T00:00:00+08:00', 'app'),
    points: 40,
    trace: { multipliers: [{ code: 'DOUBLE_11', held: true, conditions: [{ got: '2026-11-11' }, { got: 'app' }] }] },
  },
  { why: '12 November 23:59:59 in the mini program', event: order('2026-11-12T23:59:59+08:00', 'mini'), points: 40 },
  { why: '13 November 00:00', event: order('2026-11-13T00:00:00+08:00', 'app'), points: 20 },
  {
    why: '11 November on the web',
    event: order('2026-11-11T12:00:00+08:00', 'web'),
    points: 20,
    says: 'DOUBLE_11 ×2 did not apply: Channel is one of app, mini (was web)',
  },
  { why: '11 November without a channel', event: order('2026-11-11T12:00:00+08:00'), points: 20 },
]);

const window = aRule({ effectiveFrom: '2026-11-11T00:00:00+08:00', effectiveTo: '2026-11-13T00:00:00+08:00' });
const notEffective = { points: 0, outcomes: ['NOT_EFFECTIVE' as const] };
workedByHand('a rule that is in effect from 11 to 12 November', { rules: window }, [
  { why: 'a millisecond before', event: order('2026-11-10T23:59:59.999+08:00'), ...notEffective },
  { why: 'its first instant', event: order('2026-11-11T00:00:00+08:00'), points: 20 },
  { why: 'its last millisecond', event: order('2026-11-12T23:59:59.999+08:00'), points: 20 },
  { why: 'its end belongs to it no more', event: order('2026-11-13T00:00:00+08:00'), ...notEffective },
  {
    why: 'paused all the while',
    rules: { ...window, status: 'PAUSED' },
    event: order('2026-11-11T12:00:00Z'),
    points: 0,
    outcomes: ['PAUSED'],
  },
  {
    why: 'occurred in time, recorded a week later',
    event: order('2026-11-12T12:00:00+08:00'),
    clock: { recordedAtMs: Date.parse('2026-11-19T12:00:00+08:00') },
    points: 20,
    expiresOn: '2027-11-19',
  },
  {
    why: 'without an end',
    rules: aRule({ effectiveFrom: '2026-11-11T00:00:00+08:00' }),
    event: order('2099-01-01T00:00:00Z'),
    points: 20,
  },
]);

const registered = (instant: string) => ({ user: { registeredAtMs: Date.parse(instant) } });
workedByHand('other days', {}, [
  {
    why: 'member day: the 8th',
    rules: when(field('time.dayOfMonth', 'eq', 8)),
    event: order('2026-11-08T00:00:00+08:00'),
    points: 20,
  },
  {
    why: 'the 7th',
    rules: when(field('time.dayOfMonth', 'eq', 8)),
    event: order('2026-11-07T23:59:59+08:00'),
    ...failed,
  },
  {
    why: 'all of December',
    rules: when(field('time.month', 'eq', 12)),
    event: order('2026-11-30T16:00:00Z'),
    points: 20,
  },
  {
    why: 'registered 29 days ago',
    rules: when(field('user.registeredDays', 'lt', 30)),
    event: order('2026-11-22T12:00:00+08:00'),
    ...registered('2026-10-24T23:00:00+08:00'),
    points: 20,
    trace: { conditions: [{ got: 29 }] },
  },
  {
    why: 'registered 30 days ago',
    rules: when(field('user.registeredDays', 'lt', 30)),
    event: order('2026-11-22T12:00:00+08:00'),
    ...registered('2026-10-23T23:00:00+08:00'),
    ...failed,
  },
  {
    why: 'registered before the programme moved',
    rules: when(field('user.registeredAt', 'lt', '2026-01-01T00:00:00+08:00')),
    event: order('2026-11-22T12:00:00+08:00'),
    ...registered('2025-12-31T15:59:59Z'),
    points: 20,
  },
  {
    why: 'a rule of another type of event is not looked at',
    rules: aRule({ trigger: 'SIGNED_IN', award: { kind: 'fixed', points: 10 } }),
    event: anEvent({}),
    points: 0,
    outcomes: [],
    says: 'No rule is triggered',
  },
]);
