/** Experiments in the console: write down, start, read the results, look a user up, end with a winner. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Rule } from '@jifen/rules';
import type { Locator, Page } from 'playwright-core';
import { RuleSteps } from '../../api/e2e/rule-steps.js';
import { bearer } from '../../api/e2e/support.js';
import { LOCALES, type Locale } from '../src/shared/i18n/texts.js';
import { logIn } from './rule-steps.js';
import { type Console, openConsole, overflow, PHONE, violations, WIDE } from './support.js';
import { fill, wordsOf } from './texts.js';

const PATIENCE_MS = 300_000;
const USERS = 60;
jest.setTimeout(120_000);

/** What becomes of the experiment of each language: only one of them changes the programme's rules. */
const CASES: Record<Locale, { code: string; name: string; winner: boolean }> = {
  'zh-CN': { code: 'double-zh', name: '双倍积分', winner: false },
  'en-US': { code: 'double-en', name: 'Double points', winner: true },
};

let t: Console;
beforeAll(async () => {
  t = await openConsole({ WORKER: 'on' });
  await publishDouble();
}, PATIENCE_MS);
afterAll(() => t?.close(), PATIENCE_MS);

const admin = () => bearer(t.app.admin.token);

/** A second rule set, in which every order gives twice as much. */
async function publishDouble(): Promise<void> {
  const steps = new RuleSteps(t.app, t.app.admin);
  await steps.call('post', '/rule-sets', { code: 'double', name: 'Double points', copyOf: 'main' }).expect(201);
  const { ruleSet } = await steps.draft('double');
  const rules = (ruleSet.rules as unknown as Rule[]).map((rule) => ({ ...rule, award: { ...rule.award, points: 2 } }));
  await steps.publish('double', { rules: rules as Rule[] });
}

/** One order of 10.00 for each of the users. */
async function reportOrders(prefix: string): Promise<void> {
  const occurredAt = new Date().toISOString();
  const events = Array.from({ length: USERS }, (_, index) => ({
    eventId: `${prefix}-${index}`,
    type: 'ORDER_COMPLETED',
    userId: `${prefix}-${index}`,
    occurredAt,
    data: { orderNo: `${prefix}-${index}`, currency: 'CNY', amount: 1000 + index },
  }));
  await t.app.http
    .post('/api/v1/events/batch')
    .set(...bearer(t.app.apiKey))
    .send({ events })
    .expect(200);
}

