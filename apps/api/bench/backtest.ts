// Backtests per second, end to end: from the request to the stored result, over HTTP, with the thread's start and
// everything that is read beforehand. On the demo programme, on orders imported from files, and on many copies of them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import { freshProgramme, type Programme, type Server, type Servers, startApi } from './programme.ts';

const USAGE = `npm run bench:backtest -- [--orders FILE:PRESET]... [--copies N] [--rounds N]

Measures backtests on a private database: of the demo programme, and of orders that are imported from files.
  --orders  a file and the preset of the import that fits it; several times for several files
  --copies  replays so many copies of the stored events besides (20)
  --rounds  how often each is measured; median and best are shown (5)`;
const IMPORT = fileURLToPath(new URL('../dist/cli/import.js', import.meta.url));
/** Copies lie in other years, so many days earlier. */
const COPIES_EARLIER_DAYS = 7_300;

interface Backtest {
  backtestNo: string;
  status: string;
  problem: string | null;
  totalEvents: number;
  requestedAt: string;
  finishedAt: string;
  result: { points: number; postedPoints: number } | null;
}

interface Window {
  name: string;
  fromDay: string;
  toDay: string;
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

class Console {
  private readonly baseUrl: string;
  private readonly token: string;

  private constructor(baseUrl: string, token: string) {
    this.baseUrl = baseUrl;
    this.token = token;
  }

