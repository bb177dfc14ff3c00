import { CheckOutlined, MinusOutlined } from '@ant-design/icons';
import { ALL_PERMISSIONS, type RoleList } from '@jifen/contracts';
import { useQuery } from '@tanstack/react-query';
import { Card, Skeleton } from 'antd';
import { api } from '../../shared/api/client.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { permissionName } from '../../shared/permissions.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { Page } from '../../shared/ui/page.js';

/** Every role against every permission, on one page. */
export function RolesPage() {
  const { t } = useI18n();
  const query = useQuery({
    queryKey: ['roles'],
    queryFn: ({ signal }) => api.get<RoleList>('/roles', signal),
  });
  return (
    <Page title={t('operators.rolesTitle')} subtitle={t('operators.rolesSubtitle')}>
      <Card styles={{ body: { padding: 0 } }}>
        {query.isPending && <Skeleton active paragraph={{ rows: 8 }} className="padded" />}
        {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && <Matrix roles={query.data.items} />}
      </Card>
    </Page>
  );
}

function Matrix({ roles }: { roles: RoleList['items'] }) {
  const { t, tCode, locale } = useI18n();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the matrix scrolls sideways on a phone, also by keyboard
    <section className="matrix-scroll" tabIndex={0} aria-label={t('operators.rolesTitle')}>
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col">{t('operators.permission')}</th>
            {roles.map(({ role }) => (
              <th key={role} scope="col">
                {tCode('operators.role_', role)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ALL_PERMISSIONS.map((permission) => (
            <tr key={permission}>
              <th scope="row">
                {permissionName(permission, locale)} <code className="muted">{permission}</code>
              </th>
              {roles.map(({ role, permissions }) => {
                const allowed = permissions.includes(permission);
                const name = t(allowed ? 'operators.allowed' : 'operators.denied');
                return (
                  <td key={role} className={allowed ? 'matrix__yes' : 'matrix__no'}>
                    {allowed ? <CheckOutlined aria-hidden /> : <MinusOutlined aria-hidden />}
                    <span className="sr-only">{name}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
