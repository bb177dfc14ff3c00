import type { StoredEventView } from '@jifen/contracts';
import { Collapse, Descriptions } from 'antd';
import { useI18n } from '../i18n/i18n.js';
import { useFormat } from '../programme.js';
import { type Column, DataTable, EmptyState } from '../ui/data-table.js';
import { type OrderLine, orderLines, shownFields } from './event-fields.js';

/** What was reported, money as money, the items as a table, and the raw JSON behind a fold. */
export function EventData({ event }: { event: Pick<StoredEventView, 'data'> }) {
  const { t, tCode } = useI18n();
  const format = useFormat();
  const currency = typeof event.data['currency'] === 'string' ? event.data['currency'] : undefined;
  const money = (value: number): string =>
    currency === undefined ? format.integer(value) : format.money(value, currency);
  const fields = shownFields(event.data);
  const lines = orderLines(event.data);
  return (
    <div className="stack">
      {fields.length > 0 && (
        <Descriptions
          bordered
          size="small"
          column={{ xs: 1, sm: 1, md: 2 }}
          items={fields.map((field) => ({
            key: field.name,
            label: tCode('ledger.field_', field.name),
            children: (
              <span className="breakable">{field.money ? money(Number(field.value)) : String(field.value)}</span>
            ),
          }))}
        />
      )}
      {lines.length > 0 && <Lines lines={lines} money={money} />}
      <Collapse
        size="small"
        items={[
          {
            key: 'raw',
            label: t('ledger.raw'),
            children: <pre className="json">{JSON.stringify(event.data, null, 2)}</pre>,
          },
        ]}
      />
    </div>
  );
}

function Lines({ lines, money }: { lines: readonly OrderLine[]; money: (value: number) => string }) {
  const { t } = useI18n();
  const format = useFormat();
  const columns: Column<OrderLine>[] = [
    { key: 'sku', title: t('ledger.item_sku'), headline: true, render: (line) => line.sku ?? line.lineId ?? '—' },
    { key: 'category', title: t('ledger.item_category'), render: (line) => line.category ?? '—' },
    {
      key: 'quantity',
      title: t('ledger.item_quantity'),
      align: 'right',
      render: (line) => (line.quantity === undefined ? '—' : format.integer(line.quantity)),
    },
    {
      key: 'unitPrice',
      title: t('ledger.item_unitPrice'),
      align: 'right',
      render: (line) => (line.unitPrice === undefined ? '—' : money(line.unitPrice)),
    },
    { key: 'amount', title: t('ledger.item_lineAmount'), align: 'right', render: (line) => money(line.lineAmount) },
  ];
  return (
    <DataTable
      label={t('ledger.field_items')}
      columns={columns}
      rows={lines}
      rowKey={(line) => String(line.index)}
      empty={<EmptyState title={t('common.none')} />}
    />
  );
}
