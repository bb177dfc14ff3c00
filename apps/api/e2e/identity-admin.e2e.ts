import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALL_SCOPES } from '@jifen/contracts';
import { KeyRing } from '../src/identity/key-ring.js';
import { bearer, openTestApp, startServer, type TestApp } from './support.js';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t?.close());

const logIn = (email: string, password: string) => t.http.post('/api/v1/admin/auth/login').send({ email, password });
const me = (token: string) => t.http.get('/api/v1/admin/me').set(...bearer(token));

async function operatorId(token: string): Promise<string> {
  return (await me(token).expect(200)).body.operatorId;
}

async function audited(filter: Record<string, string>) {
  const answer = await t.http
    .get('/api/v1/admin/audit-log')
    .query(filter)
    .set(...bearer(t.admin.token))
    .expect(200);
  return answer.body.items as Record<string, unknown>[];
}

const change = (id: string, body: object, token = t.admin.token) =>
  t.http
    .patch(`/api/v1/admin/operators/${id}`)
    .set(...bearer(token))
    .send(body);

describe('operators', () => {
  test('are added with normalised e-mails, listed by them, and never twice', async () => {
    const body = {
      email: 'Grace@Example.com',
      name: 'Grace',
      password: 'sea shell counting',
      roles: ['FINANCE', 'RISK'],
    };
    const create = (changes: object) =>
      t.http
        .post('/api/v1/admin/operators')
        .set(...bearer(t.admin.token))
        .send({ ...body, ...changes });
    const created = await create({}).expect(201);
    expect(created.body).toMatchObject({ email: 'grace@example.com', version: 1, lastLoginAt: null });
    const taken = await create({ email: 'GRACE@example.com' }).expect(409);
    expect(taken.body.code).toBe('EMAIL_TAKEN');
    await create({ email: 'weak@example.com', password: 'grace-weak-weak' }).expect(422);
    await create({ email: 'none@example.com', roles: [] }).expect(422);
    const emails: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = { limit: 3, ...(cursor ? { cursor } : {}) };
      const page = await t.http
        .get('/api/v1/admin/operators')
        .query(query)
        .set(...bearer(t.admin.token))
        .expect(200);
      for (const { email } of page.body.items) emails.push(email);
      cursor = page.body.nextCursor;
    }
    expect(emails).toEqual([...emails].sort());
    expect(emails).toContain('grace@example.com');
    expect(new Set(emails).size).toBe(emails.length);
  });

  test('adding the same one at once works once', async () => {
    const body = { email: 'race@example.com', name: 'Race', password: 'sea shell counting', roles: ['RISK'] };
    const create = () =>
      t.http
        .post('/api/v1/admin/operators')
        .set(...bearer(t.admin.token))
        .send(body);
    const answers = await Promise.all([create(), create(), create(), create()]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409]);
  });

  test('are changed under their version, and a disabled one is out at once', async () => {
    const login = await t.operator('OPERATOR');
    const id = await operatorId(login.token);
    const disabled = await change(id, { version: 1, status: 'DISABLED' }).expect(200);
    expect(disabled.body).toMatchObject({ status: 'DISABLED', version: 2 });
    const stale = await change(id, { version: 1, name: 'Late' }).expect(409);
    expect(stale.body).toMatchObject({ code: 'STALE_VERSION', params: { version: 2 } });
    await me(login.token).expect(401);
    await logIn(login.email, login.password).expect(401);
    const [entry] = await audited({ subject: `operator:${id}`, action: 'operator.update' });
    expect(entry).toMatchObject({ before: { status: 'ACTIVE' }, after: { status: 'DISABLED' } });
  });

  test('another password from an administrator logs them out everywhere and is not written down', async () => {
    const login = await t.operator('OPERATOR');
    const id = await operatorId(login.token);
    for (let i = 0; i < 5; i++) await logIn(login.email, 'not the password').expect(401);
    await change(id, { version: 1, password: 'brand new boat shoes' }).expect(200);
    await me(login.token).expect(401);
    await logIn(login.email, 'brand new boat shoes').expect(200);
    const entries = await audited({ subject: `operator:${id}`, action: 'operator.update' });
    expect(entries).toMatchObject([{ after: { passwordChanged: true } }]);
    expect(JSON.stringify(entries)).not.toMatch(/argon2|boat/);
  });

  test('other roles count from the next request on', async () => {
    const login = await t.operator('RISK');
    const list = () => t.http.get('/api/v1/admin/operators').set(...bearer(login.token));
    await list().expect(403);
    await change(await operatorId(login.token), { version: 1, roles: ['AUDITOR'] }).expect(200);
    await list().expect(200);
  });

  test('the last administrator stays, also when two leave at the same time', async () => {
    const second = await t.operator('ADMIN');
    const ids = [await operatorId(t.admin.token), await operatorId(second.token)];
    const versions = await Promise.all(
      ids.map(async (id) => {
        const answer = await t.http
          .get(`/api/v1/admin/operators/${id}`)
          .set(...bearer(t.admin.token))
          .expect(200);
        return answer.body.version as number;
      }),
    );
    const leave = (at: number) => change(ids[at] as string, { version: versions[at], roles: ['RISK'] });
    const answers = await Promise.all([leave(0), leave(1)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(answers.find((answer) => answer.status === 409)?.body.code).toBe('LAST_ADMIN');
    const [stayed, left] = answers[0]?.status === 409 ? [t.admin, ids[1]] : [second, ids[0]];
    const back = await t.http
      .get(`/api/v1/admin/operators/${left}`)
      .set(...bearer(stayed.token))
      .expect(200);
    await change(left as string, { version: back.body.version, roles: ['ADMIN'] }, stayed.token).expect(200);
  });
});

