import type { AccountView } from '@jifen/contracts';
import { Card, Tooltip } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { EmptyState } from '../../shared/ui/data-table.js';

const FIGURES = ['available', 'pending', 'frozen', 'debt', 'totalEarned', 'totalConsumed'] as const;

/** One card a wallet: what can be spent, what cannot, and what has passed through. */
export function Accounts({ accounts }: { accounts: readonly AccountView[] }) {
  const { t } = useI18n();
  const format = useFormat();
  if (accounts.length === 0) return <EmptyState title={t('users.noAccounts')} />;
  return (
    <section aria-label={t('users.wallets')} className="stack">
      {accounts.map((account) => (
        <Card
          key={account.wallet}
          size="small"
          title={t('common.labelled', { label: t('users.wallet'), value: account.wallet })}
        >
          <dl className="figures">
            {FIGURES.map((figure) => (
              <div key={figure} className={`figure figure--${figure}`} data-zero={account[figure] === 0}>
                <Tooltip title={t(`users.${figure}Hint`)}>
                  <dt>{t(`users.${figure}`)}</dt>
                </Tooltip>
                <dd data-figure={figure}>{format.integer(account[figure])}</dd>
              </div>
            ))}
          </dl>
        </Card>
      ))}
    </section>
  );
}
