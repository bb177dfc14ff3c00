import { KEY_PATTERN, type SearchResult, type UserListPage } from '@jifen/contracts';
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

const USER_LIMIT = 6;
const NUMBER_LIMIT = 5;
const NUMBER = new RegExp(KEY_PATTERN);

/** Ctrl/⌘-K: users by id or name, orders, events and transactions by number, and pages by name. */
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
        {may('users:read') && <NumberMatches text={text.trim()} onChoose={go} />}
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

/** What stands under a number: events, of which an order is one, and transactions. */
function NumberMatches({ text, onChoose }: { text: string; onChoose: (to: string) => void }) {
  const { t, tCode } = useI18n();
  const format = useFormat();
  const wanted = useDeferredValue(text);
  const isNumber = NUMBER.test(wanted);
  const query = useQuery({
    queryKey: ['search', wanted],
    queryFn: ({ signal }) => api.get<SearchResult>(`/search${queryString({ q: wanted, limit: NUMBER_LIMIT })}`, signal),
    enabled: isNumber,
    placeholderData: keepPreviousData,
  });
  const { events, transactions } = (isNumber && query.data) || { events: [], transactions: [] };
  return (
    <>
      {events.length > 0 && (
        <Command.Group heading={t('common.searchEvents')}>
          {events.map((event) => (
            <Command.Item
              key={event.eventNo}
              value={`event ${event.eventNo}`}
              onSelect={() => onChoose(path('/events/:no', { no: event.eventNo }))}
            >
              <span className="palette__id">{event.eventId}</span>
              <span className="muted">{tCode('ledger.event_', event.type)}</span>
              <span className="palette__end muted">
                {event.userId} · {format.instant(event.occurredAt)}
              </span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
      {transactions.length > 0 && (
        <Command.Group heading={t('common.searchTransactions')}>
          {transactions.map((transaction) => (
            <Command.Item
              key={transaction.transactionNo}
              value={`transaction ${transaction.transactionNo}`}
              onSelect={() => onChoose(path('/transactions/:no', { no: transaction.transactionNo }))}
            >
              <span className="palette__id">{transaction.transactionNo}</span>
              <span className="muted">{tCode('ledger.biz_', transaction.businessType)}</span>
              <span className="palette__end muted">
                {transaction.userId} · {format.integer(transaction.points)}
              </span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
    </>
  );
}
