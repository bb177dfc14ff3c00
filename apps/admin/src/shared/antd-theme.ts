import { type ThemeConfig, theme } from 'antd';
import type { ThemeName } from './theme.js';

const FONT =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', " +
  "'Noto Sans CJK SC', 'Noto Sans SC', Roboto, 'Helvetica Neue', Arial, sans-serif";

/**
 * What is changed of antd's two themes. Most of it is contrast: antd's default blue, its placeholders, its quiet
 * labels and its errors miss WCAG AA; these values were checked with axe on every page.
 */
const COLORS = {
  light: {
    primary: '#0958d9',
    link: '#0958d9',
    error: '#cf1322',
    quiet: 'rgba(0,0,0,0.62)',
    placeholder: 'rgba(0,0,0,0.58)',
    menuSelected: '#0958d9',
    layout: '#f4f6fa',
  },
  dark: {
    primary: '#3c89e8',
    link: '#6ea8f2',
    error: '#f37370',
    quiet: 'rgba(255,255,255,0.68)',
    placeholder: 'rgba(255,255,255,0.6)',
    menuSelected: '#a9cdfa',
    layout: '#000000',
  },
} as const satisfies Record<ThemeName, Record<string, string>>;

/** antd's theme for either name; without motion where the system asks for that. */
export function antdTheme(name: ThemeName): ThemeConfig {
  const colors = COLORS[name];
  return {
    algorithm: name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: colors.primary,
      colorLink: colors.link,
      colorError: colors.error,
      colorBgLayout: colors.layout,
      colorTextDescription: colors.quiet,
      colorTextPlaceholder: colors.placeholder,
      fontFamily: FONT,
      borderRadius: 8,
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    },
    components: {
      Descriptions: { labelColor: colors.quiet },
      Layout: { headerPadding: 0, headerHeight: 56 },
      Menu: { itemMarginInline: 8, itemSelectedColor: colors.menuSelected },
      Table: { cellPaddingInlineMD: 16, cellPaddingBlockMD: 8 },
    },
  };
}
