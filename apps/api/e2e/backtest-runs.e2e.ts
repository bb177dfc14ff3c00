import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { BacktestView } from '@jifen/contracts';
import { int } from '../src/platform/index.js';
import {
  admin,
  cancel,
  dayText,
  ended,
  FIRST,
  get,
  instant,
  LIVE,
  own,
  rule,
  start,
  TO,
  today,
  until,
  withProgramme,
} from './backtest-support.js';
import { startServer, type TestServer } from './support.js';

jest.setTimeout(180_000);

/** The same events many times over in other years, to have something that takes its time. */
async function multiply(): Promise<{ fromDay: string; toDay: string; events: number }> {
  const earlier = 3_000;
  for (let copy = 0; copy < 400; copy++) {
    const mark = copy.toString(36).padStart(2, '0').toUpperCase();
    await own.database.run(
      `INSERT INTO business_event (event_no, source, type, event_id, user_id, channel, occurred_at, recorded_at, status,
         actor, backdated, rule_set_version, data, facts, result)
       SELECT CONCAT('Z', ?, SUBSTRING(event_no, 4)), ?, type, event_id, user_id, channel,
         occurred_at - INTERVAL ${earlier} DAY, recorded_at, status, actor, backdated, rule_set_version, data, facts, result
       FROM business_event WHERE occurred_at > ?`,
      [
        mark,
        `copy-${mark}`,
        instant(FIRST - 1, 0)
          .replace('T', ' ')
          .slice(0, 19),
      ],
    );
  }
  const [row] = await own.database.rows<{ n: string }>(
    `SELECT COUNT(*) AS n FROM business_event WHERE source LIKE 'copy-%'`,
  );
  return {
    fromDay: dayText(FIRST - earlier - 1),
    toDay: dayText(today - earlier),
    events: int(row?.n),
  };
}

describe('a backtest that takes its time', () => {
  // Only servers beside this process run it, so that one of them can be killed.
  withProgramme({ WORKER: 'off' });
  let many: { fromDay: string; toDay: string; events: number };
  let server: TestServer;
  const body = () => ({ candidate: { ruleSet: LIVE }, fromDay: many.fromDay, toDay: many.toDay });
  const run = async () => {
    const { backtestNo } = (await start(body()).expect(202)).body as BacktestView;
    const running = await until(backtestNo, ({ status, doneEvents }) => status !== 'QUEUED' && doneEvents > 0);
    expect(running).toMatchObject({ status: 'RUNNING', totalEvents: many.events, result: null });
    return backtestNo;
  };
  beforeAll(async () => {
    many = await multiply();
    server = await startServer({ ...own.env, WORKER: 'on' });
  });
  afterAll(() => server.stop());

  test('tells how far it is and stops soon after somebody cancels it', async () => {
    const backtestNo = await run();
    await cancel(backtestNo).expect(200);
    const { status, finishedAt, doneEvents } = await ended(backtestNo);
    expect({ status, stopped: doneEvents < many.events }).toEqual({ status: 'CANCELLED', stopped: true });
    expect(finishedAt).not.toBeNull();
    await cancel(backtestNo).expect(200);
  });

  test('is taken up by another process when the one that runs it is killed', async () => {
    const backtestNo = await run();
    await server.kill();
    const left = await get(backtestNo);
    expect(left.status).toBe('RUNNING');
    server = await startServer({ ...own.env, WORKER: 'on' });
    const { status, doneEvents, startedAt, result } = await ended(backtestNo);
    expect({ status, doneEvents }).toEqual({ status: 'DONE', doneEvents: many.events });
    expect(result?.events).toBe(many.events);
    expect(Date.parse(startedAt ?? '')).toBeGreaterThan(Date.parse(left.startedAt ?? ''));
  });

  test('is begun anew at once when its process ends in good order', async () => {
    const backtestNo = await run();
    await server.stop();
    server = await startServer({ ...own.env, WORKER: 'on' });
    const { status } = await ended(backtestNo);
    expect(status).toBe('DONE');
  });
});

