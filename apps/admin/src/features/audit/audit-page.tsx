import type { AuditView } from '@jifen/contracts';
import { Button } from 'antd';
import { parseAsString, useQueryStates } from 'nuqs';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { Actor } from '../../shared/ui/actor.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { AuditFilters, type FilterName, type Filters, useActionName } from './audit-filters.js';
import { changedFields } from './diff.js';

const FILTERS = { actor: parseAsString, action: parseAsString, subject: parseAsString, cursor: parseAsString };

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
        filtered={Object.values(filters).some((value) => value !== null)}
        onClearFilters={() => void setQuery(null)}
        empty={{ title: t('audit.empty'), hint: t('audit.emptyHint') }}
        filters={<AuditFilters value={filters} onApply={apply} />}
        expand={(entry) => <Changes entry={entry} />}
      />
    </Page>
  );
}

function useColumns(onFilter: (name: FilterName, value: string) => void): Column<AuditView>[] {
  const { t } = useI18n();
  const format = useFormat();
  const actionName = useActionName();
  return [
    { key: 'at', title: t('common.time'), render: (entry) => <time>{format.instant(entry.at)}</time> },
    {
      key: 'action',
      title: t('audit.action'),
      headline: true,
      render: ({ action }) => (
        <span className="two-lines">
          {actionName(action) !== action && actionName(action)}
          <Button type="link" size="small" className="cell-link" onClick={() => onFilter('action', action)}>
            <code>{action}</code>
          </Button>
        </span>
      ),
    },
    { key: 'subject', title: t('audit.subject'), render: (entry) => <Subject entry={entry} /> },
    {
      key: 'actor',
      title: t('audit.actor'),
      render: ({ actor, actorName }) => (
        <Button
          type="link"
          size="small"
          className="cell-link"
          title={t('audit.onlyActor', { name: actorName })}
          onClick={() => onFilter('actor', actor)}
        >
          <Actor actor={actor} name={actorName} />
        </Button>
      ),
    },
    {
      key: 'reason',
      title: t('audit.reason'),
      render: ({ reason }) => <span className="remark">{reason ?? '—'}</span>,
    },
    { key: 'ip', title: t('audit.ip'), wideOnly: true, render: ({ ip }) => ip ?? '—' },
  ];
}

/** What it was done to: users can be opened from here, operators and API clients are called by name. */
function Subject({ entry: { subject, subjectName } }: { entry: AuditView }) {
  const { t } = useI18n();
  if (subject.startsWith('user:')) {
    return (
      <Link to={path('/users/:id', { id: subject.slice('user:'.length) })} className="breakable">
        {subject}
      </Link>
    );
  }
  const unknown = subject === 'login:others' ? t('audit.unknownEmails') : t('audit.unknownEmail');
  const name = subjectName ?? (subject.startsWith('login:') ? unknown : null);
  return (
    <span className="actor">
      {name}
      <span className={name === null ? 'breakable' : 'actor__id'}>{subject}</span>
    </span>
  );
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