  static async logIn({ baseUrl }: Server, credentialsFile: string): Promise<Console> {
    const { operators } = JSON.parse(readFileSync(credentialsFile, 'utf8')) as {
      operators: { email: string; password: string }[];
    };
    const body = JSON.stringify(operators[0] && { email: operators[0].email, password: operators[0].password });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${baseUrl}/api/v1/admin/auth/login`, { method: 'POST', headers, body });
    return new Console(baseUrl, ((await answer.json()) as { accessToken: string }).accessToken);
  }

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    const sent = body ? { body: JSON.stringify(body) } : {};
    const answer = await fetch(`${this.baseUrl}/api/v1/admin${path}`, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Runs one to its end and answers it. Raises when it was not done. */
  async backtest({ fromDay, toDay }: Window): Promise<Backtest> {
    const rules = await this.call<{ rules: { code: string; multipliers?: object[] }[] }>('GET', '/rule-sets/main');
    const doubled = rules.rules.map((rule) =>
      rule.code === 'ORDER_BASE'
        ? { ...rule, multipliers: [...(rule.multipliers ?? []), { code: 'TWICE', rateBps: 20_000 }] }
        : rule,
    );
    const candidate = { ruleSet: { rules: doubled } };
    const body = { ruleSet: 'main', candidate, fromDay, toDay };
    const { backtestNo } = await this.call<Backtest>('POST', '/backtests', body);
    for (;;) {
      const backtest = await this.call<Backtest>('GET', `/backtests/${backtestNo}`);
      if (backtest.status === 'DONE') return backtest;
      if (backtest.status === 'FAILED') throw new Error(backtest.problem ?? 'it failed');
      await sleep(20);
    }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      orders: { type: 'string', multiple: true, default: [] },
      copies: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '5' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(USAGE);
  const { BENCH_ROOT_URL: rootUrl, BENCH_REDIS_URL: redisUrl, BENCH_DIR: dir } = process.env;
  if (!rootUrl || !redisUrl || !dir) throw new Error('Start it with `npm run bench:backtest`.');
  const servers: Servers = { rootUrl, redisUrl, dir, prefix: 'bench' };
  say('Seeding the demo programme.');
  const programme = await freshProgramme(servers, 'bench_backtest', 'demo');
  const api = await startApi(programme);
  const pool = createPool({ uri: programme.databaseUrl, connectionLimit: 1 });
  try {
    const rowsOf = async () => (await pool.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM business_event'))[0];
    const now = Date.now();
    const windows: Window[] = [{ name: 'demo programme', fromDay: day(now - 400 * 86_400_000), toDay: day(now) }];
    const files = values.orders.filter((each) => importOrders(each, api, programme));
    if (files.length > 0)
      windows.push({ name: 'imported orders', ...(await daysBefore(pool, now - 400 * 86_400_000)) });
    const copied = windows.at(-1) as Window;
    await copy(pool, copied, Number(values.copies));
    const earlier = (text: string) => day(Date.parse(text) - COPIES_EARLIER_DAYS * 86_400_000);
    const name = `${values.copies} copies of the ${copied.name}`;
    windows.push({ name, fromDay: earlier(copied.fromDay), toDay: earlier(copied.toDay) });
    say(`${(await rowsOf())[0]?.['n']} events are stored.`);
    const console_ = await Console.logIn(api, join(dir, 'bench_backtest.json'));
    const lines: string[] = [];
    for (const window of windows) lines.push(await measured(console_, window, Number(values.rounds)));
    const load = loadavg()[0]?.toFixed(1);
    console.log(
      `${availableParallelism()} cores that also carry the database; load ${load}; Node ${process.versions.node}`,
    );
    console.log('| Events | how many | median events/s | best |\n| --- | ---: | ---: | ---: |');
    for (const line of lines) console.log(line);
  } finally {
    await pool.end();
    await api.stop();
  }
}

function importOrders(fileAndPreset: string, api: Server, { apiKey, env }: Programme): boolean {
  const [file = '', preset = ''] = fileAndPreset.split(':');
  say(`Importing ${file}.`);
  // The two files have invoices in common: each gets event ids of its own.
  const options = [
    '--preset',
    preset,
    '--id-prefix',
    `${preset}-`,
    '--commit',
    '--out',
    join(env['BENCH_DIR'] ?? '', preset),
  ];
  const child = spawnSync(process.execPath, [IMPORT, 'orders', file, ...options], {
    env: { ...env, JIFEN_URL: api.baseUrl, JIFEN_API_KEY: apiKey },
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(`the import failed:\n${child.stdout}${child.stderr}`);
  return true;
}

type Pool = ReturnType<typeof createPool>;

async function daysBefore(pool: Pool, beforeMs: number): Promise<{ fromDay: string; toDay: string }> {
  const sql = `SELECT CAST(DATE(MIN(occurred_at)) AS CHAR) AS first, CAST(DATE(MAX(occurred_at)) AS CHAR) AS last
    FROM business_event WHERE occurred_at < ?`;
  const [rows] = await pool.query<RowDataPacket[]>(sql, [day(beforeMs)]);
  const [row] = rows;
  return { fromDay: String(row?.['first']), toDay: day(Date.parse(String(row?.['last'])) + 86_400_000) };
}

async function copy(pool: Pool, { fromDay, toDay }: Window, copies: number): Promise<void> {
  say(`Copying the events of ${fromDay} to ${toDay} ${copies} times.`);
  for (let number = 0; number < copies; number++) {
    const mark = number.toString(36).toUpperCase().padStart(3, '0');
    await pool.query(
      `INSERT INTO business_event (event_no, source, type, event_id, user_id, channel, occurred_at, recorded_at, status,
         actor, backdated, rule_set_version, data, facts, result)
       SELECT CONCAT('Z', ?, SUBSTRING(event_no, 5)), ?, type, event_id, user_id, channel,
         occurred_at - INTERVAL ${COPIES_EARLIER_DAYS} DAY, recorded_at, status, actor, backdated, rule_set_version, data,
         facts, result
       FROM business_event WHERE occurred_at >= ? AND occurred_at < ? + INTERVAL 1 DAY`,
      [mark, `copy-${mark}`, fromDay, toDay],
    );
  }
}

async function measured(console_: Console, window: Window, rounds: number): Promise<string> {
  const speeds: number[] = [];
  let events = 0;
  for (let round = 1; round <= rounds; round++) {
    const { totalEvents, requestedAt, finishedAt, result } = await console_.backtest(window);
    const seconds = (Date.parse(finishedAt) - Date.parse(requestedAt)) / 1_000;
    events = totalEvents;
    speeds.push(totalEvents / seconds);
    const points = `${result?.points} points instead of ${result?.postedPoints}`;
    say(`  ${window.name}: ${totalEvents} events in ${seconds.toFixed(2)} s, ${points}`);
  }
  speeds.sort((a, b) => b - a);
  const text = (number: number | undefined) => Math.round(number ?? 0).toLocaleString('en-US');
  return `| ${window.name} | ${text(events)} | ${text(speeds[Math.floor(speeds.length / 2)])} | ${text(speeds[0])} |`;
}

await main();
