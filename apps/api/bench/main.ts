// The bench: everything in one run on one machine, each thing several times in turn, so that a noisy minute hits all alike.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import { type Cost, costOf, databasePidOf } from './cost.ts';
import { fillLedger } from './fill.ts';
import {
  type HttpTarget,
  measureAsync,
  measureBatch,
  measureEmptyPost,
  measureEmptyRoute,
  measureSingle,
} from './http.ts';
import { type Measured, median } from './load.ts';
import { type Plan, planOf, USAGE } from './plan.ts';
import { summarizeProfiles } from './profile.ts';
import {
  freshDatabase,
  freshProgramme,
  inChild,
  type Programme,
  type Servers,
  startApi,
  startEmptyRoute,
} from './programme.ts';
import { type Costs, type Figures, LINES, type LineName, reportOf } from './report.ts';

const HOT = 1;
const GROUPED_CALLERS = 2_048;
const SINGLE_CALLERS = 64;
const LANES = 2;

/** Whatever the steps of a round share. */
interface Bench {
  plan: Plan;
  servers: Servers;
  programme: Programme;
  seedUrl: string;
  note: (line: LineName, measured: Measured) => void;
  /** Of the routes, each round. */
  costs: Record<keyof Costs, Cost[]>;
}

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const plan = planOf(process.argv.slice(2));
  if (plan === 'help') return console.log(USAGE);
  const { BENCH_ROOT_URL: rootUrl, BENCH_REDIS_URL: redisUrl, BENCH_DIR: dir, BENCH_PREFIX } = process.env;
  if (!rootUrl || !redisUrl || !dir) throw new Error('Start it with `npm run bench`, which brings its own servers.');
  const servers = { rootUrl, redisUrl, dir, prefix: BENCH_PREFIX || 'bench' };
  const runs = new Map<LineName, Measured[]>();
  const note = (line: LineName, measured: Measured) => {
    runs.set(line, [...(runs.get(line) ?? []), measured]);
    say(
      `  ${LINES[line]}: ${Math.round(measured.perSecond)}/s, p50 ${measured.p50Ms.toFixed(1)} ms, p99 ${measured.p99Ms.toFixed(1)} ms`,
    );
  };
  say(`Filling a ledger with ${plan.baseTransactions} transactions of ${plan.users} users.`);
  const programme = await filled(servers, plan, 'ours', plan.baseTransactions);
  const seedUrl = await freshDatabase(servers, `${servers.prefix}_seed`);
  await inChild('seed-prepare', workerEnv(programme), {
    url: seedUrl,
    users: plan.users,
    transactions: plan.baseTransactions,
  });
  const bench: Bench = { plan, servers, programme, seedUrl, note, costs: { single: [], batch: [] } };
  await recordBareSql(bench);
  for (let round = 1; round <= plan.rounds; round++) {
    say(`Round ${round} of ${plan.rounds}`);
    await postings(bench, round);
    await bareSql(bench);
    await overHttp(bench, round);
  }
  await growth(bench);
  if (plan.profileDir) await profiled(bench, plan.profileDir);
  const figures = Object.fromEntries([...runs].map(([line, measured]) => [line, median(measured)])) as Figures;
  const costs = { single: middle(bench.costs.single), batch: middle(bench.costs.batch) };
  console.log(reportOf(figures, costs, await headingOf(bench)));
}

function workerEnv(programme: Programme, more: Record<string, string> = {}): Record<string, string> {
  return { ...programme.env, WORKER: 'off', ...more };
}

async function filled(servers: Servers, plan: Plan, name: string, transactions: number): Promise<Programme> {
  const programme = await freshProgramme(servers, `${servers.prefix}_${name}`);
  await fillLedger(programme.databaseUrl, { users: plan.users, transactions, source: 'bench', result: STORED_ANSWER });
  return programme;
}

/** (a), (b), (c): the same posting, three ways, over many users and over one. */
async function postings({ plan, programme, seedUrl, note }: Bench, round: number): Promise<void> {
  const { seconds, warmUpSeconds } = plan;
  const one = { POSTING_LANES: '32', POSTING_SET_SIZE: '1', DATABASE_POOL_SIZE: '34' };
  for (const [name, users] of [
    ['Spread', plan.users],
    ['Hot', HOT],
  ] as const) {
    const run = (step: string) => `${step}${round}${name[0]?.toLowerCase()}-`;
    const load = { seconds, warmUpSeconds };
    const seed = { url: seedUrl, load, users, run: run('a') };
    note(`a${name}`, await inChild<Measured>('seed', workerEnv(programme), seed));
    if (name === 'Spread') {
      const typeorm = { ...seed, run: run('t') };
      note('aTypeormSpread', await inChild<Measured>('seed-typeorm', workerEnv(programme), typeorm));
    }
    const single = { load: { ...load, callers: SINGLE_CALLERS }, users, run: run('b') };
    note(`b${name}`, await inChild<Measured>('grants', workerEnv(programme, one), single));
    const grouped = { load: { ...load, callers: GROUPED_CALLERS }, users, run: run('c') };
    note(`c${name}`, await inChild<Measured>('grants', workerEnv(programme), grouped));
    const events = { ...grouped, run: run('e') };
    note(`events${name}`, await inChild<Measured>('events', workerEnv(programme), events));
    if (users === HOT) continue;
    const budget = { ...grouped, run: run('f'), budget: true };
    note('eventsBudget', await inChild<Measured>('events', workerEnv(programme), budget));
  }
}

const recordingOf = (dir: string, name: string) => join(dir, `recorded-${name}.json`);

