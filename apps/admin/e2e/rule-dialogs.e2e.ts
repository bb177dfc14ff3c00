/** What is asked before something about rules ends, and what is said of what cannot be done: on paper and on a phone. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { newCode, REASON, RuleSteps, review, rules as ruleSetOf } from '../../api/e2e/rule-steps.js';
import { LOCALES, type Locale } from '../src/shared/i18n/texts.js';
import { previewOrder } from './rehearsal-steps.js';
import { draftRules, logIn, putDraft } from './rule-steps.js';
import { type Console, openConsole, overflow, PHONE, settled, violations } from './support.js';
import { fill, wordsOf } from './texts.js';

const PATIENCE_MS = 300_000;
jest.setTimeout(120_000);

let t: Console;
let steps: RuleSteps;
beforeAll(async () => {
  t = await openConsole();
  steps = new RuleSteps(t.app, t.app.admin);
}, PATIENCE_MS);
afterAll(() => t?.close(), PATIENCE_MS);

/** A set of which version 2 goes to 10 % of the users, with another draft. */
async function rollingOut(): Promise<string> {
  const { code } = await steps.newSet(5);
  await steps.publish(code, ruleSetOf(review(6)), { percent: 10 });
  await steps.save(code, ruleSetOf(review(7)), 0);
  return code;
}

