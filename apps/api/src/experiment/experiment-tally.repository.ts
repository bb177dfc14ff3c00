import { Injectable } from '@nestjs/common';
import type { SetWriter } from '../account/index.js';
import type { Queryable } from '../platform/index.js';
import type { TallyRow } from '../rule/index.js';

/** Counts, in the posting transaction, what the users of an experiment's groups do: its results are exact. */
@Injectable()
export class ExperimentTally implements SetWriter<TallyRow> {
  /** Adds the events and points of a set to their users' rows. */
  async write(db: Queryable, rows: readonly TallyRow[]): Promise<void> {
    const sums = new Map<string, { key: [string, string, string]; events: number; points: number }>();
    for (const { experiment, group, userId, points } of rows) {
      const name = `${experiment}|${group}|${userId}`;
      const sum = sums.get(name) ?? { key: [experiment, group, userId], events: 0, points: 0 };
      sums.set(name, { ...sum, events: sum.events + 1, points: sum.points + points });
    }
    if (sums.size === 0) return;
    const ordered = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
    await db.run(
      `INSERT INTO experiment_user (experiment, group_code, user_id, events, points) VALUES ?
       ON DUPLICATE KEY UPDATE events = events + VALUES(events), points = points + VALUES(points)`,
      [ordered.map(([, { key, events, points }]) => [...key, events, points])],
    );
  }
}
