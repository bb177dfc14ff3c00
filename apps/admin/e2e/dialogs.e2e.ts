/** What must not go wrong: lost answers, other people's changes, typed confirmations, keys that are shown once. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { bearer } from '../../api/e2e/support.js';
import { type Console, openConsole } from './support.js';
import { fill, wordsOf } from './texts.js';

const PATIENCE_MS = 300_000;
const MORE_THAN_A_PAGE = 45;
const ACCESS_TOKEN_LIVES_MS = 10 * 60_000;
const words = wordsOf('en-US');
jest.setTimeout(60_000);

let t: Console;
let page: Page;
beforeAll(async () => {
  t = await openConsole();
  await reportOrders('alice', MORE_THAN_A_PAGE);
  await reportOrders('bob.b', 1);
  page = await t.open({ locale: 'en-US' });
  await page.goto('/users');
  await page.getByLabel(words.session.email).fill(t.app.admin.email);
  await page.getByLabel(words.session.password, { exact: true }).fill(t.app.admin.password);
  await page.getByRole('button', { name: words.session.submit }).click();
  await page.locator('.frame').waitFor();
}, PATIENCE_MS);
afterAll(() => t?.close(), PATIENCE_MS);

async function reportOrders(userId: string, count: number): Promise<void> {
  const occurredAt = new Date().toISOString();
  const events = Array.from({ length: count }, (_, index) => ({
    eventId: `${userId}-${index}`,
    type: 'ORDER_COMPLETED',
    userId,
    occurredAt,
    data: { orderNo: `${userId}-${index}`, currency: 'CNY', amount: 10_000 },
  }));
  await t.app.http
    .post('/api/v1/events/batch')
    .set(...bearer(t.app.apiKey))
    .send({ events })
    .expect(200);
}

async function available(userId: string): Promise<number> {
  const answer = await t.app.http.get(`/api/v1/users/${userId}/account`).set(...bearer(t.app.apiKey));
  return answer.body.available;
}

describe('the statement', () => {
  test('turns its pages, forth and back, within its tab', async () => {
    await page.goto('/users/alice');
    await page.getByRole('tab', { name: words.users.tabStatement }).click();
    const first = page.getByRole('row').filter({ hasText: `alice-${MORE_THAN_A_PAGE - 1}` });
    const oldest = page.getByRole('row').filter({ has: page.getByText('alice-0', { exact: true }) });
    await first.waitFor();
    await page.getByRole('button', { name: words.common.nextPage }).click();
    await first.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: words.common.nextPage }).click();
    await oldest.waitFor();
    expect(await page.getByRole('button', { name: words.common.nextPage }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: words.common.previousPage }).click();
    await oldest.waitFor({ state: 'detached' });
    await page.goBack();
    await oldest.waitFor();
    await page.getByRole('button', { name: words.common.firstPage }).click();
    await first.waitFor();
    expect(new URL(page.url()).search).toBe('?tab=statement');
  });

  test('is filtered by kind, and says when nothing matches', async () => {
    await page.goto('/users/alice?tab=statement&type=EXPIRY');
    await page.getByText(words.common.noMatch).waitFor();
    await page.getByRole('button', { name: words.common.clearFilters }).click();
    await page.getByText('alice-44').waitFor();
  });
});

describe('a manual posting', () => {
  test('whose answer is lost is sent again and posted once', async () => {
    const before = await available('alice');
    let losses = 0;
    const loseTheAnswer = async (route: Route): Promise<void> => {
      await route.fetch();
      losses += 1;
      await route.abort('connectionreset');
    };
    await page.route('**/users/alice/grants', loseTheAnswer, { times: 1 });
    await page.goto('/users/alice');
    await page.getByRole('button', { name: words.users.grant }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.common.points, { exact: true }).fill('70');
    await dialog.getByLabel(words.common.reason).fill('Lost and found');
    await dialog.getByRole('button', { name: words.common.next }).click();
    await dialog.getByRole('button', { name: words.users.confirmGrant }).click();
    await dialog.getByText(words.common.errorNetwork).waitFor();
    await dialog.getByRole('button', { name: words.users.confirmGrant }).click();
    await dialog.getByText(fill(words.users.grantedDone, { points: 70 })).waitFor();
    expect(losses).toBe(1);
    expect(await available('alice')).toBe(before + 70);
    await dialog.getByRole('button', { name: words.common.done }).click();
    t.troubles.length = 0;
  });

  test('takes what is there and no more', async () => {
    const before = await available('alice');
    await page.goto('/users/alice');
    await page.getByRole('button', { name: words.users.deduct }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.common.points, { exact: true }).fill(String(before + 1));
    await dialog.getByLabel(words.common.reason).fill('Counter');
    await dialog.getByRole('button', { name: words.common.next }).click();
    await dialog.getByText(/Only .* points are available/).waitFor();
    await dialog.getByLabel(words.common.points, { exact: true }).fill('100');
    await dialog.getByRole('button', { name: words.common.next }).click();
    await dialog.getByRole('button', { name: words.users.confirmDeduct }).click();
    await dialog.getByText(fill(words.users.deductedDone, { points: 100 })).waitFor();
    expect(await available('alice')).toBe(before - 100);
    await dialog.getByRole('button', { name: words.common.done }).click();
  });

  test('that was begun is not lost by accident', async () => {
    await page.goto('/users/alice');
    await page.getByRole('button', { name: words.users.grant }).click();
    await page.getByRole('dialog').getByLabel(words.common.points, { exact: true }).fill('5');
    await page.getByRole('dialog').getByRole('button', { name: words.common.cancel }).click();
    await page.locator('.ant-modal-confirm-title').getByText(words.common.unsavedTitle).waitFor();
    await page.getByRole('button', { name: words.common.keepEditing }).click();
    await page.getByRole('dialog').getByRole('button', { name: words.common.cancel }).click();
    await page.getByRole('button', { name: words.common.discard }).click();
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
  });
});

