import { type ApiClientView, type ApiKeyView, SCOPES } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Tooltip } from 'antd';
import { useState } from 'react';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { useMay } from '../../shared/session.js';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.js';
import { StatusTag } from '../../shared/ui/status-tag.js';

/** The keys of one client, newest first. */
export function Keys({ client }: { client: ApiClientView }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [revoking, setRevoking] = useState<ApiKeyView>();
  const revoke = async (): Promise<void> => {
    if (!revoking) return;
    const url = path('/api-clients/:clientId/keys/:keyId', { clientId: client.clientId, keyId: revoking.keyId });
    await api.delete(url);
    await queryClient.invalidateQueries({ queryKey: ['api-clients'] });
    void message.success(t('clients.revokedDone'));
  };
  if (client.keys.length === 0) return <p className="muted expanded">{t('clients.noKeys')}</p>;
  return (
    <ul className="keys" aria-label={t('clients.keys')}>
      {client.keys.map((key) => (
        <KeyLine key={key.keyId} apiKey={key} onRevoke={() => setRevoking(key)} />
      ))}
      <ConfirmDialog
        open={revoking !== undefined}
        title={t('clients.revokeTitle', { prefix: revoking?.prefix ?? '' })}
        text={t('clients.revokeText')}
        okText={t('clients.revoke')}
        danger
        phrase={client.name}
        onConfirm={revoke}
        onClose={() => setRevoking(undefined)}
      />
    </ul>
  );
}

function KeyLine({ apiKey, onRevoke }: { apiKey: ApiKeyView; onRevoke: () => void }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const may = useMay();
  const active = apiKey.revokedAt === null;
  return (
    <li className="key-line">
      <div className="key-line__head">
        <code>{apiKey.prefix}…</code>
        <StatusTag tone={active ? 'good' : 'plain'}>{t(active ? 'clients.active' : 'clients.revoked')}</StatusTag>
        {active && may('clients:write') && (
          <Button size="small" danger onClick={onRevoke} aria-label={`${t('clients.revoke')} ${apiKey.prefix}`}>
            {t('clients.revoke')}
          </Button>
        )}
      </div>
      <div className="chips">
        {apiKey.scopes.map((scope) => (
          <Tooltip key={scope} title={SCOPES[scope][locale]}>
            <code className="chip">{scope}</code>
          </Tooltip>
        ))}
      </div>
      <div className="muted small">
        {t('clients.created')} {format.instant(apiKey.createdAt)} · {t('clients.lastUsed')}{' '}
        {apiKey.lastUsedAt ? format.instant(apiKey.lastUsedAt) : t('clients.neverUsed')}
        {apiKey.revokedAt && ` · ${t('clients.revoked')} ${format.instant(apiKey.revokedAt)}`}
      </div>
    </li>
  );
}
