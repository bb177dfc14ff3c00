import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import type { Column } from '../../shared/ui/data-table.js';
import { changeBps, formatChange } from './backtest.js';

interface Compared {
  points: number;
  postedPoints: number;
}

/** Posted, would be, the difference and its share: the columns that every table of a backtest ends with. */
export function usePointColumns<T extends Compared>(): Column<T>[] {
  const { t, locale } = useI18n();
  const format = useFormat();
  return [
    {
      key: 'posted',
      title: t('backtests.posted'),
      align: 'right',
      render: (row) => <span className="amount">{format.integer(row.postedPoints)}</span>,
    },
    {
      key: 'would',
      title: t('backtests.would'),
      align: 'right',
      render: (row) => <span className="amount">{format.integer(row.points)}</span>,
    },
    {
      key: 'change',
      title: t('backtests.change'),
      align: 'right',
      render: (row) => <Difference before={row.postedPoints} after={row.points} />,
    },
    {
      key: 'percent',
      title: t('backtests.changePercent'),
      align: 'right',
      render: (row) => formatChange(changeBps(row.postedPoints, row.points), locale),
    },
  ];
}

/** What costs more and what costs less, by sign, colour and weight. */
export function Difference({ before, after }: { before: number; after: number }) {
  const format = useFormat();
  const difference = after - before;
  const tone = difference > 0 ? 'plus' : difference < 0 ? 'minus' : 'zero';
  return <span className={`difference difference--${tone}`}>{format.signed(difference)}</span>;
}
