import type { BacktestResult, BacktestView } from '@jifen/contracts';
import { isRuleSet } from '@jifen/rules';
import { Card, Collapse } from 'antd';
import { LineChart } from '../../shared/charts/line-chart.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { useRules } from '../../shared/rules/rule-set-queries.js';
import { DataTable, EmptyState } from '../../shared/ui/data-table.js';
import { everyDay, formatChange } from './backtest.js';
import { Budgets } from './budgets.js';
import { Distribution } from './distribution.js';
import { Difference, usePointColumns } from './point-columns.js';
import { Winners } from './winners.js';

/** What the rules would have given, against what was posted. */
export function BacktestResultView({ backtest, result }: { backtest: BacktestView; result: BacktestResult }) {
  return (
    <div className="stack">
      <Totals result={result} />
      <ByRule backtest={backtest} result={result} />
      <ByDay backtest={backtest} result={result} />
      <Winners result={result} />
      <Budgets backtest={backtest} budgets={result.budgets} />
      <Distribution buckets={result.distribution} />
      <Skipped result={result} />
    </div>
  );
}

function Totals({ result }: { result: BacktestResult }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const { points, postedPoints, usersUp, usersDown, usersSame } = result;
  const figures = [
    { key: 'posted', label: t('backtests.posted'), value: format.integer(postedPoints) },
    { key: 'would', label: t('backtests.would'), value: format.integer(points) },
    {
      key: 'change',
      label: t('backtests.change'),
      value: (
        <>
          <Difference before={postedPoints} after={points} /> <small>{formatChange(result.changeBps, locale)}</small>
        </>
      ),
    },
    { key: 'events', label: t('backtests.events'), value: format.integer(result.events) },
    { key: 'awards', label: t('backtests.awards'), value: format.integer(result.awards) },
    { key: 'users', label: t('backtests.users'), value: format.integer(result.users) },
    { key: 'usersUp', label: t('backtests.usersUp'), value: format.integer(usersUp) },
    { key: 'usersDown', label: t('backtests.usersDown'), value: format.integer(usersDown) },
    { key: 'usersSame', label: t('backtests.usersSame'), value: format.integer(usersSame) },
  ];
  return (
    <Card title={<h2>{t('backtests.totals')}</h2>} size="small">
      <dl className="figures figures--three">
        {figures.map(({ key, label, value }) => (
          <div key={key} className="figure" data-figure={key}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function ByRule({ backtest, result }: { backtest: BacktestView; result: BacktestResult }) {
  const { t } = useI18n();
  const nameOf = useRuleNames(backtest);
  const format = useFormat();
  const points = usePointColumns<BacktestResult['byRule'][number]>();
  return (
    <Card title={<h2>{t('backtests.byRule')}</h2>} size="small" styles={{ body: { padding: 0 } }}>
      <DataTable
        label={t('backtests.byRule')}
        rows={result.byRule}
        rowKey={(row) => row.ruleCode}
        empty={<EmptyState title={t('common.none')} />}
        columns={[
          {
            key: 'rule',
            title: t('backtests.rule'),
            headline: true,
            render: ({ ruleCode }) => (
              <span className="key">
                {nameOf(ruleCode) ?? ruleCode}
                <code className="key__name">{nameOf(ruleCode) === undefined ? '' : ruleCode}</code>
              </span>
            ),
          },
          {
            key: 'postedAwards',
            title: t('backtests.postedAwards'),
            align: 'right',
            render: (row) => format.integer(row.postedAwards),
          },
          { key: 'awards', title: t('backtests.awards'), align: 'right', render: (row) => format.integer(row.awards) },
          ...points,
        ]}
      />
    </Card>
  );
}

/** The names of the rules by their codes: those of the version, of a draft as it is now. */
function useRuleNames({ ruleSet, version }: BacktestView): (ruleCode: string) => string | undefined {
  const { locale } = useI18n();
  const { data } = useRules(ruleSet, version ?? 'draft');
  const rules = isRuleSet(data) ? data.rules : [];
  return (ruleCode) => rules.find((rule) => rule.code === ruleCode)?.name[locale];
}

function ByDay({ backtest, result }: { backtest: BacktestView; result: BacktestResult }) {
  const { t } = useI18n();
  const format = useFormat();
  const points = usePointColumns<BacktestResult['byDay'][number]>();
  const days = everyDay(result.byDay, backtest.fromDay, backtest.toDay);
  const table = (
    <DataTable
      label={t('backtests.byDay')}
      rows={result.byDay}
      rowKey={(row) => row.day}
      empty={<EmptyState title={t('backtests.noDay')} />}
      columns={[
        { key: 'day', title: t('backtests.day'), headline: true, render: (row) => format.day(row.day) },
        { key: 'events', title: t('backtests.events'), align: 'right', render: (row) => format.integer(row.events) },
        ...points,
      ]}
    />
  );
  return (
    <Card title={<h2>{t('backtests.byDay')}</h2>} size="small">
      <LineChart
        label={t('backtests.chartByDay')}
        days={days.map((day) => day.day)}
        series={[
          { key: 'posted', name: t('backtests.posted'), look: 'other', values: days.map((day) => day.postedPoints) },
          { key: 'would', name: t('backtests.would'), look: 'main', values: days.map((day) => day.points) },
        ]}
      />
      <Collapse ghost size="small" items={[{ key: 'table', label: t('backtests.asTable'), children: table }]} />
    </Card>
  );
}

function Skipped({ result }: { result: BacktestResult }) {
  const { t } = useI18n();
  const format = useFormat();
  if (result.skipped.length === 0) return null;
  return (
    <Card title={<h2>{t('backtests.skipped')}</h2>} size="small">
      <ul className="plain-list">
        {result.skipped.map(({ reason, events }) => (
          <li key={reason}>
            <code>{reason}</code> · {format.integer(events)}
          </li>
        ))}
      </ul>
    </Card>
  );
}
