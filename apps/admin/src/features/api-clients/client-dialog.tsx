import { type ApiClientView, CreateApiClientRequest } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { rulesOf } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { useUnsavedGuard } from '../../shared/ui/use-unsaved-guard.js';

export function ClientDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<CreateApiClientRequest>();
  const [dirty, setDirty] = useState(false);
  const guard = useUnsavedGuard(dirty);
  const submit = useSubmit(form, async (values) => {
    await api.post<ApiClientView>('/api-clients', { name: values.name.trim(), source: values.source });
    void queryClient.invalidateQueries({ queryKey: ['api-clients'] });
    void message.success(t('clients.createdDone'));
    onClose();
  });
  return (
    <Modal
      open
      title={t('clients.create')}
      okText={t('common.create')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      confirmLoading={submit.busy}
      onCancel={() => guard(onClose)}
    >
      <Form<CreateApiClientRequest>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        onValuesChange={() => setDirty(true)}
        onFinish={(values) => void submit.run(values)}
      >
        <Form.Item name="name" label={t('clients.name')} rules={rulesOf(CreateApiClientRequest, 'name', t)}>
          <Input autoFocus autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="source"
          label={t('clients.source')}
          extra={t('clients.sourceHint')}
          validateFirst
          rules={rulesOf(CreateApiClientRequest, 'source', t)}
        >
          <Input autoComplete="off" spellCheck={false} placeholder="web-shop" />
        </Form.Item>
      </Form>
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}
