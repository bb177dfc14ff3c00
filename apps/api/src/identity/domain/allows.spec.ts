import { describe, expect, test } from '@jest/globals';
import { ALL_PERMISSIONS, ROLES } from '@jifen/contracts';
import type { Access, Principal } from '../../platform/index.js';
import { accessFlaw, allows, permissionsOf } from './allows.js';

const client: Principal = { kind: 'client', clientId: 'c', source: 's', scopes: new Set(['users:read']) };
const user: Principal = { kind: 'user', userId: 'u1', clientId: 'c' };
const operator: Principal = {
  kind: 'operator',
  operatorId: 'o',
  email: 'o@example.com',
  name: 'O',
  roles: ['RISK'],
  permissions: new Set(permissionsOf(['RISK'])),
};

describe('allows', () => {
  test.each<[string, Access, Principal, string | undefined, boolean]>([
    ['a scope that the key has', { scope: 'users:read' }, client, 'u1', true],
    ['a scope that it has not', { scope: 'grants:write' }, client, 'u1', false],
    ['a client where only operators may', { permission: 'users:read' }, client, 'u1', false],
    ['a client where any operator may', { operator: true }, client, undefined, false],
    ['a permission that the role has', { permission: 'users:freeze' }, operator, 'u1', true],
    ['a permission that it has not', { permission: 'points:grant' }, operator, 'u1', false],
    ['an operator where only keys may', { scope: 'users:read' }, operator, 'u1', false],
    ['an operator where only the user may', { user: 'own' }, operator, 'u1', false],
    ['the user itself', { user: 'own' }, user, 'u1', true],
    ['another user', { user: 'own' }, user, 'u2', false],
    ['a user in another spelling', { user: 'own' }, user, 'U1', false],
    ['a user where no user is named', { user: 'own' }, user, undefined, false],
    ['a user where only keys may', { scope: 'users:read' }, user, 'u1', false],
  ])('%s', (_name, access, principal, userId, allowed) => expect(allows(access, principal, userId)).toBe(allowed));
});

describe('permissionsOf', () => {
  test('roles add up, in the order of the catalogue', () => {
    expect(permissionsOf(['FINANCE', 'RISK'])).toEqual([
      'users:read',
      'users:freeze',
      'rules:read',
      'reconciliation:read',
      'reconciliation:run',
    ]);
    expect(permissionsOf([])).toEqual([]);
    expect(permissionsOf(ROLES)).toEqual(ALL_PERMISSIONS);
  });
});

describe('accessFlaw', () => {
  test.each<[string, Access | undefined, string, string | undefined]>([
    ['no word about access', undefined, '/x', 'has no @Endpoint'],
    ['public without a reason', { public: '' }, '/x', 'is public without a reason'],
    ['public with one', { public: 'probes' }, '/x', undefined],
    ['nobody', {}, '/x', 'is open to nobody'],
    ['a user without a user', { user: 'own' }, '/api/v1/goods', 'is open to a user but names none in its path'],
    ['a key in the console', { scope: 'users:read' }, '/api/v1/admin/users', 'is the console’s but open to others'],
    ['an operator', { permission: 'users:read' }, '/api/v1/admin/users', undefined],
  ])('%s', (_name, access, path, flaw) => expect(accessFlaw(access, path)).toBe(flaw));
});
