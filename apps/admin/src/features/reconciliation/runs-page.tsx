import { PlayCircleOutlined } from '@ant-design/icons';
import type { ReconciliationRunView } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect } from 'react';
import { api } from '../../shared/api/client.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { useMay } from '../../shared/session.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { Checks } from './checks.js';
import { checksHeld, durationSeconds } from './runs.js';

const POLL_MS = 2000;

export function RunsPage() {
  const { t } = useI18n();
  const may = useMay();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const paging = usePaging();
  const query = usePage<ReconciliationRunView>(['reconciliation'], '/reconciliation/runs', {}, paging);
  const running = query.data?.items.some((run) => run.status === 'RUNNING') ?? false;
  const { refetch } = query;
  useEffect(() => {
    if (!running) return undefined;
    const timer = window.setInterval(() => void refetch(), POLL_MS);
    return () => window.clearInterval(timer);
  }, [running, refetch]);
  const submit = useSubmit<void>(undefined, async () => {
    await api.post<ReconciliationRunView>('/reconciliation/runs');
    void message.success(t('reconciliation.started'));
    await queryClient.invalidateQueries({ queryKey: ['reconciliation'] });
  });
  const runNow = may('reconciliation:run') && (
    <Button
      type="primary"
      icon={<PlayCircleOutlined />}
      loading={submit.busy || running}
      onClick={() => void submit.run()}
    >
      {t('reconciliation.runNow')}
    </Button>
  );
  return (
    <Page title={t('reconciliation.title')} subtitle={t('reconciliation.subtitle')} actions={runNow}>
      {submit.problem && <ErrorPanel error={submit.problem} />}
      <ListView
        label={t('reconciliation.title')}
        query={query}
        paging={paging}
        columns={useColumns()}
        rowKey={(row) => row.runNo}
        empty={{ title: t('reconciliation.empty'), hint: t('reconciliation.emptyHint'), action: runNow }}
        expand={(run) => <Checks run={run} />}
      />
    </Page>
  );
}

function useColumns(): Column<ReconciliationRunView>[] {
  const { t, tCode } = useI18n();
  const format = useFormat();
  return [
    {
      key: 'started',
      title: t('reconciliation.startedAt'),
      headline: true,
      render: (run) => <time>{format.instant(run.startedAt)}</time>,
    },
    {
      key: 'status',
      title: t('common.status'),
      render: (run) => <StatusTag tone={toneOf(run.status)}>{tCode('reconciliation.status_', run.status)}</StatusTag>,
    },
    {
      key: 'checks',
      title: t('reconciliation.checks'),
      render: (run) => t('reconciliation.checksHeld', checksHeld(run)),
    },
    {
      key: 'duration',
      title: t('reconciliation.duration'),
      render: (run) => {
        const seconds = durationSeconds(run);
        return seconds === undefined ? '—' : t('reconciliation.seconds', { n: seconds });
      },
    },
    { key: 'runNo', title: t('reconciliation.runNo'), wideOnly: true, render: (run) => <code>{run.runNo}</code> },
  ];
}
