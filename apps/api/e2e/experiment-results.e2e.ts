import { describe, expect, test } from '@jest/globals';
import {
  admin,
  GROUPS,
  groupOf,
  next,
  REASON,
  report,
  resultsOf,
  review,
  running,
  t,
  withExperiments,
} from './experiment-steps.js';
import { bearer } from './support.js';

withExperiments();

describe('results', () => {
  const USERS = 60;

  /** Everybody writes as many reviews as the number in the name says. */
  async function simulate(prefix: string): Promise<void> {
    const events = Array.from({ length: USERS }, (_, n) =>
      Array.from({ length: 1 + (n % 4) }, () => review(`${prefix}-${n}`)),
    );
    await t.http
      .post('/api/v1/events/batch')
      .set(...bearer(t.apiKey))
      .send({ events: events.flat() })
      .expect(200);
  }

  test('A/A: the same rules in both groups, and the interval holds 0', async () => {
    // Users and code are always the same, so that the draw is, too: one in twenty does not hold 0.
    const code = await running([GROUPS[0] as object, { ...GROUPS[1], ruleSet: 'single' }], 'same-rules');
    await simulate('same');
    const results = await resultsOf(code);
    const [a, b] = [groupOf(results, 'A'), groupOf(results, 'B')];
    expect(a.users + b.users).toBe(USERS);
    expect(a.events + b.events).toBe(USERS * 2.5);
    expect(a.points + b.points).toBe(USERS * 25);
    const difference = b.difference?.pointsPerUser;
    expect(difference?.estimate).toBeCloseTo(b.points / b.users - a.points / a.users, 9);
    expect(difference?.low).toBeLessThan(0);
    expect(difference?.high).toBeGreaterThan(0);
  });

  test('A/B: twice the points to the same users gives the exact difference', async () => {
    const code = await running();
    // The same doings in both groups: each user of one has a twin in the other.
    for (let n = 0; n < 10; n++) {
      for (let event = 0; event <= n % 3; event++) {
        await report(review(`twin-a-${n}`), 'A').expect(200);
        await report(review(`twin-b-${n}`), 'B').expect(200);
      }
    }
    const results = await resultsOf(code);
    const [a, b] = [groupOf(results, 'A'), groupOf(results, 'B')];
    expect(a).toMatchObject({ users: 10, events: 19, points: 190, pointsPerUser: 19, difference: null });
    expect(b).toMatchObject({ users: 10, events: 19, points: 380, pointsPerUser: 38 });
    const difference = b.difference?.pointsPerUser;
    expect(difference?.estimate).toBe(19);
    // By hand: Σx² = 4300 and 17200, s²/n = 69/9 and 276/9, ν = 13.235, t = 2.15643.
    expect(difference?.low).toBeCloseTo(19 - 2.15643 * Math.sqrt(69 / 9 + 276 / 9), 3);
    expect(difference?.high).toBeCloseTo(19 + 2.15643 * Math.sqrt(69 / 9 + 276 / 9), 3);
  });

  test('whoever spent points since the start has redeemed, under every name', async () => {
    const spend = (userId: string) =>
      t.http
        .post(`/api/v1/users/${userId}/deductions`)
        .set(...bearer(t.apiKey))
        .send({ bizNo: `spent-${next()}`, points: 1, reason: 'Tea' })
        .expect(201);
    for (const userId of ['early', 'survivor']) {
      await t.http
        .post(`/api/v1/users/${userId}/grants`)
        .set(...bearer(t.apiKey))
        .send({ bizNo: 'before', points: 5, reason: 'Before' })
        .expect(201);
    }
    await spend('early');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const code = await running();
    for (const userId of ['early', 'spender', 'saver', 'merged']) await report(review(userId), 'B').expect(200);
    for (const userId of ['spender-a', 'saver-a']) await report(review(userId), 'A').expect(200);
    await spend('spender');
    const merge = t.http.post('/api/v1/admin/users/merged/merge').set(...bearer(t.admin.token));
    await merge.send({ intoUserId: 'survivor', ...REASON }).expect(200);
    const { body: held } = await t.http
      .post('/api/v1/users/spender-a/holds')
      .set(...bearer(t.apiKey))
      .send({ bizNo: 'held', points: 4, reason: 'Checkout' })
      .expect(201);
    const before = await resultsOf(code);
    expect(groupOf(before, 'A')).toMatchObject({ users: 2, redeemedUsers: 0, redemptionRateBps: 0 });
    expect(groupOf(before, 'B')).toMatchObject({ users: 4, redeemedUsers: 1, redemptionRateBps: 2500 });
    await t.http
      .post(`/api/v1/holds/${held.holdNo}/capture`)
      .set(...bearer(t.apiKey))
      .send({ bizNo: 'captured', points: 4 })
      .expect(200);
    await spend('survivor');
    const results = await resultsOf(code);
    expect(groupOf(results, 'A')).toMatchObject({ redeemedUsers: 1, redemptionRateBps: 5000 });
    expect(groupOf(results, 'B')).toMatchObject({ redeemedUsers: 2, redemptionRateBps: 5000 });
    // Newcombe's interval for 2 of 4 against 1 of 2.
    const rate = groupOf(results, 'B').difference?.redemptionRate;
    expect(rate?.estimate).toBe(0);
    expect(rate?.low).toBeCloseTo(-Math.hypot(0.35, 0.4055), 3);
    expect(rate?.high).toBeCloseTo(Math.hypot(0.35, 0.4055), 3);
    await admin('post', `/${code}/end`, REASON).expect(200);
    // What happens afterwards is none of the experiment's business.
    await spend('saver');
    await report(review('saver')).expect(200);
    const ended = await resultsOf(code);
    expect(groupOf(ended, 'B')).toMatchObject({ users: 4, events: 4, redeemedUsers: 2 });
  });
});
