import { BUSINESS_TYPES, type BusinessType, type UserDetail } from '@jifen/contracts';
import { Input, Select } from 'antd';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useEffect, useId, useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';

const FILTERS = {
  type: parseAsStringLiteral(BUSINESS_TYPES),
  wallet: parseAsString,
  no: parseAsString,
  from: parseAsString,
  to: parseAsString,
  cursor: parseAsString,
};
const NO_FILTERS = { type: null, wallet: null, no: null, from: null, to: null, cursor: null };
const NUMBER_LENGTH = 64;

/** What the statement is narrowed down to, as it stands in the address. */
export function useStatementFilters() {
  const [{ cursor, ...filters }, setQuery] = useQueryStates(FILTERS, { history: 'push' });
  return {
    filters,
    filtered: Object.values(filters).some((value) => value !== null),
    set: (next: Partial<typeof filters>) => void setQuery({ ...next, cursor: null }),
    clear: () => void setQuery(NO_FILTERS),
  };
}

interface StatementFiltersProps {
  accounts: UserDetail['accounts'];
  state: ReturnType<typeof useStatementFilters>;
}

export function StatementFilters({ accounts, state: { filters, set } }: StatementFiltersProps) {
  const { t } = useI18n();
  return (
    <>
      <Select<BusinessType>
        allowClear
        className="filter"
        aria-label={t('users.businessType')}
        placeholder={t('users.allTypes')}
        value={filters.type}
        onChange={(value) => set({ type: value ?? null })}
        options={BUSINESS_TYPES.map((value) => ({ value, label: t(`ledger.biz_${value}`) }))}
      />
      {accounts.length > 1 && (
        <Select<string>
          allowClear
          className="filter"
          aria-label={t('users.wallet')}
          placeholder={t('users.allWallets')}
          value={filters.wallet}
          onChange={(value) => set({ wallet: value ?? null })}
          options={accounts.map((account) => ({ value: account.wallet, label: account.wallet }))}
        />
      )}
      <NumberFilter value={filters.no ?? ''} onSearch={(no) => set({ no: no || null })} />
      <DayFilter label={t('users.fromDay')} value={filters.from} onChange={(from) => set({ from })} />
      <DayFilter label={t('users.toDay')} value={filters.to} onChange={(to) => set({ to })} />
    </>
  );
}

function NumberFilter({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const { t } = useI18n();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <Input.Search
      allowClear
      className="filter"
      aria-label={t('users.businessNoFilter')}
      placeholder={t('users.businessNoFilter')}
      maxLength={NUMBER_LENGTH}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onSearch={(wanted) => onSearch(wanted.trim())}
    />
  );
}

interface DayFilterProps {
  label: string;
  value: string | null;
  onChange: (day: string | null) => void;
}

function DayFilter({ label, value, onChange }: DayFilterProps) {
  const id = useId();
  return (
    <span className="day-filter">
      <label htmlFor={id} className="muted">
        {label}
      </label>
      <Input id={id} type="date" value={value ?? ''} onChange={(event) => onChange(event.target.value || null)} />
    </span>
  );
}
