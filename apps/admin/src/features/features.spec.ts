import { describe, expect, test } from '@jest/globals';
import type { OperatorView } from '@jifen/contracts';
import { changedFields } from './audit/diff.js';
import { changesOf } from './operators/operator-changes.js';
import { checksHeld, durationSeconds } from './reconciliation/runs.js';
import { destination, minutesLeft } from './session/login.js';
import { balancesOf, postingBody } from './users/posting-values.js';

describe('log-in', () => {
  test('goes back to where it was asked for, never out of the console', () => {
    expect(destination({ from: '/users?q=1', ended: true })).toEqual({ to: '/users?q=1', ended: true });
    for (const from of ['//evil.example', 'https://evil.example', '/login', 7])
      expect(destination({ from }).to).toBe('/');
    expect(destination(null)).toEqual({ to: '/', ended: false });
  });

  test('a lock is told in whole minutes', () => {
    expect(minutesLeft({ retryAfterSeconds: 61 }, 0)).toBe(2);
    expect(minutesLeft({ retryAfterSeconds: 0 }, 0)).toBe(1);
    expect(minutesLeft({ lockedUntil: '1970-01-01T00:05:00Z' }, 0)).toBe(5);
    expect(minutesLeft({}, 0)).toBeUndefined();
  });
});

describe('a manual posting', () => {
  test('leaves out what was left empty', () => {
    const values = { points: 5, reason: ' late ', wallet: 'points' };
    expect(postingBody({ ...values, validDays: null }, 'b-1')).toEqual({ ...values, reason: 'late', bizNo: 'b-1' });
    expect(postingBody({ ...values, validDays: 30 }, 'b-1')).toMatchObject({ validDays: 30 });
  });

  test('of a wallet that is not there yet starts at zero', () => {
    expect(balancesOf([], 'points')).toEqual({ available: 0, debt: 0 });
  });
});

test('an operator’s changes are only what differs', () => {
  const stored = { version: 3, name: 'Ada', roles: ['ADMIN', 'RISK'], status: 'ACTIVE' } as unknown as OperatorView;
  const same = { name: ' Ada ', roles: [...stored.roles].reverse(), status: 'ACTIVE' as const, password: '' };
  expect(changesOf(stored, same)).toEqual({ version: 3 });
  expect(changesOf(stored, { ...same, roles: ['RISK'], status: 'DISABLED', password: 'new' })).toEqual({
    version: 3,
    roles: ['RISK'],
    status: 'DISABLED',
    password: 'new',
  });
});

test('an audit entry shows only the fields that changed', () => {
  expect(changedFields({ a: 1, b: 'x', c: [1] }, { a: 2, b: 'x', d: null })).toEqual([
    { field: 'a', before: '1', after: '2' },
    { field: 'c', before: '[1]', after: '—' },
    { field: 'd', before: '—', after: 'null' },
  ]);
  expect(changedFields(null, null)).toEqual([]);
});

test('a run counts its checks and its time', () => {
  const checks = [{ ok: true }, { ok: false }] as never;
  expect(checksHeld({ checks })).toEqual({ ok: 1, all: 2 });
  const startedAt = '2026-01-01T00:00:00.000Z';
  expect(durationSeconds({ startedAt, finishedAt: '2026-01-01T00:00:03.420Z' })).toBe(3.4);
  expect(durationSeconds({ startedAt, finishedAt: null })).toBeUndefined();
});
