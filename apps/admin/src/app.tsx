import { QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect } from 'react';
import { RouterProvider } from 'react-router/dom';
import { createRouter } from './routes.js';
import { antdTheme } from './shared/antd-theme.js';
import { useI18n } from './shared/i18n/i18n.js';
import { createQueryClient } from './shared/queries.js';
import { useSession } from './shared/session.js';
import { useThemeName } from './shared/theme.js';

const queryClient = createQueryClient();
const router = createRouter();

export function ConsoleApp() {
  const { locale } = useI18n();
  const themeName = useThemeName();
  const session = useSession();
  useEffect(() => {
    // What one operator was allowed to see must not be there for the next one.
    if (session.status === 'anonymous') queryClient.clear();
  }, [session.status]);
  return (
    <ConfigProvider
      locale={locale === 'zh-CN' ? zhCN : enUS}
      theme={antdTheme(themeName)}
      button={{ autoInsertSpace: false }}
    >
      <App>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
