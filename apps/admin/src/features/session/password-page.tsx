import { ChangePasswordRequest } from '@jifen/contracts';
import { App, Button, Card, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../shared/api/client.js';
import { rulesOf } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useOperator } from '../../shared/session.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { Page } from '../../shared/ui/page.js';
import { useUnsavedGuard } from '../../shared/ui/use-unsaved-guard.js';

interface PasswordValues extends ChangePasswordRequest {
  repeat: string;
}

export function PasswordPage() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const operator = useOperator();
  const [form] = Form.useForm<PasswordValues>();
  const [dirty, setDirty] = useState(false);
  useUnsavedGuard(dirty);
  const submit = useSubmit(form, async ({ currentPassword, newPassword }) => {
    await api.post('/me/password', { currentPassword, newPassword });
    form.resetFields();
    setDirty(false);
    void message.success(t('session.changed'));
  });
  return (
    <Page title={t('session.changeTitle')}>
      <Card className="narrow-card">
        <Form<PasswordValues>
          form={form}
          layout="vertical"
          requiredMark={false}
          onValuesChange={() => setDirty(true)}
          onFinish={(values) => void submit.run(values)}
        >
          <input type="email" hidden readOnly autoComplete="username" value={operator?.email ?? ''} />
          <Form.Item
            name="currentPassword"
            label={t('session.current')}
            rules={rulesOf(ChangePasswordRequest, 'currentPassword', t)}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item
            name="newPassword"
            label={t('session.next')}
            extra={t('session.nextHint')}
            validateFirst
            rules={rulesOf(ChangePasswordRequest, 'newPassword', t)}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="repeat"
            label={t('session.repeat')}
            dependencies={['newPassword']}
            rules={[
              { required: true, message: t('common.fieldRequired') },
              ({ getFieldValue }) => ({
                validator: async (_, value) => {
                  if (value && value !== getFieldValue('newPassword')) throw new Error(t('session.mismatch'));
                },
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          {submit.problem && <ErrorPanel error={submit.problem} />}
          <Button type="primary" htmlType="submit" loading={submit.busy}>
            {t('session.changeTitle')}
          </Button>
        </Form>
      </Card>
    </Page>
  );
}
