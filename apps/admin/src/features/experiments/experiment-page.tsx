import type { ExperimentView } from '@jifen/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path, queryString } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { useMay } from '../../shared/session.js';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.js';
import { DataTable, EmptyState } from '../../shared/ui/data-table.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { Page } from '../../shared/ui/page.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { EndDialog } from './end-dialog.js';
import { formatShare, shares } from './experiment.js';
import { ExperimentDialog } from './experiment-dialog.js';
import { GroupOfUser } from './group-of-user.js';
import { Results } from './results.js';
import './experiments.css';

export function ExperimentPage() {
  const { code = '' } = useParams();
  const { t, tCode } = useI18n();
  const query = useQuery({
    queryKey: ['experiments', 'one', code],
    queryFn: ({ signal }) => api.get<ExperimentView>(path('/experiments/:code', { code }), signal),
  });
  const experiment = query.data;
  return (
    <Page
      documentTitle={experiment?.name ?? code}
      title={
        <span className="user-title">
          {experiment?.name ?? code}
          {experiment && (
            <StatusTag tone={toneOf(experiment.status)}>{tCode('experiments.status_', experiment.status)}</StatusTag>
          )}
        </span>
      }
      subtitle={<code>{code}</code>}
      actions={experiment && <Actions experiment={experiment} />}
    >
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {experiment && (
        <>
          <Facts experiment={experiment} />
          <Card title={<h2>{t('experiments.results')}</h2>} size="small" styles={{ body: { padding: 0 } }}>
            {experiment.status === 'DRAFT' ? (
              <p className="muted padded">{t('experiments.resultsDraft')}</p>
            ) : (
              <Results experiment={experiment} />
            )}
          </Card>
          <Card title={<h2>{t('experiments.groups')}</h2>} size="small" styles={{ body: { padding: 0 } }}>
            <Groups experiment={experiment} />
          </Card>
          <Card title={<h2>{t('experiments.whichGroup')}</h2>} size="small">
            <GroupOfUser experiment={experiment} />
          </Card>
        </>
      )}
    </Page>
  );
}

function Actions({ experiment }: { experiment: ExperimentView }) {
  const { t } = useI18n();
  const may = useMay();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<'edit' | 'start' | 'end' | 'discard'>();
  const navigate = useNavigate();
  const close = (): void => setOpen(undefined);
  const { code, name, status, revision } = experiment;
  if (!may('rules:write') || status === 'ENDED') return null;
  if (status === 'RUNNING') {
    return (
      <>
        <Button type="primary" onClick={() => setOpen('end')}>
          {t('experiments.end')}
        </Button>
        {open === 'end' && <EndDialog experiment={experiment} onClose={close} />}
      </>
    );
  }
  return (
    <>
      <Button danger onClick={() => setOpen('discard')}>
        {t('experiments.discard')}
      </Button>
      <Button onClick={() => setOpen('edit')}>{t('common.edit')}</Button>
      <Button type="primary" onClick={() => setOpen('start')}>
        {t('experiments.start')}
      </Button>
      {open === 'edit' && <ExperimentDialog experiment={experiment} onClose={close} />}
      <ConfirmDialog
        open={open === 'start'}
        title={t('experiments.startTitle', { name })}
        text={t('experiments.startText')}
        okText={t('experiments.start')}
        withReason
        onConfirm={async (reason) => {
          await api.post(`${path('/experiments/:code', { code })}/start`, { reason });
          void message.success(t('experiments.startedDone'));
          await queryClient.invalidateQueries({ queryKey: ['experiments'] });
        }}
        onClose={close}
      />
      <ConfirmDialog
        open={open === 'discard'}
        title={t('experiments.discardTitle', { name })}
        text={t('experiments.discardText')}
        okText={t('experiments.discard')}
        danger
        onConfirm={async () => {
          await api.delete(`${path('/experiments/:code', { code })}${queryString({ revision })}`);
          void message.success(t('experiments.discarded'));
          void navigate('/experiments');
          void queryClient.invalidateQueries({ queryKey: ['experiments', 'list'] });
        }}
        onClose={close}
      />
    </>
  );
}

function Facts({ experiment }: { experiment: ExperimentView }) {
  const { t } = useI18n();
  const format = useFormat();
  const { createdAt, startedAt, endedAt, winner, endReason, status } = experiment;
  const items = [
    { key: 'created', label: t('experiments.created'), children: format.instant(createdAt) },
    { key: 'started', label: t('experiments.started'), children: format.instant(startedAt) },
    { key: 'ended', label: t('experiments.ended'), children: format.instant(endedAt) },
    ...(status === 'ENDED'
      ? [
          { key: 'winner', label: t('experiments.winner'), children: winner ?? t('common.none') },
          { key: 'why', label: t('experiments.endReason'), children: endReason ?? '—' },
        ]
      : []),
  ];
  return (
    <Card size="small">
      <Descriptions size="small" column={{ xs: 1, sm: 1, md: 3 }} items={items} />
    </Card>
  );
}

function Groups({ experiment: { groups } }: { experiment: ExperimentView }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const parts = shares(groups);
  const rows = groups.map((group, index) => ({ ...group, share: parts[index] ?? null }));
  return (
    <DataTable
      label={t('experiments.groups')}
      rows={rows}
      rowKey={(row) => row.code}
      empty={<EmptyState title={t('common.none')} />}
      columns={[
        {
          key: 'group',
          title: t('experiments.group'),
          headline: true,
          render: (row) => (
            <span className="key">
              {row.code}
              <span className="key__name">{row.name}</span>
            </span>
          ),
        },
        {
          key: 'ruleSet',
          title: t('experiments.ruleSet'),
          render: (row) => <Link to={path('/rules/:set', { set: row.ruleSet })}>{row.ruleSet}</Link>,
        },
        {
          key: 'weight',
          title: t('experiments.weight'),
          align: 'right',
          render: (row) => format.integer(row.weight),
        },
        {
          key: 'share',
          title: t('experiments.share'),
          align: 'right',
          render: (row) => formatShare(row.share, locale),
        },
      ]}
    />
  );
}
