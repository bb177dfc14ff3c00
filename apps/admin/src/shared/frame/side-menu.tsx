import {
  ApiOutlined,
  AuditOutlined,
  CheckSquareOutlined,
  ExperimentOutlined,
  FileProtectOutlined,
  HistoryOutlined,
  OrderedListOutlined,
  SafetyOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Menu, type MenuProps } from 'antd';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { type I18n, useI18n } from '../i18n/i18n.js';
import { NAV, type NavEntry } from '../permissions.js';
import { useProgramme } from '../programme.js';
import { useMay } from '../session.js';

const ICONS: Readonly<Record<string, ReactNode>> = {
  '/users': <TeamOutlined />,
  '/rules': <OrderedListOutlined />,
  '/rules/backtests': <HistoryOutlined />,
  '/experiments': <ExperimentOutlined />,
  '/publish-requests': <CheckSquareOutlined />,
  '/reconciliation': <FileProtectOutlined />,
  '/operators': <UserOutlined />,
  '/roles': <SafetyOutlined />,
  '/api-clients': <ApiOutlined />,
  '/audit': <AuditOutlined />,
};

/** The menu of the pages that the operator may see. `plain` leaves out the head, which the drawer has. */
export function SideMenu({ plain = false }: { plain?: boolean }) {
  const i18n = useI18n();
  const may = useMay();
  const programme = useProgramme();
  const location = useLocation();
  const entries = NAV.filter((entry) => may(entry.permission));
  const selected = entries
    .filter((entry) => belongsTo(location.pathname, entry.path))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  return (
    <nav aria-label={i18n.t('common.mainMenu')} className="side-menu">
      {!plain && (
        <Link to="/" className="brand">
          <img src="/favicon.svg" alt="" width={28} height={28} />
          <span className="brand__name">
            {i18n.t('common.appName')}
            {programme && <small>{programme.name}</small>}
          </span>
        </Link>
      )}
      <Menu mode="inline" items={menuItems(entries, i18n)} selectedKeys={selected ? [selected.path] : []} />
    </nav>
  );
}

/** Transactions and events are reached through users and belong to that entry. */
function belongsTo(pathname: string, entry: string): boolean {
  if (entry === '/users' && /^\/(transactions|events)\//.test(pathname)) return true;
  return pathname === entry || pathname.startsWith(`${entry}/`);
}

function menuItems(entries: readonly NavEntry[], { t }: I18n): NonNullable<MenuProps['items']> {
  const groups = [...new Set(entries.map((entry) => entry.group))];
  return groups.map((group) => ({
    type: 'group',
    key: group,
    label: t(group),
    children: entries
      .filter((entry) => entry.group === group)
      .map((entry) => ({
        key: entry.path,
        icon: ICONS[entry.path],
        label: <Link to={entry.path}>{t(entry.label)}</Link>,
      })),
  }));
}
