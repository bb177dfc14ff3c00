import type { ExperimentGroup, ExperimentStatus } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';
import type { RunningExperiment } from '../rule/index.js';
import type { Sample } from './domain/statistics.js';

/** An experiment as it is kept; times are instants in RFC 3339. */
export interface Experiment {
  code: string;
  name: string;
  status: ExperimentStatus;
  /** In their order. */
  groups: ExperimentGroup[];
  createdAt: string;
  createdBy: string;
  startedAt: string | null;
  endedAt: string | null;
  winner: string | null;
  endReason: string | null;
  revision: number;
}

/** What the users of a group have done since the start. */
export interface GroupSums extends Sample {
  events: number;
}

interface ExperimentRow {
  code: string;
  name: string;
  status: ExperimentStatus;
  revision: number;
  created_by: string;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  winner: string | null;
  end_reason: string | null;
}

const COLUMNS = 'code, name, status, revision, created_by, created_at, started_at, ended_at, winner, end_reason';

/** Experiments, their groups, and the sums over the users who take part. */
@Injectable()
export class ExperimentRepository {
  /** One experiment; with `lock`, nobody else changes it until the end of the transaction. */
  async find(db: Queryable, code: string, lock = false): Promise<Experiment | undefined> {
    const sql = `SELECT ${COLUMNS} FROM experiment WHERE code = ? ${lock ? 'FOR UPDATE' : ''}`;
    const [found] = await this.withGroups(db, await db.rows<ExperimentRow>(sql, [code]));
    return found;
  }

  /** Experiments by code, after a given one. */
  async page(db: Queryable, afterCode: string, limit: number): Promise<Experiment[]> {
    const sql = `SELECT ${COLUMNS} FROM experiment WHERE code > ? ORDER BY code LIMIT ?`;
    return this.withGroups(db, await db.rows<ExperimentRow>(sql, [afterCode, limit]));
  }

  /** Writes a new experiment. A code that is taken raises a duplicate-key error. */
  async insert(db: Queryable, { code, name, status, revision, createdBy, createdAt, groups }: Experiment) {
    await db.run('INSERT INTO experiment (code, name, status, revision, created_by, created_at) VALUES (?)', [
      [code, name, status, revision, createdBy, sqlTime(new Date(createdAt))],
    ]);
    await this.insertGroups(db, code, groups);
  }

  /** Replaces the name and the groups of a draft. */
  async replace(db: Queryable, { code, name, revision, groups }: Experiment): Promise<void> {
    await db.run('UPDATE experiment SET name = ?, revision = ? WHERE code = ?', [name, revision, code]);
    await db.run('DELETE FROM experiment_group WHERE experiment = ?', [code]);
    await this.insertGroups(db, code, groups);
  }

  /**
   * The code of another experiment that differs from this one by upper and lower case only. To be asked once the
   * experiment is inserted: of two that are made at once, one waits for the other and then finds it.
   */
  async twinOf(db: Queryable, code: string): Promise<string | undefined> {
    const sql = 'SELECT code FROM experiment WHERE LOWER(code) = ? AND code <> ? LIMIT 1 FOR UPDATE';
    return (await db.rows<{ code: string }>(sql, [code.toLowerCase(), code]))[0]?.code;
  }

  /** Removes an experiment that nobody took part in. */
  async remove(db: Queryable, code: string): Promise<void> {
    await db.run('DELETE FROM experiment_group WHERE experiment = ?', [code]);
    await db.run('DELETE FROM experiment WHERE code = ?', [code]);
  }

  /** Writes where an experiment has got to. A second one that runs raises a duplicate-key error. */
  async advance(db: Queryable, experiment: Experiment): Promise<void> {
    const { code, status, revision, startedAt, endedAt, winner, endReason } = experiment;
    const time = (instant: string | null) => instant && sqlTime(new Date(instant));
    await db.run(
      `UPDATE experiment SET status = ?, running = ?, revision = ?, started_at = ?, ended_at = ?, winner = ?,
         end_reason = ? WHERE code = ?`,
      [status, status === 'RUNNING' ? 1 : null, revision, time(startedAt), time(endedAt), winner, endReason, code],
    );
  }

