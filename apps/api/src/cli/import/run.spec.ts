import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Report } from './report.js';
import { guardCell } from './report.js';
import { type ImportWorld, runImport } from './run.js';

interface SentEvent {
  eventId: string;
  userId: string;
  data: { amount: number };
}

/** A stand-in for the API: one point for each 1.00, remembers what it has posted, refuses what it is told to. */
class FakeApi {
  readonly posted = new Map<string, string>();
  readonly sizes: number[] = [];
  readonly failures: (Response | Error)[] = [];
  readonly refused = new Map<string, { code: string; retryable: boolean; times: number }>();

  readonly fetch: typeof fetch = async (url, init) => {
    expect(String(url)).toBe('http://api.test/api/v1/events/batch');
    expect(new Headers(init?.headers).get('authorization')).toBe('Bearer secret');
    const failure = this.failures.shift();
    if (failure instanceof Error) throw failure;
    if (failure) return failure;
    const { events }: { events: SentEvent[] } = JSON.parse(String(init?.body));
    this.sizes.push(events.length);
    return Response.json({ results: events.map((event) => this.answer(event)) });
  };

  private answer(event: SentEvent): object {
    const { eventId, data } = event;
    const refusal = this.refused.get(eventId);
    if (refusal && refusal.times > 0) {
      refusal.times -= 1;
      const { code, retryable } = refusal;
      return { eventId, status: 'REJECTED', problem: { code, retryable, status: 409, title: code, detail: '=1+1' } };
    }
    const text = JSON.stringify(event);
    const before = this.posted.get(eventId);
    if (before !== undefined && before !== text) {
      return { eventId, status: 'REJECTED', problem: { code: 'IDEMPOTENCY_CONFLICT', retryable: false } };
    }
    this.posted.set(eventId, text);
    const points = Math.floor(data.amount / 100);
    const transactions = points > 0 ? [{ transactionNo: `T${eventId}` }] : [];
    return {
      eventId,
      status: points > 0 ? 'POSTED' : 'NO_AWARD',
      points,
      transactions,
      replayed: before !== undefined,
    };
  }
}

const CSV = [
  '\uFEFFInvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID',
  '1,A,"WHITE ""HANGING"" HEART, SMALL",6,1/12/2010,2.55,17850',
  '1,B,"two\r\nlines",1,1/12/2010,0.005,17850',
  '2,A,=cmd(),1,2/12/2010,0.50,13047',
  '3,A,x,1,3/12/2010,3,',
  '',
  'C4,A,x,-1,3/12/2010,3,13047',
  '5,A,5" PLATE,1,31/11/2010,3,13047',
  '6,A,x,1,4/12/2010,7.00,13047',
  '7,POST,x,1,4/12/2010,7.00,13047',
].join('\r\n');

let folder: string;
let api: FakeApi;
let printed: string[];
let errors: string[];
let delaysMs: number[];
let interrupt: AbortController;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
  api = new FakeApi();
  printed = [];
  errors = [];
  delaysMs = [];
  interrupt = new AbortController();
  await writeFile(join(folder, 'f.csv'), CSV);
});

afterEach(() => rm(folder, { recursive: true }));

function run(...extra: string[]): Promise<number> {
  const world: ImportWorld = {
    env: { JIFEN_URL: 'http://api.test/', JIFEN_API_KEY: 'secret' },
    baseFolder: folder,
    credentialsPath: join(folder, 'credentials.json'),
    fetcher: api.fetch,
    sleep: async (ms, signal) => {
      delaysMs.push(ms);
      signal.throwIfAborted();
    },
    random: () => 1,
    signal: interrupt.signal,
    now: () => new Date(0),
    print: (line) => printed.push(line),
    printError: (line) => errors.push(line),
    isTerminal: false,
  };
  return runImport(['orders', 'f.csv', '--preset', 'online-retail-lines', '--out', 'r', ...extra], world);
}

const read = (name: string) => readFile(join(folder, 'r', name), 'utf8');
const report = async () => JSON.parse(await read('report.json')) as Report;

