import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Response } from 'supertest';
import { bearer, type OperatorLogin, openTestApp, type TestApp } from './support.js';

const MINUTE_MS = 60_000;

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t?.close());

const logIn = (email: string, password: string) => t.http.post('/api/v1/admin/auth/login').send({ email, password });
const me = (token: string) => t.http.get('/api/v1/admin/me').set(...bearer(token));
const refresh = (cookie: string) =>
  t.http.post('/api/v1/admin/auth/refresh').set('X-Requested-With', 'jifen').set('Cookie', cookie);
const cookieOf = ({ headers }: Response) => String(headers['set-cookie']).split(';')[0] as string;

describe('logging in', () => {
  test('answers who it is and what they may, and hides the refresh token from scripts', async () => {
    const answer = await logIn('  Admin@Example.com '.trim(), t.admin.password).expect(200);
    expect(answer.body.operator).toMatchObject({ email: 'admin@example.com', roles: ['ADMIN'], status: 'ACTIVE' });
    expect(answer.body.operator.permissions).toContain('operators:write');
    expect(answer.body.operator.lastLoginAt).not.toBeNull();
    expect(JSON.stringify(answer.body)).not.toMatch(/argon2|password/i);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^jifen_refresh=[^;]{60,}; Path=\/api\/v1\/admin\/auth; Max-Age=86400; HttpOnly; SameSite=Strict$/,
    );
  });

  test('a wrong password and an unknown e-mail get the same answer', async () => {
    const wrong = await logIn('admin@example.com', 'not the password').expect(401);
    const unknown = await logIn('nobody@example.com', 'not the password').expect(401);
    const { traceId: _1, ...first } = wrong.body;
    const { traceId: _2, ...second } = unknown.body;
    expect(first).toEqual(second);
    expect(first.code).toBe('LOGIN_FAILED');
  });

  test('failures lock an account, or one that is none, until some time has passed', async () => {
    const { email, password } = await t.operator('RISK');
    for (const address of [email, 'phantom@example.com']) {
      for (let i = 0; i < 5; i++) await logIn(address, 'not the password').expect(401);
      const locked = await logIn(address, password).expect(429);
      expect(locked.body).toMatchObject({ code: 'LOGIN_LOCKED', params: { retryAfterSeconds: expect.any(Number) } });
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(25);
    }
    t.travel(31_000);
    await logIn(email, password).expect(200);
    for (let i = 0; i < 4; i++) await logIn(email, 'not the password').expect(401);
    await logIn(email, password).expect(200);
  });

  test('many guesses at once are no more than one after the other', async () => {
    const { email } = await t.operator('RISK');
    const answers = await Promise.all(Array.from({ length: 20 }, () => logIn(email, 'not the password')));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([...Array(5).fill(401), ...Array(15).fill(429)]);
  });

  test('passwords are stored with argon2id', async () => {
    const rows = await t.database.rows<{ password_hash: string }>('SELECT password_hash FROM operator');
    for (const { password_hash: hash } of rows) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

describe('a session', () => {
  let risk: OperatorLogin;
  beforeAll(async () => {
    risk = await t.operator('RISK');
  });

  test('goes on with a refresh token that is good once', async () => {
    const first = cookieOf(await logIn(risk.email, risk.password).expect(200));
    const answer = await refresh(first).expect(200);
    const second = cookieOf(answer);
    expect(second).not.toBe(first);
    await me(answer.body.accessToken).expect(200);
    t.travel(11_000);
    const third = await refresh(second).expect(200);
    expect(cookieOf(third)).not.toBe(second);
  });

  test('two tabs may send the same refresh token at once', async () => {
    const cookie = cookieOf(await logIn(risk.email, risk.password).expect(200));
    const [left, right] = await Promise.all([refresh(cookie), refresh(cookie)]);
    expect([left.status, right.status]).toEqual([200, 200]);
    await refresh(cookieOf(left)).expect(200);
    await refresh(cookieOf(right)).expect(200);
  });

  test('ends altogether when an old refresh token comes back', async () => {
    const stolen = cookieOf(await logIn(risk.email, risk.password).expect(200));
    const next = await refresh(stolen).expect(200);
    t.travel(11_000);
    await refresh(stolen).expect(401);
    await refresh(cookieOf(next)).expect(401);
    await me(next.body.accessToken).expect(401);
    const audit = t.http.get('/api/v1/admin/audit-log').query({ action: 'session.revoke' });
    const log = await audit.set(...bearer(t.admin.token)).expect(200);
    expect(log.body.items).toMatchObject([{ reason: 'A refresh token was used a second time' }]);
  });

  test('is not opened by a refresh token that only names it', async () => {
    const opened = await logIn(risk.email, risk.password).expect(200);
    const cookie = cookieOf(opened);
    await refresh(`${cookie.slice(0, -8)}AAAAAAAA`).expect(401);
    await refresh('jifen_refresh=').expect(401);
    await refresh('jifen_refresh=x.y').expect(401);
    await me(opened.body.accessToken).expect(200);
  });

  test('needs the header that other sites cannot send', async () => {
    const cookie = cookieOf(await logIn(risk.email, risk.password).expect(200));
    const answer = await t.http.post('/api/v1/admin/auth/refresh').set('Cookie', cookie).expect(403);
    expect(answer.body.code).toBe('FORBIDDEN');
  });

  test('is over after logging out, the access token too', async () => {
    const opened = await logIn(risk.email, risk.password).expect(200);
    const logout = t.http.post('/api/v1/admin/auth/logout').set('X-Requested-With', 'jifen');
    const answer = await logout.set('Cookie', cookieOf(opened)).expect(204);
    expect(String(answer.headers['set-cookie'])).toContain('jifen_refresh=; Path=/api/v1/admin/auth; Max-Age=0');
    await refresh(cookieOf(opened)).expect(401);
    await me(opened.body.accessToken).expect(401);
  });

  test('ends after a day without a refresh, and its access token after ten minutes', async () => {
    const opened = await logIn(risk.email, risk.password).expect(200);
    t.travel(10 * MINUTE_MS + 1000);
    await me(opened.body.accessToken).expect(401);
    t.travel(24 * 60 * MINUTE_MS);
    await refresh(cookieOf(opened)).expect(401);
    t.admin.token = await t.logIn(t.admin.email, t.admin.password);
  });

  test('a change of password ends the others and keeps this one', async () => {
    const here = await t.operator('AUDITOR');
    const other = await logIn(here.email, here.password).expect(200);
    const post = (body: object) =>
      t.http
        .post('/api/v1/admin/me/password')
        .set(...bearer(here.token))
        .send(body);
    const wrong = await post({ currentPassword: 'not it', newPassword: 'a new and long one' }).expect(422);
    expect(wrong.body.errors).toMatchObject([{ pointer: '/currentPassword', code: 'wrong' }]);
    const weak = await post({ currentPassword: here.password, newPassword: 'password1234' }).expect(422);
    expect(weak.body).toMatchObject({ code: 'PASSWORD_TOO_WEAK', errors: [{ pointer: '/newPassword' }] });
    await post({ currentPassword: here.password, newPassword: 'a new and long one' }).expect(204);
    await me(other.body.accessToken).expect(401);
    await refresh(cookieOf(other)).expect(401);
    await me(here.token).expect(200);
    await logIn(here.email, here.password).expect(401);
    await logIn(here.email, 'a new and long one').expect(200);
  });
});

describe('user tokens', () => {
  test('open their user and end by themselves', async () => {
    const [scopes, path] = [['user-tokens:write', 'users:write'] as const, '/api/v1/users/token-user'];
    const key = await t.key(...scopes);
    await t.http
      .put(path)
      .set(...bearer(key))
      .send({ name: 'T' })
      .expect(200);
    const body = { userId: 'token-user', expiresInSeconds: 60 };
    const minted = await t.http
      .post('/api/v1/user-tokens')
      .set(...bearer(key))
      .send(body)
      .expect(201);
    const read = (where: string) => t.http.get(where).set(...bearer(minted.body.token));
    await read(path).expect(200);
    await read('/api/v1/users/Token-user').expect(403);
    await read('/api/v1/admin/me').expect(403);
    t.travel(61_000);
    await read(path).expect(401);
  });

  test('an operator’s token is no user’s and the other way round', async () => {
    const token = await t.userToken('u1');
    await me(token).expect(403);
    const [header, payload] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    await t.http
      .get('/api/v1/users/u1')
      .set(...bearer(`${forged}.${payload}.`))
      .expect(401);
    const other = Buffer.from(JSON.stringify({ iss: 'jifen', aud: 'user', sub: 'u2', client: 'c', exp: 9e9 }));
    const signature = token.split('.')[2];
    await t.http
      .get('/api/v1/users/u2')
      .set(...bearer(`${header}.${other.toString('base64url')}.${signature}`))
      .expect(401);
  });
});

describe('an address that keeps failing', () => {
  const ALLOWED = 30;
  const TRIES = 40;
  const KEY_LENGTH = 55;
  let strict: TestApp;
  beforeAll(async () => {
    strict = await openTestApp({ LOGIN_ATTEMPTS_PER_MINUTE: String(ALLOWED), TRUSTED_PROXIES: '127.0.0.1' });
  });
  afterAll(() => strict?.close());

  const put = (credential: string, ip: string) =>
    strict.http
      .put('/api/v1/users/u1')
      .set(...bearer(credential))
      .set('X-Forwarded-For', ip)
      .send({ name: 'U' });
  const logInFrom = (ip: string, email: string, password: string) =>
    strict.http.post('/api/v1/admin/auth/login').set('X-Forwarded-For', ip).send({ email, password });
  const statusesOf = async (ask: (n: number) => PromiseLike<Response>) => {
    const statuses: number[] = [];
    for (let n = 0; n < TRIES; n++) statuses.push((await ask(n)).status);
    return statuses;
  };
  const forge = (ip: string) =>
    statusesOf((n) => put(n % 2 ? 'nonsense' : `jf_live_${String(n).padStart(KEY_LENGTH, 'a')}`, ip));
  const failToLogIn = (ip: string) => statusesOf((n) => logInFrom(ip, `nobody-${n}@example.com`, 'not the password'));
  const refused = [...Array(ALLOWED).fill(401), ...Array(TRIES - ALLOWED).fill(429)];

  test('has to wait with what is forged; a good key or token is let in at once, also one never seen', async () => {
    const ip = '203.0.113.1';
    const neverSeen = await strict.key('users:write');
    expect(await forge(ip)).toEqual(refused);
    expect(await failToLogIn(ip)).toEqual(refused);
    const limited = await put('nonsense', ip).expect(429);
    expect(limited.body.code).toBe('RATE_LIMITED');
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    await put(neverSeen, ip).expect(200);
    await put(neverSeen, ip).expect(200);
    const read = strict.http.get('/api/v1/admin/me').set('X-Forwarded-For', ip);
    await read.set(...bearer(strict.admin.token)).expect(200);
  });

  test('has to wait with log-ins after wrong ones, good ones too; forged keys are counted apart', async () => {
    const [ip, other] = ['203.0.113.2', '203.0.113.3'];
    const { email, password } = strict.admin;
    expect(await failToLogIn(ip)).toEqual(refused);
    const limited = await logInFrom(ip, email, password).expect(429);
    expect(limited.body.code).toBe('RATE_LIMITED');
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    await put('nonsense', ip).expect(401);
    await logInFrom(other, email, password).expect(200);
    expect(await forge(other)).toEqual(refused);
    await logInFrom(other, email, password).expect(200);
  });

  test('may bring a token that was good once as often as it likes', async () => {
    const expired = await strict.userToken('u1');
    strict.travel(61 * MINUTE_MS);
    expect(await statusesOf(() => put(expired, '203.0.113.4'))).toEqual(Array(TRIES).fill(401));
  });
});
