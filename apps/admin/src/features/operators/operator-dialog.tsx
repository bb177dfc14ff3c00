import { CreateOperatorRequest, type OperatorView, ROLES, type Role, UpdateOperatorRequest } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, Form, Input, Modal, Radio } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { atLeastOne, rulesOf } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { useUnsavedGuard } from '../../shared/ui/use-unsaved-guard.js';
import { changesOf, type OperatorValues } from './operator-changes.js';

interface OperatorDialogProps {
  /** Left out: a new one. */
  operator: OperatorView | undefined;
  onClose: () => void;
}

export function OperatorDialog({ operator, onClose }: OperatorDialogProps) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<OperatorValues>();
  const [stored, setStored] = useState(operator);
  const [dirty, setDirty] = useState(false);
  const guard = useUnsavedGuard(dirty);
  const submit = useSubmit(form, async (values) => {
    if (stored) {
      await api.patch<OperatorView>(path('/operators/:id', { id: stored.operatorId }), changesOf(stored, values));
    } else {
      await api.post<OperatorView>('/operators', { ...values, email: values.email?.trim(), name: values.name.trim() });
    }
    void queryClient.invalidateQueries({ queryKey: ['operators'] });
    void message.success(stored ? t('common.saved') : t('operators.createdDone'));
    onClose();
  });
  const reload = async (): Promise<void> => {
    if (!stored) return;
    const fresh = await api.get<OperatorView>(path('/operators/:id', { id: stored.operatorId }));
    setStored(fresh);
    form.setFieldsValue({ name: fresh.name, roles: fresh.roles, status: fresh.status, password: '' });
    setDirty(false);
    submit.clear();
  };
  const stale = submit.problem?.code === 'STALE_VERSION';
  return (
    <Modal
      open
      title={stored ? t('operators.editTitle', { name: stored.name }) : t('operators.create')}
      okText={stored ? t('common.save') : t('common.create')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId, disabled: stale }}
      confirmLoading={submit.busy}
      onCancel={() => guard(onClose)}
    >
      <Form<OperatorValues>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={stored ? { name: stored.name, roles: stored.roles, status: stored.status } : { roles: [] }}
        onValuesChange={() => setDirty(true)}
        onFinish={(values) => void submit.run(values)}
      >
        <OperatorFields editing={stored !== undefined} />
      </Form>
      {stale && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={t('operators.stale')}
          description={t('operators.staleHint')}
          action={<Button onClick={() => void reload()}>{t('operators.reload')}</Button>}
        />
      )}
      {submit.problem && !stale && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}

function OperatorFields({ editing }: { editing: boolean }) {
  const { t, tCode } = useI18n();
  const contract = editing ? UpdateOperatorRequest : CreateOperatorRequest;
  const emailRules = rulesOf(CreateOperatorRequest, 'email', t).map((rule) =>
    rule.pattern ? { ...rule, message: t('common.fieldEmail') } : rule,
  );
  return (
    <>
      {!editing && (
        <Form.Item name="email" label={t('operators.email')} validateFirst rules={emailRules}>
          <Input type="email" autoComplete="off" autoFocus />
        </Form.Item>
      )}
      <Form.Item
        name="name"
        label={t('operators.name')}
        validateFirst
        rules={rulesOf(CreateOperatorRequest, 'name', t)}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="roles" label={t('operators.roles')} rules={[atLeastOne(t)]}>
        <Checkbox.Group<Role> options={ROLES.map((role) => ({ value: role, label: tCode('operators.role_', role) }))} />
      </Form.Item>
      {editing && (
        <Form.Item name="status" label={t('common.status')}>
          <Radio.Group
            options={(['ACTIVE', 'DISABLED'] as const).map((value) => ({
              value,
              label: t(`operators.status_${value}`),
            }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="password"
        label={editing ? t('operators.newPassword') : t('operators.password')}
        extra={editing ? t('operators.newPasswordHint') : t('session.nextHint')}
        validateFirst
        rules={rulesOf(contract, 'password', t)}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
