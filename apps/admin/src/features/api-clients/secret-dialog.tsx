import type { CreatedApiKey } from '@jifen/contracts';
import { Alert, Button, Input, Modal } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { CopyButton } from '../../shared/ui/copy-button.js';

/** The only moment in which the key can be read: the dialog closes by its button alone. */
export function SecretDialog({ created, onClose }: { created: CreatedApiKey; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Modal
      open
      title={t('clients.secretTitle')}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('clients.secretKept')}
        </Button>
      }
    >
      <div className="stack">
        <Alert type="warning" showIcon title={t('clients.secretText')} />
        <Input.TextArea
          readOnly
          autoSize
          value={created.secret}
          aria-label={t('clients.secretLabel')}
          className="secret"
          onFocus={(event) => event.target.select()}
        />
        <div>
          <CopyButton text={created.secret} />
        </div>
      </div>
    </Modal>
  );
}
