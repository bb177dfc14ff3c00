import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditPage, AuditView, Role } from '@jifen/contracts';
import { MOST_PLACES } from '../src/identity/domain/failed-log-in.js';
import { FailedLogIns } from '../src/identity/failed-log-ins.js';
import { Clock } from '../src/platform/index.js';
import { bearer, type OperatorLogin, openTestApp, type TestApp } from './support.js';

const MINUTE_MS = 60_000;

let t: TestApp;
let operators: (OperatorLogin & { subject: string })[];
beforeAll(async () => {
  t = await openTestApp();
  operators = await Promise.all([operator('RISK'), operator('FINANCE')]);
});
afterAll(() => t?.close());

const logIn = (email: string, password: string) => t.http.post('/api/v1/admin/auth/login').send({ email, password });

async function operator(role: Role) {
  const login = await t.operator(role);
  const { body } = await t.http.get('/api/v1/admin/me').set(...bearer(login.token));
  return { ...login, subject: `operator:${body.operatorId}` };
}

/** Entries of failed log-ins and locks after the given one, newest first. */
async function failures(after?: AuditView): Promise<AuditView[]> {
  const auditor = await t.logIn(t.admin.email, t.admin.password);
  const pages = await Promise.all(
    ['session.fail', 'session.lock'].map((action) =>
      t.http
        .get('/api/v1/admin/audit-log')
        .query({ action, limit: 200 })
        .set(...bearer(auditor))
        .expect(200),
    ),
  );
  const entries = pages.flatMap(({ body }) => (body as AuditPage).items);
  const fresh = entries.filter(({ auditNo }) => auditNo > (after?.auditNo ?? ''));
  return fresh.sort((a, b) => (a.auditNo < b.auditNo ? 1 : -1));
}

test('failures and locks are in the audit log, two entries a while however many they are', async () => {
  const clock = t.app.get(Clock);
  const { email, password, subject: own } = operators[0] as (typeof operators)[number];
  const unknown = 'somebody.else@example.com';
  const windows = t.app.get(FailedLogIns);
  for (const address of [email, unknown]) for (let i = 0; i < 9; i++) await logIn(address, 'not the password');
  const noted = await failures();
  expect(noted).toHaveLength(4);
  expect(noted.filter(({ subject }) => subject === own)).toMatchObject([
    { action: 'session.lock', actor: 'anonymous', subjectName: 'RISK', ip: '127.0.0.1', after: { attempts: 1 } },
    { action: 'session.fail', actor: 'anonymous', subjectName: 'RISK', ip: '127.0.0.1', after: { attempts: 1 } },
  ]);
  expect(noted.filter(({ subject }) => /^login:[0-9a-f]{32}$/.test(subject))).toHaveLength(2);
  expect(JSON.stringify(noted)).not.toMatch(/example\.com|not the password/);
  t.travel(11 * MINUTE_MS);
  await windows.endWindows(clock.now());
  const counted = await failures(noted[0]);
  expect(counted.map(({ action, after }) => [action, after?.['attempts']])).toEqual([
    ['session.fail', 8],
    ['session.fail', 8],
  ]);
  await windows.endWindows(clock.now());
  expect(await failures(counted[0])).toEqual([]);
  await logIn(email, password).expect(200);
});

test('thousands of e-mails leave a hundred entries, and an operator’s own all the same', async () => {
  const { email, subject } = operators[1] as (typeof operators)[number];
  const windows = t.app.get(FailedLogIns);
  const [before] = await failures();
  const now = t.app.get(Clock).now();
  const origin = { ip: '203.0.113.7', traceId: 'f'.repeat(32) };
  for (let n = 0; n < 150; n++) {
    await windows.note('session.fail', { email: `n${n}@example.com`, operatorId: undefined }, origin, now);
  }
  await logIn(email, 'not the password').expect(401);
  const [own, others, ...rest] = await failures(before);
  expect(own).toMatchObject({ subject });
  expect(others).toMatchObject({ subject: 'login:others', ip: '203.0.113.7', after: { attempts: 1 } });
  expect(rest.length).toBeLessThanOrEqual(MOST_PLACES);
});
