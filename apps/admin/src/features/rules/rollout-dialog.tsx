import type { RuleSetSummary } from '@jifen/contracts';
import { ReasonRequest } from '@jifen/contracts';
import { App, Form, Input, Modal } from 'antd';
import { useId } from 'react';
import { api } from '../../shared/api/client.js';
import { rulesOf as checksOf } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { PercentField } from './percent-field.js';
import { ruleSetUrl, useRefreshSet } from './rule-set-api.js';

interface RolloutDialogProps {
  set: string;
  version: number;
  percent: number;
  step: 'change' | 'live' | 'withdraw';
  onClose: () => void;
}

/** More or fewer users, all of them, or none any more. */
export function RolloutDialog({ set, version, percent, step, onClose }: RolloutDialogProps) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const refresh = useRefreshSet(set);
  const send = async (to: number, reason: string): Promise<void> => {
    await api.post<RuleSetSummary>(ruleSetUrl(set, '/rollout'), { percent: to, reason });
    refresh();
    void message.success(t('rules.rolloutDone'));
  };
  if (step === 'change') return <PercentDialog version={version} percent={percent} onSend={send} onClose={onClose} />;
  const live = step === 'live';
  return (
    <ConfirmDialog
      open
      title={t(live ? 'rules.makeLive' : 'rules.withdraw')}
      text={t(live ? 'rules.makeLiveText' : 'rules.withdrawText', { n: version })}
      okText={t(live ? 'rules.makeLive' : 'rules.withdraw')}
      danger={!live}
      withReason
      onConfirm={(reason) => send(live ? 100 : 0, reason)}
      onClose={onClose}
    />
  );
}

interface PercentValues {
  percent: number;
  reason: string;
}

interface PercentDialogProps {
  version: number;
  percent: number;
  onSend: (percent: number, reason: string) => Promise<void>;
  onClose: () => void;
}

function PercentDialog({ version, percent, onSend, onClose }: PercentDialogProps) {
  const { t } = useI18n();
  const formId = useId();
  const [form] = Form.useForm<PercentValues>();
  const submit = useSubmit(form, async (values) => {
    await onSend(values.percent, values.reason.trim());
    onClose();
  });
  return (
    <Modal
      open
      title={t('rules.rolloutTitle', { n: version })}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      confirmLoading={submit.busy}
      onCancel={onClose}
    >
      <Form<PercentValues>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ percent }}
        onFinish={(values) => void submit.run(values)}
      >
        <PercentField />
        <Form.Item name="reason" label={t('common.reason')} rules={checksOf(ReasonRequest, 'reason', t)}>
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
      </Form>
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}

interface UnscheduleDialogProps {
  set: string;
  version: number;
  open: boolean;
  onClose: () => void;
}

export function UnscheduleDialog({ set, version, open, onClose }: UnscheduleDialogProps) {
  const { t } = useI18n();
  const refresh = useRefreshSet(set);
  return (
    <ConfirmDialog
      open={open}
      title={t('rules.unschedule')}
      text={t('rules.unscheduleText', { n: version })}
      okText={t('rules.unschedule')}
      danger
      withReason
      onConfirm={async (reason) => {
        await api.post<RuleSetSummary>(ruleSetUrl(set, '/unschedule'), { reason });
        refresh();
      }}
      onClose={onClose}
    />
  );
}
