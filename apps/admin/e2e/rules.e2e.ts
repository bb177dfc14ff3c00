/** Rules from the first thought to being live and back: the builder, its conflicts and errors, and who may use it. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { RuleSteps } from '../../api/e2e/rule-steps.js';
import { backtestDraft, previewOrder } from './rehearsal-steps.js';
import {
  draftRules,
  enterWeekend,
  expectState,
  logIn,
  publish,
  putDraft,
  rollBack,
  ruleRow,
  saveRule,
  sentence,
  setDates,
} from './rule-steps.js';
import { type Console, FIXTURE_LINES, importOrders, openConsole, SAMPLE_LINES, violations } from './support.js';
import { fill, wordsOf } from './texts.js';

const PATIENCE_MS = 300_000;
jest.setTimeout(120_000);
const ORDERS = existsSync(SAMPLE_LINES)
  ? { file: SAMPLE_LINES, sku: '85123A', hasWeekend: true }
  : { file: FIXTURE_LINES, sku: '85001A', hasWeekend: false };

let t: Console;
let steps: RuleSteps;
beforeAll(async () => {
  t = await openConsole({ WORKER: 'on' });
  steps = new RuleSteps(t.app, t.app.admin);
  await importOrders(t.app, ORDERS.file, 'online-retail-lines');
}, PATIENCE_MS);
afterAll(() => t?.close(), PATIENCE_MS);

describe('a double-points weekend for fruit', () => {
  const words = wordsOf('en-US');
  const { rules, ruleForm } = words;
  let page: Page;

  beforeAll(async () => {
    page = await t.open({ locale: 'en-US' });
    await logIn(page, words, t.app.admin, '/rules');
  });
  afterAll(() => page?.context().close());

  test('is built, tried, backtested on the orders, published to 10 % of the users and rolled back', async () => {
    await enterWeekend(page, words, {
      code: 'FRUIT_WEEKEND',
      zh: '水果双倍周末',
      en: 'Double points on fruit',
      categories: ['fruit'],
      skus: [ORDERS.sku],
    });
    const said = await sentence(page);
    for (const part of ['Saturday', 'Sunday', 'fruit', ORDERS.sku, '365 days']) expect(said).toContain(part);
    await saveRule(page, words, 'FRUIT_WEEKEND');
    await ruleRow(page, 'FRUIT_WEEKEND').getByText(rules.mark_ADDED).waitFor();

    const lines = [
      { category: 'fruit', amount: '20.00' },
      { category: 'tools', amount: '10.00' },
    ];
    const saturday = { userId: 'new-user', at: '2026-12-05T10:00:00', currency: 'GBP', lines };
    expect(await previewOrder(page, words, saturday)).toEqual({ live: 30, candidate: 50 });
    const { posted, would } = await backtestDraft(page, words, { title: 'Fruit on weekends' });
    expect(posted).toBeGreaterThan(0);
    if (ORDERS.hasWeekend) expect(would).toBeGreaterThan(posted);
    else expect(would).toBe(posted);

    await page.goto('/rules');
    await setDates(page, words, 'FRUIT_WEEKEND', '2026-12-05T00:00', '2026-12-07T00:00');
    const row = ruleRow(page, 'FRUIT_WEEKEND');
    await row.getByText(rules.state_UPCOMING).waitFor();
    expect(await row.textContent()).toContain('from 2026-12-05 00:00 until 2026-12-07 00:00');
    await publish(page, words, 'Weekend for fruit', 10);
    await page.getByText(fill(rules.done_ROLLING_OUT, { n: 2 })).waitFor();
    await page.getByRole('button', { name: words.common.done }).click();
    await expectState(page, fill(rules.rolloutState, { n: 2, percent: 10 }));

    await rollBack(page, words, 1, 'Too generous');
    await page.getByRole('link', { name: ruleForm.toList }).click();
    await expectState(page, fill(rules.versionNo, { n: 1 }));
    expect(await page.locator('.set-state').getByText(rules.rollout).count()).toBe(0);
  });

  test('goes live for all from the rollout, and the history tells it', async () => {
    await putDraft(
      steps,
      [...(await draftRules(steps))].map((rule) => ({ ...rule, validity: { kind: 'never' } })),
    );
    await page.goto('/rules');
    await publish(page, words, 'Points for ever', 25);
    await page.getByRole('button', { name: words.common.done }).click();
    await page.getByRole('button', { name: rules.makeLive }).click();
    const dialog = page.getByRole('dialog', { name: rules.makeLive });
    await dialog.getByLabel(words.common.reason).fill('All is well');
    await dialog.getByRole('button', { name: rules.makeLive }).click();
    await expectState(page, fill(rules.versionNo, { n: 3 }));
    await page.goto('/rules/main/history?tab=log');
    await page.getByRole('row').filter({ hasText: 'All is well' }).waitFor();
    await page.getByRole('row').filter({ hasText: 'Too generous' }).getByText(rules.action_ROLLED_BACK).waitFor();
    await page.goto('/rules/main/compare?from=1&to=live');
    await page.getByText(/never expire/i).waitFor();
  });
});

describe('the editor', () => {
  const words = wordsOf('en-US');
  const { rules, ruleForm } = words;
  let page: Page;

  beforeAll(async () => {
    page = await t.open({ locale: 'en-US' });
    await logIn(page, words, t.app.admin, '/rules');
  });
  afterAll(() => page?.context().close());

  test('takes a condition from the keyboard alone, and Ctrl-S saves it', async () => {
    await page.goto('/rules/main/edit/ORDER_BASE');
    const conditions = page.getByRole('group', { name: ruleForm.conditions, exact: true });
    await conditions.getByRole('checkbox', { name: ruleForm.not }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await conditions.getByLabel(ruleForm.field, { exact: true }).waitFor();
    // The new condition has the focus: what is typed is its field.
    await page.keyboard.type('Channel');
    // Like anybody who looks before pressing Enter: the list takes its moment to follow.
    await page.locator('.ant-select-item-option-active', { hasText: 'Channel' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.ant-select-item-option-active', { hasText: 'Channel' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('app');
    await page
      .getByTestId('sentence')
      .getByText(/channel is app/i)
      .waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText(rules.saved).waitFor();
    expect((await draftRules(steps))[0]).toMatchObject({
      conditions: { kind: 'field', field: 'event.channel', op: 'eq', value: 'app' },
    });
    await page.keyboard.press('Control+s');
    await page.goto('/rules');
    await ruleRow(page, 'ORDER_BASE').getByText(rules.mark_CHANGED).waitFor();
  });

  test('says on the field what is wrong, before and after it is sent', async () => {
    await page.goto('/rules/main/edit/ORDER_BASE');
    const points = page.getByLabel(ruleForm.points, { exact: true });
    await points.fill('0');
    await points.blur();
    await points.fill('');
    await page.getByText('is required').waitFor();
    await page.getByRole('button', { name: ruleForm.save }).click();
    expect(await points.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await points.getAttribute('aria-invalid')).toBe('true');
    await points.fill('2');
    // What only the server knows, e.g. because it is newer than this console.
    const errors = [
      { pointer: '/ruleSet/rules/0/award/points', code: 'TOO_MUCH', detail: 'is more than is allowed today' },
    ];
    const refusal = { code: 'RULE_SET_INVALID', status: 422, title: 'x', traceId: 'x', errors };
    await page.route(
      '**/rule-sets/main/draft',
      (route) => route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(refusal) }),
      { times: 1 },
    );
    await page.getByRole('button', { name: ruleForm.save }).click();
    await page.getByText('is more than is allowed today').waitFor();
    expect(await points.getAttribute('aria-describedby')).toContain('error');
    await page.getByRole('button', { name: ruleForm.toList }).click();
    await page.getByRole('button', { name: words.common.discard }).click();
    await page.getByRole('heading', { level: 1, name: rules.title }).waitFor();
  });

  test('tells who was faster and what they changed, and puts mine on top', async () => {
    const other = await t.app.operator('OPERATOR');
    await page.goto('/rules/main/edit/ORDER_BASE');
    await page.getByLabel(ruleForm.nameEn).fill('Points on every order');
    const [first, ...others] = await draftRules(steps);
    const added = { ...first, code: 'THEIRS', name: { 'zh-CN': '对方的', 'en-US': 'Theirs' }, status: 'PAUSED' };
    await putDraft(steps, [first as object, ...others, added], other.token);
    await page.getByRole('button', { name: ruleForm.save }).click();
    const dialog = page.getByRole('dialog', { name: rules.conflictTitle });
    await dialog.getByText('THEIRS').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: rules.conflictMine }).click();
    await page.getByRole('heading', { level: 1, name: rules.title }).waitFor();
    const codes = (await draftRules(steps)).map((rule) => rule['code']);
    expect(codes).toContain('THEIRS');
    expect((await draftRules(steps))[0]).toMatchObject({ name: { 'en-US': 'Points on every order' } });
  });

  test('keeps the order of the list by buttons, and copies, pauses and deletes', async () => {
    await page.goto('/rules');
    await ruleRow(page, 'THEIRS').getByRole('button', { name: 'Move Theirs up' }).focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('status')
      .getByText(/Theirs is number/)
      .waitFor();
    await ruleRow(page, 'THEIRS').getByRole('button', { name: 'Actions on Theirs' }).click();
    await page.getByRole('menuitem', { name: rules.copyRule }).click();
    await ruleRow(page, 'THEIRS_2').locator('.status-tag').getByText(rules.state_PAUSED).waitFor();
    await ruleRow(page, 'THEIRS').getByRole('button', { name: 'Actions on Theirs' }).click();
    await page.getByRole('menuitem', { name: rules.resume }).click();
    await ruleRow(page, 'THEIRS').locator('.status-tag').getByText(rules.state_ACTIVE).waitFor();
    await ruleRow(page, 'THEIRS_2')
      .getByRole('button', { name: /^Actions on/ })
      .click();
    await page.getByRole('menuitem', { name: rules.remove }).click();
    await page.getByRole('button', { name: rules.remove, exact: true }).click();
    await ruleRow(page, 'THEIRS_2').waitFor({ state: 'detached' });
  });

  test('a set goes out as JSON and comes in again', async () => {
    await page.goto('/rules');
    await page.getByRole('button', { name: rules.more }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: rules.exportJson }).click();
    expect((await downloading).suggestedFilename()).toBe('main.json');
    const kept = { rules: await draftRules(steps) };
    await page.getByRole('button', { name: rules.more }).click();
    await page.getByRole('menuitem', { name: rules.importJson }).click();
    const dialog = page.getByRole('dialog', { name: rules.importTitle });
    await dialog.getByLabel(rules.importText).fill('{"rules":[{}]}');
    await dialog.getByText('Line 1 #1, code: is required').waitFor();
    await dialog.getByLabel(rules.importText).fill('{"rules":[{]}');
    await dialog.getByText(fill(rules.importNotJson, { line: 1, column: 12 })).waitFor();
    await dialog.getByLabel(rules.importText).fill(JSON.stringify({ rules: kept.rules.slice(0, 1) }));
    await dialog.getByRole('button', { name: rules.importRun }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await draftRules(steps)).toHaveLength(1);
    await page.getByRole('button', { name: rules.more }).click();
    await page.getByRole('menuitem', { name: rules.discard }).click();
    await page.getByRole('button', { name: rules.discard, exact: true }).click();
    await expectState(page, rules.draftNone);
  });
});

