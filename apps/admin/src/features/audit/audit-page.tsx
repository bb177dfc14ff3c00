import type { AuditView } from '@jifen/contracts';
import { Button, Input } from 'antd';
import { parseAsString, useQueryStates } from 'nuqs';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { type TextKey, useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { Actor } from '../../shared/ui/actor.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { changedFields } from './diff.js';

const NAMES = ['actor', 'action', 'subject'] as const;
type FilterName = (typeof NAMES)[number];
type Filters = Record<FilterName, string | null>;
const FILTERS = { actor: parseAsString, action: parseAsString, subject: parseAsString, cursor: parseAsString };

const MAX_LENGTH: Record<FilterName, number> = { actor: 80, action: 64, subject: 96 };

export function AuditPage() {
  const { t } = useI18n();
  const paging = usePaging();
  const [{ actor, action, subject }, setQuery] = useQueryStates(FILTERS, { history: 'push' });
  const filters = { actor, action, subject };
  const query = usePage<AuditView>(['audit'], '/audit-log', filters, paging);
  const apply = (next: Filters): void => void setQuery({ ...next, cursor: null });
  return (
    <Page
      title={t('audit.title')}
      subtitle={t('audit.subtitle')}
      actions={<Button onClick={() => void query.refetch()}>{t('common.refresh')}</Button>}
    >
      <ListView
        label={t('audit.title')}
        query={query}
        paging={paging}
        columns={useColumns((name, value) => apply({ ...filters, [name]: value }))}
        rowKey={(row) => row.auditNo}
        filtered={NAMES.some((name) => filters[name] !== null)}
        onClearFilters={() => void setQuery(null)}
        empty={{ title: t('audit.empty'), hint: t('audit.emptyHint') }}
        filters={<AuditFilters value={filters} onApply={apply} />}
        expand={(entry) => <Changes entry={entry} />}
      />
    </Page>
  );
}

function AuditFilters({ value, onApply }: { value: Filters; onApply: (filters: Filters) => void }) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(value);
  const { actor, action, subject } = value;
  useEffect(() => setDraft({ actor, action, subject }), [actor, action, subject]);
  return (
    <form
      className="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        onApply(draft);
      }}
    >
      {NAMES.map((name) => (
        <Input
          key={name}
          allowClear
          className="filter"
          aria-label={t(`audit.${name}Filter` satisfies TextKey)}
          placeholder={t(`audit.${name}Filter` satisfies TextKey)}
          maxLength={MAX_LENGTH[name]}
          value={draft[name] ?? ''}
          onChange={(event) => setDraft({ ...draft, [name]: event.target.value.trim() || null })}
        />
      ))}
      <Button type="primary" htmlType="submit">
        {t('common.apply')}
      </Button>
    </form>
  );
}

function useColumns(onFilter: (name: FilterName, value: string) => void): Column<AuditView>[] {
  const { t } = useI18n();
  const format = useFormat();
  const filterLink = (name: FilterName, value: string) => (
    <Button type="link" size="small" className="cell-link" onClick={() => onFilter(name, value)}>
      <code>{value}</code>
    </Button>
  );
  return [
    { key: 'at', title: t('common.time'), render: (entry) => <time>{format.instant(entry.at)}</time> },
    { key: 'action', title: t('audit.action'), headline: true, render: ({ action }) => filterLink('action', action) },
    { key: 'subject', title: t('audit.subject'), render: ({ subject }) => <Subject subject={subject} /> },
    {
      key: 'actor',
      title: t('audit.actor'),
      render: ({ actor, actorName }) => <Actor actor={actor} name={actorName} />,
    },
    {
      key: 'reason',
      title: t('audit.reason'),
      render: ({ reason }) => <span className="remark">{reason ?? '—'}</span>,
    },
    { key: 'ip', title: t('audit.ip'), wideOnly: true, render: ({ ip }) => ip ?? '—' },
  ];
}

/** Users can be opened from here. */
function Subject({ subject }: { subject: string }) {
  if (subject.startsWith('user:')) {
    return (
      <Link to={path('/users/:id', { id: subject.slice('user:'.length) })} className="breakable">
        {subject}
      </Link>
    );
  }
  return <span className="breakable">{subject}</span>;
}

function Changes({ entry }: { entry: AuditView }) {
  const { t } = useI18n();
  const changes = changedFields(entry.before, entry.after);
  return (
    <div className="expanded">
      {changes.length === 0 ? (
        <p className="muted">{t('audit.noChanges')}</p>
      ) : (
        <table className="diff" aria-label={t('audit.changes')}>
          <thead>
            <tr>
              <th scope="col">{t('audit.field')}</th>
              <th scope="col">{t('audit.before')}</th>
              <th scope="col">{t('audit.after')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.field}>
                <th scope="row">{change.field}</th>
                <td className="diff__before">{change.before}</td>
                <td className="diff__after">{change.after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="muted small breakable entry-meta">
        {t('audit.entry', { no: entry.auditNo })}
        {entry.traceId && ` · ${t('common.traceId')} ${entry.traceId}`}
      </p>
    </div>
  );
}
