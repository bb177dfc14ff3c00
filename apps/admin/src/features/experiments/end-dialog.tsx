import { EndExperimentRequest, type EndedExperiment, type ExperimentView } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Radio } from 'antd';
import { useId } from 'react';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { AskedFor, type Confirmable, confirmBody } from '../../shared/forms/confirmation.js';
import { rulesOf } from '../../shared/forms/schema-rules.js';
import { needsConfirmation, useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';

interface EndValues extends Confirmable {
  /** A group's code; empty for none. */
  winner: string;
  reason: string;
}

/** Ends an experiment, with or without a group whose rules become everybody's. */
export function EndDialog({ experiment, onClose }: { experiment: ExperimentView; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<EndValues>();
  const submit = useSubmit(form, async ({ winner, reason, ...confirmable }) => {
    const url = `${path('/experiments/:code', { code: experiment.code })}/end`;
    const chosen = winner === '' ? {} : { winner, ...confirmBody(confirmable) };
    const body = { reason: reason.trim(), ...chosen };
    const { publication } = await api.post<EndedExperiment>(url, body);
    void message.success(
      publication
        ? t(`experiments.publication_${publication.status}`, { version: publication.version })
        : t('experiments.endedDone'),
    );
    void queryClient.invalidateQueries({ queryKey: ['experiments'] });
    void queryClient.invalidateQueries({ queryKey: ['rule-sets'] });
    void queryClient.invalidateQueries({ queryKey: ['rule-set'] });
    onClose();
  });
  return (
    <Modal
      open
      title={t('experiments.endTitle', { name: experiment.name })}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('common.cancel')}
        </Button>,
        <Button key="ok" type="primary" danger htmlType="submit" form={formId} loading={submit.busy}>
          {t('experiments.end')}
        </Button>,
      ]}
    >
      <p>{t('experiments.endText')}</p>
      <Form<EndValues>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ winner: '' }}
        onValuesChange={({ winner }) => winner !== undefined && submit.clear()}
        onFinish={(values) => void submit.run(values)}
      >
        <Form.Item name="winner" label={t('experiments.winner')}>
          <Radio.Group
            className="winner-choice"
            aria-label={t('experiments.winner')}
            options={[
              { value: '', label: t('experiments.noWinner') },
              ...experiment.groups.map(({ code, name }) => ({
                value: code,
                label: t('experiments.publishWinner', { name: `${code} ${name}` }),
              })),
            ]}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('common.reason')}
          extra={t('common.reasonHint')}
          rules={rulesOf(EndExperimentRequest, 'reason', t)}
        >
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
        <AskedFor submit={submit} />
      </Form>
      {submit.problem && !needsConfirmation(submit.problem) && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}
