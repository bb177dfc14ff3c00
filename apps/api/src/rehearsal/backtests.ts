import {
  type BacktestDays,
  type BacktestPage,
  type BacktestQuery,
  type BacktestRequest,
  type BacktestSummary,
  type BacktestView,
  JifenError,
  MAX_BACKTEST_DAYS,
} from '@jifen/contracts';
import { localDate } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { Audit, Operators } from '../identity/index.js';
import { type Caller, Database, decodeCursor, Jobs, pageOf } from '../platform/index.js';
import { Candidates } from '../rule/index.js';
import { BacktestRepository, type BacktestRow } from './backtest.repository.js';
import { BACKTEST_QUEUE } from './backtest-runner.js';
import { problemText } from './domain/backtest-problem.js';
import { daysBetween } from './domain/backtest-window.js';
import { RehearsalTime } from './rehearsal-time.js';

/** More than so many would keep the others waiting for long. */
const MAX_WAITING = 5;
const DEFAULT_LIMIT = 20;
const LIST = 'backtests';

/** Who did it, and what they are called. */
@Injectable()
export class BacktestAuthors {
  constructor(
    readonly audit: Audit,
    readonly operators: Operators,
  ) {}
}

/** Replays of stored events through other rules: asked for here, run by BacktestRunner. */
@Injectable()
export class Backtests {
  constructor(
    private readonly database: Database,
    private readonly repository: BacktestRepository,
    private readonly candidates: Candidates,
    private readonly authors: BacktestAuthors,
    private readonly jobs: Jobs,
    private readonly time: RehearsalTime,
  ) {}

  /**
   * Queues a backtest. Raises what Candidates.find raises, VALIDATION_FAILED when the days are no window, and
   * TOO_MANY_BACKTESTS.
   */
  async start(request: BacktestRequest, caller: Caller): Promise<BacktestView> {
    const { ruleSet, candidate, fromDay, toDay, title = null } = request;
    requireWindow(fromDay, toDay, localDate(this.time.now().getTime(), this.time.timeZone));
    const { version, digest, json } = await this.candidates.find(ruleSet, candidate);
    const backtestNo = this.time.nextNo();
    const now = this.time.now();
    await this.database.transaction(async (db) => {
      const waiting = await this.repository.waiting(db);
      if (waiting >= MAX_WAITING) throw new JifenError('TOO_MANY_BACKTESTS', { waiting, most: MAX_WAITING });
      const requestedBy = caller.actor;
      const backtest = { backtestNo, ruleSet, version, digest, json, title, fromDay, toDay, requestedBy };
      await this.repository.insert(db, backtest, now);
      const after = { ruleSet, version, digest, title, fromDay, toDay };
      const entry = { action: 'rules.backtest', subject: `backtest:${backtestNo}`, after };
      await this.authors.audit.record(db, caller, entry, now);
    });
    void this.jobs.wake(BACKTEST_QUEUE);
    return this.get(backtestNo);
  }

  /** The first and the last day on which a stored event happened. */
  async days(): Promise<BacktestDays> {
    const times = await this.repository.storedTimes(this.database);
    const day = (time: string) => localDate(Date.parse(time), this.time.timeZone);
    return { fromDay: times ? day(times.first) : null, toDay: times ? day(times.last) : null };
  }

  /** One backtest with what came out. Raises BACKTEST_NOT_FOUND. */
  async get(backtestNo: string): Promise<BacktestView> {
    const row = await this.repository.find(this.database, backtestNo);
    if (!row) throw new JifenError('BACKTEST_NOT_FOUND', { backtestNo });
    const [view] = await this.views([row]);
    const result = row.status === 'DONE' ? await this.repository.result(this.database, backtestNo) : null;
    return { ...(view as BacktestSummary), result };
  }

  /** Backtests, newest first. Raises INVALID_CURSOR. */
  async page({ ruleSet, cursor, limit = DEFAULT_LIMIT }: BacktestQuery): Promise<BacktestPage> {
    const list = `${LIST}:${ruleSet ?? ''}`;
    const before = decodeCursor(list, cursor)?.[0];
    const beforeNo = before === undefined ? undefined : String(before);
    const rows = await this.repository.page(this.database, ruleSet, beforeNo, limit + 1);
    const { items, nextCursor } = pageOf(
      list,
      rows,
      limit,
      (row) => row,
      (row) => [row.backtestNo],
    );
    return { items: await this.views(items), nextCursor };
  }

  /**
   * Ends a backtest that waits, or tells the one who runs it to stop, which takes about a second; cancelling again
   * changes nothing. Raises BACKTEST_NOT_FOUND, and BACKTEST_ENDED when it is done or has failed.
   */
  async cancel(backtestNo: string, caller: Caller): Promise<BacktestView> {
    const now = this.time.now();
    await this.database.transaction(async (db) => {
      const found = await this.repository.lock(db, backtestNo);
      if (!found) throw new JifenError('BACKTEST_NOT_FOUND', { backtestNo });
      const { status, isRunning } = found;
      if (status === 'DONE' || status === 'FAILED') throw new JifenError('BACKTEST_ENDED', { status });
      if (status === 'CANCELLED') return this.authors.audit.unchanged(caller);
      if (isRunning) await this.repository.askToCancel(db, backtestNo);
      else await this.repository.cancel(db, backtestNo, now);
      const entry = { action: 'rules.backtest-cancel', subject: `backtest:${backtestNo}`, before: { status } };
      await this.authors.audit.record(db, caller, entry, now);
    });
    return this.get(backtestNo);
  }

  private async views(rows: readonly BacktestRow[]): Promise<BacktestSummary[]> {
    const names = await this.authors.operators.namesOf(rows.map(({ requestedBy }) => requestedBy));
    const nowMs = this.time.now().getTime();
    return rows.map(({ cancelAsked, problem, ...row }) => ({
      ...row,
      problem: problem === null ? null : problemText(problem),
      eventsPerSecond: speedOf(row, nowMs),
      requestedByName: names.get(row.requestedBy) ?? null,
    }));
  }
}

/** From the start of the thread on, what had to be read beforehand included. */
function speedOf(
  { startedAt, finishedAt, doneEvents }: Pick<BacktestRow, 'startedAt' | 'finishedAt' | 'doneEvents'>,
  nowMs: number,
) {
  if (startedAt === null) return null;
  const endMs = finishedAt === null ? nowMs : Date.parse(finishedAt);
  const tookMs = endMs - Date.parse(startedAt);
  return tookMs <= 0 ? null : Math.round((doneEvents / tookMs) * 1_000);
}

const text = (zh: string, en: string) => ({ 'zh-CN': zh, 'en-US': en });

function requireWindow(fromDay: string, toDay: string, today: string): void {
  const days = daysBetween(fromDay, toDay);
  if (days >= 1 && days <= MAX_BACKTEST_DAYS && toDay <= today) return;
  const tooWide = text(`不能超过 ${MAX_BACKTEST_DAYS} 天`, `must be within ${MAX_BACKTEST_DAYS} days`);
  const tooLate = text(`不能晚于 ${today}`, `must not be after ${today}`);
  const said = days < 1 ? text('不能早于开始日期', 'must not be before fromDay') : toDay > today ? tooLate : tooWide;
  const error = { pointer: '/toDay', code: 'range', detail: said['en-US'], text: said };
  throw new JifenError('VALIDATION_FAILED', {}, [error]);
}
