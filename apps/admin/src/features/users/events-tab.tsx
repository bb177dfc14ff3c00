import type { StoredEventView } from '@jifen/contracts';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { Reasoning } from '../../shared/explain/reasoning.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';

/** What was reported about the user, with what came of it and why, also when nothing came of it. */
export function EventsTab({ userId }: { userId: string }) {
  const { t } = useI18n();
  const paging = usePaging();
  const url = `${path('/users/:id', { id: userId })}/events`;
  const query = usePage<StoredEventView>(['user', userId, 'events'], url, {}, paging);
  return (
    <ListView
      label={t('users.tabEvents')}
      query={query}
      paging={paging}
      columns={useColumns()}
      rowKey={(row) => row.eventNo}
      empty={{ title: t('users.eventsEmpty'), hint: t('users.eventsEmptyHint') }}
      expand={(row) => (
        <div className="expanded">
          <h3>{row.status === 'NO_AWARD' ? t('users.whyNot') : t('users.whyPoints')}</h3>
          <Reasoning event={row} />
        </div>
      )}
    />
  );
}

function useColumns(): Column<StoredEventView>[] {
  const { t, tCode } = useI18n();
  const format = useFormat();
  return [
    { key: 'time', title: t('ledger.occurredAt'), render: (event) => <time>{format.instant(event.occurredAt)}</time> },
    {
      key: 'type',
      title: t('ledger.event'),
      headline: true,
      render: (event) => (
        <Link to={path('/events/:no', { no: event.eventNo })} className="two-lines">
          {tCode('ledger.event_', event.type)}
          <small className="breakable">{event.eventId}</small>
        </Link>
      ),
    },
    { key: 'source', title: t('ledger.source'), render: (event) => event.source },
    {
      key: 'outcome',
      title: t('ledger.outcome'),
      render: (event) => <StatusTag tone={toneOf(event.status)}>{tCode('ledger.status_', event.status)}</StatusTag>,
    },
    {
      key: 'points',
      title: t('common.points'),
      align: 'right',
      render: (event) => <span className="amount">{format.signed(event.result?.points ?? 0)}</span>,
    },
  ];
}
