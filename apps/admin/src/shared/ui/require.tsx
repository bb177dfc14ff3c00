import type { Permission } from '@jifen/contracts';
import { Result } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n/i18n.js';
import { permissionName } from '../permissions.js';
import { useMay } from '../session.js';
import { LinkButton } from './link-button.js';

/** Shows the page to those who may see it, and says to the others what they lack. */
export function Require({ permission, children }: { permission: Permission; children: ReactNode }) {
  const { t, locale } = useI18n();
  const may = useMay();
  if (may(permission)) return <>{children}</>;
  return (
    <Result
      status="403"
      title={<h1 className="result-title">{t('common.forbiddenTitle')}</h1>}
      subTitle={t('common.forbiddenText', { permission: permissionName(permission, locale) })}
      extra={
        <LinkButton to="/" type="primary">
          {t('common.toStart')}
        </LinkButton>
      }
    />
  );
}

export function NotFound() {
  const { t } = useI18n();
  return (
    <Result
      status="404"
      title={<h1 className="result-title">{t('common.notFoundTitle')}</h1>}
      subTitle={t('common.notFoundText')}
      extra={
        <LinkButton to="/" type="primary">
          {t('common.toStart')}
        </LinkButton>
      }
    />
  );
}
