import { KeyOutlined, PlusOutlined } from '@ant-design/icons';
import type { ApiClientView, CreatedApiKey } from '@jifen/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { useMay } from '../../shared/session.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { ClientDialog } from './client-dialog.js';
import { KeyDialog } from './key-dialog.js';
import { Keys } from './keys.js';
import { SecretDialog } from './secret-dialog.js';

type Open = { kind: 'client' } | { kind: 'key'; client: ApiClientView } | { kind: 'secret'; created: CreatedApiKey };

export function ClientsPage() {
  const { t } = useI18n();
  const may = useMay();
  const paging = usePaging();
  const query = usePage<ApiClientView>(['api-clients'], '/api-clients', {}, paging);
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const create = may('clients:write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen({ kind: 'client' })}>
      {t('clients.create')}
    </Button>
  );
  return (
    <Page title={t('clients.title')} subtitle={t('clients.subtitle')} actions={create}>
      <ListView
        label={t('clients.title')}
        query={query}
        paging={paging}
        columns={useColumns((client) => setOpen({ kind: 'key', client }))}
        rowKey={(row) => row.clientId}
        empty={{ title: t('clients.empty'), hint: t('clients.emptyHint'), action: create }}
        expand={(client) => <Keys client={client} />}
      />
      {open?.kind === 'client' && <ClientDialog onClose={close} />}
      {open?.kind === 'key' && (
        <KeyDialog client={open.client} onClose={close} onCreated={(created) => setOpen({ kind: 'secret', created })} />
      )}
      {open?.kind === 'secret' && <SecretDialog created={open.created} onClose={close} />}
    </Page>
  );
}

function useColumns(onNewKey: (client: ApiClientView) => void): Column<ApiClientView>[] {
  const { t } = useI18n();
  const format = useFormat();
  const may = useMay();
  const newKey: Column<ApiClientView> = {
    key: 'actions',
    title: t('common.actions'),
    render: (client) => (
      <Button
        size="small"
        icon={<KeyOutlined />}
        aria-label={t('clients.newKeyFor', { name: client.name })}
        onClick={() => onNewKey(client)}
      >
        {t('clients.newKey')}
      </Button>
    ),
  };
  return [
    { key: 'name', title: t('clients.name'), headline: true, render: (client) => <strong>{client.name}</strong> },
    { key: 'source', title: t('clients.source'), render: (client) => <code>{client.source}</code> },
    {
      key: 'keys',
      title: t('clients.keys'),
      render: ({ keys }) => t('clients.activeKeys', { count: keys.filter((key) => key.revokedAt === null).length }),
    },
    { key: 'created', title: t('clients.created'), render: (client) => format.instant(client.createdAt) },
    ...(may('clients:write') ? [newKey] : []),
  ];
}
