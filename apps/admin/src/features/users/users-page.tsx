import { USER_STATUSES, type UserListItem, type UserStatus } from '@jifen/contracts';
import { Input, Select } from 'antd';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { UserStatusTag } from './user-status.js';

const FILTERS = { q: parseAsString, status: parseAsStringLiteral(USER_STATUSES), cursor: parseAsString };

export function UsersPage() {
  const { t } = useI18n();
  const paging = usePaging();
  const [{ q, status }, setQuery] = useQueryStates(FILTERS, { history: 'push' });
  const query = usePage<UserListItem>(['users'], '/users', { q, status }, paging);
  const clear = (): void => void setQuery(null);
  return (
    <Page title={t('users.title')} subtitle={t('users.subtitle')}>
      <ListView
        label={t('users.title')}
        query={query}
        paging={paging}
        columns={useColumns()}
        rowKey={(row) => row.user.userId}
        filtered={q !== null || status !== null}
        onClearFilters={clear}
        empty={{ title: t('users.empty'), hint: t('users.emptyHint') }}
        filters={
          <>
            <SearchBox value={q ?? ''} onSearch={(text) => void setQuery({ q: text || null, cursor: null })} />
            <Select<UserStatus>
              allowClear
              aria-label={t('common.status')}
              placeholder={t('users.allStatuses')}
              className="filter"
              value={status}
              onChange={(value) => void setQuery({ status: value ?? null, cursor: null })}
              options={USER_STATUSES.map((value) => ({ value, label: t(`users.status_${value}`) }))}
            />
          </>
        }
      />
    </Page>
  );
}

function SearchBox({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const { t } = useI18n();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <Input.Search
      allowClear
      className="filter filter--wide"
      aria-label={t('users.searchLabel')}
      placeholder={t('users.searchLabel')}
      maxLength={100}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onSearch={(wanted) => onSearch(wanted.trim())}
    />
  );
}

function useColumns(): Column<UserListItem>[] {
  const { t } = useI18n();
  const format = useFormat();
  const amount = (key: 'available' | 'pending' | 'frozen' | 'debt'): Column<UserListItem> => ({
    key,
    title: t(`users.${key}`),
    align: 'right',
    render: ({ account }) => <Amount value={account[key]} text={format.integer(account[key])} />,
  });
  return [
    {
      key: 'user',
      title: t('users.userId'),
      headline: true,
      render: ({ user }) => (
        <Link to={path('/users/:id', { id: user.userId })} className="key">
          {user.userId}
          {user.name && <span className="key__name">{user.name}</span>}
        </Link>
      ),
    },
    { key: 'status', title: t('common.status'), render: ({ user }) => <UserStatusTag status={user.status} /> },
    { key: 'level', title: t('users.level'), render: ({ user }) => user.level ?? <span className="muted">—</span> },
    amount('available'),
    amount('pending'),
    amount('frozen'),
    amount('debt'),
  ];
}

function Amount({ value, text }: { value: number; text: string }) {
  return <span className={value === 0 ? 'amount amount--zero' : 'amount'}>{text}</span>;
}