  /** The experiment that runs, if one does: its groups in their order. */
  async running(db: Queryable): Promise<RunningExperiment | undefined> {
    const rows = await db.rows<{ experiment: string; code: string; weight: number; rule_set: string }>(
      `SELECT g.experiment, g.code, g.weight, g.rule_set FROM experiment e
       JOIN experiment_group g ON g.experiment = e.code
       WHERE e.running = 1 ORDER BY g.position`,
    );
    const [first] = rows;
    const groups = rows.map(({ code, weight, rule_set: ruleSet }) => ({ code, weight: int(weight), ruleSet }));
    return first && { code: first.experiment, groups };
  }

  /** Users, events and points of each group. Reads every user of the experiment once, along the primary key. */
  async sums(db: Queryable, experiment: string): Promise<Map<string, GroupSums>> {
    // DECIMAL: the squares of points leave BIGINT.
    const rows = await db.rows<{ group_code: string; users: string; events: string; points: string; squares: string }>(
      `SELECT group_code, COUNT(*) AS users, CAST(SUM(events) AS CHAR) AS events, CAST(SUM(points) AS CHAR) AS points,
         CAST(SUM(CAST(points AS DECIMAL(32, 0)) * CAST(points AS DECIMAL(32, 0))) AS CHAR) AS squares
       FROM experiment_user WHERE experiment = ? GROUP BY group_code`,
      [experiment],
    );
    return new Map(
      rows.map(({ group_code: group, users, events, points, squares }) => [
        group,
        { users: int(users), events: int(events), sum: BigInt(points), sumOfSquares: BigInt(squares) },
      ]),
    );
  }

  /** Users of a group by id, after a given one. */
  async users(db: Queryable, experiment: string, group: string, afterId: string, limit: number): Promise<string[]> {
    const sql = `SELECT user_id FROM experiment_user
      WHERE experiment = ? AND group_code = ? AND user_id > ? ORDER BY user_id LIMIT ?`;
    const rows = await db.rows<{ user_id: string }>(sql, [experiment, group, afterId, limit]);
    return rows.map((row) => row.user_id);
  }

  private async insertGroups(db: Queryable, experiment: string, groups: readonly ExperimentGroup[]): Promise<void> {
    const rows = groups.map(({ code, name, weight, ruleSet }, position) => {
      return [experiment, code, position, name, weight, ruleSet];
    });
    await db.run('INSERT INTO experiment_group (experiment, code, position, name, weight, rule_set) VALUES ?', [rows]);
  }

  private async withGroups(db: Queryable, rows: readonly ExperimentRow[]): Promise<Experiment[]> {
    if (rows.length === 0) return [];
    const groups = await db.rows<{ experiment: string; code: string; name: string; weight: number; rule_set: string }>(
      `SELECT experiment, code, name, weight, rule_set FROM experiment_group
       WHERE experiment IN (?) ORDER BY experiment, position`,
      [rows.map((row) => row.code)],
    );
    return rows.map((row) => {
      const own = groups.filter((group) => group.experiment === row.code);
      return experimentOf(
        row,
        own.map(({ code, name, weight, rule_set: ruleSet }) => ({ code, name, weight: int(weight), ruleSet })),
      );
    });
  }
}

function experimentOf(row: ExperimentRow, groups: ExperimentGroup[]): Experiment {
  return {
    code: row.code,
    name: row.name,
    status: row.status,
    groups,
    createdAt: isoTime(row.created_at),
    createdBy: row.created_by,
    startedAt: row.started_at && isoTime(row.started_at),
    endedAt: row.ended_at && isoTime(row.ended_at),
    winner: row.winner,
    endReason: row.end_reason,
    revision: int(row.revision),
  };
}
