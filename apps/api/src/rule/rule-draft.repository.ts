import type { RuleSet } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';
import { documentOf, type RuleDocument } from './domain/document.js';

export interface DraftInfo {
  code: string;
  revision: number;
  baseVersion: number | null;
  updatedBy: string;
  updatedAt: string;
}

export interface DraftRow extends DraftInfo {
  document: RuleDocument;
}

interface InfoColumns {
  rule_set: string;
  revision: number;
  base_version: number | null;
  updated_by: string;
  updated_at: string;
}

const INFO = 'rule_set, revision, base_version, updated_by, updated_at';
/** So many texts of a draft are kept; who saves on an older one is told only how the own text differs. */
const TEXTS_KEPT = 20;

/** What is being worked on: at most one draft a rule set, and its last texts. */
@Injectable()
export class RuleDraftRepository {
  async find(db: Queryable, code: string): Promise<DraftRow | undefined> {
    const sql = `SELECT ${INFO}, rules FROM rule_draft WHERE rule_set = ?`;
    const [row] = await db.rows<InfoColumns & { rules: string }>(sql, [code]);
    return row && { ...infoOf(row), document: documentOf(JSON.parse(row.rules) as RuleSet) };
  }

  /** Who works on which of these rule sets. */
  async infos(db: Queryable, codes: readonly string[]): Promise<Map<string, DraftInfo>> {
    if (codes.length === 0) return new Map();
    const rows = await db.rows<InfoColumns>(`SELECT ${INFO} FROM rule_draft WHERE rule_set IN (?)`, [codes]);
    return new Map(rows.map((row) => [row.rule_set, infoOf(row)]));
  }

  async save(db: Queryable, draft: Omit<DraftRow, 'updatedAt'>, now: Date): Promise<void> {
    const { code, revision, baseVersion, updatedBy, document } = draft;
    await db.run(
      `INSERT INTO rule_draft (${INFO}, rules) VALUES (?)
       ON DUPLICATE KEY UPDATE revision = VALUES(revision), base_version = VALUES(base_version),
         updated_by = VALUES(updated_by), updated_at = VALUES(updated_at), rules = VALUES(rules)`,
      [[code, revision, baseVersion, updatedBy, sqlTime(now), document.json]],
    );
    await db.run('INSERT INTO rule_draft_revision (rule_set, revision, rules) VALUES (?)', [
      [code, revision, document.json],
    ]);
    await this.forgetOld(db, code);
  }

  /** Says that the draft is now a further step from `baseVersion`. */
  async rebase(db: Queryable, code: string, baseVersion: number): Promise<void> {
    await db.run('UPDATE rule_draft SET base_version = ? WHERE rule_set = ?', [baseVersion, code]);
  }

  async remove(db: Queryable, code: string): Promise<void> {
    await db.run('DELETE FROM rule_draft WHERE rule_set = ?', [code]);
  }

  /** What a draft was at a revision, if that is not too long ago. */
  async textAt(db: Queryable, code: string, revision: number): Promise<RuleDocument | undefined> {
    const sql = 'SELECT rules FROM rule_draft_revision WHERE rule_set = ? AND revision = ?';
    const [row] = await db.rows<{ rules: string }>(sql, [code, revision]);
    return row && documentOf(JSON.parse(row.rules) as RuleSet);
  }

  private async forgetOld(db: Queryable, code: string): Promise<void> {
    const [oldest] = await db.rows<{ revision: number }>(
      'SELECT revision FROM rule_draft_revision WHERE rule_set = ? ORDER BY revision DESC LIMIT 1 OFFSET ?',
      [code, TEXTS_KEPT],
    );
    if (!oldest) return;
    await db.run('DELETE FROM rule_draft_revision WHERE rule_set = ? AND revision <= ?', [code, oldest.revision]);
  }
}

function infoOf(row: InfoColumns): DraftInfo {
  return {
    code: row.rule_set,
    revision: int(row.revision),
    baseVersion: row.base_version === null ? null : int(row.base_version),
    updatedBy: row.updated_by,
    updatedAt: isoTime(row.updated_at),
  };
}
