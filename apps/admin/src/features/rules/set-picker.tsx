import { PlusOutlined } from '@ant-design/icons';
import { CreateRuleSetRequest, type RuleSetSummary } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select, Space } from 'antd';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { rulesOf as checksOf } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useMay } from '../../shared/session.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { MAIN, useRuleSets } from './rule-set-api.js';

/** Which set is shown, where there are several; and a new one for those who may. */
export function SetPicker({ set }: { set: string }) {
  const { t } = useI18n();
  const may = useMay();
  const navigate = useNavigate();
  const sets = useRuleSets().data?.items ?? [];
  const [creating, setCreating] = useState(false);
  const go = (code: string): void => void navigate(code === MAIN ? '/rules' : path('/rules/:set', { set: code }));
  return (
    <Space.Compact>
      {sets.length > 1 && (
        <Select
          aria-label={t('rules.set')}
          value={set}
          onChange={go}
          popupMatchSelectWidth={false}
          options={sets.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))}
        />
      )}
      {may('rules:write') && (
        <Button icon={<PlusOutlined />} onClick={() => setCreating(true)}>
          {t('rules.newSet')}
        </Button>
      )}
      {creating && <NewSetDialog sets={sets} onClose={() => setCreating(false)} onCreated={go} />}
    </Space.Compact>
  );
}

interface NewSetDialogProps {
  sets: readonly RuleSetSummary[];
  onClose: () => void;
  onCreated: (code: string) => void;
}

function NewSetDialog({ sets, onClose, onCreated }: NewSetDialogProps) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const client = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<CreateRuleSetRequest>();
  const submit = useSubmit(form, async ({ code, name, copyOf }) => {
    const made = await api.post<RuleSetSummary>('/rule-sets', {
      code,
      name: name.trim(),
      ...(copyOf ? { copyOf } : {}),
    });
    void client.invalidateQueries({ queryKey: ['rule-sets'] });
    void message.success(t('rules.setCreated'));
    onClose();
    onCreated(made.code);
  });
  return (
    <Modal
      open
      title={t('rules.newSet')}
      okText={t('common.create')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      confirmLoading={submit.busy}
      onCancel={onClose}
    >
      <Form<CreateRuleSetRequest>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ copyOf: MAIN }}
        onFinish={(values) => void submit.run(values)}
      >
        <Form.Item
          name="code"
          label={t('rules.setCode')}
          extra={t('rules.newSetHint')}
          validateFirst
          rules={checksOf(CreateRuleSetRequest, 'code', t)}
        >
          <Input autoFocus autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="name" label={t('rules.setName')} rules={checksOf(CreateRuleSetRequest, 'name', t)}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="copyOf" label={t('rules.setCopyOf')}>
          <Select
            allowClear
            placeholder={t('rules.setCopyNone')}
            options={sets.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))}
          />
        </Form.Item>
      </Form>
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}
