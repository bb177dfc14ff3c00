import { ALL_PERMISSIONS, ALL_SCOPES, type Permission, ROLES, type Role, type Scope } from './access.js';
import { PageQuery } from './accounts.js';
import { Instant, Integer, Key, ListOf, Nested, OneOf, Raw, Strings, Text } from './schema.js';

const EMAIL = '^[^\\s@\\u0000]{1,64}@[^\\s@\\u0000]{1,189}$';

export class LoginRequest {
  @Text('E-mail', { max: 254, pattern: EMAIL, example: 'admin@example.com' })
  email!: string;

  @Text('Password', { min: 1, max: 200, example: 'correct horse battery' })
  password!: string;
}

export const OPERATOR_STATUSES = ['ACTIVE', 'DISABLED'] as const;

export class OperatorView {
  @Key('The operator', { example: '01JD0000000000000001' })
  operatorId!: string;

  @Text('E-mail', { max: 254, example: 'admin@example.com' })
  email!: string;

  @Text('Name', { max: 100, example: 'Ada' })
  name!: string;

  @Strings('Roles', { enum: ROLES, example: ['FINANCE'] })
  roles!: Role[];

  @Strings('What the roles allow', { enum: ALL_PERMISSIONS, example: ['users:read'] })
  permissions!: Permission[];

  @OneOf(OPERATOR_STATUSES, 'State', { example: 'ACTIVE' })
  status!: (typeof OPERATOR_STATUSES)[number];

  @Instant('Last log-in', { nullable: true })
  lastLoginAt!: string | null;

  @Instant('Created')
  createdAt!: string;

  @Integer('Counts changes; send it back when you change the operator', { min: 1, example: 1 })
  version!: number;
}

