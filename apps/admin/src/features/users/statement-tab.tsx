import { BUSINESS_TYPES, type BusinessType, type TransactionView, type UserDetail } from '@jifen/contracts';
import { Select } from 'antd';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { Actor } from '../../shared/ui/actor.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { PointsChange } from '../../shared/ui/points-change.js';

const FILTERS = { type: parseAsStringLiteral(BUSINESS_TYPES), wallet: parseAsString, cursor: parseAsString };

/** The user's transactions, newest first, as they changed what is available. */
export function StatementTab({ detail }: { detail: UserDetail }) {
  const { t } = useI18n();
  const paging = usePaging();
  const [{ type, wallet }, setQuery] = useQueryStates(FILTERS, { history: 'push' });
  const { userId } = detail.user;
  const url = `${path('/users/:id', { id: userId })}/transactions`;
  const filters = { businessType: type, wallet };
  const query = usePage<TransactionView>(['user', userId, 'transactions'], url, filters, paging);
  return (
    <ListView
      label={t('users.tabStatement')}
      query={query}
      paging={paging}
      columns={useColumns(detail.accounts.length > 1)}
      rowKey={(row) => row.transactionNo}
      filtered={type !== null || wallet !== null}
      onClearFilters={() => void setQuery(null)}
      empty={{ title: t('users.statementEmpty'), hint: t('users.statementEmptyHint') }}
      filters={
        <>
          <Select<BusinessType>
            allowClear
            className="filter"
            aria-label={t('users.businessType')}
            placeholder={t('users.allTypes')}
            value={type}
            onChange={(value) => void setQuery({ type: value ?? null, cursor: null })}
            options={BUSINESS_TYPES.map((value) => ({ value, label: t(`ledger.biz_${value}`) }))}
          />
          {detail.accounts.length > 1 && (
            <Select<string>
              allowClear
              className="filter"
              aria-label={t('users.wallet')}
              placeholder={t('users.allWallets')}
              value={wallet}
              onChange={(value) => void setQuery({ wallet: value ?? null, cursor: null })}
              options={detail.accounts.map((account) => ({ value: account.wallet, label: account.wallet }))}
            />
          )}
        </>
      }
    />
  );
}

function useColumns(withWallet: boolean): Column<TransactionView>[] {
  const { t, tCode } = useI18n();
  const format = useFormat();
  return [
    { key: 'time', title: t('common.time'), render: (tx) => <time>{format.instant(tx.recordedAt)}</time> },
    {
      key: 'business',
      title: t('users.business'),
      headline: true,
      render: (tx) => (
        <span className="two-lines">
          {tCode('ledger.biz_', tx.businessType)}
          <small className="muted breakable">{tx.businessNo}</small>
        </span>
      ),
    },
    ...(withWallet ? [{ key: 'wallet', title: t('users.wallet'), render: (tx: TransactionView) => tx.wallet }] : []),
    { key: 'change', title: t('users.change'), align: 'right', render: (tx) => <PointsChange transaction={tx} /> },
    {
      key: 'before',
      title: t('users.before'),
      align: 'right',
      wideOnly: true,
      render: (tx) => <span className="amount muted">{format.integer(tx.availableBefore)}</span>,
    },
    {
      key: 'after',
      title: t('users.after'),
      align: 'right',
      render: (tx) => <span className="amount">{format.integer(tx.availableAfter)}</span>,
    },
    { key: 'actor', title: t('users.actor'), render: (tx) => <Actor actor={tx.actor} /> },
    {
      key: 'remark',
      title: t('users.remark'),
      render: (tx) => <span className="remark">{tx.remark ?? '—'}</span>,
    },
    {
      key: 'why',
      title: t('users.why'),
      render: (tx) => <Link to={path('/transactions/:no', { no: tx.transactionNo })}>{t('users.whyPoints')}</Link>,
    },
  ];
}
