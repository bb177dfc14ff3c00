import { Empty, Grid, Skeleton, Table } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n/i18n.js';
import { useOverflow } from './use-overflow.js';

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  align?: 'left' | 'right';
  width?: number;
  /** On a phone the row becomes a card; this column is its headline. */
  headline?: boolean;
  /** Left out of the card. */
  wideOnly?: boolean;
}

interface DataTableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  /** New rows are on their way; the old ones stay, dimmed. */
  refreshing?: boolean;
  empty: ReactNode;
  expand?: (row: T) => ReactNode;
}

const SKELETON_ROWS = 6;

/** A table on wide screens, a list of cards on narrow ones; a skeleton until the first rows are there. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { t } = useI18n();
  const screens = Grid.useBreakpoint();
  const { rows, columns, rowKey, expand } = props;
  if (!rows) {
    return (
      <div role="status" aria-label={t('common.loading')} className="data-skeleton">
        <Skeleton active title={false} paragraph={{ rows: SKELETON_ROWS, width: '100%' }} />
      </div>
    );
  }
  if (rows.length === 0) return <>{props.empty}</>;
  const className = props.refreshing ? 'data data--refreshing' : 'data';
  if (!screens.md) {
    return (
      <ul className={`${className} data-cards`} aria-label={props.label} aria-busy={props.refreshing ?? false}>
        {rows.map((row) => (
          <Card key={rowKey(row)} row={row} columns={columns} extra={expand?.(row)} />
        ))}
      </ul>
    );
  }
  return <WideTable {...props} rows={rows} className={className} />;
}

/** Rows wider than the page are scrolled within the section, by keyboard, too. */
function WideTable<T>(props: DataTableProps<T> & { rows: readonly T[]; className: string }) {
  const { t } = useI18n();
  const { rows, columns, rowKey, expand, className } = props;
  const [section, overflows] = useOverflow<HTMLElement>();
  const more = <span className="sr-only">{t('common.details')}</span>;
  return (
    <section
      ref={section}
      className={`${className} data-scroll`}
      aria-busy={props.refreshing ?? false}
      aria-label={props.label}
      {...(overflows ? { tabIndex: 0 } : {})}
    >
      <Table<T>
        size="middle"
        pagination={false}
        scroll={{ x: 'max-content' }}
        styles={{ content: { overflowX: 'visible', overflowY: 'visible' } }}
        rowKey={rowKey}
        dataSource={[...rows]}
        columns={columns.map((column) => ({
          key: column.key,
          title: column.title,
          align: column.align ?? 'left',
          ...(column.width ? { width: column.width } : {}),
          render: (_: unknown, row: T) => column.render(row),
        }))}
        {...(expand ? { expandable: { expandedRowRender: expand, columnTitle: more } } : {})}
      />
    </section>
  );
}

function Card<T>({ row, columns, extra }: { row: T; columns: readonly Column<T>[]; extra: ReactNode }) {
  const { t } = useI18n();
  const headline = columns.find((column) => column.headline);
  const rest = columns.filter((column) => column !== headline && !column.wideOnly);
  return (
    <li className="data-card">
      {headline && <div className="data-card__headline">{headline.render(row)}</div>}
      <dl>
        {rest.map((column) => (
          <div key={column.key} className="data-card__line">
            <dt>{column.title}</dt>
            <dd>{column.render(row)}</dd>
          </div>
        ))}
      </dl>
      {extra && (
        <details className="data-card__more">
          <summary>{t('common.details')}</summary>
          {extra}
        </details>
      )}
    </li>
  );
}

interface EmptyStateProps {
  title: string;
  hint?: string;
  action?: ReactNode;
}

export function EmptyState({ title, hint, action }: EmptyStateProps) {
  return (
    <Empty
      className="empty-state"
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <strong>{title}</strong>
          {hint && <div className="muted">{hint}</div>}
        </>
      }
    >
      {action}
    </Empty>
  );
}
