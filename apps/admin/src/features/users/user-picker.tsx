import type { UserListPage } from '@jifen/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useId, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { queryString } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';

interface UserPickerProps {
  label: string;
  value: string | null;
  /** Who cannot be chosen. */
  except: string;
  onChange: (userId: string | null) => void;
}

const MOST_SHOWN = 10;

/** Chooses a user by the start of the id or by the whole name. */
export function UserPicker({ label, value, except, onChange }: UserPickerProps) {
  const { t, tCode } = useI18n();
  const format = useFormat();
  const id = useId();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const query = useQuery({
    queryKey: ['users', 'picker', wanted],
    queryFn: ({ signal }) => api.get<UserListPage>(`/users${queryString({ q: wanted, limit: MOST_SHOWN })}`, signal),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  });
  const found = wanted === '' ? [] : (query.data?.items ?? []);
  const options = found
    .filter(({ user }) => user.userId !== except)
    .map(({ user, account }) => ({
      value: user.userId,
      label: (
        <span className="picked-user">
          <strong>{user.userId}</strong>
          <span className="muted">
            {user.name} {tCode('users.status_', user.status)} · {format.integer(account.available)}
          </span>
        </span>
      ),
    }));
  return (
    <div className="user-picker">
      <label htmlFor={id}>{label}</label>
      <Select<string>
        id={id}
        showSearch={{ filterOption: false, searchValue: text, onSearch: setText }}
        allowClear
        placeholder={t('users.mergeIntoHint')}
        notFoundContent={wanted === '' ? t('users.mergeIntoHint') : t('users.mergeNobody')}
        value={value}
        optionLabelProp="value"
        onChange={(chosen) => onChange(chosen ?? null)}
        options={options}
      />
    </div>
  );
}
