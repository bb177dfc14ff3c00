import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Report } from '../src/cli/import/report.js';
import { secondOpinion } from './import-fixtures/independent.js';
import { Programme } from './import-fixtures/programme.js';

const FIXTURES = resolve(import.meta.dirname, 'import-fixtures');
// Sample data beside the checkout, when present.
const SAMPLES = process.env['JIFEN_SAMPLE_DIR'] ?? resolve(import.meta.dirname, '../../../..', 'shared', 'data');
const PATIENCE_MS = 300_000;

let out: string;

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'jifen-report-'));
});

afterAll(() => rm(out, { recursive: true }));

const readReport = async (): Promise<Report> => JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));

describe('importing hand-made files into one programme', () => {
  let programme: Programme;

  beforeAll(async () => {
    programme = await Programme.start();
  }, PATIENCE_MS);

  afterAll(() => programme?.stop(), PATIENCE_MS);

  const GERMAN = [
    ...['--columns', 'invoice=Beleg,date=Datum,customer=Kunde,amount=Betrag,currency=Währung'],
    ...['--delimiter', ';', '--encoding', 'latin1', '--decimal', ',', '--thousands', '.'],
    ...['--date-format', 'DD.MM.YYYY HH:mm', '--time-zone', 'Europe/Berlin'],
    ...['--id-prefix', 'de:', '--customer-prefix', 'de.'],
  ];
  const cases = [
    {
      file: 'invoices.csv',
      options: ['--preset', 'online-retail-invoices'],
      balances: { '20001': 558, '20002': 16, '20003': 100, '20004': undefined, '20005': undefined },
      totals: { rowsRead: 15, rowsSkipped: 6, rowsMalformed: 2 },
      rows: { posted: 6, noAward: 1 },
    },
    {
      file: 'lines.csv',
      options: ['--preset', 'online-retail-lines'],
      balances: { '30001': 27, '30002': 2, '30003': undefined },
      totals: { rowsRead: 12, rowsSkipped: 5, rowsMalformed: 2 },
      rows: { posted: 5, noAward: 0 },
    },
    {
      file: 'receipts.csv',
      options: GERMAN,
      balances: { 'de.K7': 2734, 'de.K8': 12 },
      totals: { rowsRead: 4, rowsSkipped: 0, rowsMalformed: 1 },
      rows: { posted: 3, noAward: 0 },
    },
  ];

  it.each(cases)(
    '$file',
    async ({ file, options, balances, totals, rows }) => {
      const path = join(FIXTURES, file);
      const dryRun = await programme.importOrders(path, out, ...options);
      expect(dryRun.output).toContain('Nothing was posted');
      for (const userId of Object.keys(balances)) expect(await programme.available(userId)).toBeUndefined();

      const first = await programme.importOrders(path, out, ...options, '--commit');
      expect(first.code).toBe(1);
      const report = await readReport();
      expect(report.totals).toMatchObject({ ...totals, balanced: true, rejectedByCode: {} });
      expect(report.totals.outcomes).toMatchObject({ posted: { rows: rows.posted }, noAward: { rows: rows.noAward } });
      for (const [userId, points] of Object.entries(balances)) expect(await programme.available(userId)).toBe(points);

      await programme.importOrders(path, out, ...options, '--commit');
      const again = (await readReport()).totals;
      expect(again).toMatchObject({ pointsPosted: 0, pointsReplayed: report.totals.pointsPosted, balanced: true });
      expect(again.outcomes).toMatchObject({ posted: { rows: 0 }, replayed: { rows: rows.posted + rows.noAward } });
      for (const [userId, points] of Object.entries(balances)) expect(await programme.available(userId)).toBe(points);
    },
    PATIENCE_MS,
  );
});

const EXCLUDED = ['POST', 'DOT', 'C2', 'BANK CHARGES', 'AMAZONFEE', 'CRUK'];
const samples = [
  { file: 'online-retail-invoices-2010-12-to-2011-08.csv', preset: 'online-retail-invoices', excluded: [] },
  { file: 'online-retail-lines-2010-12.csv', preset: 'online-retail-lines', excluded: EXCLUDED },
].filter(({ file }) => existsSync(join(SAMPLES, file)));

// Without the sample files only the hand-made ones above are tried; Jest refuses an empty table.
if (samples.length > 0) {
  describe.each(samples)('importing $file into a programme of its own', ({ file, preset, excluded }) => {
    const path = join(SAMPLES, file);
    const opinion = secondOpinion(path, excluded);
    const sum = [...opinion.pointsByUser.values()].reduce((total, points) => total + points, 0);
    let programme: Programme;

    beforeAll(async () => {
      programme = await Programme.start();
    }, PATIENCE_MS);

    afterAll(() => programme?.stop(), PATIENCE_MS);

    async function expectBalances(): Promise<void> {
      const wrong: string[] = [];
      const queue = [...opinion.pointsByUser];
      const workers = Array.from({ length: 8 }, async () => {
        for (let next = queue.pop(); next; next = queue.pop()) {
          const [userId, points] = next;
          const available = await programme.available(userId);
          if (available !== points) wrong.push(`${userId}: ${available}, not ${points}`);
        }
      });
      await Promise.all(workers);
      expect(wrong).toEqual([]);
    }

    it(
      'gives every customer the points that an independent reading of the file gives',
      async () => {
        const { code, output } = await programme.importOrders(path, out, '--preset', preset, '--commit');
        expect({ code, output }).toMatchObject({ code: 0 });
        const { totals } = await readReport();
        expect(totals).toMatchObject({
          orders: opinion.orders,
          customers: opinion.pointsByUser.size,
          amountMinor: { GBP: opinion.amountMinor },
          pointsPosted: sum,
          rowsMalformed: 0,
          balanced: true,
        });
        await expectBalances();
      },
      PATIENCE_MS,
    );

    it(
      'posts nothing new when it is imported again',
      async () => {
        const { code } = await programme.importOrders(path, out, '--preset', preset, '--commit');
        expect(code).toBe(0);
        const { totals } = await readReport();
        expect(totals).toMatchObject({ pointsPosted: 0, pointsReplayed: sum, balanced: true });
        expect(totals.outcomes).toMatchObject({ posted: { orders: 0 }, replayed: { orders: opinion.orders } });
        await expectBalances();
      },
      PATIENCE_MS,
    );
  });
}
