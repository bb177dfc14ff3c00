import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventResult, SearchResult } from '@jifen/contracts';
import { bearer, openTestApp, type TestApp } from './support.js';

let t: TestApp;
let first: EventResult;
let firstNo: string;
beforeAll(async () => {
  t = await openTestApp();
  [first] = await report(['536365', '536366', '5363', 'C536365', 'a_b', 'aXb']);
  await report(['536365'], 'SIGNED_IN');
  firstNo = first.transactions?.[0]?.transactionNo ?? '';
});
afterAll(() => t?.close());

async function report(eventIds: string[], type = 'ORDER_COMPLETED'): Promise<[EventResult, ...EventResult[]]> {
  const occurredAt = new Date().toISOString();
  const data = type === 'ORDER_COMPLETED' ? { currency: 'CNY', amount: 5_000 } : {};
  const events = eventIds.map((eventId) => ({ eventId, type, userId: `u-${eventId}`, occurredAt, data }));
  const answer = await t.http
    .post('/api/v1/events/batch')
    .set(...bearer(t.apiKey))
    .send({ events })
    .expect(200);
  return answer.body.results;
}

const ask = (q: string, more = '') =>
  t.http.get(`/api/v1/admin/search?q=${encodeURIComponent(q)}${more}`).set(...bearer(t.admin.token));
const search = async (q: string, more = ''): Promise<SearchResult> => (await ask(q, more).expect(200)).body;
const events = async (q: string, more = '') =>
  (await search(q, more)).events.map(({ type, eventId }) => [type, eventId]);

describe('finding by number', () => {
  test('an order by its number, whole or begun, the closest first, whatever the type', async () => {
    expect(await events('536366')).toEqual([['ORDER_COMPLETED', '536366']]);
    expect((await events('536365')).sort()).toEqual([
      ['ORDER_COMPLETED', '536365'],
      ['SIGNED_IN', '536365'],
    ]);
    expect((await events('5363'))[0]).toEqual(['ORDER_COMPLETED', '5363']);
    expect(await events('5363')).toHaveLength(4);
    expect(await events('5363', '&limit=2')).toHaveLength(2);
    expect(await events('a_')).toEqual([['ORDER_COMPLETED', 'a_b']]);
    expect(await events('c536365')).toEqual([]);
    expect(await events('36365')).toEqual([]);
  });

  test('an event and a transaction by our own number, in small letters, too', async () => {
    const { events: found } = await search('C536365');
    const eventNo = found[0]?.eventNo ?? '';
    for (const q of [eventNo, eventNo.toLowerCase()]) {
      expect((await search(q)).events).toMatchObject([{ eventNo, userId: 'u-C536365', status: 'POSTED' }]);
    }
    for (const q of [firstNo, firstNo.toLowerCase()]) {
      const { transactions } = await search(q);
      expect(transactions).toMatchObject([{ transactionNo: firstNo, userId: 'u-536365', actorName: 'Demo' }]);
    }
    const begun = await search(firstNo.slice(0, 16));
    expect(begun.transactions.map(({ transactionNo }) => transactionNo)).toContain(firstNo);
    expect((await search(firstNo.slice(0, 5), '&limit=3')).transactions).toHaveLength(3);
    expect(await search(`${firstNo.slice(0, 19)}!`.replace('!', 'Z'))).toEqual({ events: [], transactions: [] });
  });

  test('only for those who may see users, and only numbers', async () => {
    for (const q of ['', '%', 'a b', "' OR 1=1 -- ", '王小明']) expect((await ask(q)).status).toBe(422);
    await t.http
      .get('/api/v1/admin/search?q=1')
      .set(...bearer(t.apiKey))
      .expect(403);
  });

  test('reads index ranges: no statement of it goes through a whole table', async () => {
    const plan = async (sql: string) => {
      const rows = await t.database.rows<{ table: string; type: string; key: string | null; Extra: string }>(
        `EXPLAIN FORMAT=TRADITIONAL ${sql}`,
      );
      return rows.map(({ type, key }) => [type, key]);
    };
    const inEvents = `SELECT event_id, event_no FROM event_key WHERE source = 'demo' AND type = 'ORDER_COMPLETED'
      AND event_id >= '5363' AND event_id <= '5363~' ORDER BY event_id LIMIT 5`;
    expect(await plan(inEvents)).toEqual([['range', 'PRIMARY']]);
    const inTransactions = `SELECT transaction_no FROM points_transaction WHERE transaction_no >= '${firstNo}'
      AND transaction_no <= '${firstNo}~' ORDER BY transaction_no DESC LIMIT 5`;
    expect(await plan(inTransactions)).toEqual([['range', 'PRIMARY']]);
  });
});
