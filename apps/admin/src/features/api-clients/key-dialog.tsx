import { ALL_SCOPES, type ApiClientView, type CreateApiKeyRequest, type CreatedApiKey, SCOPES } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Modal } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { atLeastOne } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { useUnsavedGuard } from '../../shared/ui/use-unsaved-guard.js';

interface KeyDialogProps {
  client: ApiClientView;
  onClose: () => void;
  onCreated: (created: CreatedApiKey) => void;
}

export function KeyDialog({ client, onClose, onCreated }: KeyDialogProps) {
  const { t, locale } = useI18n();
  const queryClient = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<CreateApiKeyRequest>();
  const [dirty, setDirty] = useState(false);
  const guard = useUnsavedGuard(dirty);
  const submit = useSubmit(form, async (values) => {
    const url = path('/api-clients/:id/keys', { id: client.clientId });
    const created = await api.post<CreatedApiKey>(url, values);
    void queryClient.invalidateQueries({ queryKey: ['api-clients'] });
    onCreated(created);
  });
  return (
    <Modal
      open
      title={t('clients.newKeyFor', { name: client.name })}
      okText={t('common.create')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      confirmLoading={submit.busy}
      onCancel={() => guard(onClose)}
    >
      <Form<CreateApiKeyRequest>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ scopes: [] }}
        onValuesChange={() => setDirty(true)}
        onFinish={(values) => void submit.run(values)}
      >
        <Form.Item name="scopes" label={t('clients.scopes')} rules={[atLeastOne(t)]}>
          <Checkbox.Group
            className="scope-list"
            options={ALL_SCOPES.map((scope) => ({
              value: scope,
              label: (
                <span className="two-lines">
                  {SCOPES[scope][locale]}
                  <code className="muted small">{scope}</code>
                </span>
              ),
            }))}
          />
        </Form.Item>
      </Form>
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}
