import { Instant, Key, OneOf, Raw, Strings, Text } from './schema.js';

export const USER_STATUSES = ['ACTIVE', 'FROZEN', 'CLOSED', 'MERGED'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

export class UserAttributes {
  @Text('Display name; stored encrypted', { optional: true, max: 100, example: '王小明' })
  name?: string;

  @Instant('When the user joined', { optional: true })
  registeredAt?: string;

  @Strings('Labels that rules and audiences use', { optional: true, max: 50, example: ['vip'] })
  tags?: string[];

  @Text('Level code', { optional: true, max: 32, pattern: '^[A-Za-z0-9_-]*$', example: 'GOLD' })
  level?: string;

  @Raw(
    {
      type: 'object',
      additionalProperties: { type: ['string', 'integer', 'boolean'], maxLength: 200 },
      maxProperties: 50,
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]{0,39}$' },
      description: 'Anything else that rules should know',
    },
    { optional: true, example: { city: 'Shanghai' } },
  )
  attributes?: Record<string, string | number | boolean>;
}

export class UserView {
  @Key('The user', { example: '17850' })
  userId!: string;

  @OneOf(USER_STATUSES, 'State of the user', { example: 'ACTIVE' })
  status!: UserStatus;

  @Key('Into whom this user was merged', { optional: true, example: '13047' })
  mergedInto?: string;

  @Text('Level code; null when none', { nullable: true, example: 'GOLD' })
  level!: string | null;

  @Text('Display name', { optional: true, example: '王小明' })
  name?: string;

  @Instant('When the user joined', { optional: true })
  registeredAt?: string;

  @Strings('Labels', { example: ['vip'] })
  tags!: string[];

  @Raw(
    { type: 'object', additionalProperties: true, description: 'Everything else' },
    { example: { city: 'Shanghai' } },
  )
  attributes!: Record<string, unknown>;

  @Instant('First seen by the engine')
  createdAt!: string;
}
