import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bearer, openTestApp, type TestApp } from './support.js';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t?.close());

describe('who is asking', () => {
  test('an operator, by an access token', async () => {
    const me = await t.http
      .get('/api/v1/admin/me')
      .set(...bearer(t.admin.token))
      .expect(200);
    expect(me.body).toMatchObject({ email: 'admin@example.com', roles: ['ADMIN'], status: 'ACTIVE' });
  });
});
