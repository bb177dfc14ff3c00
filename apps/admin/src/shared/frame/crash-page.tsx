import { Button, Result } from 'antd';
import { useRouteError } from 'react-router';
import { useI18n } from '../i18n/i18n.js';
import { CopyButton } from '../ui/copy-button.js';

/** A page has thrown, or its chunk is gone because a newer release is out: loading it again mends the latter. */
export function CrashPage() {
  const { t } = useI18n();
  const error = useRouteError();
  const details = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error);
  return (
    <Result
      status="500"
      title={<h1 className="result-title">{t('common.crashTitle')}</h1>}
      subTitle={t('common.crashText')}
      extra={[
        <Button key="retry" type="primary" onClick={() => window.location.reload()}>
          {t('common.retry')}
        </Button>,
        <CopyButton key="copy" text={details} label={t('common.copyDetails')} />,
      ]}
    />
  );
}