/** Posts events to a ledger like the one that the statements will be sent to, and keeps the statements. */
async function recordBareSql({ plan, servers }: Bench): Promise<void> {
  for (const [name, users] of [
    ['Spread', plan.users],
    ['Hot', HOT],
  ] as const) {
    const programme = await filled(servers, plan, 'bare', plan.baseTransactions);
    const file = recordingOf(servers.dir, name);
    const input = { users, run: 'd-', events: plan.recordedEvents, file };
    await inChild('record', workerEnv(programme, { POSTING_LANES: String(LANES) }), input);
  }
}

async function bareSql({ plan, servers, note }: Bench): Promise<void> {
  for (const name of ['Spread', 'Hot'] as const) {
    const programme = await filled(servers, plan, 'bare', plan.baseTransactions);
    const input = {
      url: programme.databaseUrl,
      file: recordingOf(servers.dir, name),
      lanes: LANES,
      events: plan.recordedEvents,
    };
    note(`d${name}`, await inChild<Measured>('replay', workerEnv(programme), input));
  }
}

async function overHttp({ plan, servers, programme, note, costs }: Bench, round: number): Promise<void> {
  const { apiKey } = programme;
  const target = (baseUrl: string, run: string): HttpTarget => {
    return { baseUrl, apiKey, users: plan.users, run: `${run}${round}-` };
  };
  const nest = await startEmptyRoute();
  note('empty', await measureEmptyRoute(nest.baseUrl, plan));
  note('emptyPost', await measureEmptyPost(target(nest.baseUrl, 'n'), plan));
  await nest.stop();
  const api = await startApi(programme);
  const pids = { apiPid: api.pid, databasePid: await databasePidOf(servers.rootUrl) };
  for (const [line, measure] of [
    ['single', measureSingle],
    ['batch', measureBatch],
  ] as const) {
    // A server has run for days when its customers meet it: what V8 still has to compile is none of their business.
    await measure(target(api.baseUrl, `${line}w`), { seconds: plan.warmUpSeconds, warmUpSeconds: 0 });
    const cost = await costOf(pids, plan.seconds, async () => {
      const measured = await measure(target(api.baseUrl, line), { seconds: plan.seconds, warmUpSeconds: 0 });
      note(line, measured);
      return measured;
    });
    costs[line].push(cost);
  }
  note('async', await measureAsync(target(api.baseUrl, 'q'), plan, programme.databaseUrl));
  await api.stop();
}

/** The middle one of several rounds, by the sum. */
function middle(costs: readonly Cost[]): Cost {
  const sum = ({ api, load, database }: Cost) => api + load + (database || 0);
  return [...costs].sort((a, b) => sum(a) - sum(b))[Math.floor((costs.length - 1) / 2)] as Cost;
}

/** The batch route on a small and on a grown ledger, in turn. */
async function growth({ plan, servers, note }: Bench): Promise<void> {
  const sizes = { small: plan.baseTransactions, grown: plan.grownTransactions } as const;
  const programmes = {} as Record<keyof typeof sizes, Programme>;
  for (const name of ['small', 'grown'] as const) {
    say(`Filling a ledger with ${sizes[name]} transactions.`);
    programmes[name] = await filled(servers, plan, name, sizes[name]);
  }
  for (let round = 1; round <= plan.rounds; round++) {
    for (const name of ['small', 'grown'] as const) {
      const api = await startApi(programmes[name]);
      const { apiKey } = programmes[name];
      const target = { baseUrl: api.baseUrl, apiKey, users: plan.users, run: `g${round}-` };
      note(name, await measureBatch(target, plan));
      await api.stop();
    }
  }
}

async function profiled({ plan, programme }: Bench, folder: string): Promise<void> {
  const api = await startApi(programme, folder);
  const target = { baseUrl: api.baseUrl, apiKey: programme.apiKey, users: plan.users, run: 'p-' };
  await measureBatch(target, { warmUpSeconds: 0, seconds: plan.seconds * 2 });
  await api.stop();
  say(summarizeProfiles(folder));
}

async function headingOf({ plan, servers }: Bench): Promise<string> {
  const pool = createPool({ uri: servers.rootUrl, connectionLimit: 1 });
  const [[row]] = await pool.query<RowDataPacket[]>(
    'SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush, @@innodb_buffer_pool_size AS pool',
  );
  await pool.end();
  const sizes = `${plan.users} users, ${plan.baseTransactions} transactions before, ${plan.grownTransactions} in the grown ledger`;
  const how = `median of ${plan.rounds} round(s) of ${plan.seconds} s each`;
  const where = `${availableParallelism()} cores that also carry the database and the load, ${row?.['version']}`;
  const durable = `innodb_flush_log_at_trx_commit=${row?.['flush']}, buffer pool ${Math.round(Number(row?.['pool']) / 2 ** 20)} MiB`;
  return `Bench (${plan.name}): ${sizes}; ${how}.\n${where}; Node ${process.versions.node}; ${durable}.`;
}

/** What an order of 20.00 is answered, as it is stored. */
const STORED_ANSWER = JSON.stringify({
  eventId: 'f0',
  status: 'POSTED',
  points: 20,
  transactions: [
    { transactionNo: '01KAMN0Q800000000000', points: 20, ruleCode: 'ORDER_BASE', expiresOn: '2027-01-01' },
  ],
  account: {
    userId: 'u0',
    wallet: 'points',
    available: 20,
    frozen: 0,
    pending: 0,
    debt: 0,
    totalEarned: 20,
    totalConsumed: 0,
    level: null,
    status: 'ACTIVE',
  },
  explanation: [
    {
      ruleCode: 'ORDER_BASE',
      outcome: 'AWARDED',
      conditions: [],
      points: 20,
      base: { kind: 'ratio', amountMinor: 2000, currency: 'CNY' },
      exact: { numerator: 20, denominator: 1 },
      rounding: { mode: 'floor', points: 20 },
    },
  ],
});

await main();
