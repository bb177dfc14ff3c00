import { JifenError, type RuleCandidate } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/index.js';
import { parseRuleSet } from './domain/check.js';
import { documentOf, type RuleDocument } from './domain/document.js';
import { RuleRepository } from './rule.repository.js';
import { RuleDraftRepository } from './rule-draft.repository.js';
import { RuleSetRepository } from './rule-set.repository.js';

/** Rules to try out. */
export interface Candidate extends RuleDocument {
  /** Null of a draft and of rules that were sent along. */
  version: number | null;
}

const NO_DRAFT = { pointer: '/candidate/draft', code: 'noDraft', detail: 'there is no draft of this rule set' };
const WAYS = ['version', 'draft', 'ruleSet'] as const;

/** Finds the rules that a request wants to try out: a version, the draft, or rules of its own. */
@Injectable()
export class Candidates {
  constructor(
    private readonly database: Database,
    private readonly versions: RuleRepository,
    private readonly drafts: RuleDraftRepository,
    private readonly sets: RuleSetRepository,
  ) {}

  /**
   * The candidate of a request. Raises VALIDATION_FAILED unless it names exactly one, RULE_SET_NOT_FOUND,
   * RULE_DRAFT_NOT_FOUND, and RULE_SET_INVALID with pointers into the request.
   */
  async find(code: string, candidate: RuleCandidate): Promise<Candidate> {
    const given = WAYS.filter((way) => candidate[way] !== undefined && candidate[way] !== false);
    if (given.length !== 1) {
      const detail = 'must hold exactly one of version, draft and ruleSet';
      throw new JifenError('VALIDATION_FAILED', {}, [{ pointer: '/candidate', code: 'oneOf', detail }]);
    }
    if (!(await this.sets.find(this.database, code))) throw new JifenError('RULE_SET_NOT_FOUND', { code });
    if (candidate.ruleSet !== undefined) {
      return { version: null, ...parseRuleSet(candidate.ruleSet, '/candidate/ruleSet') };
    }
    if (candidate.version !== undefined) {
      return { version: candidate.version, ...(await this.version(code, candidate.version)) };
    }
    const draft = await this.drafts.find(this.database, code);
    // Never what is live instead: somebody would take its good result for that of their changes.
    if (!draft) throw new JifenError('RULE_DRAFT_NOT_FOUND', { code }, [NO_DRAFT]);
    return { version: null, ...parseRuleSet(draft.document.ruleSet, '/candidate/draft') };
  }

  private async version(code: string, version: number): Promise<RuleDocument> {
    const found = await this.versions.findVersion(this.database, version);
    if (found?.code !== code) throw new JifenError('RULE_SET_NOT_FOUND', { code, version });
    return documentOf(found.ruleSet);
  }
}
