import type { TransactionView, UserDetail } from '@jifen/contracts';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat, useProgramme } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { TransactionActor } from '../../shared/ui/actor.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { PointsChange } from '../../shared/ui/points-change.js';
import { StatementFilters, useStatementFilters } from './statement-filters.js';
import { recordedRange } from './statement-range.js';

/** The user's transactions, newest first, as they changed what is available. */
export function StatementTab({ detail }: { detail: UserDetail }) {
  const { t } = useI18n();
  const paging = usePaging();
  const state = useStatementFilters();
  const { type, wallet, no, from, to } = state.filters;
  const timeZone = useProgramme()?.timeZone ?? 'UTC';
  const url = `${path('/users/:id', { id: detail.user.userId })}/transactions`;
  // What was posted under an old name until it was merged stands nowhere else.
  const own = detail.user.mergedInto === undefined ? undefined : 'true';
  const filters = { businessType: type, wallet, businessNo: no, ...recordedRange(from, to, timeZone), own };
  const query = usePage<TransactionView>(['user', detail.user.userId, 'transactions'], url, filters, paging);
  return (
    <ListView
      label={t('users.tabStatement')}
      query={query}
      paging={paging}
      columns={useColumns(detail.accounts.length > 1)}
      rowKey={(row) => row.transactionNo}
      filtered={state.filtered}
      onClearFilters={state.clear}
      empty={{ title: t('users.statementEmpty'), hint: t('users.statementEmptyHint') }}
      filters={<StatementFilters accounts={detail.accounts} state={state} />}
    />
  );
}

function useColumns(withWallet: boolean): Column<TransactionView>[] {
  const { t, tCode } = useI18n();
  const format = useFormat();
  return [
    {
      key: 'recorded',
      title: t('ledger.recordedAt'),
      render: (tx) => <Stamp at={tx.recordedAt} />,
    },
    {
      key: 'occurred',
      title: t('ledger.occurredAt'),
      render: (tx) => <Stamp at={tx.occurredAt} />,
    },
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
    { key: 'actor', title: t('users.actor'), render: (tx) => <TransactionActor transaction={tx} /> },
    {
      key: 'remark',
      title: t('users.remark'),
      render: (tx) => <span className="remark remark--short">{tx.remark ?? '—'}</span>,
    },
    {
      key: 'why',
      title: t('users.why'),
      render: (tx) => <Link to={path('/transactions/:no', { no: tx.transactionNo })}>{t('users.whyPoints')}</Link>,
    },
  ];
}

function Stamp({ at }: { at: string }) {
  return (
    <time className="stamp" dateTime={at}>
      {useFormat().instant(at)}
    </time>
  );
}
