import type { AccountView, PostingResult } from '@jifen/contracts';
import { Alert, Button, Descriptions, Result } from 'antd';
import { path } from '../../shared/api/query-string.js';
import { balanceAfter } from '../../shared/format.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { balancesOf, type PostingValues } from './posting-values.js';

interface ReviewProps {
  kind: 'grant' | 'deduct';
  values: PostingValues;
  accounts: readonly AccountView[];
  bizNo: string;
}

/** The last look before points move: what is there now and what will be. */
export function Review({ kind, values, accounts, bizNo }: ReviewProps) {
  const { t } = useI18n();
  const format = useFormat();
  const now = balancesOf(accounts, values.wallet);
  const then = balanceAfter(kind, now, values.points);
  const row = (key: string, label: string, children: React.ReactNode) => ({ key, label, children });
  return (
    <div className="stack">
      <Alert type="info" showIcon title={t('users.reviewTitle')} />
      <Descriptions
        bordered
        size="small"
        column={1}
        items={[
          row('now', t('users.balanceNow'), format.integer(now.available)),
          row(
            'change',
            t('users.change'),
            <strong>{format.signed(kind === 'grant' ? values.points : -values.points)}</strong>,
          ),
          ...(then.debtRepaid > 0 ? [row('debt', t('users.debtRepaid'), format.integer(then.debtRepaid))] : []),
          row('then', t('users.balanceThen'), <strong>{format.integer(then.available)}</strong>),
          row('reason', t('common.reason'), <span className="breakable">{values.reason.trim()}</span>),
          row('wallet', t('users.wallet'), values.wallet),
          row(
            'bizNo',
            t('users.bizNo'),
            <span className="two-lines">
              <code className="breakable">{bizNo}</code>
              <small className="muted">{t('users.bizNoHint')}</small>
            </span>,
          ),
        ]}
      />
    </div>
  );
}

interface PostedProps {
  kind: 'grant' | 'deduct';
  result: PostingResult;
  onClose: () => void;
}

/** It is done: how many, and the balance as the ledger answered it. */
export function Posted({ kind, result, onClose }: PostedProps) {
  const { t } = useI18n();
  const format = useFormat();
  const [first] = result.transactions;
  const points = format.integer(result.points);
  return (
    <Result
      status="success"
      title={t(kind === 'grant' ? 'users.grantedDone' : 'users.deductedDone', { points })}
      subTitle={
        result.account && (
          <>
            {t('users.newBalance')}:{' '}
            <strong data-testid="new-balance">{format.integer(result.account.available)}</strong>
          </>
        )
      }
      extra={[
        <Button key="done" type="primary" onClick={onClose} autoFocus>
          {t('common.done')}
        </Button>,
        ...(first
          ? [
              <LinkButton key="see" to={path('/transactions/:no', { no: first.transactionNo })}>
                {t('users.seeTransaction')}
              </LinkButton>,
            ]
          : []),
      ]}
    />
  );
}
