// (b) and (c): our own write path without HTTP, called from the same process. Lanes and set size come from the environment.
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import mysql from 'mysql2';
import { laneOf } from '../dist/account/posting-desk.js';
import { AppModule } from '../dist/app.module.js';
import { DirectPostings } from '../dist/earning/direct-postings.js';
import { EventIntake } from '../dist/earning/event-intake.js';
import { Database } from '../dist/platform/index.js';
import { Rules } from '../dist/rule/index.js';
import { drive, type Load, type Measured, outsideId, scattered } from './load.ts';

export interface InProcess {
  load: Load;
  users: number;
  run: string;
  /** Every award comes out of one budget, whose row whoever posts has to hold. */
  budget?: boolean;
}

const REPORTER = { source: 'bench', actor: 'client:bench', mayBackdate: false };

async function start() {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'], abortOnError: true });
  return { app, stop: () => app.close() };
}

/** Grants: the nearest to what the seed algorithm does. One posting, one business number, one user. */
export async function measureGrants({ load, users, run }: InProcess): Promise<Measured> {
  const { app, stop } = await start();
  const postings = app.get(DirectPostings);
  const measured = await drive(load, async (n) => {
    const grant = { bizNo: outsideId(run, n), points: 20, reason: 'bench' };
    return count(postings.grant(`u${scattered(n, users)}`, grant, REPORTER.actor));
  });
  await stop();
  return measured;
}

/** Business events: rules are evaluated, the event is kept with its explanation, the award is posted. */
export async function measureEvents({ load, users, run, budget }: InProcess): Promise<Measured> {
  const { app, stop } = await start();
  const intake = app.get(EventIntake);
  const rules = app.get(Rules);
  const { ruleSet } = rules.live();
  const limited = { rules: ruleSet.rules.map((rule) => ({ ...rule, budget: { points: 1_000_000_000_000 } })) };
  if (budget) await rules.publish(limited, 'bench', null);
  const measured = await drive(load, async (n) => count(intake.process(eventOf(run, n, users), REPORTER, 'bulk')));
  if (budget) await rules.publish(ruleSet, 'bench', null);
  await stop();
  return measured;
}

async function count(posted: Promise<unknown>): Promise<number> {
  return posted.then(
    () => 0,
    () => 1,
  );
}

/** An order of 20.00, which is awarded 20 points. */
export function eventOf(run: string, n: number, users: number) {
  const eventId = outsideId(run, n);
  return {
    eventId,
    type: 'ORDER_COMPLETED',
    userId: `u${scattered(n, users)}`,
    occurredAt: new Date().toISOString(),
    data: { orderNo: eventId, currency: 'CNY', amount: 2000 },
  };
}

/** The statements of one transaction as text, and the lane that ran it. */
export interface Recorded {
  lane: number;
  statements: string[];
}

type SqlValue = Extract<Parameters<typeof mysql.format>[1], unknown[]>[number];

interface Runner {
  query(sql: string, params?: SqlValue[]): Promise<unknown>;
}

/**
 * Posts events and writes the statements of every committed transaction to a file. Whoever sends them again in the same order
 * by lane, to a database that was like this one before, does exactly what the application did.
 */
export async function recordEvents(input: InProcess & { events: number; file: string }): Promise<{ sets: number }> {
  const { users, run, events, file } = input;
  const { app, stop } = await start();
  const { dataSource } = app.get(Database);
  const recorded: Recorded[] = [];
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (...args) => watched(create(...args), recorded);
  const intake = app.get(EventIntake);
  for (let n = 0; n < events; n += 1_000) {
    const some = Array.from({ length: Math.min(1_000, events - n) }, (_, i) => eventOf(run, n + i, users));
    await Promise.all(some.map((event) => intake.process(event, REPORTER, 'bulk')));
  }
  await stop();
  writeFileSync(file, JSON.stringify(recorded));
  return { sets: recorded.length };
}

function watched<R extends Runner>(runner: R, recorded: Recorded[]): R {
  const query = runner.query.bind(runner);
  let statements: string[] = [];
  let lane = 0;
  runner.query = async (sql: string, params: SqlValue[] = []) => {
    const result = await query(sql, params);
    statements.push(mysql.format(sql, params, true, 'Z'));
    const [first] = params;
    // The first thing a set asks for is its users.
    if (sql.startsWith('START TRANSACTION') && Array.isArray(first)) lane = laneOf(String(first[0]));
    if (sql === 'COMMIT' && statements.some((text) => text.includes('points_transaction'))) {
      recorded.push({ lane, statements });
    }
    if (sql === 'COMMIT' || sql === 'ROLLBACK') statements = [];
    return result;
  };
  return runner;
}
