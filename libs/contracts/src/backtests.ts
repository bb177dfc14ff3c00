import { PageQuery } from './accounts.js';
import { RuleCandidate } from './rehearsal.js';
import { LocalizedTextView } from './rule-change.js';
import { CODE_PATTERN, Code, Day, Instant, Integer, Key, ListOf, Nested, OneOf, Raw, Text } from './schema.js';

/** Days of stored events once more, through other rules. */

const RULE_CODES = { type: 'string', pattern: CODE_PATTERN };

/** Longest window of a backtest. */
export const MAX_BACKTEST_DAYS = 1000;

export class BacktestRequest {
  @Code('The rule set that the candidate belongs to', { example: 'main' })
  ruleSet!: string;

  @Nested(() => RuleCandidate, 'The rules to replay the events through', { example: { version: 3 } })
  candidate!: RuleCandidate;

  @Day("First day on which the events happened, in the programme's time zone", { example: '2026-10-01' })
  fromDay!: string;

  @Day('Last such day', { example: '2026-10-31' })
  toDay!: string;

  @Text('What it is about', { optional: true, min: 1, max: 100, example: 'Double points for fruit' })
  title?: string;
}

export class BacktestQuery extends PageQuery {
  @Code('Only those of this rule set', { optional: true, example: 'main' })
  ruleSet?: string;
}

export class BacktestParams {
  @Key('Number of the backtest', { example: '01JD0000000000000001' })
  backtestNo!: string;
}

export class BacktestRule {
  @Raw({ ...RULE_CODES, description: 'The rule' }, { example: 'ORDER_BASE' })
  ruleCode!: string;

  @Integer('Awards of the candidate', { min: 0, example: 120 })
  awards!: number;

  @Integer('Points of the candidate', { min: 0, example: 4800 })
  points!: number;

  @Integer('Awards that were posted', { min: 0, example: 120 })
  postedAwards!: number;

  @Integer('Points that were posted', { min: 0, example: 2400 })
  postedPoints!: number;
}

export class BacktestDay {
  @Day("The day on which the events happened, in the programme's time zone")
  day!: string;

  @Integer('Events', { min: 0, example: 60 })
  events!: number;

  @Integer('Points of the candidate', { min: 0, example: 2400 })
  points!: number;

  @Integer('Points that were posted', { min: 0, example: 1200 })
  postedPoints!: number;
}

export class BacktestUser {
  @Key('The user', { example: '17850' })
  userId!: string;

  @Integer('Points of the candidate', { min: 0, example: 480 })
  points!: number;

  @Integer('Points that were posted', { min: 0, example: 240 })
  postedPoints!: number;
}

export class BacktestBudgetDay {
  @Day('A day on which the rule gave points')
  day!: string;

  @Integer('Points used up to the end of this day, those before the first day included', { min: 0, example: 900 })
  used!: number;
}

export class BacktestBudget {
  @Raw({ ...RULE_CODES, description: 'The rule' }, { example: 'FRUIT_WEEKEND' })
  ruleCode!: string;

  @Integer('Its budget', { min: 0, example: 100_000 })
  budget!: number;

  @Integer('Points that the rule had given before the first event', { min: 0, example: 0 })
  usedBefore!: number;

  @Integer('Points used at the end; never more than the budget unless that much was used before', {
    min: 0,
    example: 64_000,
  })
  used!: number;

  @Day('The day on which nothing was left; null: something is left', { nullable: true, example: null })
  exhaustedOn!: string | null;

  @ListOf(() => BacktestBudgetDay, 'How it is used up, by day')
  byDay!: BacktestBudgetDay[];
}

export class BacktestBucket {
  @Integer('Least points of a user', { min: 0, example: 10 })
  from!: number;

  @Integer('Most points of a user; null: no end', { nullable: true, min: 0, example: 99 })
  to!: number | null;

  @Integer('Users to whom the candidate gives so many', { min: 0, example: 40 })
  users!: number;

  @Integer('Users who were given so many', { min: 0, example: 55 })
  postedUsers!: number;
}

export class BacktestSkipped {
  @Text('Why', { max: 40, example: 'NOT_POSTED' })
  reason!: string;

  @Integer('How many events', { min: 1, example: 3 })
  events!: number;
}

export class BacktestResult {
  @Integer('Events that were replayed', { min: 0, example: 600 })
  events!: number;

  @Integer('Users of these events', { min: 0, example: 200 })
  users!: number;

  @Integer('Awards of the candidate', { min: 0, example: 580 })
  awards!: number;

  @Integer('Points of the candidate, all wallets', { min: 0, example: 24_000 })
  points!: number;

