import { AutoComplete, Button, Input } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { type TextKey, useI18n } from '../../shared/i18n/i18n.js';

const NAMES = ['actor', 'action', 'subject'] as const;
export type FilterName = (typeof NAMES)[number];
export type Filters = Record<FilterName, string | null>;

const MAX_LENGTH: Record<FilterName, number> = { actor: 80, action: 64, subject: 96 };
/** What is offered in the field; any other action can be typed. */
const ACTIONS = [
  ...['session.fail', 'session.lock', 'session.open', 'session.close', 'session.revoke'],
  ...['user.freeze', 'user.unfreeze', 'user.close', 'user.merge', 'points.grant', 'points.deduct'],
  ...['operator.create', 'operator.update', 'operator.change-password'],
  ...['client.create', 'client.create-key', 'client.revoke-key', 'reconciliation.run'],
];

/** What an action is called; its code where it has no name here. */
export function useActionName(): (action: string) => string {
  const { tCode } = useI18n();
  return (action) => tCode('audit.action_', action.replaceAll(/[.-]/g, '_'), action);
}

export function AuditFilters({ value, onApply }: { value: Filters; onApply: (filters: Filters) => void }) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(value);
  const { actor, action, subject } = value;
  useEffect(() => setDraft({ actor, action, subject }), [actor, action, subject]);
  const change = (name: FilterName, text: string): void => setDraft({ ...draft, [name]: text.trim() || null });
  const field = (name: FilterName) => ({
    className: 'filter',
    'aria-label': t(`audit.${name}Filter` satisfies TextKey),
    placeholder: t(`audit.${name}Filter` satisfies TextKey),
    maxLength: MAX_LENGTH[name],
    value: draft[name] ?? '',
  });
  const input = (name: FilterName): ReactNode => (
    <Input allowClear {...field(name)} onChange={(event) => change(name, event.target.value)} />
  );
  return (
    <form
      className="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        onApply(draft);
      }}
    >
      {input('actor')}
      <ActionField
        {...field('action')}
        onType={(text) => change('action', text)}
        onChoose={(chosen) => onApply({ ...draft, action: chosen })}
      />
      {input('subject')}
      <Button type="primary" htmlType="submit">
        {t('common.apply')}
      </Button>
    </form>
  );
}

interface ActionFieldProps {
  className: string;
  'aria-label': string;
  placeholder: string;
  maxLength: number;
  value: string;
  onType: (text: string) => void;
  onChoose: (action: string) => void;
}

/** Any action, with those offered whose code or name holds what was typed. */
function ActionField({ onType, onChoose, ...field }: ActionFieldProps) {
  const nameOf = useActionName();
  const wanted = field.value.toLowerCase();
  const offered = ACTIONS.filter((action) => `${action} ${nameOf(action)}`.toLowerCase().includes(wanted));
  return (
    <AutoComplete
      {...field}
      allowClear
      popupMatchSelectWidth={280}
      options={offered.map((action) => ({ value: action, label: `${nameOf(action)} · ${action}` }))}
      onChange={(text: string | undefined) => onType(text ?? '')}
      onSelect={(action) => onChoose(action ?? '')}
    />
  );
}