test('in Chinese, too: the sentence follows the form, Esc asks before it is lost, Ctrl-S keeps it', async () => {
  const words = wordsOf('zh-CN');
  const page = await t.open({ locale: 'zh-CN' });
  await logIn(page, words, t.app.admin, '/rules');
  const weekend = { code: 'ZH_WEEKEND', zh: '水果双倍周末', en: 'Fruit', categories: ['fruit'], skus: [] };
  await enterWeekend(page, words, weekend);
  expect(await sentence(page)).toContain('星期属于');
  expect(await sentence(page)).toContain('类目 fruit 的商品金额');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('Escape');
  await page.locator('.ant-modal-confirm-title').getByText(words.common.unsavedTitle).waitFor();
  await page.getByRole('button', { name: words.common.keepEditing }).click();
  await page.keyboard.press('Control+s');
  await page.waitForURL('**/rules/main/edit/ZH_WEEKEND');
  await page.getByRole('heading', { level: 1, name: /水果双倍周末/ }).click();
  await page.keyboard.press('Escape');
  await ruleRow(page, 'ZH_WEEKEND').getByText(words.rules.mark_ADDED).waitFor();
  await page.context().close();
});

test('who may only read sees the rule and cannot change it', async () => {
  const words = wordsOf('en-US');
  const page = await t.open({ locale: 'en-US' });
  await logIn(page, words, await t.app.operator('AUDITOR'), '/rules/main/edit/ORDER_BASE');
  await page.getByTestId('sentence').getByText(/Gives/).waitFor();
  expect(await page.getByLabel(words.ruleForm.nameEn).isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: words.ruleForm.save }).count()).toBe(0);
  await page.goto('/rules/main/new');
  await page.getByText(words.common.forbiddenTitle).waitFor();
  await page.context().close();
});

test('no page threw or logged an error', () => {
  expect(t.troubles).toEqual([]);
});
