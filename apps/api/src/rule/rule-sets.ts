import {
  JifenError,
  type PageQuery,
  type RuleBudgetView,
  type RuleDiff,
  type RuleSetDetail,
  type RuleSetPage,
  type RuleSetSummary,
} from '@jifen/contracts';
import { type RuleSet, ruleSetJson } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { Budgets } from '../account/index.js';
import { Operators } from '../identity/index.js';
import { Database, decodeCursor, pageOf } from '../platform/index.js';
import type { RuleDocument } from './domain/document.js';
import { settled } from './domain/state.js';
import { RuleReview } from './rule-review.js';
import type { RuleSetRow } from './rule-set.repository.js';
import { RuleStore } from './rule-store.js';
import { summaryView } from './rule-views.js';

const DEFAULT_LIMIT = 50;
const LIST = 'rule-sets';

/** Rule sets as they stand, and what differs between their versions. */
@Injectable()
export class RuleSets {
  constructor(
    private readonly database: Database,
    private readonly store: RuleStore,
    private readonly operators: Operators,
    private readonly budgets: Budgets,
    private readonly review: RuleReview,
  ) {}

  /** Rule sets by code. Raises INVALID_CURSOR. */
  async page({ cursor, limit = DEFAULT_LIMIT }: PageQuery, now: Date): Promise<RuleSetPage> {
    const after = decodeCursor(LIST, cursor)?.[0];
    const rows = await this.store.sets.page(this.database, after === undefined ? undefined : String(after), limit + 1);
    const page = pageOf(
      LIST,
      rows,
      limit,
      (row) => row,
      (row) => [row.code],
    );
    return { items: await this.summaries(page.items, now), nextCursor: page.nextCursor };
  }

  /** How a rule set stands. Raises RULE_SET_NOT_FOUND. */
  async summary(code: string, now: Date): Promise<RuleSetSummary> {
    const [summary] = await this.summaries([await this.found(code)], now);
    return summary as RuleSetSummary;
  }

  /** How a rule set stands, with what its budgets have given. Raises RULE_SET_NOT_FOUND. */
  async detail(code: string, now: Date): Promise<RuleSetDetail> {
    const set = settled(await this.found(code), now);
    return { ...(await this.summary(code, now)), budgets: await this.budgetsOf(set) };
  }

  /**
   * The text of a version for people and for version control: the same bytes every time, for the same rules. `which`
   * is a number or `draft`; without it the live version. Raises RULE_SET_NOT_FOUND.
   */
  async text(code: string, which: string | undefined, now: Date): Promise<{ text: string; etag: string }> {
    const set = settled(await this.found(code), now);
    const draft = which === 'draft' ? await this.store.drafts.find(this.database, code) : undefined;
    if (draft) return { text: ruleSetJson(draft.document.ruleSet), etag: `"d${draft.revision}"` };
    const { ruleSet } = await this.document(set, which ?? 'live');
    const version = which === undefined || which === 'draft' ? set.liveVersion : Number(which);
    return { text: ruleSetJson(ruleSet), etag: `"v${version}"` };
  }

  /** What differs between two versions; `live` and `draft` stand for what they are now. Raises RULE_SET_NOT_FOUND. */
  async diff(code: string, from: string, to: string, now: Date): Promise<RuleDiff> {
    const set = settled(await this.found(code), now);
    const [before, after] = await Promise.all([this.document(set, from), this.document(set, to)]);
    return { from, to, changes: this.review.changes(before.ruleSet, after.ruleSet) };
  }

  private async summaries(rows: readonly RuleSetRow[], now: Date): Promise<RuleSetSummary[]> {
    const codes = rows.map(({ code }) => code);
    const [drafts, pending] = await Promise.all([
      this.store.drafts.infos(this.database, codes),
      this.store.requests.pending(this.database, codes),
    ]);
    const names = await this.operators.namesOf([...drafts.values()].map(({ updatedBy }) => updatedBy));
    return rows.map((row) => summaryView(settled(row, now), drafts.get(row.code), pending.get(row.code), names));
  }

  /** The rules of `live`, `draft` (without one: live) or a version. Raises RULE_SET_NOT_FOUND. */
  private async document(set: RuleSetRow, which: string): Promise<RuleDocument> {
    const { code } = set;
    if (which === 'draft') {
      const draft = await this.store.drafts.find(this.database, code);
      if (draft) return draft.document;
    }
    if (which === 'live' || which === 'draft') return this.store.liveDocument(this.database, set);
    const document = await this.store.sets.document(this.database, code, Number(which));
    if (!document) throw new JifenError('RULE_SET_NOT_FOUND', { code, version: Number(which) });
    return document;
  }

  private async found(code: string): Promise<RuleSetRow> {
    const set = await this.store.sets.find(this.database, code);
    if (!set) throw new JifenError('RULE_SET_NOT_FOUND', { code });
    return set;
  }

  /** Budgets of what is in force for anybody, or will be; of a rule that stands in several, as it is in the first. */
  private async budgetsOf({ code, liveVersion, rollout, scheduled }: RuleSetRow): Promise<RuleBudgetView[]> {
    const budgets = new Map<string, number>();
    for (const version of [liveVersion, rollout?.version, scheduled?.version]) {
      if (!version) continue;
      const document = await this.store.sets.document(this.database, code, version);
      for (const [ruleCode, points] of budgetsIn(document?.ruleSet)) {
        if (!budgets.has(ruleCode)) budgets.set(ruleCode, points);
      }
    }
    const keys = [...budgets.keys()].map(keyOf);
    const used = await this.budgets.used(keys);
    return [...budgets].map(([ruleCode, budget]) => ({ ruleCode, budget, used: used.get(keyOf(ruleCode)) ?? 0 }));
  }
}

/** The name under which the engine counts what a rule gives. */
const keyOf = (ruleCode: string) => `rule:${ruleCode}`;

function budgetsIn(ruleSet: RuleSet | undefined): [string, number][] {
  return (ruleSet?.rules ?? []).flatMap(({ code, budget }): [string, number][] => {
    return budget ? [[code, budget.points]] : [];
  });
}
