/** Every screen about rules for everybody: axe in both themes, nothing wider than a phone; and who may do what. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { RuleSteps } from '../../api/e2e/rule-steps.js';
import { draftRules, logIn, publish, putDraft } from './rule-steps.js';
import { type Console, type Look, openConsole, overflow, PHONE, settled, violations, WIDE } from './support.js';
import { wordsOf } from './texts.js';

const PATIENCE_MS = 300_000;
jest.setTimeout(PATIENCE_MS);

let t: Console;
let steps: RuleSteps;
beforeAll(async () => {
  t = await openConsole();
  steps = new RuleSteps(t.app, t.app.admin);
}, PATIENCE_MS);
afterAll(() => t?.close(), PATIENCE_MS);

test('above the threshold a second operator decides', async () => {
  const words = wordsOf('en-US');
  const { rules, publishing, common } = words;
  const { body: policy } = await steps.call('get', '/rule-policy').expect(200);
  const above = { ...policy, reviewAboveBps: 1000, reviewWithoutBacktest: true };
  await steps.call('put', '/rule-policy', above).expect(200);
  await putDraft(
    steps,
    (await draftRules(steps)).map((rule) => ({ ...rule, budget: { points: 5000 } })),
  );
  const page = await t.open({ locale: 'en-US' });
  await logIn(page, words, t.app.admin, '/rules');
  await publish(page, words, 'With a budget');
  await page.getByText(rules.done_PENDING_REVIEW).waitFor();
  await page.goto('/publish-requests');
  await page.getByText(publishing.own).first().waitFor();
  expect(await page.getByRole('button', { name: publishing.approve }).isDisabled()).toBe(true);
  expect(await violations(page)).toEqual([]);
  await page.context().close();

  const reviewer = await t.app.operator('REVIEWER');
  const theirs = await t.open({ locale: 'en-US' });
  await logIn(theirs, words, reviewer, '/rules');
  await theirs.getByText(rules.readOnly).waitFor();
  expect(await theirs.getByRole('button', { name: rules.add }).count()).toBe(0);
  await theirs.goto('/publish-requests');
  await theirs.getByRole('button', { name: publishing.approve }).click();
  const dialog = theirs.getByRole('dialog');
  await dialog.getByLabel(common.reason).fill('Checked');
  await dialog.getByRole('button', { name: publishing.approve }).click();
  await theirs.getByText(publishing.status_APPROVED).first().waitFor();
  await theirs.goto('/rules');
  await theirs
    .getByText(/0 of 5,000 points used/)
    .first()
    .waitFor();
  await theirs.context().close();
});

/** The screens that differ most are seen in both looks, the others in one of them: axe takes its time. */
const BOTH = ['/rules', '/rules/main/edit/ORDER_BASE', '/rules/main/history', '/rules/main/compare?from=1&to=live'];
const looks: [string, Look, string[]][] = [
  [
    'wide and light, in English',
    { locale: 'en-US', viewport: WIDE },
    ['/rules/none-such', '/rules/main/new?template=category', '/rules/main/new?template=streak', '/publish-requests'],
  ],
  [
    'a phone in the dark, in Chinese',
    { locale: 'zh-CN', theme: 'dark', viewport: PHONE },
    [
      '/rules/main/edit/NONE_SUCH',
      '/rules/main/new?template=weekend',
      '/rules/main/new?template=steps',
      '/rules/main/history?tab=log',
    ],
  ],
];

describe.each(looks)('%s', (_, look, more) => {
  const words = wordsOf(look.locale);
  let page: Page;

  beforeAll(async () => {
    page = await t.open(look);
    await logIn(page, words, t.app.admin, '/rules');
  }, PATIENCE_MS);
  afterAll(() => page?.context().close());

  test('every screen is accessible and no wider than the window', async () => {
    const found: string[] = [];
    const tooWide: string[] = [];
    for (const screen of [...BOTH, ...more]) {
      await page.goto(screen);
      await settled(page);
      found.push(...(await violations(page)));
      if ((await overflow(page)) > 0) tooWide.push(screen);
    }
    expect(found).toEqual([]);
    expect(tooWide).toEqual([]);
  });

  test('the dialogs, too', async () => {
    await putDraft(
      steps,
      (await draftRules(steps)).map((rule) => ({ ...rule, award: { kind: 'fixed', points: 7 } })),
    );
    await page.goto('/rules');
    await page.getByRole('button', { name: words.rules.publish, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: words.rules.publishTitle });
    await dialog.getByText('ORDER_BASE').first().waitFor();
    await dialog.getByRole('radio', { name: words.rules.publishPercent }).check();
    await page.mouse.move(0, 0);
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.goto('/publish-requests');
    await page.getByRole('button', { name: words.publishing.policy }).click();
    await page.getByRole('dialog').getByLabel(words.publishing.rateGuard).waitFor();
    await page.mouse.move(0, 0);
    expect(await violations(page)).toEqual([]);
  });
});

test('no page threw or logged an error', () => {
  expect(t.troubles).toEqual([]);
});
