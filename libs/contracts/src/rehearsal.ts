import { RULE_EXAMPLE } from './rule-set-document.js';
import { Code, Flag, Instant, Integer, Key, ListOf, Nested, OpenObject, Raw, Strings, Text } from './schema.js';
import { UserAttributes } from './users.js';

/** Trying rules out on one event before it happens. */

const SENTENCES = {
  type: 'object',
  properties: {
    'zh-CN': { type: 'array', items: { type: 'string' }, description: 'In Chinese' },
    'en-US': { type: 'array', items: { type: 'string' }, description: 'In English' },
  },
  required: ['zh-CN', 'en-US'],
  additionalProperties: false,
};

/** Which rules to try: exactly one of the three. */
export class RuleCandidate {
  @Integer('A version of the rule set', { optional: true, min: 1, max: 1_000_000_000, example: 3 })
  version?: number;

  @Flag('The draft as it is stored', { optional: true })
  draft?: boolean;

  @OpenObject('The rules themselves, `{"rules": [...]}`', { optional: true, example: { rules: [RULE_EXAMPLE] } })
  ruleSet?: Record<string, unknown>;
}

export class PreviewEvent {
  @Key('Number of the event; no rule looks at it', { optional: true, example: '536365' })
  eventId?: string;

  @Code('What happens: a built-in type or one an operator has added', { example: 'ORDER_COMPLETED' })
  type!: string;

  @Key("The merchant's id of the user; need not exist", { example: '17850' })
  userId!: string;

  @Instant('When it happens; may lie in the future', { example: '2026-12-01T08:26:00Z' })
  occurredAt!: string;

  @Text('Where it happens, for rules by channel', { optional: true, min: 1, max: 32, example: 'app' })
  channel?: string;

  @OpenObject('What rules look at; money in minor units', {
    optional: true,
    example: { orderNo: '536365', currency: 'GBP', amount: 2030 },
  })
  data?: Record<string, unknown>;
}

/** Facts to assume of the user; what is left out is nobody's: no level, no tags, no orders. */
export class MadeUpFacts extends UserAttributes {
  @Integer('Posted orders before this event', { optional: true, min: 0, max: 1_000_000_000, example: 0 })
  orderCount?: number;

  @Integer('Days in a row, this one included', { optional: true, min: 0, max: 1_000_000, example: 7 })
  streakDays?: number;
}

export class PreviewRequest {
  @Nested(() => PreviewEvent, 'The event to try')
  event!: PreviewEvent;

  @Instant('When it is recorded: validity begins here. Now when left out', { optional: true })
  now?: string;

  @Nested(() => RuleCandidate, 'The rules to try', { example: { version: 3 } })
  candidate!: RuleCandidate;

  @Code('Whose rules are live: those of this group of the running experiment. Left out: of the user’s own group', {
    optional: true,
    example: 'B',
  })
  experimentGroup?: string;

  @Nested(() => MadeUpFacts, "Made-up facts; the user's own when left out, a new user's when there is none", {
    optional: true,
  })
  facts?: MadeUpFacts;
}

export class PreviewParams {
  @Code('The rule set', { example: 'main' })
  code!: string;
}

/** What the rules knew of the user, as the engine takes it. */
export class UserFactsView {
  @Key('The user', { example: '17850' })
  userId!: string;

  @Text('Level code', { optional: true, max: 32, example: 'GOLD' })
  level?: string;

  @Strings('Labels', { example: ['vip'] })
  tags!: string[];

  @Integer('When the user joined, in milliseconds since 1970', { optional: true, example: 1_760_000_000_000 })
  registeredAtMs?: number;

  @Raw(
    { type: 'object', additionalProperties: true, description: 'Everything else' },
    { optional: true, example: { city: 'Shanghai' } },
  )
  attributes?: Record<string, unknown>;

  @Integer('Posted orders before this event', { min: 0, example: 12 })
  orderCount!: number;

  @Integer('Days in a row, this one included', { optional: true, min: 0, example: 7 })
  streakDays?: number;
}

export class CounterView {
  @Text('The counter', { max: 80, example: 'rule:SHARE' })
  key!: string;

  @Text('The period: a day, a week, a month or for life', { max: 16, example: 'D2026-11-22' })
  period!: string;

  @Integer('Awards so far', { min: 0, example: 2 })
  times!: number;

  @Integer('Points so far', { min: 0, example: 6 })
  points!: number;
}

export class BudgetCounterView {
  @Text('The budget', { max: 64, example: 'rule:FRUIT_WEEKEND' })
  key!: string;

  @Integer('Points that it has given out', { min: 0, example: 1200 })
  used!: number;
}

export class PreviewSide {
  @Code('The rule set that these rules are of', { example: 'main' })
  ruleSet!: string;

  @Integer('Version of the rules; null of a draft and of rules that were sent along', { nullable: true, example: 3 })
  version!: number | null;

  @Raw(
    {
      type: 'object',
      additionalProperties: true,
      description: 'What the engine answers: awards, trace, usage, budget, points',
    },
    { example: { awards: [], trace: [], usage: [], budget: [], points: 0 } },
  )
  evaluation!: Record<string, unknown>;

  @Raw(
    { ...SENTENCES, description: 'The same in words' },
    { example: { 'zh-CN': ['没有规则适用'], 'en-US': ['No rule applies'] } },
  )
  sentences!: { 'zh-CN': string[]; 'en-US': string[] };
}

export class PreviewExperiment {
  @Code('The experiment that runs', { example: 'fruit-spring' })
  code!: string;

  @Code('The group that was named, else the one that the user is drawn into', { example: 'B' })
  group!: string;

  @Strings('All groups in their order', { example: ['A', 'B'] })
  groups!: string[];
}

export class PreviewResult {
  @Nested(() => UserFactsView, 'Facts that were used')
  facts!: UserFactsView;

  @ListOf(() => CounterView, "The user's counters that limits look at")
  usage!: CounterView[];

  @ListOf(() => BudgetCounterView, 'Budgets that rules look at')
  budgets!: BudgetCounterView[];

  @Instant('When it would be recorded')
  recordedAt!: string;

  @Text("IANA time zone of the programme's days", { max: 64, example: 'Asia/Shanghai' })
  timeZone!: string;

  @Nested(() => PreviewSide, 'The rules to try')
  candidate!: PreviewSide;

  @Nested(() => PreviewSide, 'What is live for this user. Of a set that the user gets no rules of: its live version')
  live!: PreviewSide;

  @Nested(() => PreviewExperiment, 'The running experiment and where the user stands in it; null when none runs', {
    nullable: true,
  })
  experiment!: PreviewExperiment | null;

  @Raw(
    {
      type: 'array',
      items: { type: 'string' },
      description: 'Pointers to fields that the type does not define, and to what the intake would not take',
    },
    { example: ['/event/data/giftWrap'] },
  )
  warnings!: string[];
}
