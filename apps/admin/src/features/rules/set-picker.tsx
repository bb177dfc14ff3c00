import { CreateRuleSetRequest, RenameRuleSetRequest, type RuleSetSummary } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal, Select } from 'antd';
import { useId } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { rulesOf as checksOf } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { MAIN, ruleSetUrl, useRefreshSet, useRuleSets } from './rule-set-api.js';

/** Which set is shown, where there are several. */
export function SetPicker({ set }: { set: string }) {
  const { t } = useI18n();
  const go = useGoToSet();
  const sets = useRuleSets().data ?? [];
  if (sets.length < 2) return null;
  return (
    <Select
      aria-label={t('rules.set')}
      value={set}
      onChange={go}
      popupMatchSelectWidth={false}
      options={sets.map(choiceOf)}
    />
  );
}

function choiceOf({ code, name }: RuleSetSummary): { value: string; label: string } {
  return { value: code, label: name === code ? code : `${name} (${code})` };
}

function useGoToSet(): (code: string) => void {
  const navigate = useNavigate();
  return (code) => void navigate(code === MAIN ? '/rules' : path('/rules/:set', { set: code }));
}

/** A set beside the programme's own, for experiments. */
export function NewSetDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const client = useQueryClient();
  const go = useGoToSet();
  const sets = useRuleSets().data ?? [];
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
    go(made.code);
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
          <Select allowClear placeholder={t('rules.setCopyNone')} options={sets.map(choiceOf)} />
        </Form.Item>
      </Form>
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}

/** What people call a set; its code stays. */
export function RenameSetDialog({ set, name, onClose }: { set: string; name: string; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const refresh = useRefreshSet(set);
  const formId = useId();
  const [form] = Form.useForm<RenameRuleSetRequest>();
  const submit = useSubmit(form, async (values) => {
    await api.put<RuleSetSummary>(ruleSetUrl(set, '/name'), { name: values.name.trim() });
    refresh();
    void message.success(t('rules.renamed'));
    onClose();
  });
  return (
    <Modal
      open
      title={t('rules.renameTitle', { code: set })}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      confirmLoading={submit.busy}
      onCancel={onClose}
    >
      <Form<RenameRuleSetRequest>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name }}
        onFinish={(values) => void submit.run(values)}
      >
        <Form.Item name="name" label={t('rules.setName')} rules={checksOf(RenameRuleSetRequest, 'name', t)}>
          <Input autoFocus autoComplete="off" maxLength={100} />
        </Form.Item>
      </Form>
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}
