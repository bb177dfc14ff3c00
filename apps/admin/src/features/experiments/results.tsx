import type { EstimatedDifference, ExperimentGroupResult, ExperimentResults, ExperimentView } from '@jifen/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { type Column, DataTable, EmptyState } from '../../shared/ui/data-table.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { formatDifference, formatPointDifference, formatShare, intervalDomain } from './experiment.js';
import { IntervalBar } from './interval-bar.js';

/** What the groups have done, and how sure the differences are. */
export function Results({ experiment }: { experiment: ExperimentView }) {
  const { t } = useI18n();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['experiments', 'results', experiment.code],
    queryFn: ({ signal }) =>
      api.get<ExperimentResults>(`${path('/experiments/:code', { code: experiment.code })}/results`, signal),
  });
  const columns = useColumns(experiment, query.data?.groups ?? []);
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <DataTable
        label={t('experiments.results')}
        rows={query.data?.groups}
        rowKey={(row) => row.code}
        refreshing={query.isFetching && query.data !== undefined}
        empty={<EmptyState title={t('common.none')} />}
        columns={columns}
      />
      {query.data && (
        <div className="results-foot">
          <span className="muted">
            {t('experiments.differenceHint')} · {t('experiments.asOf', { time: format.instant(query.data.asOf) })}
          </span>
          <Button size="small" onClick={() => void query.refetch()}>
            {t('common.refresh')}
          </Button>
        </div>
      )}
    </>
  );
}

type Metric = 'pointsPerUser' | 'redemptionRate';

function useColumns(
  experiment: ExperimentView,
  groups: readonly ExperimentGroupResult[],
): Column<ExperimentGroupResult>[] {
  const { t, locale } = useI18n();
  const format = useFormat();
  const names = new Map(experiment.groups.map((group) => [group.code, group.name]));
  const count = (key: 'users' | 'events' | 'points'): Column<ExperimentGroupResult> => ({
    key,
    title: t(`experiments.${key}`),
    align: 'right',
    render: (row) => <span className="amount">{format.integer(row[key])}</span>,
  });
  const perUser = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const interval = (metric: Metric): Column<ExperimentGroupResult> => {
    const drawn = groups.flatMap((group) => group.difference?.[metric] ?? []);
    return {
      key: `${metric}-difference`,
      title: t('experiments.difference'),
      render: (row) => <DifferenceCell row={row} metric={metric} all={drawn} />,
    };
  };
  return [
    {
      key: 'group',
      title: t('experiments.group'),
      headline: true,
      render: ({ code }) => (
        <span className="key">
          {code}
          <span className="key__name">{names.get(code)}</span>
        </span>
      ),
    },
    count('users'),
    count('events'),
    count('points'),
    {
      key: 'pointsPerUser',
      title: t('experiments.pointsPerUser'),
      align: 'right',
      render: (row) => <span className="amount">{perUser.format(row.pointsPerUser)}</span>,
    },
    interval('pointsPerUser'),
    {
      key: 'redemptionRate',
      title: t('experiments.redemptionRate'),
      align: 'right',
      render: (row) => (
        <span className="change">
          {formatShare(row.redemptionRateBps / 10_000, locale)}
          <small className="muted">
            {format.integer(row.redeemedUsers)} / {format.integer(row.users)}
          </small>
        </span>
      ),
    },
    interval('redemptionRate'),
  ];
}

interface DifferenceCellProps {
  row: ExperimentGroupResult;
  metric: Metric;
  all: readonly EstimatedDifference[];
}

function DifferenceCell({ row, metric, all }: DifferenceCellProps) {
  const { t, locale } = useI18n();
  if (row.difference === null) return <span className="muted">{t('experiments.baseline')}</span>;
  const difference = row.difference[metric];
  if (difference === null) return <span className="muted">{t('experiments.tooFew')}</span>;
  const write = metric === 'pointsPerUser' ? formatDifference : formatPointDifference;
  const unit = metric === 'pointsPerUser' ? '' : t('experiments.percentagePoints');
  return (
    <IntervalBar
      difference={difference}
      domain={intervalDomain(all)}
      write={(value) => write(value, locale)}
      unit={unit}
    />
  );
}
