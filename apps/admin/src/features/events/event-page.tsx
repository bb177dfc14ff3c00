import type { StoredEventView } from '@jifen/contracts';
import { useQuery } from '@tanstack/react-query';
import { Card, Descriptions, Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path, queryString } from '../../shared/api/query-string.js';
import { EventData } from '../../shared/explain/event-data.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { MAIN_RULE_SET } from '../../shared/rules/rule-set-queries.js';
import { useMay } from '../../shared/session.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { Page } from '../../shared/ui/page.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { EventExplanationView } from './event-explanation.js';

export function EventPage() {
  const { eventNo = '' } = useParams();
  const { t, tCode } = useI18n();
  const may = useMay();
  const query = useQuery({
    queryKey: ['event', eventNo],
    queryFn: ({ signal }) => api.get<StoredEventView>(path('/events/:no', { no: eventNo }), signal),
  });
  const event = query.data;
  return (
    <Page
      title={event ? `${tCode('ledger.event_', event.type)} ${event.eventId}` : t('ledger.event')}
      subtitle={<span className="breakable">{eventNo}</span>}
      actions={
        event && (
          <>
            {may('rules:read') && (
              <LinkButton to={`/rules/${MAIN_RULE_SET}/preview${queryString({ event: event.eventNo })}`}>
                {t('rehearsal.tryEvent')}
              </LinkButton>
            )}
            <LinkButton to={path('/users/:id', { id: event.userId })}>
              {t('ledger.seeUser')} {event.userId}
            </LinkButton>
          </>
        )
      }
    >
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {event && <LoadedEvent event={event} />}
    </Page>
  );
}

function LoadedEvent({ event }: { event: StoredEventView }) {
  const { t, tCode } = useI18n();
  const format = useFormat();
  const warnings = event.result?.warnings ?? [];
  return (
    <div className="stack">
      <Card>
        <Descriptions
          size="small"
          column={{ xs: 1, sm: 1, md: 2, xl: 3 }}
          items={[
            {
              key: 'outcome',
              label: t('ledger.outcome'),
              children: <StatusTag tone={toneOf(event.status)}>{tCode('ledger.status_', event.status)}</StatusTag>,
            },
            { key: 'points', label: t('common.points'), children: format.signed(event.result?.points ?? 0) },
            { key: 'source', label: t('ledger.source'), children: event.source },
            { key: 'type', label: t('ledger.type'), children: <code>{event.type}</code> },
            { key: 'occurred', label: t('ledger.occurredAt'), children: format.instant(event.occurredAt) },
            { key: 'recorded', label: t('ledger.recordedAt'), children: format.instant(event.recordedAt) },
          ]}
        />
      </Card>
      <Card title={<h2>{event.status === 'NO_AWARD' ? t('users.whyNot') : t('ledger.reasoning')}</h2>}>
        <EventExplanationView event={event} />
      </Card>
      <Postings event={event} />
      <Card title={<h2>{t('ledger.eventData')}</h2>}>
        <EventData event={event} />
        {warnings.length > 0 && (
          <p className="muted">{t('common.labelled', { label: t('ledger.warnings'), value: warnings.join(', ') })}</p>
        )}
      </Card>
    </div>
  );
}

function Postings({ event }: { event: StoredEventView }) {
  const { t } = useI18n();
  const format = useFormat();
  const transactions = event.result?.transactions ?? [];
  if (transactions.length === 0) return null;
  return (
    <Card title={<h2>{t('ledger.transactions')}</h2>}>
      <ul className="plain-list">
        {transactions.map((tx) => (
          <li key={tx.transactionNo} className="breakable">
            <Link to={path('/transactions/:no', { no: tx.transactionNo })}>{tx.transactionNo}</Link> ·{' '}
            {format.signed(tx.points)} {tx.ruleCode && <code>{tx.ruleCode}</code>}{' '}
            {tx.expiresOn && (
              <span className="muted">
                {t('users.expiresOn')} {format.day(tx.expiresOn)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
