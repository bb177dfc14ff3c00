import type { BacktestView } from '@jifen/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Progress, Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { useMay } from '../../shared/session.js';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { Page } from '../../shared/ui/page.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { isOpen, progressPercent, ranSeconds } from './backtest.js';
import { BacktestResultView } from './backtest-result.js';
import './backtests.css';

const POLL_MS = 1000;

export function BacktestPage() {
  const { backtestNo = '' } = useParams();
  const { t, locale } = useI18n();
  const query = useQuery({
    queryKey: ['backtests', 'one', backtestNo],
    queryFn: ({ signal }) => api.get<BacktestView>(path('/backtests/:no', { no: backtestNo }), signal),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? POLL_MS : false),
  });
  const backtest = query.data;
  return (
    <Page
      documentTitle={t('backtests.one', { no: backtestNo })}
      title={backtest?.title ?? t('backtests.title')}
      subtitle={<span className="breakable">{t('backtests.one', { no: backtestNo })}</span>}
      actions={backtest && <Actions backtest={backtest} />}
    >
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {backtest && (
        <>
          <Head backtest={backtest} />
          {backtest.status === 'QUEUED' && <Alert type="info" title={t('backtests.queuedText')} />}
          {backtest.status === 'CANCELLED' && <Alert type="warning" title={t('backtests.cancelledText')} />}
          {backtest.status === 'FAILED' && (
            <Alert type="error" showIcon title={t('backtests.failedText')} description={backtest.problem?.[locale]} />
          )}
          {backtest.result && <BacktestResultView backtest={backtest} result={backtest.result} />}
        </>
      )}
    </Page>
  );
}

function Actions({ backtest }: { backtest: BacktestView }) {
  const { t } = useI18n();
  const may = useMay();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { backtestNo, ruleSet, version, fromDay, toDay } = backtest;
  if (!may('rules:write')) return null;
  if (isOpen(backtest)) {
    return (
      <>
        <Button danger onClick={() => setAsking(true)}>
          {t('backtests.cancel')}
        </Button>
        <ConfirmDialog
          open={asking}
          title={t('backtests.cancelTitle')}
          text={t('backtests.cancelText')}
          okText={t('backtests.cancel')}
          danger
          onConfirm={async () => {
            await api.post(`${path('/backtests/:no', { no: backtestNo })}/cancel`);
            await queryClient.invalidateQueries({ queryKey: ['backtests'] });
          }}
          onClose={() => setAsking(false)}
        />
      </>
    );
  }
  const again = new URLSearchParams({ start: ruleSet, from: fromDay, to: toDay });
  if (version !== null) again.set('candidate', String(version));
  return (
    <>
      <LinkButton to={`/rules/backtests?${again}`}>{t('backtests.again')}</LinkButton>
      {backtest.status === 'DONE' && (
        <LinkButton type="primary" to={path('/rules/:set', { set: ruleSet })}>
          {t('backtests.publish')}
        </LinkButton>
      )}
    </>
  );
}

/** What was asked for, and how far it is. */
function Head({ backtest }: { backtest: BacktestView }) {
  const { t, tCode } = useI18n();
  const format = useFormat();
  const percent = progressPercent(backtest);
  const seconds = ranSeconds(backtest);
  const { ruleSet, version, fromDay, toDay, requestedBy, requestedByName, totalEvents, eventsPerSecond } = backtest;
  const span = t('backtests.daysSpan', { from: format.day(fromDay), to: format.day(toDay) });
  return (
    <Card size="small">
      <div className="facts">
        <StatusTag tone={toneOf(backtest.status)}>{tCode('backtests.status_', backtest.status)}</StatusTag>
        <Link to={path('/rules/:set', { set: ruleSet })}>
          {ruleSet} · {version === null ? t('rehearsal.draft') : t('rehearsal.version', { n: version })}
        </Link>
        <span>{span}</span>
        <span>
          {t('common.labelled', { label: t('backtests.requestedBy'), value: requestedByName ?? requestedBy })}
        </span>
        <time>{format.instant(backtest.requestedAt)}</time>
        {seconds !== undefined && <span>{t('backtests.took', { n: seconds })}</span>}
        {eventsPerSecond !== null && <span>{t('backtests.rate', { n: format.integer(eventsPerSecond) })}</span>}
      </div>
      {isOpen(backtest) && (
        <div className="backtest-progress" role="status">
          <Progress percent={percent ?? 0} status="active" aria-label={t('backtests.progress')} />
          {totalEvents !== null && (
            <span className="muted">
              {t('backtests.eventsDone', {
                done: format.integer(backtest.doneEvents),
                total: format.integer(totalEvents),
              })}
            </span>
          )}
        </div>
      )}
    </Card>
  );
}
