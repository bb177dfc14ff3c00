import type { StoredEventView } from '@jifen/contracts';
import { useQuery } from '@tanstack/react-query';
import { Card, Skeleton } from 'antd';
import { parseAsString, useQueryStates } from 'nuqs';
import { useParams } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { Field } from '../../shared/forms/field.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { CandidateSelect } from '../../shared/rules/candidate-select.js';
import { type Candidate, candidateOf, useRuleSet, useRuleVersions } from '../../shared/rules/rule-set-queries.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { Page } from '../../shared/ui/page.js';
import { byForm, type EventEdit } from './event-edit.js';
import { firstValues, valuesOf } from './event-values.js';
import { Workbench } from './workbench.js';
import './rehearsal.css';

/** Tries one event against the draft or any version of a rule set, beside what is live. */
export function PreviewPage() {
  const { set = '' } = useParams();
  const { t, locale } = useI18n();
  const [{ event: eventNo, candidate: chosen }, setQuery] = useQueryStates({
    event: parseAsString,
    candidate: parseAsString,
  });
  const summary = useRuleSet(set);
  const versions = useRuleVersions(set);
  const stored = useQuery({
    queryKey: ['event', eventNo],
    queryFn: ({ signal }) => api.get<StoredEventView>(path('/events/:no', { no: eventNo ?? '' }), signal),
    enabled: eventNo !== null,
  });
  const hasDraft = Boolean(summary.data?.draft);
  const first = hasDraft ? 'draft' : (summary.data?.liveVersion ?? versions.data?.items[0]?.version);
  const asked = candidateOf(chosen);
  // A link may ask for a draft that is published or gone by now.
  const candidate: Candidate | undefined = asked === 'draft' && !hasDraft ? first : (asked ?? first);
  const failed = [summary, versions, stored].find((query) => query.isError && !query.data);
  const ready = summary.data && versions.data && (eventNo === null || stored.data);
  const start = (): EventEdit =>
    stored.data ? byForm(fromStored(stored.data)) : byForm(firstValues(new Date().toISOString(), CURRENCY[locale]));
  return (
    <Page
      documentTitle={t('rehearsal.title')}
      title={`${t('rehearsal.title')} · ${summary.data?.name ?? set}`}
      subtitle={t('rehearsal.subtitle')}
    >
      {failed?.error && <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />}
      {!ready && !failed && <Skeleton active paragraph={{ rows: 8 }} />}
      {ready && !failed && (
        <Workbench
          key={eventNo ?? ''}
          ruleSet={set}
          liveVersion={summary.data?.liveVersion ?? null}
          candidate={candidate}
          start={start}
          posted={eventNo !== null}
          picker={
            <Card size="small">
              <Field label={t('rehearsal.candidate')}>
                {({ id }) => (
                  <CandidateSelect
                    id={id}
                    ruleSet={set}
                    value={candidate}
                    onChange={(value) => void setQuery({ candidate: String(value) })}
                  />
                )}
              </Field>
            </Card>
          }
        />
      )}
    </Page>
  );
}

const CURRENCY = { 'zh-CN': 'CNY', 'en-US': 'USD' } as const;

function fromStored({ type, eventId, userId, occurredAt, channel, data }: StoredEventView) {
  return valuesOf({ eventId, type, userId, occurredAt, data, ...(channel === undefined ? {} : { channel }) });
}
