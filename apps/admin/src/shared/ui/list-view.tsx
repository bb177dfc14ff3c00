import { LeftOutlined, RightOutlined, VerticalRightOutlined } from '@ant-design/icons';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Card, Flex, Select } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n/i18n.js';
import { PAGE_SIZES, type Paging } from '../paging.js';
import type { Page } from '../queries.js';
import { type Column, DataTable, EmptyState } from './data-table.js';
import { ErrorPanel } from './error-panel.js';

interface ListViewProps<T> {
  label: string;
  query: UseQueryResult<Page<T>>;
  paging: Paging;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  filters?: ReactNode;
  /** Whether any filter is set: an empty answer then means "no match". */
  filtered?: boolean;
  onClearFilters?: () => void;
  empty: { title: string; hint?: string; action?: ReactNode };
  expand?: (row: T) => ReactNode;
}

/** One page of a cursor list: filters, rows, states, and the way to the next page. */
export function ListView<T>(props: ListViewProps<T>) {
  const { t } = useI18n();
  const { query, paging } = props;
  const noMatch = (
    <EmptyState
      title={t('common.noMatch')}
      hint={t('common.noMatchHint')}
      action={props.onClearFilters && <Button onClick={props.onClearFilters}>{t('common.clearFilters')}</Button>}
    />
  );
  return (
    <Card className="list-view" styles={{ body: { padding: 0 } }}>
      {props.filters && (
        <search className="list-view__filters" aria-label={t('common.filters')}>
          {props.filters}
        </search>
      )}
      {query.isError && (
        <div className="list-view__error">
          <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
        </div>
      )}
      {(query.data || !query.isError) && (
        <DataTable
          label={props.label}
          columns={props.columns}
          rows={query.data?.items}
          rowKey={props.rowKey}
          refreshing={query.isPlaceholderData}
          empty={props.filtered ? noMatch : <EmptyState {...props.empty} />}
          {...(props.expand ? { expand: props.expand } : {})}
        />
      )}
      <Pager paging={paging} page={query.data} />
    </Card>
  );
}

function Pager({ paging, page }: { paging: Paging; page: Page<unknown> | undefined }) {
  const { t } = useI18n();
  const next = page?.nextCursor ?? null;
  if (!page || (paging.cursor === null && next === null && page.items.length < PAGE_SIZES[0])) return null;
  return (
    <nav className="pager" aria-label={t('common.nextPage')}>
      <Select
        aria-label={t('common.pageSize')}
        value={paging.limit}
        onChange={paging.setLimit}
        options={PAGE_SIZES.map((n) => ({ value: n, label: t('common.perPage', { n }) }))}
      />
      <Flex gap={8}>
        <Button
          icon={<VerticalRightOutlined />}
          aria-label={t('common.firstPage')}
          disabled={paging.cursor === null}
          onClick={paging.toFirst}
        />
        <Button
          icon={<LeftOutlined />}
          aria-label={t('common.previousPage')}
          disabled={!paging.hasPrevious}
          onClick={paging.toPrevious}
        />
        <Button
          icon={<RightOutlined />}
          iconPlacement="end"
          disabled={next === null}
          onClick={() => next !== null && paging.toNext(next)}
        >
          {t('common.nextPage')}
        </Button>
      </Flex>
    </nav>
  );
}
