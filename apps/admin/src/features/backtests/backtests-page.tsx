import { PlayCircleOutlined } from '@ant-design/icons';
import type { BacktestSummary } from '@jifen/contracts';
import { Button, Progress, Select } from 'antd';
import { parseAsString, useQueryStates } from 'nuqs';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { candidateOf, MAIN_RULE_SET, useRuleSets } from '../../shared/rules/rule-set-queries.js';
import { useMay } from '../../shared/session.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { isOpen, progressPercent } from './backtest.js';
import { StartDialog } from './start-dialog.js';
import './backtests.css';

const POLL_MS = 2000;
/** `start` names the rule set to begin with and opens the dialog: a link from elsewhere lands in it. */
const ADDRESS = {
  ruleSet: parseAsString,
  start: parseAsString,
  candidate: parseAsString,
  from: parseAsString,
  to: parseAsString,
  cursor: parseAsString,
};
const CLOSED = { start: null, candidate: null, from: null, to: null };

export function BacktestsPage() {
  const { t } = useI18n();
  const may = useMay();
  const paging = usePaging();
  const [address, setAddress] = useQueryStates(ADDRESS, { history: 'push' });
  const { ruleSet, start, from, to } = address;
  const sets = useRuleSets();
  const query = usePage<BacktestSummary>(['backtests', 'list'], '/backtests', { ruleSet }, paging);
  const open = query.data?.items.some(isOpen) ?? false;
  const { refetch } = query;
  useEffect(() => {
    if (!open) return undefined;
    const timer = window.setInterval(() => void refetch(), POLL_MS);
    return () => window.clearInterval(timer);
  }, [open, refetch]);
  const begin = may('rules:write') && (
    <Button
      type="primary"
      icon={<PlayCircleOutlined />}
      onClick={() => void setAddress({ start: ruleSet ?? MAIN_RULE_SET })}
    >
      {t('backtests.start')}
    </Button>
  );
  return (
    <Page title={t('backtests.title')} subtitle={t('backtests.subtitle')} actions={begin}>
      <ListView
        label={t('backtests.title')}
        query={query}
        paging={paging}
        columns={useColumns()}
        rowKey={(row) => row.backtestNo}
        filtered={ruleSet !== null}
        onClearFilters={() => void setAddress({ ruleSet: null, cursor: null })}
        empty={{ title: t('backtests.empty'), hint: t('backtests.emptyHint'), action: begin }}
        filters={
          <Select<string>
            allowClear
            aria-label={t('backtests.ruleSet')}
            placeholder={t('backtests.ruleSet')}
            className="filter"
            value={ruleSet}
            onChange={(value) => void setAddress({ ruleSet: value ?? null, cursor: null })}
            options={(sets.data ?? []).map(({ code, name }) => ({ value: code, label: name }))}
          />
        }
      />
      {start !== null && may('rules:write') && (
        <StartDialog
          ruleSet={start}
          candidate={candidateOf(address.candidate)}
          days={from !== null && to !== null ? { fromDay: from, toDay: to } : undefined}
          onClose={() => void setAddress(CLOSED)}
        />
      )}
    </Page>
  );
}

function useColumns(): Column<BacktestSummary>[] {
  const { t } = useI18n();
  const format = useFormat();
  return [
    {
      key: 'title',
      title: t('backtests.name'),
      headline: true,
      render: ({ backtestNo, title }) => (
        <Link to={path('/rules/backtests/:no', { no: backtestNo })} className="key">
          {title ?? backtestNo}
          {title !== null && <span className="key__name">{backtestNo}</span>}
        </Link>
      ),
    },
    {
      key: 'rules',
      title: t('backtests.candidate'),
      render: ({ ruleSet, version }) =>
        `${ruleSet} · ${version === null ? t('rehearsal.draft') : t('rehearsal.version', { n: version })}`,
    },
    {
      key: 'days',
      title: t('backtests.days'),
      render: ({ fromDay, toDay }) => t('backtests.daysSpan', { from: format.day(fromDay), to: format.day(toDay) }),
    },
    { key: 'status', title: t('common.status'), render: (row) => <State backtest={row} /> },
    {
      key: 'events',
      title: t('backtests.events'),
      align: 'right',
      render: ({ totalEvents }) => (totalEvents === null ? '—' : format.integer(totalEvents)),
    },
    {
      key: 'requested',
      title: t('backtests.requestedAt'),
      render: ({ requestedAt, requestedBy, requestedByName }) => (
        <span className="two-lines">
          <time>{format.instant(requestedAt)}</time>
          <small className="muted">{requestedByName ?? requestedBy}</small>
        </span>
      ),
    },
  ];
}

function State({ backtest }: { backtest: BacktestSummary }) {
  const { t, tCode } = useI18n();
  const percent = progressPercent(backtest);
  return (
    <span className="two-lines">
      <StatusTag tone={toneOf(backtest.status)}>{tCode('backtests.status_', backtest.status)}</StatusTag>
      {backtest.status === 'RUNNING' && (
        <Progress percent={percent ?? 0} size="small" aria-label={t('backtests.progress')} />
      )}
    </span>
  );
}
