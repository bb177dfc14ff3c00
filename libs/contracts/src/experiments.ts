import { ReasonRequest } from './admin.js';
import { Code, Flag, Instant, Integer, Key, ListOf, Nested, OneOf, Raw, Text } from './schema.js';

/** Fewest and most groups of an experiment. */
export const EXPERIMENT_GROUPS = { min: 2, max: 10 } as const;

/** What `results` compares with: the probability that an interval covers the true difference, in basis points. */
export const EXPERIMENT_CONFIDENCE_BPS = 9_500;

/** The header by which a trusted client says which group a user belongs to. */
export const EXPERIMENT_GROUP_HEADER = 'X-Experiment-Group';

export class ExperimentGroup {
  @Code('The group; a promise, because a user stays in it', { example: 'B' })
  code!: string;

  @Text('What people call it', { min: 1, max: 100, example: 'Double points for fruit' })
  name!: string;

  @Integer('Its share of the users, in proportion to the weights of all groups', {
    min: 1,
    max: 1_000_000,
    example: 50,
  })
  weight!: number;

  @Code('The rule set whose live version counts for the group', { example: 'fruit-double' })
  ruleSet!: string;
}

export class ChangeExperimentRequest {
  @Text('What people call it', { min: 1, max: 100, example: 'Fruit, spring 2026' })
  name!: string;

  @ListOf(() => ExperimentGroup, 'The groups in their order; the others are compared with the first', {
    min: EXPERIMENT_GROUPS.min,
    max: EXPERIMENT_GROUPS.max,
    example: [
      { code: 'A', name: 'As before', weight: 50, ruleSet: 'main' },
      { code: 'B', name: 'Double points for fruit', weight: 50, ruleSet: 'fruit-double' },
    ],
  })
  groups!: ExperimentGroup[];

  @Integer('The revision that this change is based on', { min: 1, example: 1 })
  revision!: number;
}

export class CreateExperimentRequest {
  @Code('The experiment; part of what the groups are drawn by', { example: 'fruit-spring' })
  code!: string;

  @Text('What people call it', { min: 1, max: 100, example: 'Fruit, spring 2026' })
  name!: string;

  @ListOf(() => ExperimentGroup, 'The groups in their order; the others are compared with the first', {
    min: EXPERIMENT_GROUPS.min,
    max: EXPERIMENT_GROUPS.max,
    example: [
      { code: 'A', name: 'As before', weight: 50, ruleSet: 'main' },
      { code: 'B', name: 'Double points for fruit', weight: 50, ruleSet: 'fruit-double' },
    ],
  })
  groups!: ExperimentGroup[];
}

export class EndExperimentRequest extends ReasonRequest {
  @Code('The group whose live rules become the next live version of `main`; left out: nothing is published', {
    optional: true,
    example: 'B',
  })
  winner?: string;

  @Flag('Publish the rules of the winner although that ends a rollout of `main`', { optional: true, example: true })
  confirm?: boolean;
}

export const EXPERIMENT_STATUSES = ['DRAFT', 'RUNNING', 'ENDED'] as const;
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

export class ExperimentView {
  @Code('The experiment', { example: 'fruit-spring' })
  code!: string;

  @Text('What people call it', { max: 100, example: 'Fruit, spring 2026' })
  name!: string;

  @OneOf(EXPERIMENT_STATUSES, 'Only a draft can be changed; one experiment runs at a time', { example: 'RUNNING' })
  status!: ExperimentStatus;

  @ListOf(() => ExperimentGroup, 'The groups in their order')
  groups!: ExperimentGroup[];

  @Instant('Written down first')
  createdAt!: string;

  @Text('By whom', { max: 80, example: 'operator:01JD0000000000000001' })
  createdBy!: string;

  @Instant('Started', { nullable: true })
  startedAt!: string | null;

  @Instant('Ended', { nullable: true, example: null })
  endedAt!: string | null;

  @Text('The group whose rules were published at the end', { nullable: true, max: 32, example: null })
  winner!: string | null;

  @Text('Why it was ended', { nullable: true, example: null })
  endReason!: string | null;

  @Integer('Counts its changes; a change names the one it is based on', { min: 1, example: 2 })
  revision!: number;
}

export class ExperimentPage {
  @ListOf(() => ExperimentView, 'By code')
  items!: ExperimentView[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export class ExperimentPublication {
  @OneOf(['PUBLISHED', 'PENDING_REVIEW', 'UNCHANGED'], 'Whether the rules of the winner are live', {
    example: 'PUBLISHED',
  })
  status!: 'PUBLISHED' | 'PENDING_REVIEW' | 'UNCHANGED';

  @Integer('Version of `main` that holds them', { min: 1, example: 4 })
  version!: number;

  @Text('The request that a second operator has to decide', { nullable: true, max: 20, example: null })
  requestNo!: string | null;
}

export class EndedExperiment extends ExperimentView {
  @Nested(() => ExperimentPublication, 'What became of the rules of the winner; null without a winner', {
    nullable: true,
  })
  publication!: ExperimentPublication | null;
}

export class ExperimentParams {
  @Code('The experiment', { example: 'fruit-spring' })
  code!: string;
}

export class DiscardExperimentQuery {
  @Integer('The revision that you read', { min: 1, example: 1 })
  revision!: number;
}

export class ExperimentUserParams extends ExperimentParams {
  @Key('The user', { example: '17850' })
  userId!: string;
}

export class ExperimentAssignment {
  @Code('The group that the user is drawn into', { example: 'B' })
  group!: string;
}

/** A number with its 95 % interval. For reading, not for reckoning on: it is not exact. */
export class EstimatedDifference {
  @Raw({ type: 'number', description: 'The difference as it was seen' }, { example: 12.5 })
  estimate!: number;

  @Raw({ type: 'number', description: 'Lower end of the 95 % interval' }, { example: 8.25 })
  low!: number;

  @Raw({ type: 'number', description: 'Upper end of the 95 % interval' }, { example: 16.75 })
  high!: number;
}

export class ExperimentDifference {
  @Nested(() => EstimatedDifference, 'Points per user more than in the first group; null below two users a group', {
    nullable: true,
  })
  pointsPerUser!: EstimatedDifference | null;

  @Nested(
    () => EstimatedDifference,
    'Share of users who redeemed, more than in the first group, as a fraction of one; null below two users a group',
    { nullable: true, example: { estimate: 0.05, low: -0.01, high: 0.11 } },
  )
  redemptionRate!: EstimatedDifference | null;
}

export class ExperimentGroupResult {
  @Code('The group', { example: 'B' })
  code!: string;

  @Integer('Users of whom an event was decided by the rules of the group', { min: 0, example: 1200 })
  users!: number;

  @Integer('Their events since the start', { min: 0, example: 4830 })
  events!: number;

  @Integer('Points that these events gave', { min: 0, example: 96_600 })
  points!: number;

  @Raw({ type: 'number', minimum: 0, description: 'Points divided by users; 0 without users' }, { example: 80.5 })
  pointsPerUser!: number;

  @Integer('Users who spent points since the start', { min: 0, example: 300 })
  redeemedUsers!: number;

  @Integer('Redeemed users out of users, in basis points, rounded down', { min: 0, max: 10_000, example: 2500 })
  redemptionRateBps!: number;

  @Nested(() => ExperimentDifference, 'Compared with the first group; null for the first itself', { nullable: true })
  difference!: ExperimentDifference | null;
}

export class ExperimentResults {
  @Instant('When it was counted')
  asOf!: string;

  @ListOf(() => ExperimentGroupResult, 'The groups in their order')
  groups!: ExperimentGroupResult[];
}