describe('asking for a backtest', () => {
  withProgramme({ WORKER: 'off' });
  const refusal = async (body: object) => {
    const { status, body: problem } = await start(body);
    const [error] = problem.errors ?? [];
    return [status, problem.code, error?.pointer];
  };
  const candidate = { ruleSet: { rules: [] } };

  test('is refused with a pointer to what is wrong', async () => {
    const wrong = { ...rule('X', 'SIGNED_IN', {}), award: { kind: 'fixed', points: -1 } };
    const rules = [...LIVE.rules, wrong];
    expect(await refusal({ candidate: { ruleSet: { rules } } })).toEqual([
      422,
      'RULE_SET_INVALID',
      `/candidate/ruleSet/rules/${LIVE.rules.length}/award/points`,
    ]);
    const broken = [422, 'VALIDATION_FAILED'];
    expect(await refusal({ candidate: {} })).toEqual([...broken, '/candidate']);
    expect(await refusal({ candidate: { draft: true, version: 1 } })).toEqual([...broken, '/candidate']);
    expect(await refusal({ candidate, fromDay: dayText(TO + 1) })).toEqual([...broken, '/toDay']);
    expect(await refusal({ candidate, fromDay: dayText(TO - 1_000) })).toEqual([...broken, '/toDay']);
    expect(await refusal({ candidate: { version: 999 } })).toEqual([404, 'RULE_SET_NOT_FOUND', undefined]);
    expect(await refusal({ candidate, ruleSet: 'unknown' })).toEqual([404, 'RULE_SET_NOT_FOUND', undefined]);
    // Not what is live in its place, which would say nothing about a change.
    const none = [404, 'RULE_DRAFT_NOT_FOUND', '/candidate/draft'];
    expect(await refusal({ candidate: { draft: true } })).toEqual(none);
  });

  test('waits until somebody runs it, is listed, and ends at once when it is cancelled', async () => {
    await own.http
      .put('/api/v1/admin/rule-sets/main/draft')
      .set(...admin())
      .send({ revision: 0, ruleSet: LIVE })
      .expect(200);
    const first = (await start({ candidate: { draft: true }, title: 'Entwurf' }).expect(202)).body as BacktestView;
    expect(first).toMatchObject({ status: 'QUEUED', version: null, title: 'Entwurf', requestedByName: 'Admin' });
    expect(first).toMatchObject({ totalEvents: null, doneEvents: 0, eventsPerSecond: null, startedAt: null });
    const same = (await start({ candidate: { ruleSet: LIVE } }).expect(202)).body as BacktestView;
    // The draft, and the same rules sent along: one digest.
    expect(same.digest).toBe(first.digest);
    for (let more = 0; more < 3; more++) await start({ candidate }).expect(202);
    expect(await refusal({ candidate })).toEqual([409, 'TOO_MANY_BACKTESTS', undefined]);
    expect((await cancel(first.backtestNo).expect(200)).body).toMatchObject({ status: 'CANCELLED' });
    expect((await cancel(first.backtestNo).expect(200)).body).toMatchObject({ status: 'CANCELLED' });
    await start({ candidate }).expect(202);
    const page = await own.http.get('/api/v1/admin/backtests?ruleSet=main&limit=4').set(...admin());
    expect(page.body.items).toHaveLength(4);
    expect(page.body.items[0]).not.toHaveProperty('result');
    const rest = await own.http
      .get(`/api/v1/admin/backtests?ruleSet=main&limit=4&cursor=${page.body.nextCursor}`)
      .set(...admin());
    expect(rest.body.items.map(({ backtestNo }: BacktestView) => backtestNo)).toEqual([
      same.backtestNo,
      first.backtestNo,
    ]);
    expect((await own.http.get('/api/v1/admin/backtests?ruleSet=other').set(...admin())).body.items).toEqual([]);
    expect((await cancel('01JD0000000000000009')).body.code).toBe('BACKTEST_NOT_FOUND');
  });

  test('has its end: what is done cannot be cancelled', async () => {
    const { items } = (await own.http.get('/api/v1/admin/backtests').set(...admin())).body;
    const { backtestNo } = items[0];
    await own.database.run(`UPDATE backtest SET status = 'DONE', result = '{}' WHERE backtest_no = ?`, [backtestNo]);
    expect((await cancel(backtestNo)).body.code).toBe('BACKTEST_ENDED');
  });
});