  @Integer('Points that were posted for the same events', { min: 0, example: 12_000 })
  postedPoints!: number;

  @Integer('Difference to what was posted in basis points of it; null when nothing was posted', {
    nullable: true,
    example: 10_000,
  })
  changeBps!: number | null;

  @ListOf(() => BacktestRule, 'By rule, in the order of the candidate; rules that it no longer has come last', {
    max: 2000,
  })
  byRule!: BacktestRule[];

  @ListOf(() => BacktestDay, 'By day', { max: MAX_BACKTEST_DAYS })
  byDay!: BacktestDay[];

  @ListOf(() => BacktestUser, 'Users who gain most', { max: 20 })
  gains!: BacktestUser[];

  @ListOf(() => BacktestUser, 'Users who lose most', { max: 20 })
  losses!: BacktestUser[];

  @Integer('Users who get more', { min: 0, example: 150 })
  usersUp!: number;

  @Integer('Users who get less', { min: 0, example: 0 })
  usersDown!: number;

  @Integer('Users who get the same', { min: 0, example: 50 })
  usersSame!: number;

  @ListOf(() => BacktestBudget, 'Budgets of the candidate', { max: 1000 })
  budgets!: BacktestBudget[];

  @ListOf(() => BacktestBucket, 'Users by the points they get', { max: 20 })
  distribution!: BacktestBucket[];

  @ListOf(() => BacktestSkipped, 'Events of these days that were left out', { max: 20 })
  skipped!: BacktestSkipped[];

  @Integer(
    'Events that were evaluated with the profile of today (tags, attributes, registration), because no rule asked for ' +
      'it when they were recorded; left out when there are none',
    { optional: true, min: 1, example: 240 },
  )
  profilesOfToday?: number;
}

export const BACKTEST_STATUSES = ['QUEUED', 'RUNNING', 'DONE', 'CANCELLED', 'FAILED'] as const;
export type BacktestStatus = (typeof BACKTEST_STATUSES)[number];

/** Which days there are to replay. */
export class BacktestDays {
  @Day('The first day on which a stored event happened; null while there is none', {
    nullable: true,
    example: '2010-12-01',
  })
  fromDay!: string | null;

  @Day('The last such day', { nullable: true, example: '2011-08-31' })
  toDay!: string | null;
}

/** A backtest as lists show it. */
export class BacktestSummary {
  @Key('Number of the backtest', { example: '01JD0000000000000001' })
  backtestNo!: string;

  @Code('The rule set', { example: 'main' })
  ruleSet!: string;

  @Integer('Version that was replayed; null of a draft and of rules that were sent along', {
    nullable: true,
    example: null,
  })
  version!: number | null;

  @Text('SHA-256 of the rules: the same rules have the same, whatever they are called', {
    max: 64,
    pattern: '^[0-9a-f]{64}$',
    example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  })
  digest!: string;

  @Text('What it is about', { nullable: true, max: 100, example: 'Double points for fruit' })
  title!: string | null;

  @Day('First day of the events', { example: '2026-10-01' })
  fromDay!: string;

  @Day('Last day of the events', { example: '2026-10-31' })
  toDay!: string;

  @OneOf(BACKTEST_STATUSES, 'How far it is', { example: 'DONE' })
  status!: BacktestStatus;

  @Integer('Events of these days; null until they are counted', { nullable: true, min: 0, example: 600 })
  totalEvents!: number | null;

  @Integer('Events looked at so far', { min: 0, example: 600 })
  doneEvents!: number;

  @Integer('Speed; null until it runs', { nullable: true, min: 0, example: 25_000 })
  eventsPerSecond!: number | null;

  @Text('Who asked for it', { max: 80, example: 'operator:01JD0000000000000002' })
  requestedBy!: string;

  @Text('The name of who asked for it', { nullable: true, max: 100, example: '王小明' })
  requestedByName!: string | null;

  @Instant('When it was asked for')
  requestedAt!: string;

  @Instant('When it was begun', { nullable: true })
  startedAt!: string | null;

  @Instant('When it ended', { nullable: true })
  finishedAt!: string | null;

  @Nested(() => LocalizedTextView, 'Why it failed', { nullable: true, example: null })
  problem!: LocalizedTextView | null;
}

export class BacktestView extends BacktestSummary {
  @Nested(() => BacktestResult, 'What came out; null until it is done', { nullable: true })
  result!: BacktestResult | null;
}

export class BacktestPage {
  @ListOf(() => BacktestSummary, 'Newest first')
  items!: BacktestSummary[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}
