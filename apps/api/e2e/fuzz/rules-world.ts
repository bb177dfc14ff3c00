import { randomBytes } from 'node:crypto';
import { orderBaseRuleSet } from '@jifen/rules';
import type { OperatorLogin, TestApp } from '../support.js';
import type { Operation } from './document.js';

/** How a programme is brought into the state that a route is about. */
export interface Fodder {
  t: TestApp;
  pools: Record<string, string[]>;
  doomed: string[];
  operator: OperatorLogin;
  send(method: 'post' | 'put', path: string, body: object, credential?: string): Promise<Record<string, unknown>>;
  get(path: string): Promise<Record<string, unknown>>;
}

const ADMIN = '/api/v1/admin';
const SPARE = 12;
const REASON = { reason: 'fuzz' };
const DAY_MS = 86_400_000;

const newCode = (): string => `c${randomBytes(6).toString('hex')}`;

/** Rule sets, publish requests, backtests and experiments that the routes of the rule engine use up. */
export async function prepareRules({ path }: Operation, fodder: Fodder): Promise<void> {
  const { pools } = fodder;
  delete pools['revision'];
  if (path.includes('{code}')) pools['code'] = ['main'];
  if (path.includes('{version}')) pools['version'] = ['1'];
  if (path.includes('/experiments')) {
    pools['code'] = await experiments(path, fodder);
    pools['revision'] = ['1'];
  }
  if (path.includes('/backtests')) pools['backtestNo'] = await backtests(path, fodder);
  if (!/\/(rule-sets|rule-policy|publish-requests)/.test(path)) return;
  await setPolicy(fodder, false);
  if (path.endsWith('/rule-policy'))
    pools['revision'] = [String((await fodder.get(`${ADMIN}/rule-policy`))['revision'])];
  if (path.includes('{requestNo}')) {
    await setPolicy(fodder, true);
    pools['requestNo'] = (await drafts(fodder, {})).map(({ requestNo }) => String(requestNo));
    await setPolicy(fodder, false);
  }
  if (/\/(publish|draft)$/.test(path)) await drafts(fodder);
  if (path.endsWith('/rollout')) await drafts(fodder, { percent: 10 });
  const at = new Date(Date.now() + DAY_MS).toISOString();
  if (path.endsWith('/unschedule')) await drafts(fodder, { at });
}

/** Rule sets with a draft, all of the same revision; with `publish`, published like that by another operator. */
async function drafts({ t, pools, operator, get, send }: Fodder, publish?: object): Promise<Record<string, unknown>[]> {
  const made: Record<string, unknown>[] = [];
  pools['code'] = Array.from({ length: SPARE }, newCode);
  for (const code of pools['code']) {
    const set = `${ADMIN}/rule-sets/${code}`;
    await send('post', `${ADMIN}/rule-sets`, { code, name: 'Fuzz' }, operator.token);
    const { revision: known } = await get(`${set}/draft`);
    const body = { revision: known, ruleSet: orderBaseRuleSet() };
    const { revision } = await send('put', `${set}/draft`, body, operator.token);
    pools['revision'] = [String(revision)];
    if (publish) made.push(await send('post', `${set}/publish`, { revision, ...REASON, ...publish }, t.admin.token));
  }
  return made;
}

/** Whether every publication needs a second operator. */
async function setPolicy({ operator, get, send }: Fodder, review: boolean): Promise<void> {
  const { revision } = await get(`${ADMIN}/rule-policy`);
  const reviewAboveBps = review ? 0 : null;
  const policy = { rateGuardBps: 100_000, reviewAboveBps, reviewWithoutBacktest: review, revision };
  await send('put', `${ADMIN}/rule-policy`, policy, operator.token);
}

/** Nothing waits; where a route is about one, a few do. */
async function backtests(path: string, { operator, get, send }: Fodder): Promise<string[]> {
  const { items } = (await get(`${ADMIN}/backtests?limit=200`)) as { items: { backtestNo: string; status: string }[] };
  for (const { backtestNo, status } of items) {
    if (status === 'QUEUED') await send('post', `${ADMIN}/backtests/${backtestNo}/cancel`, {}, operator.token);
  }
  if (!path.includes('{backtestNo}')) return [];
  const made: string[] = [];
  const asked = { ruleSet: 'main', candidate: { version: 1 }, fromDay: '2026-10-01', toDay: '2026-10-02' };
  for (let n = 0; n < 4; n++) {
    made.push(String((await send('post', `${ADMIN}/backtests`, asked, operator.token))['backtestNo']));
  }
  return made;
}

/** Drafts of experiments, or one that runs where a route ends it; nothing else runs. */
async function experiments(path: string, { get, send, operator }: Fodder): Promise<string[]> {
  const admin = `${ADMIN}/experiments`;
  const { items } = (await get(`${admin}?limit=200`)) as { items: { code: string; status: string }[] };
  for (const { code, status } of items) {
    if (status === 'RUNNING') await send('post', `${admin}/${code}/end`, REASON, operator.token);
  }
  const codes = Array.from({ length: path.endsWith('/end') ? 1 : SPARE }, newCode);
  const groups = ['A', 'B'].map((code) => ({ code, name: code, weight: 1, ruleSet: 'main' }));
  for (const code of codes) await send('post', admin, { code, name: 'Fuzz', groups }, operator.token);
  if (path.endsWith('/end')) await send('post', `${admin}/${codes[0]}/start`, REASON, operator.token);
  return codes;
}