describe('runImport', () => {
  it('checks and reports without posting by default', async () => {
    expect(await run()).toBe(1);
    expect(api.sizes).toEqual([]);
    const { totals, mode } = await report();
    expect(mode).toBe('dry-run');
    expect(totals).toMatchObject({
      rowsRead: 8,
      invoices: 7,
      orders: 3,
      customers: 2,
      amountMinor: { GBP: 1531 + 50 + 700 },
      skippedByReason: { NO_CUSTOMER: 1, CANCELLATION: 1, EXCLUDED_CODE: 1 },
      malformedByReason: { BAD_DATE: 1 },
      outcomes: { ready: { orders: 3, rows: 4 } },
      balanced: true,
    });
    expect(await read('errors.csv')).toContain('\r\n9,BAD_DATE,');
    expect(await read('skipped.csv')).toMatch(/\r\n6,NO_CUSTOMER,.*\r\n8,CANCELLATION,.*\r\n11,EXCLUDED_CODE,/);
    expect(printed.at(-1)).toContain('--commit');
  });

  it('posts once, and again changes nothing', async () => {
    expect(await run('--commit', '--batch-size', '2')).toBe(1);
    expect(api.sizes).toEqual([2, 1]);
    const first = (await report()).totals;
    expect(first.outcomes).toMatchObject({ posted: { orders: 2, rows: 3 }, noAward: { orders: 1, rows: 1 } });
    expect(first).toMatchObject({ pointsPosted: 22, pointsReplayed: 0, balanced: true });
    expect(await read('orders.csv')).toContain('1,17850,2010-12-01T00:00:00.000Z,GBP,1531,2,posted,15,T1,\r\n');

    const before = new Map(api.posted);
    await run('--commit');
    expect(api.posted).toEqual(before);
    const second = (await report()).totals;
    expect(second.outcomes).toMatchObject({ posted: { orders: 0 }, noAward: { orders: 0 }, replayed: { orders: 3 } });
    expect(second).toMatchObject({ pointsPosted: 0, pointsReplayed: 22, balanced: true });
  });

  it('posts nothing with --strict while a row needs correcting', async () => {
    expect(await run('--commit', '--strict')).toBe(1);
    expect(api.sizes).toEqual([]);
  });

  it('tries again after network errors, overload and retryable refusals', async () => {
    api.failures.push(
      new TypeError('fetch failed'),
      new Response('busy', { status: 503, headers: { 'retry-after': '2' } }),
    );
    api.refused.set('2', { code: 'OVERLOADED', retryable: true, times: 1 });
    await run('--commit');
    expect(delaysMs).toEqual([250, 2000, 1000]);
    expect(api.sizes).toEqual([3, 1]);
    expect((await report()).totals).toMatchObject({ pointsPosted: 22, outcomes: { notSent: { orders: 0 } } });
  });

  it('finds the event to blame when a whole set is refused', async () => {
    for (const status of [413, 413]) api.failures.push(Response.json({ code: 'PAYLOAD_TOO_LARGE' }, { status }));
    api.failures.push(Response.json({ code: 'PAYLOAD_TOO_LARGE' }, { status: 413 }));
    expect(await run('--commit')).toBe(1);
    const { totals } = await report();
    expect(totals.rejectedByCode).toEqual({ PAYLOAD_TOO_LARGE: 1 });
    expect(totals.outcomes).toMatchObject({
      rejected: { orders: 1, rows: 2 },
      posted: { orders: 1 },
      noAward: { orders: 1 },
    });
    expect(totals.balanced).toBe(true);
  });

  it('lists rows of refused orders in the error file, safe for spreadsheets', async () => {
    api.refused.set('2', { code: 'USER_CLOSED', retryable: false, times: 9 });
    expect(await run('--commit')).toBe(1);
    expect(await read('errors.csv')).toContain("\r\n5,USER_CLOSED,'=1+1,2,A,'=cmd(),1,2/12/2010,0.50,13047\r\n");
  });

  it.each([
    ['is not allowed', () => Response.json({ code: 'FORBIDDEN' }, { status: 403 })],
    ['does not answer like Jifen', () => new Response('<html>', { status: 200 })],
  ])('stops and counts the rest as not sent when the API %s', async (_name, failure) => {
    api.failures.push(failure());
    expect(await run('--commit')).toBe(1);
    const { totals, stopped } = await report();
    expect(stopped).toBeTruthy();
    expect(totals).toMatchObject({ outcomes: { notSent: { orders: 3 } }, balanced: true });
    expect(errors.join()).toContain('Run the same command again');
  });

  it('gives up after ten attempts, and ends at an interruption', async () => {
    for (let i = 0; i < 10; i += 1) api.failures.push(new TypeError('fetch failed'));
    expect(await run('--commit')).toBe(1);
    expect(delaysMs).toHaveLength(9);
    interrupt.abort();
    expect(await run('--commit')).toBe(1);
    expect((await report()).stopped).toBe('interrupted');
    expect(api.sizes).toEqual([]);
  });

  it('reports a changed order as a conflict', async () => {
    await run('--commit');
    await writeFile(join(folder, 'f.csv'), CSV.replace('7.00', '8.00'));
    await run('--commit');
    expect((await report()).totals.rejectedByCode).toEqual({ IDEMPOTENCY_CONFLICT: 1 });
  });

  it('posts nothing of a file with a quote that is never closed', async () => {
    await writeFile(join(folder, 'f.csv'), `${CSV}\r\n8,"A,x,1,4/12/2010,7.00,13047\r\n`);
    expect(await run('--commit')).toBe(1);
    expect(api.sizes).toEqual([]);
    expect(errors.join()).toContain('Quote Not Closed');
  });

  it.each([
    ['a column that is not there', ['--columns', 'invoice=No,date=InvoiceDate,customer=C,quantity=Q,price=P,sku=S']],
    ['an address that is none', ['--commit', '--url', 'ftp://x']],
    ['a file that is not there', ['g.csv']],
  ])('is wrong usage: %s', async (_name, argv) => {
    expect(await run(...argv)).toBe(2);
    expect(api.sizes).toEqual([]);
  });
});

describe('guardCell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    [' @x', "' @x"],
    ['-2+3', "'-2+3"],
    ['-10', '-10'],
    ['+3.5', '+3.5'],
    ['1,234.5', '1,234.5'],
    ['plain', 'plain'],
  ])('%j becomes %j', (value, guarded) => expect(guardCell(value)).toBe(guarded));
});
