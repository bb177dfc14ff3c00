import { ALL_PERMISSIONS, type Permission, ROLE_PERMISSIONS, type Role } from '@jifen/contracts';
import type { Access, Principal } from '../../platform/index.js';

/** Whether a principal may call a route. `userId` is the user that the route's path names. */
export function allows(access: Access, principal: Principal, userId: string | undefined): boolean {
  if ('public' in access) return true;
  if ('operator' in access) return principal.kind === 'operator';
  switch (principal.kind) {
    case 'client':
      return access.scope !== undefined && principal.scopes.has(access.scope);
    case 'operator':
      return access.permission !== undefined && principal.permissions.has(access.permission);
    case 'user':
      return access.user === 'own' && userId !== undefined && principal.userId === userId;
  }
}

/** What a set of roles allows, in the order of the catalogue. */
export function permissionsOf(roles: readonly Role[]): Permission[] {
  const granted = new Set(roles.flatMap((role) => ROLE_PERMISSIONS[role]));
  return ALL_PERMISSIONS.filter((permission) => granted.has(permission));
}

/** What is wrong with the access of a route that is about to be served; undefined when nothing is. */
export function accessFlaw(access: Access | undefined, path: string): string | undefined {
  if (!access) return 'has no @Endpoint';
  if ('public' in access) return access.public ? undefined : 'is public without a reason';
  if ('operator' in access) return undefined;
  if (!access.scope && !access.permission && !access.user) return 'is open to nobody';
  if (access.user && !path.includes(':userId')) return 'is open to a user but names none in its path';
  if (path.startsWith('/api/v1/admin/') && (access.scope || access.user)) return 'is the console’s but open to others';
  return undefined;
}
