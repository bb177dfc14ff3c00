import { Drawer, Grid, Layout, Spin } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { Navigate, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { useI18n } from '../i18n/i18n.js';
import { resumeSession, useSession } from '../session.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { CommandPalette } from './command-palette.js';
import { Header } from './header.js';
import { SideMenu } from './side-menu.js';

const SIDER_WIDTH = 220;

/** What surrounds every page of somebody who is logged in. */
export function Frame() {
  const session = useSession();
  const location = useLocation();
  if (session.status === 'open') return <OpenFrame />;
  if (session.status === 'anonymous') {
    const from = `${location.pathname}${location.search}`;
    return <Navigate to="/login" replace state={{ from, ended: session.ended }} />;
  }
  return (
    <main className="centered">
      {session.problem ? (
        <ErrorPanel error={session.problem} onRetry={() => void resumeSession()} />
      ) : (
        <Spin size="large" />
      )}
    </main>
  );
}

function OpenFrame() {
  const { t } = useI18n();
  const wide = Grid.useBreakpoint().lg;
  const location = useLocation();
  const navigation = useNavigation();
  const [menuOpen, setMenuOpen] = useState(false);
  const [searchOpen, setSearchOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: any move closes the drawer
  useEffect(() => setMenuOpen(false), [location.pathname]);
  return (
    <Layout className="frame">
      <a className="skip-link" href="#content">
        {t('common.skipToContent')}
      </a>
      {wide && (
        <Layout.Sider width={SIDER_WIDTH} className="frame__sider" theme="light">
          <SideMenu />
        </Layout.Sider>
      )}
      <Layout>
        <Header
          onMenu={wide ? undefined : () => setMenuOpen(true)}
          onSearch={() => setSearchOpen(true)}
          busy={navigation.state !== 'idle'}
        />
        <Layout.Content id="content" className="frame__content" tabIndex={-1} role="main">
          <Suspense fallback={<Spin />}>
            <Outlet />
          </Suspense>
        </Layout.Content>
      </Layout>
      <Drawer
        open={menuOpen && !wide}
        onClose={() => setMenuOpen(false)}
        placement="left"
        size={260}
        title={t('common.menu')}
        styles={{ body: { padding: 0 } }}
      >
        <SideMenu plain />
      </Drawer>
      <CommandPalette open={searchOpen} onOpenChange={setSearchOpen} />
      <ScrollRestoration />
    </Layout>
  );
}
