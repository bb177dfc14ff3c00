import { EVENT_OUTCOMES, type EventOutcome, EventQuery } from './events.js';
import { ProblemView } from './problem.js';
import { Code, Integer, Key, ListOf, Nested, OneOf, Raw, Text } from './schema.js';

export const LANGUAGES = ['zh-CN', 'en-US'] as const;
export type Language = (typeof LANGUAGES)[number];
const LANGUAGE = 'Language of the sentences; left out: Chinese when `Accept-Language` starts with it, else English';

export class ExplanationQuery {
  @OneOf(LANGUAGES, LANGUAGE, { optional: true, example: 'en-US' })
  language?: Language;
}

export class EventExplanationQuery extends EventQuery {
  @OneOf(LANGUAGES, LANGUAGE, { optional: true, example: 'en-US' })
  language?: Language;
}

const SENTENCES = { type: 'array', items: { type: 'string' } };

export class RuleExplanation {
  @Text('The rule', { max: 32, example: 'VIP_DOUBLE' })
  ruleCode!: string;

  @Text('Its name in the version that was in force', { max: 100, example: 'Double points for VIPs' })
  ruleName!: string;

  @Text('What came of it', { max: 32, example: 'CONDITION_FAILED' })
  outcome!: string;

  @Integer('Points that it gave', { min: 0, example: 0 })
  points!: number;

  @Raw(
    { ...SENTENCES, description: 'What it gave and how, or why it gave nothing' },
    { example: ['Double points for VIPs: nothing, a condition failed: Member level is GOLD (was SILVER).'] },
  )
  sentences!: string[];

  @Text('The first condition that did not hold; null when all did', {
    nullable: true,
    max: 4000,
    example: 'Member level is GOLD (was SILVER)',
  })
  firstFailure!: string | null;
}

export class ExperimentMembership {
  @Code('The experiment', { example: 'fruit-spring' })
  code!: string;

  @Code('The group', { example: 'B' })
  group!: string;
}

/** Why an event gave these points, or why it gave none, told from the stored record alone. */
export class EventExplanation {
  @Text('Number of the stored event', { max: 20, example: '01JD0000000000000001' })
  eventNo!: string;

  @Key('Its id', { example: '536365' })
  eventId!: string;

  @Text('Its type', { max: 32, example: 'ORDER_COMPLETED' })
  type!: string;

  @OneOf(EVENT_OUTCOMES, 'What came of it', { example: 'NO_AWARD' })
  status!: EventOutcome;

  @Integer('Points of all awards together', { min: 0, example: 0 })
  points!: number;

  @Integer('Version of the rule set that was in force; null while undecided or refused', { nullable: true, example: 3 })
  ruleSetVersion!: number | null;

  @Text('The rule set that this version is of', { nullable: true, max: 32, example: 'main' })
  ruleSet!: string | null;

  @Nested(() => ExperimentMembership, 'The experiment that chose the rule set', { nullable: true, example: null })
  experiment!: ExperimentMembership | null;

  @Raw(
    { ...SENTENCES, description: 'The whole event in sentences' },
    { example: ['Double points for VIPs: nothing, a condition failed: Member level is GOLD (was SILVER).'] },
  )
  sentences!: string[];

  @ListOf(() => RuleExplanation, 'Each rule that the type of the event triggers, in their order')
  rules!: RuleExplanation[];

  @Nested(() => ProblemView, 'Why it was refused; null unless it was', { nullable: true, example: null })
  problem!: ProblemView | null;
}
