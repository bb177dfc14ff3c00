import { CreateEventTypeRequest, EventTypeName, type EventTypeView } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { rulesOf as checksOf } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { useEditor } from './editor-context.js';

/** Events of the programme's own making, so that anything that happens can earn points. */
export function NewEventType({ onCreated }: { onCreated: (code: string) => void }) {
  const { t } = useI18n();
  const { readOnly } = useEditor();
  const [open, setOpen] = useState(false);
  if (readOnly) return t('ruleForm.triggerHint');
  return (
    <>
      {t('ruleForm.triggerHint')}{' '}
      <Button type="link" size="small" className="cell-link" onClick={() => setOpen(true)}>
        {t('ruleForm.newType')}
      </Button>
      {open && <EventTypeDialog onCreated={onCreated} onClose={() => setOpen(false)} />}
    </>
  );
}

function EventTypeDialog({ onCreated, onClose }: { onCreated: (code: string) => void; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const client = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<CreateEventTypeRequest>();
  const submit = useSubmit(form, async (values) => {
    const made = await api.post<EventTypeView>('/event-types', values);
    await client.invalidateQueries({ queryKey: ['event-types'] });
    void message.success(t('ruleForm.typeCreated'));
    onCreated(made.code);
    onClose();
  });
  return (
    <Modal
      open
      title={t('ruleForm.newType')}
      okText={t('common.create')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      confirmLoading={submit.busy}
      onCancel={onClose}
    >
      <Form<CreateEventTypeRequest>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => void submit.run(values)}
      >
        <Form.Item
          name="code"
          label={t('ruleForm.code')}
          extra={t('ruleForm.newTypeHint')}
          validateFirst
          rules={checksOf(CreateEventTypeRequest, 'code', t)}
        >
          <Input autoFocus autoComplete="off" spellCheck={false} placeholder="LESSON_FINISHED" />
        </Form.Item>
        {(['zh-CN', 'en-US'] as const).map((language) => (
          <Form.Item
            key={language}
            name={['name', language]}
            label={t(language === 'zh-CN' ? 'ruleForm.nameZh' : 'ruleForm.nameEn')}
            rules={checksOf(EventTypeName, language, t)}
          >
            <Input autoComplete="off" lang={language} />
          </Form.Item>
        ))}
      </Form>
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}
