import { ROLES, type Role } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { int, type Queryable, sqlTime } from '../platform/index.js';

export type OperatorStatus = 'ACTIVE' | 'DISABLED';

export interface OperatorRow {
  operatorId: string;
  email: string;
  name: string;
  passwordHash: string;
  roles: Role[];
  status: OperatorStatus;
  version: number;
  /** DATETIME(3) text in UTC. */
  lastLoginAt: string | null;
  createdAt: string;
}

interface Columns {
  operator_id: string;
  email: string;
  name: string;
  password_hash: string;
  roles: string;
  status: OperatorStatus;
  version: unknown;
  last_login_at: string | null;
  created_at: string;
}

export const OPERATOR_COLUMNS =
  'o.operator_id, o.email, o.name, o.password_hash, o.roles, o.status, o.version, o.last_login_at, o.created_at';
const SELECT = `SELECT ${OPERATOR_COLUMNS} FROM operator o`;

export function operatorOf(row: Columns): OperatorRow {
  const held = new Set(row.roles.split(' '));
  return {
    operatorId: row.operator_id,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    roles: ROLES.filter((role) => held.has(role)),
    status: row.status,
    version: int(row.version),
    lastLoginAt: row.last_login_at,
    createdAt: row.created_at,
  };
}

@Injectable()
export class OperatorsRepository {
  /** Operators by e-mail, behind the given one. */
  async page(db: Queryable, afterEmail: string | undefined, rows: number): Promise<OperatorRow[]> {
    const found = await db.rows<Columns>(`${SELECT} WHERE o.email > ? ORDER BY o.email LIMIT ?`, [
      afterEmail ?? '',
      rows,
    ]);
    return found.map(operatorOf);
  }

  async byId(db: Queryable, operatorId: string): Promise<OperatorRow | undefined> {
    const [row] = await db.rows<Columns>(`${SELECT} WHERE o.operator_id = ?`, [operatorId]);
    return row && operatorOf(row);
  }

  async names(db: Queryable, operatorIds: readonly string[]): Promise<{ operatorId: string; name: string }[]> {
    if (operatorIds.length === 0) return [];
    const sql = 'SELECT operator_id AS operatorId, name FROM operator WHERE operator_id IN (?)';
    return db.rows(sql, [operatorIds]);
  }

  async byEmail(db: Queryable, email: string): Promise<OperatorRow | undefined> {
    const [row] = await db.rows<Columns>(`${SELECT} WHERE o.email = ?`, [email]);
    return row && operatorOf(row);
  }

  /** All operators, locked in the order of their key: they are few, and who is the last administrator concerns all. */
  async lockAll(db: Queryable): Promise<OperatorRow[]> {
    const rows = await db.rows<Columns>(`${SELECT} FORCE INDEX (PRIMARY) ORDER BY o.operator_id FOR UPDATE`);
    return rows.map(operatorOf);
  }

  async insert(db: Queryable, operator: Omit<OperatorRow, 'lastLoginAt' | 'createdAt'>, now: Date): Promise<void> {
    const { operatorId, email, name, passwordHash, roles, status, version } = operator;
    await db.run(
      `INSERT INTO operator (operator_id, email, name, password_hash, roles, status, version, created_at) VALUES (?)`,
      [[operatorId, email, name, passwordHash, roles.join(' '), status, version, sqlTime(now)]],
    );
  }

  async update(db: Queryable, operator: OperatorRow): Promise<void> {
    const { operatorId, name, passwordHash, roles, status, version } = operator;
    await db.run(
      'UPDATE operator SET name = ?, password_hash = ?, roles = ?, status = ?, version = ? WHERE operator_id = ?',
      [name, passwordHash, roles.join(' '), status, version, operatorId],
    );
  }

  async loggedIn(db: Queryable, operatorId: string, now: Date): Promise<void> {
    await db.run('UPDATE operator SET last_login_at = ? WHERE operator_id = ?', [sqlTime(now), operatorId]);
  }
}
