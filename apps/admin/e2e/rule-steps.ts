/** What an operator does with rules, step by step, in either language. */
import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { RuleSteps } from '../../api/e2e/rule-steps.js';
import { fill, type Words } from './texts.js';

export interface Login {
  email: string;
  password: string;
}

export async function logIn(page: Page, { session }: Words, { email, password }: Login, path: string): Promise<void> {
  await page.goto(path);
  await page.getByLabel(session.email).fill(email);
  await page.getByLabel(session.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: session.submit }).click();
  await page.locator('.frame').waitFor();
}

/** Somebody's draft of `main` over the API, in place of the one that is there; the caller of the steps when not named. */
export async function putDraft(steps: RuleSteps, rules: readonly object[], token?: string): Promise<void> {
  const { revision } = await steps.draft('main');
  await steps.call('put', '/rule-sets/main/draft', { revision, ruleSet: { rules } }, token).expect(200);
}

/** The rules of the draft of `main`, or of what is live. */
export async function draftRules(steps: RuleSteps): Promise<Record<string, unknown>[]> {
  return (await steps.draft('main')).ruleSet.rules as unknown as Record<string, unknown>[];
}

export interface Weekend {
  code: string;
  zh: string;
  en: string;
  categories: readonly string[];
  skus: readonly string[];
}

/** From the list of rules: a weekend on which some goods earn once more, out of the template. */
export async function enterWeekend(page: Page, { rules, ruleForm }: Words, weekend: Weekend): Promise<void> {
  await page.getByRole('button', { name: rules.add }).click();
  await page
    .getByRole('dialog')
    .getByRole('link')
    .filter({ hasText: /周末加赠|Weekend bonus/ })
    .click();
  await page.getByRole('heading', { level: 1, name: ruleForm.newTitle }).waitFor();
  await page.getByLabel(ruleForm.nameZh).fill(weekend.zh);
  await page.getByLabel(ruleForm.nameEn).fill(weekend.en);
  await page.getByLabel(ruleForm.code, { exact: true }).fill(weekend.code);
  await page.getByRole('radio', { name: ruleForm.base_lines }).check();
  await enterWords(page.getByLabel(ruleForm.includeCategories), weekend.categories);
  await enterWords(page.getByLabel(ruleForm.includeSkus), weekend.skus);
}

async function enterWords(input: Locator, list: readonly string[]): Promise<void> {
  for (const word of list) {
    await input.fill(word);
    await input.press('Enter');
  }
}

/** What the panel beside the form says. */
export async function sentence(page: Page): Promise<string> {
  return (await page.getByTestId('sentence').textContent()) ?? '';
}

/** Saves the rule that is being edited; the list is there afterwards, with the rule in it. */
export async function saveRule(page: Page, { rules, ruleForm }: Words, code: string): Promise<void> {
  await page.getByRole('button', { name: ruleForm.save }).click();
  await page.getByRole('heading', { level: 1, name: rules.title }).waitFor();
  await ruleRow(page, code).waitFor();
}

/** A rule's row in the list. */
export function ruleRow(page: Page, code: string): Locator {
  return page.locator('.rule-row').filter({ has: page.getByText(code, { exact: true }) });
}

/** Publishes the draft to a percentage of the users, or to all. */
export async function publish(page: Page, { rules, common }: Words, reason: string, percent?: number): Promise<void> {
  await page.getByRole('button', { name: rules.publish, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: rules.publishTitle });
  if (percent !== undefined) {
    await dialog.getByRole('radio', { name: rules.publishPercent }).check();
    await dialog.getByRole('spinbutton').fill(String(percent));
  }
  await dialog.getByLabel(common.reason).fill(reason);
  await dialog.getByRole('button', { name: rules.publish, exact: true }).click();
  await dialog.locator('.ant-result').waitFor();
}

/** Gives a rule of the list dates, as the programme's clock shows them, and saves it. */
export async function setDates(page: Page, words: Words, code: string, from: string, to: string): Promise<void> {
  const { ruleForm } = words;
  await ruleRow(page, code).getByRole('link').first().click();
  await page.getByLabel(ruleForm.from, { exact: true }).fill(from);
  await page.getByLabel(ruleForm.to, { exact: true }).fill(to);
  await saveRule(page, words, code);
}

/** The version that is live, as the head of the list says it. */
export async function expectState(page: Page, text: string | RegExp): Promise<void> {
  await page.locator('.set-state').getByText(text).waitFor();
}

/** Goes back to a version from the history. */
export async function rollBack(page: Page, { rules, common }: Words, version: number, reason: string): Promise<void> {
  await page.getByRole('button', { name: rules.more }).click();
  await page.getByRole('menuitem', { name: rules.history, exact: true }).click();
  await page.getByRole('button', { name: `${rules.rollback}: ${fill(rules.versionNo, { n: version })}` }).click();
  const dialog = page.getByRole('dialog', { name: fill(rules.rollbackTitle, { n: version }) });
  await dialog.getByLabel(common.reason).fill(reason);
  await dialog.getByRole('button', { name: rules.rollback, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.locator('.error-panel').count()).toBe(0);
}
