import { QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect } from 'react';
import { RouterProvider } from 'react-router/dom';
import { createRouter } from './routes.js';
import { useI18n } from './shared/i18n/i18n.js';
import { createQueryClient } from './shared/queries.js';
import { useSession } from './shared/session.js';
import { useThemeName } from './shared/theme.js';

const queryClient = createQueryClient();
const router = createRouter();

/** antd's default blue misses AA on white and on black; these two do not. */
const PRIMARY = { light: '#0958d9', dark: '#3c89e8' };
const FONT =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', " +
  "'Noto Sans CJK SC', 'Noto Sans SC', Roboto, 'Helvetica Neue', Arial, sans-serif";

export function ConsoleApp() {
  const { locale } = useI18n();
  const name = useThemeName();
  const session = useSession();
  useEffect(() => {
    if (session.status === 'anonymous') queryClient.clear();
  }, [session.status]);
  return (
    <ConfigProvider
      locale={locale === 'zh-CN' ? zhCN : enUS}
      theme={{
        algorithm: name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: tokens(name),
        components: {
          Layout: { headerPadding: 0, headerHeight: 56 },
          Menu: name === 'dark' ? { itemMarginInline: 8, itemSelectedColor: '#a9cdfa' } : { itemMarginInline: 8 },
          Table: { cellPaddingInlineMD: 16, cellPaddingBlockMD: 8 },
        },
      }}
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

function tokens(name: 'light' | 'dark') {
  const motion = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const common = { colorPrimary: PRIMARY[name], fontFamily: FONT, borderRadius: 8, motion };
  if (name === 'dark') {
    return {
      ...common,
      colorLink: '#6ea8f2',
      colorTextDescription: 'rgba(255,255,255,0.68)',
      colorError: '#f37370',
      colorTextPlaceholder: 'rgba(255,255,255,0.6)',
    };
  }
  return {
    ...common,
    colorLink: '#0958d9',
    colorBgLayout: '#f4f6fa',
    colorError: '#cf1322',
    colorTextDescription: 'rgba(0,0,0,0.62)',
    colorTextPlaceholder: 'rgba(0,0,0,0.58)',
  };
}
