import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bearer, openTestApp, type TestApp } from './support.js';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t?.close());

const as = () => bearer(t.apiKey);
const MINUTE_MS = 60_000;

test('looking at another time leaves the time of what is posted afterwards alone', async () => {
  const grant = (bizNo: string) =>
    t.http
      .post('/api/v1/users/u1/grants')
      .set(...as())
      .send({ bizNo, points: 100, reason: 'first' })
      .expect(201);
  await grant('g1');
  for (const at of ['9000-01-01T00:00:00Z', '2020-01-01T00:00:00Z', '3000-01-01T00:00:00Z']) {
    const query = `at=${encodeURIComponent(at)}`;
    await t.http
      .get(`/api/v1/users/u1/account?${query}`)
      .set(...as())
      .expect(200);
    const event = {
      eventId: 'e1',
      type: 'ORDER_COMPLETED',
      userId: 'u1',
      occurredAt: at,
      data: { currency: 'CNY', amount: 500 },
    };
    await t.http
      .post(`/api/v1/events/preview?now=${encodeURIComponent(at)}`)
      .set(...as())
      .send(event)
      .expect(200);
  }
  await grant('g2');
  const statement = await t.http
    .get('/api/v1/users/u1/transactions')
    .set(...as())
    .expect(200);
  expect(statement.body.items).toHaveLength(2);
  for (const { recordedAt } of statement.body.items) {
    expect(Math.abs(Date.parse(recordedAt) - Date.now())).toBeLessThan(MINUTE_MS);
  }
});
