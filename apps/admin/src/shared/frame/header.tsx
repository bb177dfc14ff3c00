import {
  GlobalOutlined,
  LockOutlined,
  LogoutOutlined,
  MenuOutlined,
  MoonOutlined,
  SearchOutlined,
  SunOutlined,
  TranslationOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, Flex, Layout, Tooltip } from 'antd';
import { useNavigate } from 'react-router';
import { formatOffset } from '../format.js';
import { changeLocale, useI18n } from '../i18n/i18n.js';
import { useProgramme } from '../programme.js';
import { endSession, useOperator } from '../session.js';
import { changeTheme, useThemeName } from '../theme.js';

interface HeaderProps {
  onMenu: (() => void) | undefined;
  onSearch: () => void;
  busy: boolean;
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Header({ onMenu, onSearch, busy }: HeaderProps) {
  const { t } = useI18n();
  return (
    <Layout.Header className="frame__header">
      {busy && <div className="progress-line" role="progressbar" aria-label={t('common.loading')} />}
      <Flex align="center" gap={8} className="frame__bar">
        {onMenu && <Button type="text" icon={<MenuOutlined />} aria-label={t('common.menu')} onClick={onMenu} />}
        <Button className="search-button" icon={<SearchOutlined />} onClick={onSearch}>
          <span className="search-button__text">{t('common.searchHint')}</span>
          <kbd className="search-button__keys">{IS_MAC ? '⌘' : 'Ctrl'} K</kbd>
        </Button>
        <div className="frame__spring" />
        <TimeZone />
        <LocaleSwitch />
        <ThemeSwitch />
        <UserMenu />
      </Flex>
    </Layout.Header>
  );
}

function TimeZone() {
  const { t } = useI18n();
  const programme = useProgramme();
  if (!programme) return null;
  const offset = formatOffset(programme.timeZone, Date.now());
  return (
    <Tooltip title={t('common.timeZoneHint', { zone: programme.timeZone })}>
      <span className="time-zone">
        <GlobalOutlined aria-hidden /> {programme.timeZone} <span className="time-zone__offset">{offset}</span>
      </span>
    </Tooltip>
  );
}

/** Offers the other language in that language. */
export function LocaleSwitch() {
  const { locale, t } = useI18n();
  const other = locale === 'zh-CN' ? 'en-US' : 'zh-CN';
  return (
    <Tooltip title={t('common.switchLanguage')}>
      <Button
        type="text"
        lang={other}
        icon={<TranslationOutlined />}
        aria-label={t('common.switchLanguage')}
        onClick={() => void changeLocale(other)}
      >
        <span className="wide-only">{other === 'zh-CN' ? '中文' : 'English'}</span>
      </Button>
    </Tooltip>
  );
}

export function ThemeSwitch() {
  const { t } = useI18n();
  const dark = useThemeName() === 'dark';
  return (
    <Tooltip title={t('common.darkMode')}>
      <Button
        type="text"
        role="switch"
        aria-checked={dark}
        aria-label={t('common.darkMode')}
        icon={dark ? <MoonOutlined /> : <SunOutlined />}
        onClick={() => changeTheme(dark ? 'light' : 'dark')}
      />
    </Tooltip>
  );
}

function UserMenu() {
  const { t } = useI18n();
  const operator = useOperator();
  const navigate = useNavigate();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', type: 'group', label: operator?.email },
          { key: 'password', icon: <LockOutlined />, label: t('common.changePassword') },
          { key: 'logout', icon: <LogoutOutlined />, label: t('common.logout') },
        ],
        onClick: ({ key }) => {
          if (key === 'password') void navigate('/account/password');
          if (key === 'logout') void endSession();
        },
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={`${t('common.userMenu')}: ${operator?.name ?? ''}`}>
        <span className="wide-only user-name">{operator?.name}</span>
      </Button>
    </Dropdown>
  );
}
