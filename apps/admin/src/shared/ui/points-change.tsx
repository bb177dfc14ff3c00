import type { TransactionView } from '@jifen/contracts';
import { availableEffect } from '../format.js';
import { useI18n } from '../i18n/i18n.js';
import { useFormat } from '../programme.js';

/** What a posting did to the available balance; where it moved points elsewhere, how many and where. */
export function PointsChange({ transaction }: { transaction: TransactionView }) {
  const { t } = useI18n();
  const format = useFormat();
  const { change, note } = availableEffect(transaction);
  const tone = change > 0 ? 'plus' : change < 0 ? 'minus' : 'zero';
  const text = change === 0 && note ? format.integer(transaction.points) : format.signed(change);
  return (
    <span className={`change change--${tone}`}>
      {text}
      {note && <small className="muted">{t(`ledger.${note}`)}</small>}
    </span>
  );
}
