import { describe, expect, it } from '@jest/globals';
import { type ImportOptions, parseOptions, UsageError } from './options.js';

function options(...argv: string[]): ImportOptions {
  const parsed = parseOptions(argv, {});
  if ('help' in parsed) throw new Error('help was not asked for');
  return parsed;
}

describe('parseOptions', () => {
  it('is a dry run unless told otherwise', () => {
    expect(options('orders', 'a.csv', '--currency', 'GBP').commit).toBe(false);
    expect(options('orders', 'a.csv', '--currency', 'GBP', '--dry-run').commit).toBe(false);
    expect(options('orders', 'a.csv', '--currency', 'GBP', '--commit').commit).toBe(true);
  });

  it('lets options win over their preset', () => {
    const { mapping } = options('orders', 'a.csv', '--preset', 'online-retail-lines', '--exclude-codes', 'POST,"A,B"');
    expect(mapping).toMatchObject({ dateFormat: 'D/M/YYYY', timeZone: 'Europe/London', excludeCodes: ['POST', 'A,B'] });
    expect(mapping.columns.sku).toBe('StockCode');
  });

  it('takes the amount column when one is named', () => {
    const { mapping } = options(
      'orders',
      'a.csv',
      '--currency',
      'CNY',
      '--columns',
      'invoice=单号,date=D,customer=C,amount=金额',
    );
    expect(mapping.amount).toBe('column');
    expect(mapping.columns).toEqual({ invoice: '单号', date: 'D', customer: 'C', amount: '金额' });
  });

  it('takes address, key and language from the environment', () => {
    const env = { JIFEN_URL: 'http://api', JIFEN_API_KEY: 'k', LANG: 'zh_CN.UTF-8' };
    const parsed = parseOptions(['orders', 'a.csv', '--currency', 'GBP', '--no-items'], env);
    expect(parsed).toMatchObject({ url: 'http://api', key: 'k', language: 'zh-CN', mapping: { items: false } });
    expect(parseOptions(['--help'], env)).toEqual({ help: 'zh-CN' });
  });

  it.each([
    ['no noun', []],
    ['another noun', ['goods', 'a.csv']],
    ['no file', ['orders', '--currency', 'GBP']],
    ['no currency', ['orders', 'a.csv']],
    ['an unknown currency', ['orders', 'a.csv', '--currency', 'gbp']],
    ['an unknown option', ['orders', 'a.csv', '--currency', 'GBP', '--force']],
    ['an unknown preset', ['orders', 'a.csv', '--preset', 'x']],
    ['commit and dry run', ['orders', 'a.csv', '--currency', 'GBP', '--commit', '--dry-run']],
    ['an unknown column', ['orders', 'a.csv', '--currency', 'GBP', '--columns', 'bill=No']],
    ['columns missing', ['orders', 'a.csv', '--currency', 'GBP', '--columns', 'invoice=No,date=D,customer=C']],
    ['codes without a code column', ['orders', 'a.csv', '--currency', 'GBP', '--exclude-codes', 'POST']],
    ['a bad date format', ['orders', 'a.csv', '--currency', 'GBP', '--date-format', 'M/D']],
    ['an unknown zone', ['orders', 'a.csv', '--currency', 'GBP', '--time-zone', 'London']],
    ['a bad decimal sign', ['orders', 'a.csv', '--currency', 'GBP', '--decimal', ';']],
    ['one sign for two things', ['orders', 'a.csv', '--currency', 'GBP', '--thousands', '.']],
    ['a long delimiter', ['orders', 'a.csv', '--currency', 'GBP', '--delimiter', ';;']],
    ['a batch too large', ['orders', 'a.csv', '--currency', 'GBP', '--batch-size', '1001']],
  ])('refuses %s', (_name, argv) => {
    expect(() => parseOptions(argv, {})).toThrow(UsageError);
  });
});
