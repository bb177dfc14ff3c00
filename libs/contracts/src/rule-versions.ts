import { RuleChange } from './rule-change.js';
import { MAX_RULE_SET_VERSION, RuleSetDocument, RuleSetParams } from './rule-set-document.js';
import { Code, Flag, Instant, Integer, Key, ListOf, Nested, OneOf, Text } from './schema.js';

const CURSOR = 'Give this as `cursor` for the next page; null at the end';

export class RuleVersionParams extends RuleSetParams {
  @Integer('Number of the version', { min: 1, max: MAX_RULE_SET_VERSION, example: 3 })
  version!: number;
}

export const RULE_VERSION_STATUSES = [
  'LIVE',
  'ROLLING_OUT',
  'SCHEDULED',
  'PENDING_REVIEW',
  'REJECTED',
  'SUPERSEDED',
] as const;
export type RuleVersionStatus = (typeof RULE_VERSION_STATUSES)[number];

export class RuleVersionInfo {
  @Integer('Number of the version, unique over all rule sets', { min: 1, example: 3 })
  version!: number;

  @Code('The rule set', { example: 'main' })
  ruleSet!: string;

  @OneOf(RULE_VERSION_STATUSES, 'State', { example: 'LIVE' })
  status!: RuleVersionStatus;

  @Flag('Whether it was in force for everybody at some time: one can roll back to it', { example: true })
  wasLive!: boolean;

  @Integer('How many rules it has', { min: 0, example: 9 })
  ruleCount!: number;

  @Text('Why it was made', { nullable: true, max: 200, example: 'Summer prices' })
  reason!: string | null;

  @Text('Who made it', { max: 80, example: 'operator:01JD0000000000000001' })
  createdBy!: string;

  @Text('Name of who', { nullable: true, max: 100, example: 'Ada' })
  createdByName!: string | null;

  @Instant('When')
  createdAt!: string;
}

export class RuleVersionView extends RuleVersionInfo {
  @Nested(() => RuleSetDocument, 'The rules')
  rules!: RuleSetDocument;
}

export class RuleVersionPage {
  @ListOf(() => RuleVersionInfo, 'Newest first')
  items!: RuleVersionInfo[];

  @Text(CURSOR, { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export const RULE_HISTORY_ACTIONS = [
  'CREATED',
  'PUBLISHED',
  'SCHEDULED',
  'UNSCHEDULED',
  'ROLLOUT',
  'WITHDRAWN',
  'ROLLED_BACK',
  'REQUESTED',
  'REJECTED',
] as const;
export type RuleHistoryAction = (typeof RULE_HISTORY_ACTIONS)[number];

export class RuleHistoryEntry {
  @Key('The entry', { example: '01JD0000000000000001' })
  historyNo!: string;

  @OneOf(RULE_HISTORY_ACTIONS, 'What was done', { example: 'PUBLISHED' })
  action!: RuleHistoryAction;

  @Integer('Version before', { nullable: true, example: 2 })
  fromVersion!: number | null;

  @Integer('Version after', { nullable: true, example: 3 })
  toVersion!: number | null;

  @Integer('To how many of a hundred users', { nullable: true, example: null })
  percent!: number | null;

  @Instant('For when', { nullable: true, example: null })
  at!: string | null;

  @Text('Why', { nullable: true, max: 200, example: 'Summer prices' })
  reason!: string | null;

  @Text('Who: operator:… or system', { max: 80, example: 'operator:01JD0000000000000001' })
  by!: string;

  @Text('Name of who', { nullable: true, max: 100, example: 'Ada' })
  byName!: string | null;

  @Instant('When')
  doneAt!: string;
}

export class RuleHistoryPage {
  @ListOf(() => RuleHistoryEntry, 'Newest first')
  items!: RuleHistoryEntry[];

  @Text(CURSOR, { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

const SIDE = { max: 10, pattern: '^(draft|live|[1-9][0-9]{0,8})$' };

export class RuleDiffQuery {
  @Text('A version number, `live` or `draft`', { ...SIDE, example: 'live' })
  from!: string;

  @Text('A version number, `live` or `draft`', { ...SIDE, example: 'draft' })
  to!: string;
}

export class RuleDiff {
  @Text('As it was asked for', { max: 10, example: 'live' })
  from!: string;

  @Text('As it was asked for', { max: 10, example: 'draft' })
  to!: string;

  @ListOf(() => RuleChange, 'What is different, in the order of the rules', { max: 100_000 })
  changes!: RuleChange[];
}
