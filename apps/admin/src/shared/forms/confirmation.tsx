import type { FieldError } from '@jifen/contracts';
import { Alert, Checkbox, Form } from 'antd';
import { useI18n } from '../i18n/i18n.js';
import { fieldErrorText } from './error-texts.js';
import { needsConfirmation, type Submit } from './use-submit.js';

/** A form that can be confirmed. */
export interface Confirmable {
  confirmed?: boolean;
}

/** The member of a request that says so, where it was confirmed. */
export function confirmBody({ confirmed }: Confirmable): { confirm?: true } {
  return confirmed ? { confirm: true } : {};
}

/** What the server wants to have confirmed before the request goes through, with the box for it. */
export function AskedFor({ submit: { problem } }: { submit: Pick<Submit<never>, 'problem'> }) {
  const { t, locale } = useI18n();
  if (!problem || !needsConfirmation(problem)) return null;
  return <ToConfirm texts={problem.errors.map((error: FieldError) => fieldErrorText(error, t, locale))} />;
}

/** What has to be confirmed, with a box in the form; nothing where there is nothing. */
export function ToConfirm({ texts }: { texts: readonly string[] }) {
  const { t } = useI18n();
  if (texts.length === 0) return null;
  const list = (
    <ul className="plain-list breakable">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
  return (
    <>
      <Alert type="warning" showIcon role="alert" title={t('common.pleaseCheck')} description={list} />
      <Form.Item
        name="confirmed"
        valuePropName="checked"
        rules={[
          {
            validator: async (_, checked: unknown) => {
              if (checked !== true) throw new Error(t('common.confirmNeeded'));
            },
          },
        ]}
      >
        <Checkbox>{t('common.confirmChecked')}</Checkbox>
      </Form.Item>
    </>
  );
}
