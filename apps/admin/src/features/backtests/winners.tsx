import type { BacktestResult, BacktestUser } from '@jifen/contracts';
import { Card } from 'antd';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useMay } from '../../shared/session.js';
import { DataTable, EmptyState } from '../../shared/ui/data-table.js';
import { usePointColumns } from './point-columns.js';

/** Who would have got most more and most less, each with a way to the user. */
export function Winners({ result }: { result: BacktestResult }) {
  const { t } = useI18n();
  return (
    <div className="two-cards">
      <People title={t('backtests.gains')} none={t('backtests.noGains')} users={result.gains} />
      <People title={t('backtests.losses')} none={t('backtests.noLosses')} users={result.losses} />
    </div>
  );
}

function People({ title, none, users }: { title: string; none: string; users: readonly BacktestUser[] }) {
  const { t } = useI18n();
  const may = useMay();
  const points = usePointColumns<BacktestUser>();
  return (
    <Card title={<h2>{title}</h2>} size="small" styles={{ body: { padding: 0 } }}>
      <DataTable
        label={title}
        rows={users}
        rowKey={(row) => row.userId}
        empty={<EmptyState title={none} />}
        columns={[
          {
            key: 'user',
            title: t('backtests.user'),
            headline: true,
            render: ({ userId }) =>
              may('users:read') ? <Link to={path('/users/:id', { id: userId })}>{userId}</Link> : userId,
          },
          ...points,
        ]}
      />
    </Card>
  );
}