describe.each(LOCALES)('an experiment in %s', (locale: Locale) => {
  const words = wordsOf(locale);
  const { experiments } = words;
  const { code, name, winner } = CASES[locale];
  let page: Page;
  let dialog: Locator;

  beforeAll(async () => {
    page = await t.open({ locale });
    page.setDefaultTimeout(12_000);
    dialog = page.getByRole('dialog');
    await logIn(page, words, t.app.admin, '/experiments');
  });
  afterAll(() => page?.context().close());

  const group = (n: number): Locator =>
    dialog.getByRole('group', { name: fill(experiments.groupN, { n }), exact: true });

  test('is written down; what is missing or double stands on its field', async () => {
    await page.goto('/experiments');
    await page.getByRole('button', { name: experiments.create }).first().click();
    await dialog.getByLabel(experiments.code, { exact: true }).fill(code);
    await dialog.getByLabel(experiments.name, { exact: true }).fill(name);
    await group(1).getByLabel(experiments.groupName).fill('As before');
    await group(2).getByLabel(experiments.groupName).fill('Double');
    await group(2).getByLabel(experiments.groupCode).fill('a');
    await dialog.getByRole('button', { name: words.common.create, exact: true }).click();
    await group(2).getByText(experiments.codesTwice).waitFor();
    await group(2).getByText(words.common.fieldRequired).waitFor();
    expect(await violations(page)).toEqual([]);
    await group(2).getByLabel(experiments.groupCode).fill('B');
    await group(2).getByLabel(experiments.ruleSet).click();
    await page.locator('.ant-select-dropdown:visible').getByText('Double points', { exact: true }).click();
    await group(2)
      .getByText(fill(experiments.shareOf, { percent: '50%' }))
      .waitFor();
    await dialog.getByRole('button', { name: words.common.create, exact: true }).click();
    await page.waitForURL(`**/experiments/${code}`);
    await page.getByText(experiments.resultsDraft).waitFor();
  });

  test('can be changed until it is started', async () => {
    await page.getByRole('button', { name: words.common.edit, exact: true }).click();
    await group(1).getByLabel(experiments.weight).fill('49');
    await group(2).getByLabel(experiments.weight).fill('51');
    await dialog.getByRole('button', { name: words.common.save, exact: true }).click();
    await page.getByText('51%').waitFor();
    await page.getByRole('button', { name: experiments.start, exact: true }).click();
    await dialog.getByLabel(words.common.reason).fill('Does it pay?');
    await dialog.getByRole('button', { name: experiments.start, exact: true }).click();
    await page.locator('h1').getByText(experiments.status_RUNNING).waitFor();
    expect(await page.getByRole('button', { name: words.common.edit, exact: true }).count()).toBe(0);
  });

  test('shows what the groups did, with an interval that leaves out 0', async () => {
    await reportOrders(code);
    await page.getByRole('button', { name: words.common.refresh, exact: true }).click();
    const row = page.getByRole('region', { name: experiments.results }).getByRole('row').filter({ hasText: 'Double' });
    await row.locator('[data-verdict=higher]').first().waitFor();
    expect(await row.textContent()).toContain(experiments.higher);
    expect(await violations(page)).toEqual([]);
    // Where the table is wider than its place, the keyboard can scroll it.
    await page.setViewportSize({ ...WIDE, width: 800 });
    await page.locator('section.data-scroll[tabindex="0"]').filter({ hasText: experiments.higher }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize(WIDE);
  });

  test('says which group a user is in, and so does the user’s event', async () => {
    const user = `${code}-0`;
    await page.getByLabel(experiments.userId).fill(user);
    await page.getByRole('button', { name: experiments.lookUp }).click();
    const said = page.getByRole('status').filter({ hasText: user });
    await said.waitFor();
    const isB = (await said.textContent()) === fill(experiments.isIn, { user, group: 'B' });
    await page.goto(`/users/${user}?tab=events`);
    await page.locator('a[href^="/events/"]').first().click();
    await page.getByRole('link', { name: `${code} · ${isB ? 'B' : 'A'}` }).waitFor();
    await page.getByRole('link', { name: new RegExp(isB ? '^double · ' : '^main · ') }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('ends with or without a winner', async () => {
    await page.goto(`/experiments/${code}`);
    await page.getByRole('button', { name: experiments.end, exact: true }).click();
    if (winner) await dialog.getByRole('radio', { name: /B Double/ }).check();
    await dialog.getByLabel(words.common.reason).fill('Enough seen');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: experiments.end, exact: true }).click();
    await page.locator('h1').getByText(experiments.status_ENDED).waitFor();
    const { body } = await t.app.http.get('/api/v1/admin/rule-sets/main').set(...admin());
    expect(body.rules[0].award.points).toBe(winner ? 2 : 1);
  });
});

test('on a phone in the dark nothing is wider than the window, and everybody can use it', async () => {
  const words = wordsOf('zh-CN');
  const page = await t.open({ locale: 'zh-CN', theme: 'dark', viewport: PHONE });
  await logIn(page, words, t.app.admin, '/experiments');
  const found: string[] = [];
  const tooWide: number[] = [];
  const look = async (): Promise<void> => {
    found.push(...(await violations(page)));
    tooWide.push(await overflow(page));
  };
  await page.goto('/experiments/double-en');
  await page.locator('[data-verdict]').first().waitFor();
  await look();
  await page.goto('/experiments');
  await page.getByRole('link', { name: /double-zh/ }).waitFor();
  await look();
  await page.getByRole('button', { name: words.experiments.create }).click();
  await page.getByRole('dialog').getByLabel(words.experiments.code, { exact: true }).waitFor();
  await look();
  expect(found).toEqual([]);
  expect(tooWide).toEqual([0, 0, 0]);
  await page.context().close();
});

test('who may only read rules sees experiments and changes nothing', async () => {
  const words = wordsOf('en-US');
  const page = await t.open({ locale: 'en-US' });
  await logIn(page, words, await t.app.operator('AUDITOR'), '/experiments');
  await page.goto('/experiments');
  await page.getByRole('link', { name: /double-en/ }).click();
  await page.locator('[data-verdict]').first().waitFor();
  expect(await page.getByRole('button', { name: words.experiments.end, exact: true }).count()).toBe(0);
  await page.goto('/experiments');
  expect(await page.getByRole('button', { name: words.experiments.create }).count()).toBe(0);
  await page.context().close();
});

test('no page threw or logged an error', () => {
  expect(t.troubles).toEqual([]);
});
