import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { UserSearchQuery } from '@jifen/contracts';
import { orderBaseRuleSet } from '@jifen/rules';
import { type LedgerApp, openLedgerApp } from '../testing/ledger-app.js';
import { Accounts } from './account.js';
import { UserDirectory } from './user-directory.js';
import { UserLifecycle } from './user-lifecycle.js';

const IDS = ['17850', '17851', '178', 'a.b', 'a:b', 'a@b', 'aXb', 'a_b', 'a_bc', 'A_B', 'ab', 'a-b'];

let t: LedgerApp;
let directory: UserDirectory;
beforeAll(async () => {
  t = await openLedgerApp(orderBaseRuleSet());
  directory = t.app.get(UserDirectory);
  const accounts = t.app.get(Accounts);
  for (const userId of IDS) await accounts.putUser(userId, {});
  await accounts.putUser('17850', { name: '王小明' });
  await accounts.putUser('ab', { name: 'Ann Lee' });
  await accounts.putUser('a.b', { name: 'ＡＮＮ Lee' });
  const lifecycle = t.app.get(UserLifecycle);
  await lifecycle.freeze('17851', async () => undefined);
  await lifecycle.close('178', 'operator:1', async () => undefined);
});
afterAll(() => t?.close());

const found = async (query: UserSearchQuery) =>
  (await directory.find(query)).items.map(({ user }) => user.userId).sort();

describe('finding users', () => {
  test('all of them without a question, by id', async () => {
    expect(await found({ limit: 100 })).toEqual([...IDS].sort());
  });

  test('by the start of the id, every sign taken literally', async () => {
    expect(await found({ q: '1785' })).toEqual(['17850', '17851']);
    expect(await found({ q: '178' })).toEqual(['178', '17850', '17851']);
    expect(await found({ q: 'a_b' })).toEqual(['a_b', 'a_bc']);
    expect(await found({ q: 'a_' })).toEqual(['a_b', 'a_bc']);
    expect(await found({ q: 'a.' })).toEqual(['a.b']);
    expect(await found({ q: 'A' })).toEqual(['A_B']);
    expect(await found({ q: '  17850 ' })).toEqual(['17850']);
    for (const q of ['%', 'a%', '_', '"', "' OR 1=1 -- ", '\\', '8']) expect(await found({ q })).toEqual([]);
  });

  test('by the whole name, whatever its case and width; not by a part of it', async () => {
    expect(await found({ q: '王小明' })).toEqual(['17850']);
    expect(await found({ q: 'ann lee' })).toEqual(['a.b', 'ab']);
    expect(await found({ q: '王小' })).toEqual([]);
    expect(await found({ q: 'Ann' })).toEqual([]);
  });

  test('by state, alone and with a start', async () => {
    expect(await found({ status: 'FROZEN' })).toEqual(['17851']);
    expect(await found({ status: 'CLOSED', q: '178' })).toEqual(['178']);
    expect(await found({ status: 'FROZEN', q: 'a' })).toEqual([]);
  });

  test('page by page; a cursor belongs to its question', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await directory.find({ limit: 5, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ user }) => user.userId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([...IDS].sort());
    const { nextCursor } = await directory.find({ q: 'a', limit: 1 });
    const other = directory.find({ q: 'A', ...(nextCursor ? { cursor: nextCursor } : {}) });
    await expect(other).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });

  test('names lie in the table as nobody can read them, each time otherwise', async () => {
    const rows = await t.database.rows<{ name_encrypted: Buffer; name_index: Buffer }>(
      `SELECT name_encrypted, name_index FROM user_profile WHERE user_id IN ('ab', 'a.b')`,
    );
    expect(rows[0]?.name_index.equals(rows[1]?.name_index ?? Buffer.alloc(0))).toBe(true);
    expect(rows[0]?.name_encrypted.equals(rows[1]?.name_encrypted ?? Buffer.alloc(0))).toBe(false);
    for (const { name_encrypted: text } of rows) expect(text.toString('latin1')).not.toContain('Lee');
  });
});

describe('the page of a user', () => {
  test('shows every account, lot and old name', async () => {
    const accounts = t.app.get(Accounts);
    for (const userId of ['old-1', 'old-2', 'now']) await accounts.putUser(userId, {});
    const lifecycle = t.app.get(UserLifecycle);
    await lifecycle.merge('old-1', 'old-2', 'operator:1', async () => undefined);
    await lifecycle.merge('old-2', 'now', 'operator:1', async () => undefined);
    const detail = await directory.detail('now');
    expect(detail).toMatchObject({ user: { userId: 'now' }, aliases: ['old-1', 'old-2'], lots: [] });
    expect(detail.accounts).toMatchObject([{ wallet: 'points', available: 0 }]);
    const old = { user: { status: 'MERGED', mergedInto: 'now' }, accounts: [{ userId: 'now' }], aliases: [] };
    expect(await directory.detail('old-1')).toMatchObject(old);
    await expect(directory.detail('nobody')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });
});
