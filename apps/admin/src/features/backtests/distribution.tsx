import type { BacktestBucket } from '@jifen/contracts';
import { Card } from 'antd';
import { linear } from '../../shared/charts/scales.js';
import '../../shared/charts/charts.css';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { DataTable, EmptyState } from '../../shared/ui/data-table.js';

/** How many users get how many points: a table whose rows draw themselves. */
export function Distribution({ buckets }: { buckets: readonly BacktestBucket[] }) {
  const { t } = useI18n();
  const format = useFormat();
  const most = Math.max(1, ...buckets.flatMap((bucket) => [bucket.users, bucket.postedUsers]));
  const share = linear(0, most, 0, 100);
  const title = t('backtests.distribution');
  return (
    <Card title={<h2>{title}</h2>} size="small" styles={{ body: { padding: 0 } }} extra={<Swatches />}>
      <DataTable
        label={title}
        rows={buckets}
        rowKey={(row) => String(row.from)}
        empty={<EmptyState title={t('common.none')} />}
        columns={[
          { key: 'bucket', title: t('backtests.bucket'), headline: true, render: (row) => <Bucket bucket={row} /> },
          {
            key: 'bars',
            title: t('backtests.users'),
            render: (row) => (
              <div className="bar-cell" aria-hidden="true">
                <div className="bar-cell__bar bar-cell__bar--other" style={{ width: `${share(row.postedUsers)}%` }} />
                <div className="bar-cell__bar" style={{ width: `${share(row.users)}%` }} />
              </div>
            ),
          },
          {
            key: 'posted',
            title: t('backtests.posted'),
            align: 'right',
            render: (row) => format.integer(row.postedUsers),
          },
          { key: 'would', title: t('backtests.would'), align: 'right', render: (row) => format.integer(row.users) },
        ]}
      />
    </Card>
  );
}

/** Which bar is which. */
function Swatches() {
  const { t } = useI18n();
  return (
    <span className="facts small" aria-hidden="true">
      <span>
        <span className="swatch swatch--other" /> {t('backtests.posted')}
      </span>
      <span>
        <span className="swatch" /> {t('backtests.would')}
      </span>
    </span>
  );
}

function Bucket({ bucket: { from, to } }: { bucket: BacktestBucket }) {
  const { t } = useI18n();
  const format = useFormat();
  if (to === null) return <>{t('backtests.bucketFrom', { from: format.integer(from) })}</>;
  return <>{from === to ? format.integer(from) : `${format.integer(from)}–${format.integer(to)}`}</>;
}
