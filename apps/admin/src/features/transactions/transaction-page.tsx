import type { TransactionExplanation, TransactionView } from '@jifen/contracts';
import { useQuery } from '@tanstack/react-query';
import { Card, Descriptions, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { EventData } from '../../shared/explain/event-data.js';
import { Reasoning } from '../../shared/explain/reasoning.js';
import { type I18n, useI18n } from '../../shared/i18n/i18n.js';
import { type Format, useFormat } from '../../shared/programme.js';
import { TransactionActor } from '../../shared/ui/actor.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { Page } from '../../shared/ui/page.js';
import { PointsChange } from '../../shared/ui/points-change.js';

/** "Why these points": from the posting over the rule's working back to the event. */
export function TransactionPage() {
  const { transactionNo = '' } = useParams();
  const { t } = useI18n();
  const query = useQuery({
    queryKey: ['transaction', transactionNo],
    queryFn: ({ signal }) => api.get<TransactionExplanation>(path('/transactions/:no', { no: transactionNo }), signal),
  });
  const userId = query.data?.transaction.userId;
  return (
    <Page
      title={t('ledger.explanationTitle')}
      subtitle={<span className="breakable">{t('ledger.transaction', { no: transactionNo })}</span>}
      actions={
        userId && (
          <LinkButton to={path('/users/:id', { id: userId })}>
            {t('ledger.seeUser')} {userId}
          </LinkButton>
        )
      }
    >
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Explanation explanation={query.data} />}
    </Page>
  );
}

function Explanation({ explanation: { transaction, event } }: { explanation: TransactionExplanation }) {
  const i18n = useI18n();
  const format = useFormat();
  const { t } = i18n;
  return (
    <div className="stack">
      <Card>
        <div className="posting">
          <span className="posting__points">
            <PointsChange transaction={transaction} />
          </span>
          <span className="muted">
            {t('users.before')} {format.integer(transaction.availableBefore)} → {t('users.after')}{' '}
            {format.integer(transaction.availableAfter)}
          </span>
        </div>
        {transaction.remark && <p>{transaction.remark}</p>}
      </Card>
      {event && (
        <Card title={<h2>{t('ledger.reasoning')}</h2>}>
          <Reasoning event={event} ruleCode={transaction.ruleCode} />
        </Card>
      )}
      <Card title={<h2>{t('ledger.movement')}</h2>}>
        <Descriptions bordered size="small" column={{ xs: 1, sm: 1, md: 2 }} items={facts(transaction, i18n, format)} />
      </Card>
      <Card
        title={<h2>{t('ledger.eventBehind')}</h2>}
        extra={event && <Link to={path('/events/:no', { no: event.eventNo })}>{t('ledger.seeEvent')}</Link>}
      >
        {event ? <EventData event={event} /> : <p className="muted">{t('ledger.noEvent')}</p>}
      </Card>
    </div>
  );
}

interface Fact {
  key: string;
  label: string;
  children: ReactNode;
}

function facts(tx: TransactionView, { t, tCode }: I18n, format: Format): Fact[] {
  const fact = (key: string, label: string, children: ReactNode): Fact => ({ key, label, children });
  const optional: Fact[] = [];
  if (tx.ruleCode) optional.push(fact('rule', t('ledger.rule'), <code>{tx.ruleCode}</code>));
  if (tx.ruleSetVersion) {
    optional.push(fact('version', t('ledger.ruleSetVersion'), t('ledger.versionNo', { n: tx.ruleSetVersion })));
  }
  if (tx.relatedTransactionNo) {
    const to = path('/transactions/:no', { no: tx.relatedTransactionNo });
    optional.push(fact('related', t('ledger.related'), <Link to={to}>{tx.relatedTransactionNo}</Link>));
  }
  return [
    fact('business', t('users.business'), `${tCode('ledger.biz_', tx.businessType)} · ${tx.businessNo}`),
    fact(
      'books',
      t('ledger.movement'),
      `${tCode('ledger.book_', tx.debitBook)} → ${tCode('ledger.book_', tx.creditBook)}`,
    ),
    fact('points', t('common.points'), format.integer(tx.points)),
    fact('wallet', t('users.wallet'), tx.wallet),
    ...optional,
    fact('lots', t('ledger.lotsTouched'), <LotParts transaction={tx} />),
    fact('occurred', t('ledger.occurredAt'), format.instant(tx.occurredAt)),
    fact('recorded', t('ledger.recordedAt'), format.instant(tx.recordedAt)),
    fact('actor', t('users.actor'), <TransactionActor transaction={tx} />),
    fact('seq', t('ledger.seq'), format.integer(tx.seq)),
  ];
}

function LotParts({ transaction }: { transaction: TransactionView }) {
  const { t } = useI18n();
  const format = useFormat();
  if (transaction.lots.length === 0) return <>—</>;
  return (
    <ul className="plain-list">
      {transaction.lots.map((lot) => (
        <li key={lot.expiresOn}>
          {format.integer(lot.points)} · {t('users.expiresOn')} {format.day(lot.expiresOn)}
        </li>
      ))}
    </ul>
  );
}
