import type { BacktestBudget, BacktestView } from '@jifen/contracts';
import { Card, Collapse } from 'antd';
import { LineChart } from '../../shared/charts/line-chart.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { DataTable, EmptyState } from '../../shared/ui/data-table.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { burnDown } from './backtest.js';

interface BudgetsProps {
  backtest: BacktestView;
  budgets: readonly BacktestBudget[];
}

/** How each budget of the rules is used up, day by day. */
export function Budgets({ backtest, budgets }: BudgetsProps) {
  const { t } = useI18n();
  if (budgets.length === 0) return null;
  return (
    <Card title={<h2>{t('backtests.budgets')}</h2>} size="small">
      <div className="stack">
        {budgets.map((budget) => (
          <Budget key={budget.ruleCode} budget={budget} backtest={backtest} />
        ))}
      </div>
    </Card>
  );
}

function Budget({ budget, backtest }: { budget: BacktestBudget; backtest: BacktestView }) {
  const { t } = useI18n();
  const format = useFormat();
  const { ruleCode, used, exhaustedOn } = budget;
  const left = Math.max(0, budget.budget - used);
  const days = burnDown(budget, backtest.fromDay, backtest.toDay);
  return (
    <section aria-label={ruleCode}>
      <div className="facts">
        <h3>{t('backtests.budgetOf', { rule: ruleCode, budget: format.integer(budget.budget) })}</h3>
        <span>{t('backtests.budgetUsed', { used: format.integer(used), left: format.integer(left) })}</span>
        <StatusTag tone={exhaustedOn === null ? 'good' : 'warn'}>
          {exhaustedOn === null
            ? t('backtests.budgetLasts')
            : t('backtests.budgetExhausted', { day: format.day(exhaustedOn) })}
        </StatusTag>
      </div>
      <LineChart
        label={t('backtests.chartBudget', { rule: ruleCode })}
        days={days.map((day) => day.day)}
        top={budget.budget}
        series={[{ key: 'left', name: t('backtests.left'), look: 'main', values: days.map((day) => day.left) }]}
      />
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: 'table',
            label: t('backtests.asTable'),
            children: (
              <DataTable
                label={ruleCode}
                rows={budget.byDay}
                rowKey={(row) => row.day}
                empty={<EmptyState title={t('backtests.noDay')} />}
                columns={[
                  { key: 'day', title: t('backtests.day'), headline: true, render: (row) => format.day(row.day) },
                  {
                    key: 'used',
                    title: t('backtests.used'),
                    align: 'right',
                    render: (row) => format.integer(row.used),
                  },
                  {
                    key: 'left',
                    title: t('backtests.left'),
                    align: 'right',
                    render: (row) => format.integer(Math.max(0, budget.budget - row.used)),
                  },
                ]}
              />
            ),
          },
        ]}
      />
    </section>
  );
}
