import type { UserDetail } from '@jifen/contracts';
import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions, Skeleton, Tabs } from 'antd';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { api } from '../../shared/api/client.js';
import { ApiProblem } from '../../shared/api/problem.js';
import { path, queryString } from '../../shared/api/query-string.js';
import { type TextKey, useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { EmptyState } from '../../shared/ui/data-table.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { Page } from '../../shared/ui/page.js';
import { Accounts } from './accounts.js';
import { EventsTab } from './events-tab.js';
import { Lots } from './lots.js';
import { StatementTab } from './statement-tab.js';
import { UserActions } from './user-actions.js';
import { UserStatusTag } from './user-status.js';

const TABS = ['overview', 'statement', 'events'] as const;
type Tab = (typeof TABS)[number];
const TAB_NAMES: Record<Tab, TextKey> = {
  overview: 'users.tabOverview',
  statement: 'users.tabStatement',
  events: 'users.tabEvents',
};

export function UserPage() {
  const { userId = '' } = useParams();
  const query = useQuery({
    queryKey: ['user', userId],
    queryFn: ({ signal }) => api.get<UserDetail>(path('/users/:id', { id: userId }), signal),
  });
  if (query.data) return <LoadedUser detail={query.data} />;
  return (
    <Page title={userId}>
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.isError && <UserError userId={userId} error={query.error} onRetry={() => void query.refetch()} />}
    </Page>
  );
}

function UserError({ userId, error, onRetry }: { userId: string; error: Error; onRetry: () => void }) {
  const { t } = useI18n();
  if (!(error instanceof ApiProblem) || error.code !== 'USER_NOT_FOUND') {
    return <ErrorPanel error={error} onRetry={onRetry} />;
  }
  return (
    <EmptyState
      title={t('users.notFound', { id: userId })}
      action={<LinkButton to="/users">{t('users.title')}</LinkButton>}
    />
  );
}

function LoadedUser({ detail }: { detail: UserDetail }) {
  const { t } = useI18n();
  const { user } = detail;
  const navigate = useNavigate();
  const [tab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('overview'));
  // All at once: a tab that came before the old list's cursor has gone would ask for a page of the other list.
  const turnTo = (next: Tab): void =>
    void navigate({ search: queryString({ tab: next === 'overview' ? null : next }) });
  // Only the tab that is open is there, so no other one takes the cursor for its own.
  const pane = (key: Tab, children: ReactNode) => ({
    key,
    label: t(TAB_NAMES[key]),
    children: key === tab && children,
  });
  return (
    <Page
      documentTitle={user.userId}
      title={
        <span className="user-title">
          {user.userId} {user.name && <span className="user-title__name">{user.name}</span>}
          <UserStatusTag status={user.status} />
        </span>
      }
      subtitle={<Summary detail={detail} />}
      actions={<UserActions detail={detail} />}
    >
      {user.mergedInto && <MergedNotice into={user.mergedInto} />}
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(key) => turnTo(key as Tab)}
        items={[
          pane('overview', <Overview detail={detail} />),
          pane('statement', <StatementTab detail={detail} />),
          pane('events', <EventsTab userId={user.userId} />),
        ]}
      />
    </Page>
  );
}

function MergedNotice({ into }: { into: string }) {
  const { t } = useI18n();
  return (
    <Alert
      type="info"
      showIcon
      className="notice"
      title={t('users.mergedNotice', { id: into })}
      description={t('users.mergedNoticeText', { id: into })}
      action={<LinkButton to={path('/users/:id', { id: into })}>{t('users.openUser', { id: into })}</LinkButton>}
    />
  );
}

function Summary({ detail: { user } }: { detail: UserDetail }) {
  const { t } = useI18n();
  const format = useFormat();
  return (
    <span className="facts">
      <span>{t('common.labelled', { label: t('users.level'), value: user.level ?? t('users.noLevel') })}</span>
      {user.registeredAt && (
        <span>
          {t('common.labelled', { label: t('users.registeredAt'), value: format.instant(user.registeredAt) })}
        </span>
      )}
      <span>{t('common.labelled', { label: t('users.firstSeen'), value: format.instant(user.createdAt) })}</span>
    </span>
  );
}

function Overview({ detail }: { detail: UserDetail }) {
  return (
    <div className="stack">
      <Accounts accounts={detail.accounts} />
      <Lots lots={detail.lots} wallets={detail.accounts.length} />
      <Attributes detail={detail} />
    </div>
  );
}

function Attributes({ detail: { user, aliases } }: { detail: UserDetail }) {
  const { t } = useI18n();
  const entries = Object.entries(user.attributes);
  if (entries.length === 0 && user.tags.length === 0 && aliases.length === 0) return null;
  const items = [
    ...(user.tags.length > 0 ? [{ key: '#tags', label: t('users.tags'), children: <Chips texts={user.tags} /> }] : []),
    ...(aliases.length > 0
      ? [{ key: '#aliases', label: t('users.aliases'), children: <Aliases aliases={aliases} /> }]
      : []),
    ...entries.map(([key, value]) => ({ key, label: key, children: String(value) })),
  ];
  return (
    <section aria-label={t('users.attributes')}>
      <h2>{t('users.attributes')}</h2>
      <Descriptions bordered size="small" column={{ xs: 1, md: 2, xl: 3 }} items={items} />
    </section>
  );
}

/** Old names of the user, each with its own page. */
function Aliases({ aliases }: { aliases: readonly string[] }) {
  return (
    <span className="chips">
      {aliases.map((alias) => (
        <Link key={alias} to={path('/users/:id', { id: alias })} className="chip">
          {alias}
        </Link>
      ))}
    </span>
  );
}

function Chips({ texts }: { texts: readonly string[] }) {
  return (
    <span className="chips">
      {texts.map((text) => (
        <span key={text} className="chip">
          {text}
        </span>
      ))}
    </span>
  );
}
