import type { UserDetail } from '@jifen/contracts';
import { Card } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { MERGED_FIGURES, mergedAccounts, type WalletMerge } from './merge-values.js';
import { UserStatusTag } from './user-status.js';

/** Each wallet of both users as it is, and as it will be. */
export function MergeBalances({ from, into }: { from: UserDetail; into: UserDetail }) {
  const { t } = useI18n();
  const format = useFormat();
  return (
    <>
      {mergedAccounts(from.accounts, into.accounts).map((merge) => (
        <Card
          key={merge.wallet}
          size="small"
          title={t('common.labelled', { label: t('users.wallet'), value: merge.wallet })}
        >
          <BalanceTable merge={merge} from={from} into={into} />
          {merge.repaid > 0 && (
            <p className="muted">{t('users.mergeRepays', { points: format.integer(merge.repaid) })}</p>
          )}
        </Card>
      ))}
    </>
  );
}

function BalanceTable({ merge, from, into }: { merge: WalletMerge; from: UserDetail; into: UserDetail }) {
  const { t } = useI18n();
  const format = useFormat();
  return (
    <table className="merge-table">
      <thead>
        <tr>
          <td />
          <th scope="col">
            <UserHead text={t('users.mergeGoes', { id: from.user.userId })} detail={from} />
          </th>
          <th scope="col">
            <UserHead text={t('users.mergeStays', { id: into.user.userId })} detail={into} />
          </th>
          <th scope="col">{t('users.mergeAfter')}</th>
        </tr>
      </thead>
      <tbody>
        {MERGED_FIGURES.map((figure) => (
          <tr key={figure}>
            <th scope="row">{t(`users.${figure}`)}</th>
            <td>{format.integer(merge.from[figure])}</td>
            <td>{format.integer(merge.into[figure])}</td>
            <td className="merge-table__after" data-after={figure}>
              {format.integer(merge.after[figure])}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function UserHead({ text, detail: { user } }: { text: string; detail: UserDetail }) {
  return (
    <span className="merge-table__user">
      {text}
      {user.name && <span className="muted">{user.name}</span>}
      <UserStatusTag status={user.status} />
    </span>
  );
}
