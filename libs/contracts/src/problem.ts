import { ERRORS, type FieldError } from './errors.js';
import { LocalizedTextView, RuleChange } from './rule-change.js';
import { Flag, Integer, ListOf, Nested, OneOf, Raw, Text } from './schema.js';

export class ProblemField implements FieldError {
  @Text('JSON pointer into the body; `?name` for a query parameter, `:name` for a path parameter', {
    example: '/points',
  })
  pointer!: string;

  @Text('What is wrong, in a word', { example: 'minimum' })
  code!: string;

  @Text('What is wrong, in a sentence', { max: 500, example: 'must be >= 1' })
  detail!: string;

  @Nested(() => LocalizedTextView, 'What people read, where there is more to say than the code does', {
    optional: true,
  })
  text?: LocalizedTextView;
}

/** RFC 9457 problem details. */
export class ProblemView {
  @Text('A stable address of this kind of problem', { example: 'urn:jifen:problem:INSUFFICIENT_POINTS' })
  type!: string;

  @Text('The kind of problem', { example: 'Not enough points' })
  title!: string;

  @Integer('HTTP status', { min: 400, max: 599, example: 409 })
  status!: number;

  @OneOf(Object.keys(ERRORS), 'Stable code to branch on', { example: 'INSUFFICIENT_POINTS' })
  code!: string;

  @Flag('Whether the same request may succeed later')
  retryable!: boolean;

  @Text('This occurrence, for people', { optional: true, max: 2000, example: '100 wanted, 20 available' })
  detail?: string;

  @Raw(
    {
      type: 'object',
      additionalProperties: true,
      description: 'Values of this occurrence, e.g. points wanted and available',
    },
    { optional: true, example: { wanted: 100, available: 20 } },
  )
  params?: Record<string, unknown>;

  @ListOf(() => ProblemField, 'Where the request is wrong', { optional: true })
  errors?: ProblemField[];

  @ListOf(() => RuleChange, 'What somebody else has changed meanwhile in a rule set', { optional: true, max: 100_000 })
  changes?: RuleChange[];

  @Text('Names this request in the logs', { example: '9f0c2d1e7ab34c55' })
  traceId!: string;
}
