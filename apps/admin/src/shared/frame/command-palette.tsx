import type { UserListPage } from '@jifen/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { Command } from 'cmdk';
import { useDeferredValue, useState } from 'react';
import { useHotkeys } from 'react-hotkeys-hook';
import { useNavigate } from 'react-router';
import { api } from '../api/client.js';
import { path, queryString } from '../api/query-string.js';
import { useI18n } from '../i18n/i18n.js';
import { NAV } from '../permissions.js';
import { useFormat } from '../programme.js';
import { useMay } from '../session.js';

interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const USER_LIMIT = 8;

/** Ctrl/⌘-K: users by id, and pages by name. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const { t } = useI18n();
  useHotkeys('mod+k', () => onOpenChange(!open), { preventDefault: true, enableOnFormTags: true }, [open]);
  return (
    <Modal
      open={open}
      onCancel={() => onOpenChange(false)}
      footer={null}
      closable={false}
      destroyOnHidden
      width={560}
      title={t('common.searchHint')}
      className="palette"
    >
      <Palette onDone={() => onOpenChange(false)} />
    </Modal>
  );
}

function Palette({ onDone }: { onDone: () => void }) {
  const { t } = useI18n();
  const may = useMay();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const go = (to: string): void => {
    onDone();
    void navigate(to);
  };
  const pages = NAV.filter((entry) => may(entry.permission)).filter((entry) =>
    `${t(entry.label)} ${entry.path}`.toLowerCase().includes(wanted),
  );
  return (
    <Command label={t('common.searchHint')} shouldFilter={false} loop>
      <Command.Input
        autoFocus
        value={text}
        onValueChange={setText}
        placeholder={t('common.searchPlaceholder')}
        aria-label={t('common.searchHint')}
      />
      <Command.List label={t('common.search')}>
        <Command.Empty>{t('common.searchNothing')}</Command.Empty>
        {may('users:read') && <UserMatches text={text.trim()} onChoose={go} />}
        {pages.length > 0 && (
          <Command.Group heading={t('common.searchPages')}>
            {pages.map((entry) => (
              <Command.Item key={entry.path} value={entry.path} onSelect={() => go(entry.path)}>
                {t(entry.label)}
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}

function UserMatches({ text, onChoose }: { text: string; onChoose: (to: string) => void }) {
  const { t, tCode } = useI18n();
  const format = useFormat();
  const wanted = useDeferredValue(text);
  const query = useQuery({
    queryKey: ['users', 'palette', wanted],
    queryFn: ({ signal }) => api.get<UserListPage>(`/users${queryString({ q: wanted, limit: USER_LIMIT })}`, signal),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  });
  const items = wanted === '' ? [] : (query.data?.items ?? []);
  if (items.length === 0) return null;
  return (
    <Command.Group heading={t('common.searchUsers')}>
      {items.map(({ user, account }) => (
        <Command.Item
          key={user.userId}
          value={`user ${user.userId}`}
          onSelect={() => onChoose(path('/users/:id', { id: user.userId }))}
        >
          <span className="palette__id">{user.userId}</span>
          <span className="muted">{user.name}</span>
          <span className="palette__end muted">
            {tCode('users.status_', user.status)} · {format.integer(account.available)}
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
