import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { LOCALES, type Locale } from '../src/shared/i18n/texts.js';
import { type Console, FIXTURE_LINES, importOrders, openConsole, SAMPLE_LINES, settled } from './support.js';
import { fill, type Words, wordsOf } from './texts.js';

const PATIENCE_MS = 300_000;
const MOST_PAGES = 20;
jest.setTimeout(60_000);

/** A customer of the imported file, one of the orders, and what it gives at 1 point for each 1.00. */
const CASE = existsSync(SAMPLE_LINES)
  ? { file: SAMPLE_LINES, userId: '17850', orderNo: '536365', amount: '139.12', points: 139 }
  : { file: FIXTURE_LINES, userId: '30001', orderNo: '800001', amount: '18.65', points: 18 };

let t: Console;
beforeAll(async () => {
  t = await openConsole();
  await importOrders(t.app, CASE.file, 'online-retail-lines');
}, PATIENCE_MS);
afterAll(() => t?.close(), PATIENCE_MS);

describe.each(LOCALES)('an operator at work in %s', (locale: Locale) => {
  const words = wordsOf(locale);
  const reason = locale === 'zh-CN' ? '包裹延误致歉' : 'Apology for the late parcel';
  let page: Page;
  let available: number;

  beforeAll(async () => {
    page = await t.open({ locale });
  });
  afterAll(() => page?.context().close());

  test('is told that the password is wrong, then logs in', async () => {
    await page.goto('/users');
    await page.getByLabel(words.session.email).fill(t.app.admin.email);
    await page.getByLabel(words.session.password, { exact: true }).fill('not the password');
    await page.getByRole('button', { name: words.session.submit }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel(words.session.email).inputValue()).toBe(t.app.admin.email);
    await logIn(page, words);
    await page.getByRole('heading', { level: 1, name: words.users.title }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
  });

  test('finds a customer of the imported file', async () => {
    await page.getByLabel(words.users.searchLabel).fill(CASE.userId);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/users?q=${CASE.userId}`);
    await page.getByRole('link', { name: CASE.userId }).first().click();
    await page.getByRole('heading', { level: 1, name: CASE.userId }).waitFor();
    available = await figure(page, 'available');
    expect(available).toBeGreaterThanOrEqual(CASE.points);
  });

  test('reads why an order gave its points', async () => {
    await page.getByRole('tab', { name: words.users.tabEvents }).click();
    const row = await turnTo(page, words);
    await row.getByText(`+${CASE.points}`).waitFor();
    await page.getByRole('tab', { name: words.users.tabStatement }).click();
    await page.getByRole('columnheader', { name: words.ledger.recordedAt }).waitFor();
    const posting = await turnTo(page, words);
    await posting.getByRole('link', { name: words.users.whyPoints }).click();
    await page.getByRole('heading', { level: 1, name: words.ledger.explanationTitle }).waitFor();
    const reasoning = await read(page.locator('.reasoning'));
    expect(reasoning).toContain('ORDER_BASE');
    expect(reasoning).toContain(String(CASE.points));
    expect(reasoning).toContain(`${CASE.amount} GBP`);
    expect(reasoning).toContain(fill(words.ledger.versionNo, { n: 1 }));
    await page.getByRole('link', { name: words.ledger.seeEvent }).click();
    await page.getByRole('heading', { level: 1, name: CASE.orderNo }).waitFor();
    expect(await read(page.locator('main, [role=main]'))).toContain(`£${CASE.amount}`);
  });

  test('grants points by hand and sees the new balance', async () => {
    await page.goto(`/users/${CASE.userId}`);
    await page.getByRole('button', { name: words.users.grant }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.common.points, { exact: true }).fill('250');
    await dialog.getByRole('button', { name: words.common.next }).click();
    await dialog.getByText(words.common.fieldRequired).waitFor();
    await dialog.getByLabel(words.common.reason).fill(reason);
    await dialog.getByRole('button', { name: words.common.next }).click();
    await dialog.getByText(words.users.reviewTitle).waitFor();
    expect(await read(dialog)).toContain(grouped(available + 250));
    await dialog.getByRole('button', { name: words.users.confirmGrant }).click();
    await dialog.getByText(fill(words.users.grantedDone, { points: 250 })).waitFor();
    expect(await read(dialog.getByTestId('new-balance'))).toBe(grouped(available + 250));
    await dialog.getByRole('button', { name: words.common.done }).click();
    await page
      .locator('[data-figure=available]')
      .getByText(grouped(available + 250))
      .waitFor();
  });

  test('finds the order again by its number, and reads by name who granted the points', async () => {
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(words.common.searchPlaceholder).fill(CASE.orderNo);
    await page.getByRole('option').filter({ hasText: words.ledger.event_ORDER_COMPLETED }).first().click();
    await page.getByRole('heading', { level: 1, name: CASE.orderNo }).waitFor();
    await page.goto(`/users/${CASE.userId}?tab=statement&type=MANUAL_GRANT`);
    const row = page.getByRole('row').filter({ hasText: reason });
    await row.getByText(/^Admin/).waitFor();
    await page.getByRole('columnheader', { name: words.ledger.occurredAt }).waitFor();
  });

  test('sees the failed log-in, and the audit entry with what it changed', async () => {
    await page.getByRole('link', { name: words.common.navAudit }).click();
    await page.getByRole('heading', { level: 1, name: words.audit.title }).waitFor();
    await page.getByLabel(words.audit.actionFilter).fill('session.f');
    await page.getByText(`${words.audit.action_session_fail} · session.fail`).click();
    await page.waitForURL('**/audit?action=session.fail');
    const failed = page.getByRole('row').filter({ hasText: words.audit.action_session_fail });
    await failed.getByText(words.ledger.actor_anonymous).first().waitFor();
    await page.getByLabel(words.audit.actionFilter).fill('');
    await page.getByRole('button', { name: words.common.apply, exact: true }).click();
    const entry = page.getByRole('row').filter({ hasText: reason });
    await entry.getByRole('link', { name: `user:${CASE.userId}` }).waitFor();
    await entry.getByRole('button').first().click();
    await page.getByRole('cell', { name: '250', exact: true }).first().waitFor();
  });

  test('logs out, and the way back is closed', async () => {
    await page.getByRole('button', { name: words.common.userMenu }).click();
    await page.getByRole('menuitem', { name: words.common.logout }).click();
    await page.getByLabel(words.session.email).waitFor();
    await page.goto('/audit');
    await page.getByLabel(words.session.email).waitFor();
  });
});

test('no page threw or logged an error', () => {
  expect(t.troubles).toEqual([]);
});

async function logIn(page: Page, words: Words): Promise<void> {
  await page.getByLabel(words.session.password, { exact: true }).fill(t.app.admin.password);
  await page.getByRole('button', { name: words.session.submit }).click();
}

/** Turns the pages of the list until the order's row is there. */
async function turnTo(page: Page, words: Words): Promise<Locator> {
  const row = page.getByRole('row').filter({ hasText: CASE.orderNo });
  const next = page.getByRole('button', { name: words.common.nextPage });
  for (let turned = 0; turned < MOST_PAGES; turned++) {
    await settled(page);
    if ((await row.count()) > 0) break;
    await next.click();
  }
  return row;
}

/** The text of a place on the page. */
async function read(place: Locator): Promise<string> {
  return (await place.textContent()) ?? '';
}

async function figure(page: Page, name: string): Promise<number> {
  const text = await read(page.locator(`[data-figure=${name}]`).first());
  return Number(text.replaceAll(',', ''));
}

function grouped(points: number): string {
  return new Intl.NumberFormat('en-US').format(points);
}
