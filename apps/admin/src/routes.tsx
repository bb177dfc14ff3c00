/** The map of the console. Each page is a chunk of its own. */
import type { Permission } from '@jifen/contracts';
import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, Outlet, type RouteObject } from 'react-router';
import { CrashPage } from './shared/frame/crash-page.js';
import { Frame } from './shared/frame/frame.js';
import { Root } from './shared/frame/root.js';
import { NAV } from './shared/permissions.js';
import { useMay } from './shared/session.js';
import { NotFound, Require } from './shared/ui/require.js';

type PageModule = () => Promise<ComponentType>;

/** A page of its own, without a permission. */
function open(path: string, load: PageModule): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }) };
}

/** A page for those who hold the permission; without it its chunk's content is not shown. */
function page(path: string, permission: Permission, load: PageModule): RouteObject {
  return {
    element: (
      <Require permission={permission}>
        <Outlet />
      </Require>
    ),
    children: [open(path, load)],
  };
}

function Blank() {
  return null;
}

/** The first page of the menu that the operator may see. */
function Start() {
  const may = useMay();
  const entry = NAV.find((item) => may(item.permission));
  return <Navigate to={entry?.path ?? '/account/password'} replace />;
}

const users: PageModule = async () => (await import('./features/users/users-page.js')).UsersPage;
const user: PageModule = async () => (await import('./features/users/user-page.js')).UserPage;
const merge: PageModule = async () => (await import('./features/users/merge-page.js')).MergePage;
const transaction: PageModule = async () =>
  (await import('./features/transactions/transaction-page.js')).TransactionPage;
const event: PageModule = async () => (await import('./features/events/event-page.js')).EventPage;
const operators: PageModule = async () => (await import('./features/operators/operators-page.js')).OperatorsPage;
const roles: PageModule = async () => (await import('./features/operators/roles-page.js')).RolesPage;
const clients: PageModule = async () => (await import('./features/api-clients/clients-page.js')).ClientsPage;
const audit: PageModule = async () => (await import('./features/audit/audit-page.js')).AuditPage;
const runs: PageModule = async () => (await import('./features/reconciliation/runs-page.js')).RunsPage;
const rules: PageModule = async () => (await import('./features/rules/rules-page.js')).RulesPage;
const ruleEditor: PageModule = async () => (await import('./features/rules/editor-page.js')).EditorPage;
const ruleHistory: PageModule = async () => (await import('./features/rules/history-page.js')).HistoryPage;
const ruleCompare: PageModule = async () => (await import('./features/rules/compare-page.js')).ComparePage;
const requests: PageModule = async () => (await import('./features/rules/requests-page.js')).RequestsPage;
const preview: PageModule = async () => (await import('./features/rehearsal/preview-page.js')).PreviewPage;
const backtests: PageModule = async () => (await import('./features/backtests/backtests-page.js')).BacktestsPage;
const backtest: PageModule = async () => (await import('./features/backtests/backtest-page.js')).BacktestPage;
const experiments: PageModule = async () =>
  (await import('./features/experiments/experiments-page.js')).ExperimentsPage;
const experiment: PageModule = async () => (await import('./features/experiments/experiment-page.js')).ExperimentPage;
const password: PageModule = async () => (await import('./features/session/password-page.js')).PasswordPage;
const login: PageModule = async () => (await import('./features/session/login-page.js')).LoginPage;

export function createRouter() {
  return createBrowserRouter([
    {
      Component: Root,
      ErrorBoundary: CrashPage,
      HydrateFallback: Blank,
      children: [
        open('/login', login),
        {
          Component: Frame,
          children: [
            {
              ErrorBoundary: CrashPage,
              children: [
                { index: true, Component: Start },
                page('/users', 'users:read', users),
                page('/users/:userId', 'users:read', user),
                page('/users/:userId/merge', 'users:close', merge),
                page('/transactions/:transactionNo', 'users:read', transaction),
                page('/events/:eventNo', 'users:read', event),
                page('/rules', 'rules:read', rules),
                page('/rules/:set', 'rules:read', rules),
                page('/rules/:set/new', 'rules:write', ruleEditor),
                page('/rules/:set/edit/:ruleCode', 'rules:read', ruleEditor),
                page('/rules/:set/history', 'rules:read', ruleHistory),
                page('/rules/:set/compare', 'rules:read', ruleCompare),
                page('/publish-requests', 'rules:read', requests),
                page('/rules/:set/preview', 'rules:read', preview),
                page('/rules/backtests', 'rules:read', backtests),
                page('/rules/backtests/:backtestNo', 'rules:read', backtest),
                page('/experiments', 'rules:read', experiments),
                page('/experiments/:code', 'rules:read', experiment),
                page('/operators', 'operators:read', operators),
                page('/roles', 'operators:read', roles),
                page('/api-clients', 'clients:read', clients),
                page('/audit', 'audit:read', audit),
                page('/reconciliation', 'reconciliation:read', runs),
                open('/account/password', password),
                { path: '*', Component: NotFound },
              ],
            },
          ],
        },
      ],
    },
  ]);
}
