import { ReasonRequest } from '@jifen/contracts';
import { Form, Input, Modal, Typography } from 'antd';
import { type ReactNode, useId } from 'react';
import { AskedFor, type Confirmable } from '../forms/confirmation.js';
import { rulesOf } from '../forms/schema-rules.js';
import { needsConfirmation, useSubmit } from '../forms/use-submit.js';
import { useI18n } from '../i18n/i18n.js';
import { ErrorPanel } from './error-panel.js';

interface ConfirmDialogProps {
  open: boolean;
  title: string;
  text: ReactNode;
  okText: string;
  danger?: boolean;
  /** Must be typed before the button works: for what cannot be undone. */
  phrase?: string;
  /** Asks for a reason, which is handed to onConfirm. */
  withReason?: boolean;
  /** `confirmed`: what the server wanted to have confirmed has been. */
  onConfirm: (reason: string, confirmed: boolean) => Promise<void>;
  onClose: () => void;
}

interface ConfirmValues extends Confirmable {
  reason?: string;
  phrase?: string;
}

/** Asks before something serious is done; stays open with the error when it fails. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useI18n();
  const [form] = Form.useForm<ConfirmValues>();
  const formId = useId();
  const submit = useSubmit(form, async (values) => {
    await props.onConfirm(values.reason?.trim() ?? '', values.confirmed ?? false);
    props.onClose();
  });
  const typed = Form.useWatch('phrase', form);
  const locked = props.phrase !== undefined && typed !== props.phrase;
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={props.okText}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: props.danger ?? false, disabled: locked, htmlType: 'submit', form: formId }}
      confirmLoading={submit.busy}
      onCancel={props.onClose}
      afterClose={submit.clear}
      destroyOnHidden
    >
      <Typography.Paragraph>{props.text}</Typography.Paragraph>
      <Form<ConfirmValues>
        id={formId}
        form={form}
        layout="vertical"
        preserve={false}
        requiredMark={false}
        onFinish={(values) => void submit.run(values)}
      >
        {props.withReason && (
          <Form.Item
            name="reason"
            label={t('common.reason')}
            extra={t('common.reasonHint')}
            rules={rulesOf(ReasonRequest, 'reason', t)}
          >
            <Input.TextArea autoFocus rows={2} maxLength={200} showCount />
          </Form.Item>
        )}
        <AskedFor submit={submit} />
        {props.phrase !== undefined && (
          <Form.Item name="phrase" label={t('common.typeToConfirm', { phrase: props.phrase })}>
            <Input autoComplete="off" spellCheck={false} />
          </Form.Item>
        )}
      </Form>
      {submit.problem && !needsConfirmation(submit.problem) && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}
