import {
  JifenError,
  type PageQuery,
  type RuleHistoryPage,
  type RuleVersionInfo,
  type RuleVersionPage,
  type RuleVersionView,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Operators } from '../identity/index.js';
import { Database, decodeCursor, pageOf } from '../platform/index.js';
import { settled } from './domain/state.js';
import type { RuleSetRow, VersionRow } from './rule-set.repository.js';
import { RuleStore } from './rule-store.js';
import { historyView, statusOf, versionView } from './rule-views.js';

const DEFAULT_LIMIT = 20;

/** The versions of a rule set, and who brought which of them into force, when and why. */
@Injectable()
export class RuleHistory {
  constructor(
    private readonly database: Database,
    private readonly store: RuleStore,
    private readonly operators: Operators,
  ) {}

  /** Versions, newest first. Raises RULE_SET_NOT_FOUND, INVALID_CURSOR. */
  async versions(code: string, { cursor, limit = DEFAULT_LIMIT }: PageQuery, now: Date): Promise<RuleVersionPage> {
    const list = `rule-versions:${code}`;
    const before = decodeCursor(list, cursor)?.[0];
    const set = await this.found(code);
    const beforeVersion = before === undefined ? undefined : Number(before);
    const rows = await this.store.sets.versions(this.database, code, beforeVersion, limit + 1);
    const page = pageOf(
      list,
      rows,
      limit,
      (row) => row,
      (row) => [row.version],
    );
    return { items: await this.infos(set, page.items, now), nextCursor: page.nextCursor };
  }

  /** One version with its rules. Raises RULE_SET_NOT_FOUND. */
  async version(code: string, version: number, now: Date): Promise<RuleVersionView> {
    const set = await this.found(code);
    const row = await this.store.sets.findVersion(this.database, code, version);
    const document = row && (await this.store.sets.document(this.database, code, version));
    if (!row || !document) throw new JifenError('RULE_SET_NOT_FOUND', { code, version });
    const [info] = await this.infos(set, [row], now);
    const rules = document.ruleSet as unknown as RuleVersionView['rules'];
    return { ...(info as RuleVersionInfo), rules };
  }

  /** What was done, newest first. Raises RULE_SET_NOT_FOUND, INVALID_CURSOR. */
  async history(code: string, { cursor, limit = DEFAULT_LIMIT }: PageQuery): Promise<RuleHistoryPage> {
    const list = `rule-history:${code}`;
    const before = decodeCursor(list, cursor)?.[0];
    await this.found(code);
    const beforeNo = before === undefined ? undefined : String(before);
    const rows = await this.store.history.page(this.database, code, beforeNo, limit + 1);
    const names = await this.operators.namesOf(rows.map(({ by }) => by));
    return pageOf(
      list,
      rows,
      limit,
      (row) => historyView(row, names),
      (row) => [row.historyNo],
    );
  }

  private async infos(set: RuleSetRow, rows: readonly VersionRow[], now: Date): Promise<RuleVersionInfo[]> {
    const state = settled(set, now);
    const versions = rows.map(({ version }) => version);
    const requests = await this.store.requests.statuses(this.database, set.code, versions);
    const names = await this.operators.namesOf(rows.map(({ createdBy }) => createdBy));
    const live = await this.store.history.everLive(this.database, set.code, versions);
    return rows.map((row) => {
      const { version } = row;
      // A schedule that has come holds before it is written into the history.
      const wasLive = version === state.liveVersion || live.has(version);
      return versionView(row, statusOf(version, state, requests.get(version)), wasLive, names);
    });
  }

  private async found(code: string): Promise<RuleSetRow> {
    const set = await this.store.sets.find(this.database, code);
    if (!set) throw new JifenError('RULE_SET_NOT_FOUND', { code });
    return set;
  }
}