describe('the state of a user', () => {
  test('is frozen with a reason and unfrozen again', async () => {
    await page.goto('/users/alice');
    await changeState(words.users.freeze, 'Chargeback');
    await page.locator('h1').getByText(words.users.status_FROZEN).waitFor();
    await changeState(words.users.unfreeze, 'All clear');
    await page.locator('h1').getByText(words.users.status_ACTIVE).waitFor();
  });

  test('is closed only after its id was typed; a dot in the id is no file', async () => {
    await page.goto('/users');
    await page.getByRole('link', { name: 'bob.b' }).click();
    await page.locator('h1').getByText('bob.b').waitFor();
    await page.getByRole('button', { name: words.common.actions }).click();
    await page.getByRole('menuitem', { name: words.users.closeUser }).click();
    const dialog = page.getByRole('dialog');
    const close = dialog.getByRole('button', { name: words.users.closeUser });
    await dialog.getByLabel(words.common.reason).fill('Asked for it');
    expect(await close.isDisabled()).toBe(true);
    await dialog.getByLabel(fill(words.common.typeToConfirm, { phrase: 'bob.b' })).fill('bob.b');
    await close.click();
    await page.locator('h1').getByText(words.users.status_CLOSED).waitFor();
    expect(await page.getByRole('button', { name: words.users.grant }).count()).toBe(0);
  });

  test('is merged into another one after both ids were typed; the two lead to each other', async () => {
    await reportOrders('carl', 1);
    const before = [await available('alice'), await available('carl')] as const;
    await page.goto('/users/carl');
    await page.getByRole('button', { name: words.common.actions }).click();
    await page.getByRole('menuitem', { name: words.users.mergeUser }).click();
    await page.getByLabel(words.users.mergeInto).fill('ali');
    await page.locator('.picked-user').filter({ hasText: 'alice' }).click();
    const together = new Intl.NumberFormat('en-US').format(before[0] + before[1]);
    await page.locator('[data-after=available]').getByText(together, { exact: true }).waitFor();
    const merge = page.getByRole('button', { name: words.users.mergeConfirm });
    await page.getByLabel(words.common.reason).fill('Same person');
    await page.getByLabel(fill(words.users.mergeTypeFrom, { id: 'carl' })).fill('carl');
    expect(await merge.isDisabled()).toBe(true);
    await page.getByLabel(fill(words.users.mergeTypeInto, { id: 'alice' })).fill('alice');
    await merge.click();
    await page.getByText(fill(words.users.mergeDone, { from: 'carl', into: 'alice' })).waitFor();
    expect(await available('alice')).toBe(before[0] + before[1]);
    await page.locator('[data-figure=available]').getByText(together, { exact: true }).waitFor();
    await page.goto('/users/carl');
    await page.getByText(fill(words.users.mergedNotice, { id: 'alice' })).waitFor();
    await page.getByRole('link', { name: fill(words.users.openUser, { id: 'alice' }) }).click();
    await page.locator('h1').getByText('alice').waitFor();
    await page.getByRole('link', { name: 'carl', exact: true }).waitFor();
  });

  async function changeState(action: string, reason: string): Promise<void> {
    await page.getByRole('button', { name: words.common.actions }).click();
    await page.getByRole('menuitem', { name: action }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.common.reason).fill(reason);
    await dialog.getByRole('button', { name: action }).click();
    await dialog.waitFor({ state: 'detached' });
  }
});