describe('API clients', () => {
  const post = (path: string, body: object) =>
    t.http
      .post(`/api/v1/admin/api-clients${path}`)
      .set(...bearer(t.admin.token))
      .send(body);
  const mint = (key: string) =>
    t.http
      .post('/api/v1/user-tokens')
      .set(...bearer(key))
      .send({ userId: 'u1' });

  test('have sources that are theirs alone', async () => {
    await post('', { name: 'Shop', source: 'web-shop' }).expect(201);
    expect((await post('', { name: 'Other', source: 'web-shop' }).expect(409)).body.code).toBe('SOURCE_TAKEN');
    await post('/no-such-client/keys', { scopes: ['events:write'] }).expect(404);
  });

  test('show a key once and keep only its hash', async () => {
    const client = await post('', { name: 'Once', source: 'once' }).expect(201);
    const path = `/${client.body.clientId}/keys`;
    await post(path, { scopes: [] }).expect(422);
    const created = await post(path, { scopes: ['user-tokens:write'] }).expect(201);
    const { key, secret } = created.body;
    expect(secret.startsWith(key.prefix)).toBe(true);
    const list = await t.http
      .get('/api/v1/admin/api-clients')
      .set(...bearer(t.admin.token))
      .expect(200);
    const [row] = await t.database.rows<object>('SELECT * FROM api_key WHERE key_id = ?', [key.keyId]);
    const entries = await audited({ subject: `client:${client.body.clientId}`, action: 'client.create-key' });
    expect(entries).toMatchObject([{ after: { keyId: key.keyId, scopes: ['user-tokens:write'] } }]);
    const proof = secret.slice(-43);
    for (const place of [list.body, row, entries]) expect(JSON.stringify(place)).not.toContain(proof);
    await mint(secret).expect(201);
  });

  test('a revoked key opens nothing, wherever it was in use', async () => {
    const client = await post('', { name: 'Gone', source: 'gone' }).expect(201);
    const created = await post(`/${client.body.clientId}/keys`, { scopes: ['user-tokens:write'] }).expect(201);
    const { key, secret } = created.body;
    await mint(secret).expect(201);
    const path = `/api/v1/admin/api-clients/${client.body.clientId}/keys/${key.keyId}`;
    const revoke = () => t.http.delete(path).set(...bearer(t.admin.token));
    await revoke().expect(204);
    await revoke().expect(204);
    await mint(secret).expect(401);
    expect(await audited({ subject: `client:${client.body.clientId}`, action: 'client.revoke-key' })).toHaveLength(1);
  });

  test('a key is looked up once in a while, and its use is noted', async () => {
    const secret = await t.key('user-tokens:write');
    const keyId = secret.slice(8, 20);
    await mint(secret).expect(201);
    const database = t.database;
    await t.app.get(KeyRing).onApplicationShutdown();
    const [row] = await database.rows<{ last_used_at: string | null }>(
      'SELECT last_used_at FROM api_key WHERE key_id = ?',
      [keyId],
    );
    expect(row?.last_used_at).not.toBeNull();
    const ring = t.app.get(KeyRing);
    expect(ring.remembered({ keyId, secret: secret.slice(20) })?.scopes).toEqual(new Set(['user-tokens:write']));
    expect(ring.remembered({ keyId, secret: 'A'.repeat(43) })).toBeUndefined();
  });

  test.each(['jf_live_short', 'jf_', `jf_live_${'a'.repeat(55)}`, 'x.y.z', 'Bearer', ''])(
    'the credential %p is nobody’s',
    async (credential) => {
      const answer = await mint(credential).expect(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.body.code).toBe('UNAUTHENTICATED');
    },
  );
});

