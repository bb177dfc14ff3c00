import { type AccountView, DEFAULT_WALLET, DeductionRequest, GrantRequest } from '@jifen/contracts';
import { Form, Input, InputNumber, Select } from 'antd';
import { rulesOf } from '../../shared/forms/schema-rules.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { balancesOf, type PostingValues } from './posting-values.js';

interface PostingFieldsProps {
  kind: 'grant' | 'deduct';
  accounts: readonly AccountView[];
}

export function PostingFields({ kind, accounts }: PostingFieldsProps) {
  const { t } = useI18n();
  const format = useFormat();
  const contract = kind === 'grant' ? GrantRequest : DeductionRequest;
  const form = Form.useFormInstance<PostingValues>();
  const wallet = Form.useWatch('wallet', form) ?? DEFAULT_WALLET;
  const { available } = balancesOf(accounts, wallet);
  const wallets = [...new Set([...accounts.map((account) => account.wallet), DEFAULT_WALLET])];
  const enough = {
    validator: async (_: unknown, points: number | null) => {
      if (kind === 'deduct' && points && points > available) {
        throw new Error(t('users.notEnough', { points: format.integer(available) }));
      }
    },
  };
  return (
    <>
      <Form.Item
        name="points"
        label={t('common.points')}
        extra={t('common.labelled', { label: t('users.balanceNow'), value: format.integer(available) })}
        validateFirst
        dependencies={['wallet']}
        rules={[...rulesOf(contract, 'points', t), enough]}
      >
        <InputNumber<number> autoFocus precision={0} className="full" inputMode="numeric" />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('common.reason')}
        extra={t('common.reasonHint')}
        validateFirst
        rules={rulesOf(contract, 'reason', t)}
      >
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
      <Form.Item name="wallet" label={t('users.wallet')} hidden={wallets.length < 2}>
        <Select options={wallets.map((value) => ({ value, label: value }))} />
      </Form.Item>
      {kind === 'grant' && (
        <Form.Item
          name="validDays"
          label={t('users.validDays')}
          extra={t('users.validDaysHint')}
          rules={rulesOf(GrantRequest, 'validDays', t)}
        >
          <InputNumber<number> precision={0} className="full" inputMode="numeric" />
        </Form.Item>
      )}
    </>
  );
}
