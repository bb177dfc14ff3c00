import { PERMISSIONS, type Permission } from '@jifen/contracts';
import type { TextKey } from './i18n/i18n.js';
import type { Locale } from './i18n/texts.js';

export interface NavEntry {
  path: string;
  label: TextKey;
  permission: Permission;
  group: TextKey;
}

/** The pages of the menu and of the search, in order. */
export const NAV: readonly NavEntry[] = [
  { path: '/users', label: 'common.navUsers', permission: 'users:read', group: 'common.groupCustomers' },
  { path: '/rules', label: 'rules.nav', permission: 'rules:read', group: 'common.groupRules' },
  { path: '/rules/backtests', label: 'backtests.nav', permission: 'rules:read', group: 'common.groupRules' },
  { path: '/experiments', label: 'experiments.nav', permission: 'rules:read', group: 'common.groupRules' },
  { path: '/publish-requests', label: 'rules.navRequests', permission: 'rules:read', group: 'common.groupRules' },
  {
    path: '/reconciliation',
    label: 'common.navReconciliation',
    permission: 'reconciliation:read',
    group: 'common.groupFinance',
  },
  { path: '/operators', label: 'common.navOperators', permission: 'operators:read', group: 'common.groupSystem' },
  { path: '/roles', label: 'common.navRoles', permission: 'operators:read', group: 'common.groupSystem' },
  { path: '/api-clients', label: 'common.navClients', permission: 'clients:read', group: 'common.groupSystem' },
  { path: '/audit', label: 'common.navAudit', permission: 'audit:read', group: 'common.groupSystem' },
];

/** What a permission is called. */
export function permissionName(permission: Permission, locale: Locale): string {
  return PERMISSIONS[permission][locale];
}