describe.each(LOCALES)('in %s', (locale: Locale) => {
  const words = wordsOf(locale);
  const { common, rules, experiments, publishing } = words;
  const ends =
    locale === 'zh-CN' ? /灰度发布，此操作会将其终止/ : /is being rolled out to 10 % of the users; that ends/;
  let page: Page;
  let dialog: Locator;

  beforeAll(async () => {
    page = await t.open({ locale });
    page.setDefaultTimeout(12_000);
    dialog = page.getByRole('dialog');
    await logIn(page, words, t.app.admin, '/rules');
  });
  afterAll(() => page?.context().close());

  test('publishing says which rollout ends, and a percentage that does not do is told, not changed', async () => {
    const code = await rollingOut();
    await page.goto(`/rules/${code}`);
    await page.getByRole('button', { name: rules.publish, exact: true }).click();
    await dialog.getByText(ends).waitFor();
    await dialog.getByRole('radio', { name: rules.publishPercent }).check();
    const percent = dialog.getByRole('spinbutton');
    await percent.fill('101');
    await dialog.getByLabel(common.reason).fill('More of them');
    await dialog.getByRole('button', { name: rules.publish, exact: true }).click();
    await dialog.getByText(rules.percentBounds).waitFor();
    await dialog.getByText(common.confirmNeeded).waitFor();
    expect(await percent.inputValue()).toBe('101');
    expect(await violations(page)).toEqual([]);
    await percent.fill('20');
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: rules.publish, exact: true }).click();
    await dialog.locator('.ant-result').waitFor();
    expect(await steps.summary(code)).toMatchObject({ rolloutPercent: 20 });
  });

  test('a rollout that began after the page was read is asked about, too', async () => {
    const { code } = await steps.newSet(5);
    const { revision } = await steps.save(code, ruleSetOf(review(7)), 0);
    await page.goto(`/rules/${code}`);
    await page.getByRole('button', { name: rules.publish, exact: true }).click();
    await dialog.getByLabel(common.reason).fill('At once');
    await steps.call('post', `/rule-sets/${code}/publish`, { ...REASON, revision, percent: 10 }).expect(200);
    await steps.save(code, ruleSetOf(review(8)), 0);
    const { revision: later } = await steps.draft(code);
    // As if this dialog had been opened just before the rollout and after the draft.
    await page.route(`**/rule-sets/${code}/publish`, (route) =>
      route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), revision: later }) }),
    );
    await dialog.getByRole('button', { name: rules.publish, exact: true }).click();
    await dialog.getByText(ends).waitFor();
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: rules.publish, exact: true }).click();
    await dialog.locator('.ant-result').waitFor();
    expect(await steps.summary(code)).toMatchObject({ rolloutPercent: null });
  });

  test('so does approving a request', async () => {
    const { code } = await steps.newSet(5);
    const editor = await t.app.operator('OPERATOR');
    const { body: policy } = await steps.call('get', '/rule-policy').expect(200);
    const strict = { ...policy, reviewAboveBps: 0, reviewWithoutBacktest: true };
    await steps.call('put', '/rule-policy', strict).expect(200);
    const asked = await new RuleSteps(t.app, editor).publish(code, ruleSetOf(review(6)));
    const revision = strict.revision + 1;
    await steps.call('put', '/rule-policy', { ...policy, revision }).expect(200);
    await steps.publish(code, ruleSetOf(review(7)), { percent: 10 });
    await page.goto('/publish-requests?status=PENDING');
    await page.getByRole('button', { name: publishing.approve, exact: true }).click();
    await dialog.getByLabel(common.reason).fill('Looked at it');
    await dialog.getByRole('button', { name: publishing.approve, exact: true }).click();
    await dialog.getByText(ends).waitFor();
    await page.mouse.move(0, 0);
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: publishing.approve, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await steps.summary(code)).toMatchObject({ liveVersion: asked.version, rolloutVersion: null });
  });

  test('and publishing the winner of an experiment', async () => {
    const code = newCode('exp');
    const { code: ruleSet, version } = await steps.newSet(9);
    const groups = ['main', ruleSet].map((each, i) => {
      return { code: `G${i}`, name: `Group ${i}`, weight: 1, ruleSet: each };
    });
    await steps.call('post', '/experiments', { code, name: 'A trial', groups }).expect(201);
    await steps.call('post', `/experiments/${code}/start`, REASON).expect(200);
    // The preview sets the draft beside what the user's group gets, or another one.
    const { rehearsal } = words;
    await previewOrder(page, words, { userId: 'anybody', currency: 'CNY', amount: '10.00' });
    await page.getByText(fill(rehearsal.experimentRuns, { code })).waitFor();
    await page.getByLabel(rehearsal.liveOfGroup).click();
    await page.getByTitle(fill(rehearsal.groupNamed, { group: 'G1' })).click();
    await page.getByText(fill(rehearsal.liveOf, { set: ruleSet, n: version })).waitFor();
    await page.locator('[data-trust=confirmed]').waitFor();
    expect(await violations(page)).toEqual([]);
    await steps.publish('main', ruleSetOf(review(3)), { percent: 10 });
    await page.goto(`/experiments/${code}`);
    await page.getByRole('button', { name: experiments.end, exact: true }).click();
    await dialog.getByRole('radio', { name: /G1/ }).check();
    await dialog.getByLabel(common.reason).fill('It won');
    await dialog.getByRole('button', { name: experiments.end, exact: true }).click();
    await dialog.getByText(ends).waitFor();
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: experiments.end, exact: true }).click();
    await page.locator('h1').getByText(experiments.status_ENDED).waitFor();
    expect(await steps.summary('main')).toMatchObject({ rolloutVersion: null });
  });

  test('an experiment that never began can go, a set can have another name', async () => {
    const code = newCode('draft');
    const groups = ['A', 'B'].map((group) => ({ code: group, name: group, weight: 1, ruleSet: 'main' }));
    await steps.call('post', '/experiments', { code, name: 'Not this one', groups }).expect(201);
    await page.goto(`/experiments/${code}`);
    await page.getByRole('button', { name: experiments.discard, exact: true }).click();
    await dialog.getByRole('button', { name: experiments.discard, exact: true }).click();
    await page.waitForURL('**/experiments');
    await page.getByText(experiments.discarded).waitFor();
    await steps.call('get', `/experiments/${code}`).expect(404);
    const { code: set } = await steps.newSet(5);
    await page.goto(`/rules/${set}`);
    await page.getByRole('button', { name: rules.more }).click();
    await page.getByRole('menuitem', { name: rules.rename }).click();
    await dialog.getByLabel(rules.setName).fill('Autumn');
    await dialog.getByRole('button', { name: common.save, exact: true }).click();
    await page.getByTitle(`Autumn (${set})`).waitFor();
  });

  test('a code that differs by case only is refused on its field', async () => {
    const { code } = await steps.newSet(5);
    await page.goto('/rules');
    await page.getByRole('button', { name: rules.more }).click();
    await page.getByRole('menuitem', { name: rules.newSet }).click();
    await dialog.getByLabel(rules.setCode).fill(code.toUpperCase());
    await dialog.getByLabel(rules.setName).fill('Louder');
    await dialog.getByRole('button', { name: common.create, exact: true }).click();
    const said =
      locale === 'zh-CN' ? `与已有的 ${code} 仅大小写不同` : `differs from ${code} by upper and lower case only`;
    await dialog.getByText(said).waitFor();
    await page.reload();
  });

  test('a backtest does not offer a draft that is none', async () => {
    const { code, version } = await steps.newSet(5);
    await t.app.http
      .post('/api/v1/events')
      .set('Authorization', `Bearer ${t.app.apiKey}`)
      .send({ eventId: newCode('e'), type: 'SIGNED_IN', userId: 'u1', occurredAt: new Date().toISOString() })
      .expect(200);
    await page.goto(`/rules/backtests?start=${code}&candidate=draft`);
    await dialog.getByText(new RegExp(`${version}.*${words.rehearsal.status_LIVE}`)).waitFor();
    await page.goto(`/rules/${code}/preview?candidate=draft`);
    await settled(page);
    await page.getByText(new RegExp(`${version}.*${words.rehearsal.status_LIVE}`)).waitFor();
  });
});

test('on a phone the sentence is short until it is opened', async () => {
  const { ruleForm } = wordsOf('zh-CN');
  await putDraft(steps, [...(await draftRules(steps)), { ...review(3), code: 'LONG', budget: { points: 100 } }]);
  const page = await t.open({ locale: 'zh-CN', viewport: PHONE });
  await logIn(page, wordsOf('zh-CN'), t.app.admin, '/rules/main/edit/LONG');
  await settled(page);
  const panel = page.locator('.sentence-panel');
  const heightOf = async () => (await panel.boundingBox())?.height ?? 0;
  expect(await heightOf()).toBeLessThan(PHONE.height / 6);
  const short = await heightOf();
  expect(await panel.locator('.sentence:visible').count()).toBe(1);
  await page.getByRole('button', { name: ruleForm.sentenceMore }).click();
  expect(await panel.locator('.sentence:visible').count()).toBeGreaterThan(1);
  expect(await heightOf()).toBeGreaterThan(short);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: ruleForm.sentenceLess }).click();
  expect(await heightOf()).toBe(short);
  expect(await overflow(page)).toBe(0);
  await page.context().close();
});

test('no page threw or logged an error', () => {
  expect(t.troubles).toEqual([]);
});
