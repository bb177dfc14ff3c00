import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { People, TooManyPeople } from './backtest-people.js';

const event = fc.record({
  userId: fc.integer({ min: 0, max: 60 }).map((n) => `u${n}`),
  points: fc.oneof(fc.nat(30), fc.nat(100_000_000_000)),
  posted: fc.oneof(fc.nat(30), fc.nat(100_000_000_000)),
});

describe('what users get', () => {
  test('adds up by user: who gains, who loses, who most so, and how many get how much', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const people = new People(1_000);
        // Somebody who is known and has no event does not count.
        people.indexOf('nobody');
        const sums = new Map<string, { userId: string; points: number; postedPoints: number }>();
        for (const { userId, points, posted } of events) {
          people.add(people.indexOf(userId), points, posted);
          const sum = sums.get(userId) ?? { userId, points: 0, postedPoints: 0 };
          sums.set(userId, { userId, points: sum.points + points, postedPoints: sum.postedPoints + posted });
        }
        const all = [...sums.values()];
        const change = (user: { points: number; postedPoints: number }) => user.points - user.postedPoints;
        const byId = (a: { userId: string }, b: { userId: string }) => (a.userId < b.userId ? -1 : 1);
        const up = all.filter((user) => change(user) > 0).sort((a, b) => change(b) - change(a) || byId(a, b));
        const down = all.filter((user) => change(user) < 0).sort((a, b) => change(a) - change(b) || byId(a, b));
        const summary = people.summary();
        expect(summary).toMatchObject({ users: all.length, usersUp: up.length, usersDown: down.length });
        expect(summary.usersSame).toBe(all.length - up.length - down.length);
        expect(summary.gains).toEqual(up.slice(0, 20));
        expect(summary.losses).toEqual(down.slice(0, 20));
        let places = 0;
        for (const { from, to, users, postedUsers } of summary.distribution) {
          const within = (points: number) => points >= from && (to === null || points <= to);
          expect(users).toBe(all.filter(({ points }) => within(points)).length);
          expect(postedUsers).toBe(all.filter(({ postedPoints }) => within(postedPoints)).length);
          expect(from).toBe(places);
          places = (to ?? 0) + 1;
        }
        const counted = summary.distribution.reduce((sum, { users }) => sum + users, 0);
        expect(counted).toBe(all.length);
      }),
    );
  });

  test('are more than fit: it says so instead of growing', () => {
    const people = new People(1);
    people.indexOf('a');
    expect(people.indexOf('a')).toBe(0);
    expect(() => people.indexOf('b')).toThrow(TooManyPeople);
  });

  test('keeps its sums when it grows', () => {
    const people = new People(10_000);
    for (let i = 0; i < 5_000; i++) people.add(people.indexOf(`u${i}`), 7, 7);
    for (let i = 0; i < 5_000; i++) people.add(people.indexOf(`u${i}`), 1, 0);
    const { users, usersUp, distribution } = people.summary();
    expect({ users, usersUp }).toEqual({ users: 5_000, usersUp: 5_000 });
    expect(distribution).toEqual([
      { from: 0, to: 0, users: 0, postedUsers: 0 },
      { from: 1, to: 9, users: 5_000, postedUsers: 5_000 },
    ]);
  });
});
