import type { LotView } from '@jifen/contracts';
import { Card } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { type Column, DataTable, EmptyState } from '../../shared/ui/data-table.js';

const CAP = 200;

/** What is left, lot by lot, soonest expiry first. */
export function Lots({ lots, wallets }: { lots: readonly LotView[]; wallets: number }) {
  const { t } = useI18n();
  const format = useFormat();
  const columns: Column<LotView>[] = [
    { key: 'expires', title: t('users.expiresOn'), headline: true, render: (lot) => format.day(lot.expiresOn) },
    ...(wallets > 1 ? [{ key: 'wallet', title: t('users.wallet'), render: (lot: LotView) => lot.wallet }] : []),
    { key: 'book', title: t('users.book'), render: (lot) => t(`ledger.book_${lot.book}`) },
    {
      key: 'note',
      title: `${t('users.activatesOn')} / ${t('users.holdNo')}`,
      render: (lot) => lot.holdNo ?? (lot.activatesOn ? format.day(lot.activatesOn) : '—'),
    },
    {
      key: 'remaining',
      title: t('users.remaining'),
      align: 'right',
      render: (lot) => <span className="amount">{format.integer(lot.remaining)}</span>,
    },
  ];
  return (
    <section>
      <h2>{t('users.lots')}</h2>
      <p className="muted">{lots.length >= CAP ? t('users.lotsCapped') : t('users.lotsHint')}</p>
      <Card styles={{ body: { padding: 0 } }}>
        <DataTable
          label={t('users.lots')}
          columns={columns}
          rows={lots}
          rowKey={(lot) => [lot.wallet, lot.book, lot.expiresOn, lot.activatesOn, lot.holdNo].join(' ')}
          empty={<EmptyState title={t('users.lotsEmpty')} />}
        />
      </Card>
    </section>
  );
}
