/** Trying rules out: a preview that the server confirms, errors on their fields, a backtest on the imported orders. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Rule } from '@jifen/rules';
import type { Locator, Page } from 'playwright-core';
import { RuleSteps } from '../../api/e2e/rule-steps.js';
import { bearer } from '../../api/e2e/support.js';
import { LOCALES, type Locale } from '../src/shared/i18n/texts.js';
import { backtestDraft, previewOrder, totalOf } from './rehearsal-steps.js';
import { draftRules, logIn, putDraft } from './rule-steps.js';
import {
  type Console,
  FIXTURE_LINES,
  importOrders,
  openConsole,
  overflow,
  PHONE,
  SAMPLE_LINES,
  violations,
} from './support.js';
import { fill, wordsOf } from './texts.js';

const PATIENCE_MS = 300_000;
jest.setTimeout(120_000);
let t: Console;
beforeAll(async () => {
  t = await openConsole({ WORKER: 'on' });
  await importOrders(t.app, existsSync(SAMPLE_LINES) ? SAMPLE_LINES : FIXTURE_LINES, 'online-retail-lines');
  await draft((rule) => ({ ...rule, award: { ...rule.award, points: 2 } }));
}, PATIENCE_MS);
afterAll(() => t?.close(), PATIENCE_MS);

/** Saves a draft in which every rule is changed. */
async function draft(change: (rule: Rule) => object): Promise<void> {
  const steps = new RuleSteps(t.app, t.app.admin);
  await putDraft(steps, ((await draftRules(steps)) as unknown as Rule[]).map(change));
}

