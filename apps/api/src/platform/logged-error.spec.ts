import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { loggedError } from './logged-error.js';

test('a failed statement is logged by its error, not by what it said', () => {
  const lines: string[] = [];
  const logger = pino({ serializers: { err: loggedError } }, { write: (line: string) => void lines.push(line) });
  const values = { query: 'INSERT INTO t VALUES ?', parameters: ['secret'], sql: "INSERT INTO t VALUES ('secret')" };
  const driverError = Object.assign(new Error('Duplicate entry'), { errno: 1062, ...values });
  const error = Object.assign(new Error('Duplicate entry'), { errno: 1062, ...values, driverError });
  logger.error({ err: error, size: 2 }, 'a set could not be written');
  expect(lines.join()).not.toContain('secret');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    size: 2,
    err: { message: 'Duplicate entry', errno: 1062, stack: expect.any(String) },
  });
});
