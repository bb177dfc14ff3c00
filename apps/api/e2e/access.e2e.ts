import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALL_SCOPES, ROLES } from '@jifen/contracts';
import { type Route, Routes } from '../src/identity/routes.js';
import { bearer, openTestApp, type TestApp } from './support.js';

/**
 * Who may what, tried out: every route of the running application × nobody, each role, each scope by itself, the token
 * of the user that the path names and of another one. `access-table.json` says what must come of it; a route needs a
 * row there:
 *
 * - `allow`: the roles (`operators` for all of them), scopes, `owner` and `other` that get past the guard, `everybody`
 *   for a public route, or `cookie` for one where no bearer counts;
 * - `audit`: for what an operator changes, the action in the audit log, or `none: ` and the reason.
 */
interface Row {
  allow: string[] | 'everybody' | 'cookie';
  audit?: string;
}

const TABLE: Record<string, Row> = JSON.parse(readFileSync(new URL('access-table.json', import.meta.url), 'utf8'));
for (const row of Object.values(TABLE)) {
  if (Array.isArray(row.allow)) row.allow = row.allow.flatMap((who) => (who === 'operators' ? ROLES : [who]));
}
const OWNER = 'owner-1';

let t: TestApp;
let routes: Route[];
const credentials = new Map<string, string | undefined>();

beforeAll(async () => {
  t = await openTestApp();
  routes = t.app.get(Routes).list();
  credentials.set('nobody', undefined);
  for (const role of ROLES) credentials.set(role, (await t.operator(role)).token);
  for (const scope of ALL_SCOPES) credentials.set(scope, await t.key(scope));
  credentials.set('owner', await t.userToken(OWNER));
  credentials.set('other', await t.userToken('owner-2'));
}, 60_000);
afterAll(() => t?.close());

const nameOf = ({ method, path }: Route) => `${method} ${path}`;

/** Sends an empty request of a route: it gets past the guard or not, and changes as little as can be. */
async function statusOf({ method, path }: Route, credential: string | undefined): Promise<number> {
  const url = t.baseUrl + path.replace(':userId', OWNER).replace(/:[A-Za-z]+/g, 'none-1');
  const headers = new Headers({ 'X-Requested-With': 'jifen' });
  if (credential) headers.set(...bearer(credential));
  const hasBody = !['GET', 'HEAD', 'DELETE'].includes(method);
  if (hasBody) headers.set('Content-Type', 'application/json');
  const answer = await fetch(url, { method, headers, ...(hasBody ? { body: '{}' } : {}) });
  await answer.arrayBuffer();
  return answer.status;
}

async function observed(route: Route): Promise<Row['allow']> {
  const allowed: string[] = [];
  const statuses = new Set<number>();
  for (const [who, credential] of credentials) {
    const status = await statusOf(route, credential);
    statuses.add(status);
    if (status !== 401 && status !== 403) allowed.push(who);
    else expect([nameOf(route), who, status]).toEqual([nameOf(route), who, credential ? expect.any(Number) : 401]);
  }
  if (allowed.length === credentials.size) return 'everybody';
  const isPublic = route.endpoint && 'public' in route.endpoint.access;
  return isPublic && allowed.length === 0 && statuses.size === 1 ? 'cookie' : allowed;
}

describe('access', () => {
  test('every route has its row and every row its route', () => {
    expect(Object.keys(TABLE).sort()).toEqual(routes.map(nameOf).sort());
  });

  test('what is allowed is what the table says, for everybody and every route', async () => {
    const seen: Record<string, Row['allow']> = {};
    for (const route of routes) seen[nameOf(route)] = await observed(route);
    const expected = Object.fromEntries(Object.entries(TABLE).map(([name, { allow }]) => [name, allow]));
    expect(seen).toEqual(expected);
  }, 120_000);

  test('an API key opens nothing of the console, and a user token nothing of another user', () => {
    for (const [name, { allow }] of Object.entries(TABLE)) {
      if (allow === 'everybody' || allow === 'cookie') continue;
      const strangers = name.includes('/api/v1/admin/') ? [...ALL_SCOPES, 'owner', 'other'] : ['other', 'nobody'];
      expect([name, allow.filter((who) => (strangers as string[]).includes(who))]).toEqual([name, []]);
    }
  });

  test('a user token earns nobody points', () => {
    const openToUsers = Object.entries(TABLE).filter(
      ([, { allow }]) => Array.isArray(allow) && allow.includes('owner'),
    );
    for (const [name] of openToUsers) {
      expect(name).not.toMatch(/events|grants|deductions|holds|completions|refunds|user-tokens/);
    }
  });

  test('every write of an operator names its audit entry, and the entry exists in the sources', () => {
    const sources = sourcesOf(fileURLToPath(new URL('../src', import.meta.url)));
    const roles = new Set<string>(ROLES);
    for (const [name, { allow, audit }] of Object.entries(TABLE)) {
      const isWrite = !name.startsWith('GET ') && Array.isArray(allow) && allow.some((who) => roles.has(who));
      if (!isWrite) continue;
      const isNamed = audit?.startsWith('none: ') || (audit !== undefined && sources.includes(`'${audit}'`));
      expect([name, audit, isNamed]).toEqual([name, audit, true]);
    }
  });
});

function sourcesOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n');
}