export class SessionView {
  @Text('Short-lived bearer token for the console', { max: 4000, example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' })
  accessToken!: string;

  @Instant('When it ends')
  expiresAt!: string;

  @Nested(() => OperatorView, 'Who is logged in')
  operator!: OperatorView;
}

export class OperatorParams {
  @Key('The operator', { example: '01JD0000000000000001' })
  operatorId!: string;
}

export class OperatorPage {
  @ListOf(() => OperatorView, 'By e-mail')
  items!: OperatorView[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export class CreateOperatorRequest {
  @Text('E-mail', { max: 254, pattern: EMAIL, example: 'finance@example.com' })
  email!: string;

  @Text('Name', { min: 1, max: 100, example: 'Grace' })
  name!: string;

  @Text('First password: at least 12 characters', { min: 12, max: 200, example: 'correct horse battery' })
  password!: string;

  @Strings('Roles', { enum: ROLES, min: 1, max: 6, example: ['FINANCE'] })
  roles!: Role[];
}

export class UpdateOperatorRequest {
  @Integer('The version that you read', { min: 1, example: 1 })
  version!: number;

  @Text('Name', { optional: true, min: 1, max: 100, example: 'Grace' })
  name?: string;

  @Strings('Roles', { optional: true, enum: ROLES, min: 1, max: 6, example: ['FINANCE', 'AUDITOR'] })
  roles?: Role[];

  @OneOf(OPERATOR_STATUSES, 'State', { optional: true })
  status?: (typeof OPERATOR_STATUSES)[number];

  @Text('New password', { optional: true, min: 12, max: 200, example: 'purple monkey dishwasher' })
  password?: string;
}

export class ChangePasswordRequest {
  @Text('Password until now', { min: 1, max: 200, example: 'correct horse battery' })
  currentPassword!: string;

  @Text('New password: at least 12 characters', { min: 12, max: 200, example: 'purple monkey dishwasher' })
  newPassword!: string;
}

export class RoleView {
  @OneOf(ROLES, 'Role')
  role!: Role;

  @Strings('What it allows', { enum: ALL_PERMISSIONS, example: ['users:read'] })
  permissions!: Permission[];
}

export class RoleList {
  @ListOf(() => RoleView, 'The permission matrix')
  items!: RoleView[];
}

export class ClientParams {
  @Key('The API client', { example: '01JD0000000000000001' })
  clientId!: string;
}

export class KeyParams extends ClientParams {
  @Key('The key', { example: '8Kq2mN4xTz1W' })
  keyId!: string;
}

export class ApiKeyView {
  @Key('The key', { example: '8Kq2mN4xTz1W' })
  keyId!: string;

  @Text('First characters, to recognise it by', { example: 'jf_live_8Kq2' })
  prefix!: string;

  @Strings('What it opens', { enum: ALL_SCOPES, example: ['events:write'] })
  scopes!: Scope[];

  @Instant('Created')
  createdAt!: string;

  @Instant('Last used, to the minute', { nullable: true })
  lastUsedAt!: string | null;

  @Instant('Revoked', { nullable: true })
  revokedAt!: string | null;
}

export class ApiClientView {
  @Key('The API client', { example: '01JD0000000000000001' })
  clientId!: string;

  @Text('Name', { max: 100, example: 'Web shop' })
  name!: string;

  @Text('The source that its events carry', { max: 32, example: 'web-shop' })
  source!: string;

  @ListOf(() => ApiKeyView, 'Its keys, newest first')
  keys!: ApiKeyView[];

  @Instant('Created')
  createdAt!: string;
}

export class ApiClientPage {
  @ListOf(() => ApiClientView, 'By name')
  items!: ApiClientView[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export class CreateApiClientRequest {
  @Text('Name', { min: 1, max: 100, example: 'Web shop' })
  name!: string;

  @Text('The source that its events carry: part of every event key, so it never changes', {
    min: 1,
    max: 32,
    pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
    example: 'web-shop',
  })
  source!: string;
}

export class CreateApiKeyRequest {
  @Strings('What it opens', { enum: ALL_SCOPES, min: 1, max: 50, example: ['events:write'] })
  scopes!: Scope[];
}

export class CreatedApiKey {
  @Nested(() => ApiKeyView, 'The key as it will be listed')
  key!: ApiKeyView;

  @Text('The key itself: shown this once, stored only as a hash', { max: 200, example: 'jf_live_8Kq2mN4xTz1W…' })
  secret!: string;
}

export class UserTokenRequest {
  @Key('The user that the token opens', { example: '17850' })
  userId!: string;

  @Integer('Seconds until it ends', { optional: true, min: 60, max: 86_400, example: 3600 })
  expiresInSeconds?: number;
}

export class UserTokenView {
  @Text('Bearer token for the user’s own app', { max: 4000, example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' })
  token!: string;

  @Instant('When it ends')
  expiresAt!: string;
}

export class AuditQuery extends PageQuery {
  @Text('Only this operator', { optional: true, max: 80, example: 'operator:01JD0000000000000001' })
  actor?: string;

  @Text('Only this kind of action', { optional: true, max: 64, example: 'user.freeze' })
  action?: string;

  @Text('Only about this subject', { optional: true, max: 96, example: 'user:17850' })
  subject?: string;
}

export class AuditView {
  @Key('The entry', { example: '01JD0000000000000001' })
  auditNo!: string;

  @Instant('When')
  at!: string;

  @Text('Who: operator:… or system', { max: 80, example: 'operator:01JD0000000000000001' })
  actor!: string;

  @Text('Name of who, as it was then', { max: 100, example: 'Ada' })
  actorName!: string;

  @Text('What was done', { max: 64, example: 'user.freeze' })
  action!: string;

  @Text('To what', { max: 96, example: 'user:17850' })
  subject!: string;

  @Text('What an operator or API client that it was done to is called now; null for anything else', {
    nullable: true,
    max: 100,
    example: null,
  })
  subjectName!: string | null;

  @Text('Why', { nullable: true, max: 200, example: 'Chargeback under investigation' })
  reason!: string | null;

  @Raw(
    { type: ['object', 'null'], additionalProperties: true, description: 'Before' },
    { example: { status: 'ACTIVE' } },
  )
  before!: Record<string, unknown> | null;

  @Raw(
    { type: ['object', 'null'], additionalProperties: true, description: 'After' },
    { example: { status: 'FROZEN' } },
  )
  after!: Record<string, unknown> | null;

  @Text('Address it came from', { nullable: true, max: 64, example: '203.0.113.7' })
  ip!: string | null;

  @Text('Names the request in the logs', { nullable: true, max: 64, example: '4bf92f3577b34da6a3ce929d0e0e4736' })
  traceId!: string | null;
}

export class AuditPage {
  @ListOf(() => AuditView, 'Newest first')
  items!: AuditView[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}
