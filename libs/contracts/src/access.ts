/** Who may do what: scopes of API keys, permissions of operators, and the roles that bundle them. */

/** Scopes of API clients (the merchant's servers). */
export const SCOPES = {
  'events:write': { 'zh-CN': '上报事件', 'en-US': 'Report events' },
  'events:read': { 'zh-CN': '查询事件结果与试算', 'en-US': 'Read event outcomes and preview' },
  'events:backdate': { 'zh-CN': '上报 30 天以前的事件', 'en-US': 'Report events older than 30 days' },
  'users:read': { 'zh-CN': '查询用户与账户', 'en-US': 'Read users and accounts' },
  'users:write': { 'zh-CN': '维护用户属性', 'en-US': 'Maintain user attributes' },
  'grants:write': { 'zh-CN': '发放积分', 'en-US': 'Grant points' },
  'deductions:write': { 'zh-CN': '扣减积分', 'en-US': 'Deduct points' },
  'holds:write': { 'zh-CN': '冻结、扣减与释放', 'en-US': 'Hold, capture and release' },
  'transfers:write': { 'zh-CN': '转赠积分', 'en-US': 'Transfer points' },
  'experiments:assign': { 'zh-CN': '指定实验分组', 'en-US': 'Assign experiment groups' },
  'user-tokens:write': { 'zh-CN': '签发用户令牌', 'en-US': 'Mint user tokens' },
} as const;
export type Scope = keyof typeof SCOPES;
export const ALL_SCOPES = Object.keys(SCOPES) as Scope[];

/** Permissions of operators. */
export const PERMISSIONS = {
  'users:read': { 'zh-CN': '查看用户、账户与流水', 'en-US': 'See users, accounts and transactions' },
  'users:freeze': { 'zh-CN': '冻结与解冻用户', 'en-US': 'Freeze and unfreeze users' },
  'users:close': { 'zh-CN': '注销与合并用户', 'en-US': 'Close and merge users' },
  'points:grant': { 'zh-CN': '手工发放积分', 'en-US': 'Grant points by hand' },
  'points:deduct': { 'zh-CN': '手工扣减积分', 'en-US': 'Deduct points by hand' },
  'rules:read': { 'zh-CN': '查看规则', 'en-US': 'See rules' },
  'rules:write': { 'zh-CN': '编辑与发布规则', 'en-US': 'Edit and publish rules' },
  'rules:review': { 'zh-CN': '复核规则发布', 'en-US': 'Approve publications of rules' },
  'rules:policy': { 'zh-CN': '设置规则发布策略', 'en-US': 'Set the policy for publishing rules' },
  'reconciliation:read': { 'zh-CN': '查看对账', 'en-US': 'See reconciliation' },
  'reconciliation:run': { 'zh-CN': '执行对账', 'en-US': 'Run reconciliation' },
  'operators:read': { 'zh-CN': '查看操作员', 'en-US': 'See operators' },
  'operators:write': { 'zh-CN': '管理操作员', 'en-US': 'Manage operators' },
  'clients:read': { 'zh-CN': '查看 API 客户端', 'en-US': 'See API clients' },
  'clients:write': { 'zh-CN': '管理 API 客户端与密钥', 'en-US': 'Manage API clients and keys' },
  'audit:read': { 'zh-CN': '查看审计日志', 'en-US': 'See the audit log' },
} as const;
export type Permission = keyof typeof PERMISSIONS;
export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

export const ROLES = ['ADMIN', 'OPERATOR', 'REVIEWER', 'FINANCE', 'RISK', 'AUDITOR'] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  ADMIN: ALL_PERMISSIONS,
  OPERATOR: ['users:read', 'points:grant', 'points:deduct', 'rules:read', 'rules:write'],
  REVIEWER: ['users:read', 'rules:read', 'rules:review'],
  FINANCE: ['users:read', 'rules:read', 'reconciliation:read', 'reconciliation:run'],
  RISK: ['users:read', 'users:freeze', 'rules:read'],
  AUDITOR: ['users:read', 'rules:read', 'reconciliation:read', 'operators:read', 'clients:read', 'audit:read'],
};

/** What a user's own token opens; a route must still belong to that user. */
export const USER_TOKEN_NOTE = 'A user token opens only its own user.';
