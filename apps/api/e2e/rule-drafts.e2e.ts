import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ruleSetJson } from '@jifen/rules';
import { newCode, REASON, RuleSteps, review, rules } from './rule-steps.js';
import { openTestApp, type TestApp } from './support.js';

let t: TestApp;
let steps: RuleSteps;
const call: RuleSteps['call'] = (...request) => steps.call(...request);
beforeAll(async () => {
  t = await openTestApp();
  steps = new RuleSteps(t, await t.operator('OPERATOR'));
}, 60_000);
afterAll(() => t?.close());

describe('a draft', () => {
  test('is the live rules until somebody saves one; saving the same changes nothing', async () => {
    const { code, version } = await steps.newSet(5);
    const none = await steps.draft(code);
    expect(none).toMatchObject({ revision: 0, baseVersion: version, ruleSet: rules(review(5)), updatedBy: null });
    const saved = await steps.save(code, rules(review(6)), 0);
    expect(saved).toMatchObject({ baseVersion: version, ruleSet: rules(review(6)), updatedByName: 'OPERATOR' });
    expect(saved.revision).toBeGreaterThan(0);
    expect(await steps.save(code, rules(review(6)), saved.revision)).toEqual(saved);
    expect((await call('get', `/rule-sets/${code}?version=draft`)).text).toBe(ruleSetJson(rules(review(6))));
    expect((await steps.summary(code)).draft).toMatchObject({ revision: saved.revision, updatedByName: 'OPERATOR' });
  });

  test('of a set without a live version is sent back as it was read', async () => {
    const code = newCode('fresh');
    await call('post', '/rule-sets', { code, name: 'Fresh' }).expect(201);
    const { revision, baseVersion } = await steps.draft(code);
    expect(baseVersion).toBeNull();
    const sent = { revision, baseVersion, ruleSet: rules(review(5)) };
    const { body: saved } = await call('put', `/rule-sets/${code}/draft`, sent).expect(200);
    await call('delete', `/rule-sets/${code}/draft?revision=${saved.revision}`).expect(204);
    const bare = await steps.draft(code);
    expect(bare).toMatchObject({ revision: 0, baseVersion: null });
    // Nothing was live when this was read; something is now.
    await call('put', `/rule-sets/${code}`, rules(review(1))).expect(200);
    const late = { revision: bare.revision, baseVersion: bare.baseVersion, ruleSet: rules(review(5)) };
    const refused = await call('put', `/rule-sets/${code}/draft`, late).expect(409);
    expect(refused.body.changes).toMatchObject([{ ruleCode: 'REVIEW', kind: 'ADDED' }]);
  });

  test('is refused with a pointer into what was sent', async () => {
    const { code } = await steps.newSet(5);
    const wrong = { revision: 0, ruleSet: { rules: [{ ...review(1), trigger: '' }] } };
    const refused = await call('put', `/rule-sets/${code}/draft`, wrong).expect(422);
    expect(refused.body).toMatchObject({
      code: 'RULE_SET_INVALID',
      errors: [{ pointer: '/ruleSet/rules/0/trigger', code: 'BAD_FORMAT' }],
    });
    const checked = await call('post', `/rule-sets/${code}/validate`, { ruleSet: wrong.ruleSet }).expect(200);
    expect(checked.body).toEqual({
      problems: [
        {
          pointer: '/ruleSet/rules/0/trigger',
          code: 'BAD_FORMAT',
          detail: { 'zh-CN': expect.stringMatching(/格式/), 'en-US': expect.stringMatching(/well-formed/) },
        },
      ],
      warnings: [],
    });
  });

  test('saved twice from the same revision: the second is told who changed what', async () => {
    const { code } = await steps.newSet(5);
    const first = await steps.save(code, rules(review(6)), 0);
    const other = await t.operator('ADMIN');
    const second = { revision: first.revision, ruleSet: rules(review(7)) };
    const { body: theirs } = await call('put', `/rule-sets/${code}/draft`, second, other.token).expect(200);
    const mine = { revision: first.revision, ruleSet: rules(review(6), review(1, { code: 'MORE' })) };
    const refused = await call('put', `/rule-sets/${code}/draft`, mine).expect(409);
    expect(refused.body).toMatchObject({
      code: 'RULE_SET_CHANGED',
      params: { revision: theirs.revision, byName: 'ADMIN', at: theirs.updatedAt },
    });
    // From what was read to what is there now; what was about to be saved does not come into it.
    expect(refused.body.changes).toHaveLength(1);
    expect(refused.body.changes[0]).toMatchObject({ ruleCode: 'REVIEW', kind: 'CHANGED' });
    expect(refused.body.changes[0].text['en-US']).toMatch(/6.*7/);
    await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision: first.revision }).expect(409);
    await call('delete', `/rule-sets/${code}/draft?revision=${first.revision}`).expect(409);
    await call('delete', `/rule-sets/${code}/draft?revision=${theirs.revision}`).expect(204);
    expect((await steps.draft(code)).revision).toBe(0);
  });

  test('notices that a version was published since it was begun', async () => {
    const { code, version } = await steps.newSet(5);
    await call('put', `/rule-sets/${code}`, rules(review(6))).expect(200);
    const late = { revision: 0, baseVersion: version, ruleSet: rules(review(7)) };
    const refused = await call('put', `/rule-sets/${code}/draft`, late).expect(409);
    expect(refused.body.changes[0].text['en-US']).toMatch(/5.*6/);
    const { revision } = await steps.save(code, rules(review(7)), 0);
    await call('put', `/rule-sets/${code}`, rules(review(8))).expect(200);
    const unsure = await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision }).expect(422);
    expect(unsure.body).toMatchObject({
      code: 'RULE_CONFIRMATION_REQUIRED',
      errors: [{ pointer: '/revision', code: 'BASE_NOT_LIVE' }],
    });
    await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision, confirm: true }).expect(200);
  });

  test('with a rate beyond the guard is published on a second confirmation only', async () => {
    const { code } = await steps.newSet(5);
    const generous = rules(review(5, { multipliers: [{ code: 'VIP', rateBps: 150_000 }] }));
    const saved = await steps.save(code, generous, 0);
    expect(saved.warnings).toContainEqual(
      expect.objectContaining({ severity: 'confirm', pointer: '/ruleSet/rules/0/multipliers' }),
    );
    const asked = { ...REASON, revision: saved.revision };
    const refused = await call('post', `/rule-sets/${code}/publish`, asked).expect(422);
    expect(refused.body.code).toBe('RULE_CONFIRMATION_REQUIRED');
    expect(refused.body.errors[0].pointer).toBe('/ruleSet/rules/0/multipliers');
    await call('put', `/rule-sets/${code}`, generous).expect(422);
    const { body } = await call('post', `/rule-sets/${code}/publish`, { ...asked, confirm: true }).expect(200);
    expect(body.status).toBe('PUBLISHED');
  });

  test('without any rule, or with a wallet that nobody has, is published on a second confirmation only', async () => {
    const { code } = await steps.newSet(5);
    const cases = [
      { ruleSet: rules(), pointer: '/rules', warning: 'NO_RULES' },
      { ruleSet: rules(review(5, { wallet: 'shells' })), pointer: '/rules/0/wallet', warning: 'WALLET_UNKNOWN' },
    ];
    let before = 0;
    for (const { ruleSet, pointer, warning } of cases) {
      const { revision, warnings } = await steps.save(code, ruleSet, before);
      expect(warnings).toMatchObject([{ severity: 'confirm', pointer: `/ruleSet${pointer}`, code: warning }]);
      const refused = await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision }).expect(422);
      expect(refused.body.errors).toMatchObject([{ pointer: `/ruleSet${pointer}`, code: warning }]);
      const put = await call('put', `/rule-sets/${code}`, ruleSet).expect(422);
      expect(put.body.errors).toMatchObject([{ pointer, code: warning }]);
      before = revision;
    }
    await call('put', `/rule-sets/${code}?confirm=true`, rules()).expect(200);
    // Empty already: there is nothing to lose.
    expect((await call('post', `/rule-sets/${code}/validate`, { ruleSet: rules() })).body.warnings).toEqual([]);
  });
});
