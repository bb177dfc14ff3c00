import type { UserDetail } from '@jifen/contracts';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Skeleton } from 'antd';
import { parseAsString, useQueryState } from 'nuqs';
import { useNavigate, useParams } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path, queryString } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { Page } from '../../shared/ui/page.js';
import { Accounts } from './accounts.js';
import { MergeBalances } from './merge-balances.js';
import { MergeForm } from './merge-form.js';
import { isMergeable } from './merge-values.js';
import { UserPicker } from './user-picker.js';
import './merge.css';

function useDetail(userId: string | null): UseQueryResult<UserDetail> {
  return useQuery({
    queryKey: ['user', userId],
    queryFn: ({ signal }) => api.get<UserDetail>(path('/users/:id', { id: userId ?? '' }), signal),
    enabled: userId !== null && userId !== '',
  });
}

/** Merges the user into another one: choose, compare, type both ids; afterwards what has become of it. */
export function MergePage() {
  const { userId = '' } = useParams();
  const { t } = useI18n();
  const query = useDetail(userId);
  return (
    <Page
      title={t('users.mergeTitle', { id: userId })}
      subtitle={t('users.mergeSubtitle')}
      actions={<LinkButton to={path('/users/:id', { id: userId })}>{t('users.openUser', { id: userId })}</LinkButton>}
    >
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data &&
        (query.data.user.mergedInto === undefined ? (
          <Merging from={query.data} />
        ) : (
          <Merged from={userId} into={query.data.user.mergedInto} />
        ))}
    </Page>
  );
}

function Merging({ from }: { from: UserDetail }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const [into, setInto] = useQueryState('into', parseAsString.withOptions({ history: 'push' }));
  const other = useDetail(into);
  const { userId } = from.user;
  if (!isMergeable(from)) return <NotPossible detail={from} />;
  const swap = (id: string) => void navigate(path('/users/:id/merge', { id }) + queryString({ into: userId }));
  return (
    <div className="stack">
      <Card>
        <div className="merge-choice">
          <UserPicker label={t('users.mergeInto')} value={into} except={userId} onChange={(id) => void setInto(id)} />
          {into !== null && <Button onClick={() => swap(into)}>{t('users.mergeSwap')}</Button>}
        </div>
      </Card>
      {into !== null && other.isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {other.isError && <ErrorPanel error={other.error} onRetry={() => void other.refetch()} />}
      {other.data && other.data.user.userId !== userId && <Comparing from={from} into={other.data} />}
    </div>
  );
}

function Comparing({ from, into }: { from: UserDetail; into: UserDetail }) {
  const { t } = useI18n();
  if (!isMergeable(into)) return <NotPossible detail={into} />;
  const freezes = from.user.status === 'FROZEN' && into.user.status !== 'FROZEN';
  return (
    <>
      <MergeBalances from={from} into={into} />
      {freezes && <Alert type="warning" showIcon title={t('users.mergeFreezes')} />}
      <MergeForm key={`${from.user.userId} ${into.user.userId}`} from={from.user.userId} into={into.user.userId} />
    </>
  );
}

function NotPossible({ detail: { user } }: { detail: UserDetail }) {
  const { t, tCode } = useI18n();
  const status = tCode('users.status_', user.status);
  return <Alert type="error" showIcon title={t('users.mergeNotPossible', { id: user.userId, status })} />;
}

/** What has become of the two. */
function Merged({ from, into }: { from: string; into: string }) {
  const { t } = useI18n();
  const query = useDetail(into);
  return (
    <div className="stack">
      <Alert
        type="success"
        showIcon
        className="notice"
        title={t('users.mergeDone', { from, into })}
        description={t('users.mergeDoneText', { from, into })}
        action={
          <LinkButton type="primary" to={path('/users/:id', { id: into })}>
            {t('users.openUser', { id: into })}
          </LinkButton>
        }
      />
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Accounts accounts={query.data.accounts} />}
    </div>
  );
}