describe('the audit log', () => {
  test('tells who, what, from where, newest first, page by page', async () => {
    const all = await audited({ limit: '200' });
    expect(all.map((entry) => entry['auditNo'])).toEqual(
      all
        .map((entry) => entry['auditNo'])
        .sort()
        .reverse(),
    );
    const mine = await audited({ actor: String((all[0] as { actor: string }).actor), limit: '2' });
    expect(mine).toHaveLength(2);
    expect(mine[0]).toMatchObject({ ip: '127.0.0.1', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const page = await t.http
      .get('/api/v1/admin/audit-log')
      .query({ limit: 1 })
      .set(...bearer(t.admin.token));
    const next = (query: object) =>
      t.http
        .get('/api/v1/admin/audit-log')
        .query(query)
        .set(...bearer(t.admin.token));
    const second = await next({ limit: 1, cursor: page.body.nextCursor }).expect(200);
    expect(second.body.items[0].auditNo < page.body.items[0].auditNo).toBe(true);
    const foreign = await next({ action: 'user.freeze', cursor: page.body.nextCursor }).expect(400);
    expect(foreign.body.code).toBe('INVALID_CURSOR');
    expect(await audited({ actor: '咖啡 ☕' })).toEqual([]);
  });

  test('the seed’s own work stands there as the system’s', async () => {
    const entries = await audited({ actor: 'system', action: 'client.create' });
    expect(entries).toMatchObject([{ actorName: 'system', ip: null, after: { source: 'demo', scopes: ALL_SCOPES } }]);
  });

  test('nobody changes it, not even the database’s owner by accident', async () => {
    await expect(t.database.run("UPDATE audit_log SET action = 'x'")).rejects.toThrow('insert-only');
    await expect(t.database.run('DELETE FROM audit_log')).rejects.toThrow('insert-only');
  });
});

describe('another process', () => {
  test('believes a revoked key or a disabled operator for 5 seconds at most', async () => {
    const server = await startServer(t.env);
    try {
      const login = await t.operator('AUDITOR');
      const key = await t.key('user-tokens:write');
      const statusOf = async (path: string, credential: string, init: RequestInit = {}) => {
        const headers = { 'Content-Type': 'application/json', ...Object.fromEntries([bearer(credential)]) };
        return (await fetch(server.baseUrl + path, { ...init, headers })).status;
      };
      const mint = () => statusOf('/api/v1/user-tokens', key, { method: 'POST', body: '{"userId":"u1"}' });
      const whoAmI = () => statusOf('/api/v1/admin/me', login.token);
      expect([await mint(), await whoAmI()]).toEqual([201, 200]);
      const [row] = await t.database.rows<{ client_id: string }>('SELECT client_id FROM api_key WHERE key_id = ?', [
        key.slice(8, 20),
      ]);
      const path = `/api/v1/admin/api-clients/${row?.client_id}/keys/${key.slice(8, 20)}`;
      await t.http
        .delete(path)
        .set(...bearer(t.admin.token))
        .expect(204);
      await change(await operatorId(login.token), { version: 1, status: 'DISABLED' }).expect(200);
      await sleep(5_000);
      expect([await mint(), await whoAmI()]).toEqual([401, 401]);
    } finally {
      await server.stop();
    }
  }, 60_000);
});
