import { PlusOutlined } from '@ant-design/icons';
import type { ExperimentView } from '@jifen/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { useMay } from '../../shared/session.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { formatShare, shares } from './experiment.js';
import { ExperimentDialog } from './experiment-dialog.js';
import './experiments.css';

export function ExperimentsPage() {
  const { t } = useI18n();
  const may = useMay();
  const paging = usePaging();
  const [creating, setCreating] = useState(false);
  const query = usePage<ExperimentView>(['experiments', 'list'], '/experiments', {}, paging);
  const create = may('rules:write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('experiments.create')}
    </Button>
  );
  return (
    <Page title={t('experiments.title')} subtitle={t('experiments.subtitle')} actions={create}>
      <ListView
        label={t('experiments.title')}
        query={query}
        paging={paging}
        columns={useColumns()}
        rowKey={(row) => row.code}
        empty={{ title: t('experiments.empty'), hint: t('experiments.emptyHint'), action: create }}
      />
      {creating && <ExperimentDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function useColumns(): Column<ExperimentView>[] {
  const { t, tCode } = useI18n();
  const format = useFormat();
  return [
    {
      key: 'name',
      title: t('experiments.name'),
      headline: true,
      render: ({ code, name }) => (
        <Link to={path('/experiments/:code', { code })} className="key">
          {name}
          <span className="key__name">{code}</span>
        </Link>
      ),
    },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ status }) => <StatusTag tone={toneOf(status)}>{tCode('experiments.status_', status)}</StatusTag>,
    },
    { key: 'groups', title: t('experiments.groups'), render: (experiment) => <Groups experiment={experiment} /> },
    {
      key: 'started',
      title: t('experiments.started'),
      render: ({ startedAt }) => <time>{format.instant(startedAt)}</time>,
    },
    { key: 'ended', title: t('experiments.ended'), render: ({ endedAt }) => <time>{format.instant(endedAt)}</time> },
    { key: 'winner', title: t('experiments.winner'), render: ({ winner }) => winner ?? '—' },
  ];
}

function Groups({ experiment: { groups } }: { experiment: ExperimentView }) {
  const { locale } = useI18n();
  const parts = shares(groups);
  return (
    <span className="chips">
      {groups.map((group, index) => (
        <span key={group.code} className="chip">
          {group.code} {formatShare(parts[index] ?? null, locale)}
        </span>
      ))}
    </span>
  );
}
