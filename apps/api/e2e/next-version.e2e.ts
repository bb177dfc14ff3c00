import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bearer, openTestApp, type TestApp } from './support.js';

/**
 * Releases are blue-green: the next version's migrations have run while this version still serves. So this version
 * has to do everything on a schema that has grown, also in the middle of its tables.
 */
describe('beside the next version', () => {
  let own: TestApp;

  beforeAll(async () => {
    process.env['TEST_NEXT_SCHEMA'] = 'on';
    own = await openTestApp();
  });
  afterAll(() => own.close());

  const post = (path: string, body: object) =>
    own.http
      .post(`/api/v1${path}`)
      .set(...bearer(own.apiKey))
      .send(body);
  const get = (path: string) => own.http.get(`/api/v1${path}`).set(...bearer(own.apiKey));
  const asAdmin = (path: string) => own.http.get(`/api/v1/admin${path}`).set(...bearer(own.admin.token));

  test('the schema has really grown', async () => {
    const grown = await own.database.rows(
      `SELECT TABLE_NAME FROM information_schema.COLUMNS
       WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'of_next_version' AND ORDINAL_POSITION = 1`,
    );
    expect(grown.length).toBeGreaterThan(10);
  });

  test('events, grants, deductions and holds post, replay and are told', async () => {
    const occurredAt = new Date(Date.now() - 60_000).toISOString();
    const data = { orderNo: 'o1', currency: 'GBP', amount: 2030 };
    const event = { eventId: 'o1', type: 'ORDER_COMPLETED', userId: '17850', occurredAt, data };
    expect((await post('/events', event)).body).toMatchObject({ status: 'POSTED', points: 20 });
    expect((await post('/events', event)).headers['idempotent-replayed']).toBe('true');
    const batch = await post('/events/batch', { events: [event, { ...event, eventId: 'o2' }] });
    expect(batch.body.results.map((result: { status: string }) => result.status)).toEqual(['POSTED', 'POSTED']);
    const write = (what: string, body: object) => post(`/users/17850/${what}`, { reason: 'Test', ...body });
    expect((await write('grants', { bizNo: 'g1', points: 100 })).status).toBeLessThan(300);
    expect((await write('deductions', { bizNo: 'd1', points: 30 })).status).toBeLessThan(300);
    const hold = await write('holds', { bizNo: 'h1', points: 50 });
    expect(hold.status).toBeLessThan(300);
    const capture = await post(`/holds/${hold.body.holdNo}/capture`, { bizNo: 'c1', points: 20 });
    expect(capture.status).toBeLessThan(300);
    expect((await get('/users/17850/account')).body).toMatchObject({ available: 90, frozen: 0 });
    expect((await get('/users/17850/transactions')).body.items.length).toBeGreaterThan(4);
    expect((await get('/users/17850/lots')).body.items.length).toBeGreaterThan(0);
    expect((await get('/events/o1?type=ORDER_COMPLETED')).body).toMatchObject({ status: 'POSTED' });
  });

  test('the console reads and writes', async () => {
    const freeze = await own.http
      .post('/api/v1/admin/users/17850/freeze')
      .set(...bearer(own.admin.token))
      .send({ reason: 'Test' });
    expect(freeze.status).toBeLessThan(300);
    for (const path of ['/users', '/users/17850', '/operators', '/api-clients', '/audit-log'])
      expect({ path, status: (await asAdmin(path)).status }).toEqual({ path, status: 200 });
  });
});