describe('operators', () => {
  test('one that somebody else has changed is loaded again first', async () => {
    const other = await t.app.operator('RISK');
    await page.goto('/operators?limit=100');
    const row = page.getByRole('row').filter({ hasText: other.email });
    await row.getByRole('button').click();
    const me = await t.app.http.get('/api/v1/admin/me').set(...bearer(other.token));
    await t.app.http
      .patch(`/api/v1/admin/operators/${me.body.operatorId}`)
      .set(...bearer(t.app.admin.token))
      .send({ version: me.body.version, name: 'Meanwhile' })
      .expect(200);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.operators.name).fill('Too late');
    await dialog.getByRole('button', { name: words.common.save }).click();
    await dialog.getByText(words.operators.stale).waitFor();
    await dialog.getByRole('button', { name: words.operators.reload }).click();
    await dialog.locator('input[value=Meanwhile]').waitFor();
    await dialog.getByLabel(words.operators.name).fill('In time');
    await dialog.getByRole('button', { name: words.common.save }).click();
    await row.getByText('In time').waitFor();
  });

  test('a wrong password stands on its field', async () => {
    await page.goto('/account/password');
    await page.getByLabel(words.session.current).fill('not my password');
    await page.getByLabel(words.session.next, { exact: true }).fill('correct horse battery');
    await page.getByLabel(words.session.repeat).fill('correct horse battery');
    await page.getByRole('button', { name: words.session.changeTitle }).click();
    await page.locator('.ant-form-item-explain-error').getByText(words.common.fieldWrong).waitFor();
    await page.getByRole('link', { name: words.common.navUsers, exact: true }).click();
    await page.getByRole('button', { name: words.common.discard }).click();
    await page.getByRole('heading', { level: 1, name: words.users.title }).waitFor();
  });
});

describe('API keys', () => {
  test('are shown once, open what they say, and can be revoked', async () => {
    await page.goto('/api-clients');
    await page
      .getByRole('row')
      .filter({ hasText: 'demo' })
      .getByRole('button', { name: /New key/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/users:read/).check();
    await dialog.getByRole('button', { name: words.common.create }).click();
    const shown = dialog.getByLabel('The new key');
    await shown.waitFor();
    const secret = await shown.inputValue();
    await t.app.http
      .get('/api/v1/users/alice')
      .set(...bearer(secret))
      .expect(200);
    await dialog.getByRole('button', { name: 'I have saved it' }).click();
    expect(await page.content()).not.toContain(secret);

    const row = page.getByRole('row').filter({ hasText: 'demo' });
    const clientName = (await row.locator('strong').textContent()) ?? '';
    await row.getByRole('button', { name: /expand/i }).click();
    await page
      .getByRole('button', { name: new RegExp(`Revoke ${secret.slice(0, 8)}`) })
      .first()
      .click();
    await dialog.getByLabel(fill(words.common.typeToConfirm, { phrase: clientName })).fill(clientName);
    await dialog.locator('button[type=submit]').click();
    await dialog.waitFor({ state: 'detached' });
    await t.app.http
      .get('/api/v1/users/alice')
      .set(...bearer(secret))
      .expect(401);
  });
});

test('an access token that has ended is renewed without a word', async () => {
  await page.goto('/users');
  await page.getByRole('link', { name: 'alice' }).waitFor();
  t.app.travel(ACCESS_TOKEN_LIVES_MS + 60_000);
  await page.getByRole('link', { name: 'alice' }).click();
  await page.locator('[data-figure=available]').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/users/alice');
});

test('no page threw or logged an error', () => {
  expect(t.troubles).toEqual([]);
});
