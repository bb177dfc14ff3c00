/** Everybody can use it: axe on every page in both themes, nothing wider than a phone, keys alone suffice. */
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  type Console,
  importOrders,
  type Look,
  openConsole,
  overflow,
  PHONE,
  settled,
  violations,
  WIDE,
} from './support.js';
import { wordsOf } from './texts.js';

const PATIENCE_MS = 300_000;
jest.setTimeout(120_000);
const FIXTURE = resolve(import.meta.dirname, '../../api/e2e/import-fixtures/lines.csv');
const PAGES = [
  '/users',
  '/users?q=nobody',
  '/users/30001',
  '/users/30001?tab=statement',
  '/users/30001?tab=events',
  '/users/30001/merge?into=30002',
  '/users/no-such-user',
  '/operators',
  '/roles',
  '/api-clients',
  '/audit',
  '/reconciliation',
  '/account/password',
  '/no/such/page',
];

let t: Console;
beforeAll(async () => {
  t = await openConsole();
  await importOrders(t.app, FIXTURE, 'online-retail-lines');
}, PATIENCE_MS);
afterAll(() => t?.close(), PATIENCE_MS);

/** Each page is seen in either language, theme and width; axe takes its time, so not in every combination of them. */
const looks: [string, Look & { withAxe: boolean }][] = [
  ['wide and light, in English', { locale: 'en-US', viewport: WIDE, withAxe: true }],
  ['a phone in the dark, in Chinese', { locale: 'zh-CN', theme: 'dark', viewport: PHONE, withAxe: true }],
  ['a phone in the light, in English', { locale: 'en-US', viewport: PHONE, withAxe: false }],
];

describe.each(looks)('%s', (_, look) => {
  let page: Page;
  const words = wordsOf(look.locale);

  beforeAll(async () => {
    page = await t.open(look);
    await page.goto('/login');
    await page.getByLabel(words.session.email).waitFor();
  });
  afterAll(() => page?.context().close());

  test('the log-in page, then every page', async () => {
    const check = async (): Promise<string[]> => (look.withAxe ? violations(page) : []);
    const found = await check();
    const tooWide = [await overflow(page)];
    await logIn(page, look);
    for (const path of await pagesWithDetails(page)) {
      await page.goto(path);
      await settled(page);
      found.push(...(await check()));
      tooWide.push(await overflow(page));
    }
    expect(found).toEqual([]);
    expect(tooWide.filter((pixels) => pixels > 0)).toEqual([]);
  });

  test('the dialog of a grant', async () => {
    await page.goto('/users/30001');
    await page.getByRole('button', { name: words.users.grant }).click();
    await page.getByRole('dialog').getByLabel(words.common.reason).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });
});

test('the keyboard alone opens a user, and the filters survive the way back', async () => {
  const page = await t.open({ locale: 'en-US' });
  await page.goto('/users?status=ACTIVE');
  await logIn(page, { locale: 'en-US' });
  await page.waitForURL('**/users?status=ACTIVE');
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('30001');
  await page.getByRole('option', { name: /30001/ }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '30001' }).waitFor();
  await page.goBack();
  await page.waitForURL('**/users?status=ACTIVE');
  await page.context().close();
});

test('the language is changed at once and remembered', async () => {
  const page = await t.open({ locale: 'en-US' });
  await page.goto('/users');
  await logIn(page, { locale: 'en-US' });
  await page.getByRole('button', { name: '切换到中文' }).click();
  await page.getByRole('heading', { level: 1, name: '用户' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: '用户' }).waitFor();
  await page.context().close();
});

test('who may not see a page is told what is missing', async () => {
  const { email, password } = await t.app.operator('REVIEWER');
  const page = await t.open({ locale: 'en-US' });
  await page.goto('/audit');
  await logIn(page, { locale: 'en-US' }, email, password);
  await page.getByText('See the audit log').waitFor();
  expect(await page.getByRole('menuitem').allInnerTexts()).not.toContain('Audit log');
  await page.goto('/users/30001');
  await page.getByRole('heading', { level: 1, name: '30001' }).waitFor();
  expect(await page.getByRole('button', { name: 'Grant points' }).count()).toBe(0);
  await page.context().close();
});

test('no page threw or logged an error', () => {
  expect(t.troubles).toEqual([]);
});

async function logIn(page: Page, { locale }: Look, email = t.app.admin.email, password = t.app.admin.password) {
  const { session } = wordsOf(locale);
  await page.getByLabel(session.email).fill(email);
  await page.getByLabel(session.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: session.submit }).click();
  await page.locator('.frame').waitFor();
}

/** The pages above, and those of one transaction and its event. */
async function pagesWithDetails(page: Page): Promise<string[]> {
  await page.goto('/users/30001?tab=statement');
  const transaction = (await page.locator('a[href^="/transactions/"]').first().getAttribute('href')) ?? '';
  await page.goto('/users/30001?tab=events');
  const event = (await page.locator('a[href^="/events/"]').first().getAttribute('href')) ?? '';
  return [...PAGES, transaction, event];
}
