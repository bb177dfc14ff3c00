import { Flex, Typography } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useI18n } from '../i18n/i18n.js';

interface PageProps {
  title: ReactNode;
  /** For the browser's tab; the title when that is plain text. */
  documentTitle?: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page with its one h1. The heading takes the focus after navigation, so that readers hear where they are. */
export function Page({ title, documentTitle, subtitle, actions, children }: PageProps) {
  const { t } = useI18n();
  const heading = useRef<HTMLDivElement>(null);
  const name = documentTitle ?? (typeof title === 'string' ? title : '');
  const appName = t('common.appName');
  useEffect(() => {
    document.title = name === '' ? appName : `${name} · ${appName}`;
  }, [name, appName]);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="page">
      <Flex className="page__head" justify="space-between" align="flex-start" gap={12} wrap>
        <div ref={heading} tabIndex={-1} className="page__title">
          <Typography.Title level={1}>{title}</Typography.Title>
          {subtitle && <div className="muted">{subtitle}</div>}
        </div>
        {actions && (
          <Flex gap={8} wrap>
            {actions}
          </Flex>
        )}
      </Flex>
      {children}
    </div>
  );
}
