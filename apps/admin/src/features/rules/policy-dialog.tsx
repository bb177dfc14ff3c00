import { type RulePolicyView } from '@jifen/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Modal, Skeleton } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useMay } from '../../shared/session.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { DecimalInput } from './inputs.js';
import { type PolicyValues, policyBody, policyValues } from './policy-values.js';

const RATE_DIGITS = 4;
const PERCENT_DIGITS = 2;

/** Opens the policy, for those who may set it. */
export function PolicyButton() {
  const { t } = useI18n();
  const may = useMay();
  const [open, setOpen] = useState(false);
  if (!may('rules:policy')) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('publishing.policy')}</Button>
      {open && <PolicyDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function PolicyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const query = useQuery({
    queryKey: ['rule-policy'],
    queryFn: ({ signal }) => api.get<RulePolicyView>('/rule-policy', signal),
    staleTime: 0,
    gcTime: 0,
  });
  if (query.data) return <PolicyForm key={query.data.revision} policy={query.data} onClose={onClose} />;
  return (
    <Modal open title={t('publishing.policy')} footer={null} onCancel={onClose}>
      {query.isError ? (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 4 }} />
      )}
    </Modal>
  );
}

function PolicyForm({ policy, onClose }: { policy: RulePolicyView; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const client = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<PolicyValues>();
  const submit = useSubmit(form, async () => {
    const values: PolicyValues = form.getFieldsValue(true);
    await api.put<RulePolicyView>('/rule-policy', policyBody(values, policy.revision));
    void client.invalidateQueries({ queryKey: ['rule-policy'] });
    void message.success(t('publishing.policySaved'));
    onClose();
  });
  return (
    <Modal
      open
      title={t('publishing.policy')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      confirmLoading={submit.busy}
      onCancel={onClose}
    >
      <Form<PolicyValues>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={policyValues(policy)}
        onFinish={(values) => void submit.run(values)}
      >
        <PolicyFields />
      </Form>
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}

interface BpsInputProps {
  id?: string;
  value?: number | null;
  onChange?: (bps: number | null) => void;
  as: 'rate' | 'percent';
}

/** Basis points as a factor or as percent. */
function BpsInput({ id, value = null, onChange, as }: BpsInputProps) {
  return (
    <DecimalInput
      {...(id === undefined ? {} : { id })}
      value={value}
      onChange={(bps) => onChange?.(bps)}
      digits={as === 'rate' ? RATE_DIGITS : PERCENT_DIGITS}
      min={0}
      {...(as === 'rate' ? { prefix: '×' } : { suffix: '%' })}
    />
  );
}

function PolicyFields() {
  const { t } = useI18n();
  const form = Form.useFormInstance<PolicyValues>();
  const reviewed = Form.useWatch('reviewed', form) ?? false;
  const required = [{ required: true, message: t('common.fieldRequired') }];
  return (
    <>
      <Form.Item
        name="rateGuardBps"
        label={t('publishing.rateGuard')}
        extra={t('publishing.rateGuardHint')}
        rules={required}
      >
        <BpsInput as="rate" />
      </Form.Item>
      <Form.Item name="reviewed" valuePropName="checked">
        <Checkbox>{t('publishing.reviewOn')}</Checkbox>
      </Form.Item>
      {reviewed && (
        <>
          <Form.Item name="reviewAboveBps" label={t('publishing.reviewAbove')} rules={required}>
            <BpsInput as="percent" />
          </Form.Item>
          <Form.Item name="reviewWithoutBacktest" valuePropName="checked">
            <Checkbox>{t('publishing.withoutBacktest')}</Checkbox>
          </Form.Item>
        </>
      )}
    </>
  );
}