describe.each(LOCALES)('the preview in %s', (locale: Locale) => {
  const words = wordsOf(locale);
  const { rehearsal } = words;
  let page: Page;
  let json: Locator;

  beforeAll(async () => {
    page = await t.open({ locale });
    await logIn(page, wordsOf(locale), t.app.admin, '/rules');
    json = page.getByLabel(rehearsal.jsonLabel);
  });
  afterAll(() => page?.context().close());

  test('gives the draft’s points beside the live ones, and the server confirms them', async () => {
    const order = { userId: 'new-user', currency: 'GBP', amount: '139.12' };
    expect(await previewOrder(page, words, order)).toEqual({ live: 139, candidate: 278 });
    const rule = page.locator('[data-rule=ORDER_BASE]');
    expect(await rule.textContent()).toContain('139.12 GBP');
    await rule.getByText(rehearsal.ruleChanged).waitFor();
    await page.getByText(fill(rehearsal.more, { points: 139 })).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('follows the typing; form and JSON are one', async () => {
    await page.getByLabel(rehearsal.amount, { exact: true }).fill('20.30');
    await page.locator('.totals [data-side=candidate]').getByText('40', { exact: true }).waitFor();
    await page.getByRole('tab', { name: rehearsal.json }).click();
    expect(JSON.parse(await json.inputValue())).toMatchObject({ userId: 'new-user', data: { amount: 2030 } });
    await json.fill((await json.inputValue()).replace('2030', '5000'));
    await page.locator('.totals [data-side=candidate]').getByText('100', { exact: true }).waitFor();
    await page.locator('[data-trust=confirmed]').waitFor();
    expect(await totalOf(page, 'live')).toBe(50);
    await page.getByRole('tab', { name: rehearsal.form }).click();
    expect(await page.getByLabel(rehearsal.amount, { exact: true }).inputValue()).toBe('50.00');
  });

  test('says where the JSON is wrong, and what the server refuses on its field', async () => {
    await page.getByRole('tab', { name: rehearsal.json }).click();
    const good = await json.inputValue();
    await json.fill('{\n  "type": ,\n}');
    const place = fill(rehearsal.jsonInvalid, { line: 2, column: 11 });
    await page.getByRole('tabpanel', { name: rehearsal.json }).getByText(place).waitFor();
    expect(await json.getAttribute('aria-invalid')).toBe('true');
    await page.getByText(rehearsal.incomplete).waitFor();
    await json.fill(good.replace('"GBP"', '"XQQ"'));
    await page.getByRole('tab', { name: rehearsal.form }).click();
    const currency = page.getByLabel(rehearsal.currency, { exact: true });
    await page.waitForFunction(
      (label) => document.querySelector(`[id="${label}"]`)?.getAttribute('aria-invalid') === 'true',
      (await currency.getAttribute('id')) ?? '',
    );
    await currency.fill('GBP');
    await page.locator('[data-trust=confirmed]').waitFor();
    await page.getByLabel(rehearsal.amount, { exact: true }).fill('1.234');
    await page.getByText(rehearsal.badAmount).waitFor();
  });

  test('sums items up, looks ahead and takes made-up facts', async () => {
    const lines = [
      { category: 'fruit', quantity: '2', amount: '12.50' },
      { category: 'juice', amount: '7.50' },
    ];
    const order = { userId: 'new-user', currency: 'GBP', at: '2031-05-04T10:00:00', lines };
    expect(await previewOrder(page, words, order)).toEqual({ live: 20, candidate: 40 });
    await page.getByRole('radio', { name: rehearsal.madeUpFacts }).check();
    await page.getByLabel(rehearsal.level, { exact: true }).fill('GOLD');
    await page.getByLabel(rehearsal.orderCount, { exact: true }).fill('x');
    await page.getByText(rehearsal.badQuantity).waitFor();
    await page.getByLabel(rehearsal.orderCount, { exact: true }).fill('7');
    await page.locator('[data-trust=confirmed]').waitFor();
  });
});

test('an answer of the server that differs is shown loudly', async () => {
  const locale = 'en-US';
  const words = wordsOf(locale);
  const page = await t.open({ locale });
  await logIn(page, wordsOf(locale), t.app.admin, '/rules');
  await page.route('**/rule-sets/main/preview', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.candidate.evaluation.points = 777;
    await route.fulfill({ response: answer, json: body });
  });
  await page.goto('/rules/main/preview');
  await page.getByLabel(words.rehearsal.userId, { exact: true }).fill('new-user');
  await page.locator('[data-trust=differs]').waitFor();
  const alert = page.getByRole('alert').filter({ hasText: words.rehearsal.differs });
  expect(await alert.textContent()).toContain('777');
  await page.context().close();
});

test('an event can be tried against the draft', async () => {
  const words = wordsOf('en-US');
  const page = await t.open({ locale: 'en-US' });
  await logIn(page, wordsOf('en-US'), t.app.admin, '/rules');
  const users = await t.app.http.get('/api/v1/admin/users?limit=1').set(...bearer(t.app.admin.token));
  await page.goto(`/users/${users.body.items[0].user.userId}?tab=events`);
  await page.locator('a[href^="/events/"]').first().click();
  await page.getByRole('link', { name: words.rehearsal.tryEvent }).click();
  await page.locator('[data-trust=confirmed]').waitFor();
  expect(await totalOf(page, 'candidate')).toBeGreaterThanOrEqual(2 * (await totalOf(page, 'live')));
  await page.context().close();
});

describe.each(LOCALES)('a backtest in %s', (locale: Locale) => {
  const words = wordsOf(locale);
  let page: Page;

  beforeAll(async () => {
    page = await t.open({ locale });
    await logIn(page, wordsOf(locale), t.app.admin, '/rules');
  });
  afterAll(() => page?.context().close());

  test('of the draft over the imported orders says what it would have cost', async () => {
    const { posted, would, backtestNo } = await backtestDraft(page, words, { title: `Double ${locale}` });
    expect(posted).toBeGreaterThan(0);
    expect(would).toBeGreaterThanOrEqual(2 * posted);
    await page.getByRole('img', { name: words.backtests.chartByDay }).waitFor();
    await page.getByRole('button', { name: words.backtests.asTable }).first().click();
    const table = page.getByRole('region', { name: words.backtests.byDay, exact: true });
    expect(await table.getByRole('row').count()).toBeGreaterThan(1);
    const winner = page.getByRole('region', { name: words.backtests.gains }).getByRole('link').first();
    expect(await winner.getAttribute('href')).toMatch(/^\/users\//);
    expect(await violations(page)).toEqual([]);
    await page.goto('/rules/backtests');
    await page.getByRole('link', { name: new RegExp(backtestNo) }).click();
    await page.getByRole('link', { name: words.backtests.publish }).click();
    await page.waitForURL('**/rules/main');
  });

  test('is refused on its field when its days are the wrong way round', async () => {
    await page.goto('/rules/backtests?start=main');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.backtests.fromDay, { exact: true }).fill('2011-02-01');
    await dialog.getByLabel(words.backtests.toDay, { exact: true }).fill('2011-01-01');
    await dialog.getByRole('button', { name: words.backtests.run, exact: true }).click();
    await dialog.getByText(words.backtests.daysWrong).waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

test('a backtest that runs shows how far it is and can be cancelled; how it ended is said in words', async () => {
  const words = wordsOf('en-US');
  const page = await t.open({ locale: 'en-US' });
  await logIn(page, wordsOf('en-US'), t.app.admin, '/rules');
  const list = await t.app.http.get('/api/v1/admin/backtests?limit=1').set(...bearer(t.app.admin.token));
  const { backtestNo } = list.body.items[0];
  let shown: Record<string, unknown> = { status: 'RUNNING', totalEvents: 1000, doneEvents: 421, result: null };
  await page.route(`**/admin/backtests/${backtestNo}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), ...shown } });
  });
  await page.goto(`/rules/backtests/${backtestNo}`);
  await page.getByText(fill(words.backtests.eventsDone, { done: 421, total: '1,000' })).waitFor();
  expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('42');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: words.backtests.cancel }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: words.backtests.cancel }).click();
  // In truth it has ended meanwhile, and the dialog says so.
  await dialog.getByText('The backtest has ended').waitFor();
  await dialog.getByRole('button', { name: words.common.cancel, exact: true }).click();
  const endings = { QUEUED: words.backtests.queuedText, CANCELLED: words.backtests.cancelledText };
  for (const [status, text] of Object.entries(endings)) {
    shown = { ...shown, status };
    await page.reload();
    await page.getByText(text).waitFor();
  }
  shown = { ...shown, status: 'FAILED', problem: { 'zh-CN': '内存不足', 'en-US': 'The thread ran out of memory' } };
  await page.reload();
  await page.getByText('The thread ran out of memory').waitFor();
  await page.context().close();
});

test('on a phone in the dark nothing is wider than the window, and everybody can use it', async () => {
  const page = await t.open({ locale: 'zh-CN', theme: 'dark', viewport: PHONE });
  const words = wordsOf('zh-CN');
  await logIn(page, wordsOf('zh-CN'), t.app.admin, '/rules');
  await previewOrder(page, words, { userId: 'new-user', currency: 'GBP', lines: [{ category: 'a', amount: '5' }] });
  const found = await violations(page);
  const tooWide = [await overflow(page)];
  await backtestDraft(page, words, { title: '手机' });
  found.push(...(await violations(page)));
  tooWide.push(await overflow(page));
  await page.goto('/rules/backtests');
  await page.getByRole('link', { name: /手机/ }).waitFor();
  found.push(...(await violations(page)));
  tooWide.push(await overflow(page));
  expect(found).toEqual([]);
  expect(tooWide).toEqual([0, 0, 0]);
  await page.context().close();
});

test('who may only read rules may preview them, and starts nothing', async () => {
  const page = await t.open({ locale: 'en-US' });
  await logIn(page, wordsOf('en-US'), await t.app.operator('AUDITOR'), '/rules');
  await page.goto('/rules/backtests');
  await page
    .getByRole('link', { name: /Double/ })
    .first()
    .waitFor();
  expect(await page.getByRole('button', { name: wordsOf('en-US').backtests.start }).count()).toBe(0);
  const order = { userId: 'new-user', currency: 'GBP', amount: '1.00' };
  expect(await previewOrder(page, wordsOf('en-US'), order)).toEqual({ live: 1, candidate: 2 });
  await page.context().close();
});

test('no page threw or logged an error', () => {
  expect(t.troubles).toEqual([]);
});
