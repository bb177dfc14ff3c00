import type { EventExplanation, RuleExplanation, StoredEventView } from '@jifen/contracts';
import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import { Link } from 'react-router';
import { api } from '../../shared/api/client.js';
import { problemOf } from '../../shared/api/problem.js';
import { path, queryString } from '../../shared/api/query-string.js';
import { Reasoning } from '../../shared/explain/reasoning.js';
import { problemTitle } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useMay } from '../../shared/session.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { ruleTone } from './explained-rules.js';

/** Why an event gave these points, or none: every rule that was looked at, in sentences, from the stored record. */
export function EventExplanationView({ event }: { event: StoredEventView }) {
  const { locale, t } = useI18n();
  const query = useQuery({
    queryKey: ['event', event.eventNo, 'explanation', locale],
    queryFn: ({ signal }) =>
      api.get<EventExplanation>(
        `${path('/events/:no', { no: event.eventNo })}/explanation${queryString({ language: locale })}`,
        signal,
      ),
  });
  if (query.isPending) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  if (query.isError) {
    return (
      <div className="stack">
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
        <Reasoning event={event} />
      </div>
    );
  }
  const { problem, rules, sentences } = query.data;
  return (
    <div className="reasoning">
      {problem && (
        <Alert
          type="error"
          title={problemTitle(problemOf(problem.status, problem), locale, t)}
          description={problem.detail}
        />
      )}
      {rules.length === 0 && !problem && (
        <ul className="plain-list">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <ul className="reasoning__rules">
        {rules.map((rule) => (
          <Rule key={rule.ruleCode} rule={rule} />
        ))}
      </ul>
      {rules.length > 0 && <Whole rules={rules} sentences={sentences} />}
      <Origin explanation={query.data} />
    </div>
  );
}

function Rule({ rule }: { rule: RuleExplanation }) {
  const { t, tCode } = useI18n();
  const [headline = rule.ruleName, ...steps] = rule.sentences;
  const awarded = rule.outcome === 'AWARDED';
  return (
    <li className={awarded ? 'rule rule--awarded' : 'rule'} data-outcome={rule.outcome}>
      <StatusTag tone={ruleTone(rule.outcome)}>{tCode('ledger.rule_', rule.outcome)}</StatusTag>{' '}
      <code className="muted">{rule.ruleCode}</code>
      <div>
        <strong>{headline}</strong>
      </div>
      {rule.firstFailure !== null && !headline.includes(rule.firstFailure) && (
        <p className="why-not">{t('common.labelled', { label: t('ledger.firstFailure'), value: rule.firstFailure })}</p>
      )}
      {steps.length > 0 && (
        <ul>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** What the sentences of the whole event say beyond those of its rules: the awards' days and the total. */
function Whole({ rules, sentences }: { rules: readonly RuleExplanation[]; sentences: readonly string[] }) {
  const said = new Set(rules.flatMap((rule) => rule.sentences));
  const more = sentences.filter((sentence) => !said.has(sentence));
  if (more.length === 0) return null;
  return (
    <ul className="plain-list reasoning__version">
      {more.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** By which rules it was decided, and which experiment chose them. */
function Origin({ explanation }: { explanation: EventExplanation }) {
  const { t } = useI18n();
  const may = useMay();
  const { ruleSet, ruleSetVersion, experiment } = explanation;
  if (ruleSetVersion === null) return null;
  const version = t('ledger.versionNo', { n: ruleSetVersion });
  const linked = may('rules:read');
  return (
    <p className="facts muted reasoning__version">
      <span>
        {t('ledger.ruleSetVersion')}{' '}
        {linked && ruleSet !== null ? (
          <Link to={`${path('/rules/:set', { set: ruleSet })}/history`}>
            {ruleSet} · {version}
          </Link>
        ) : (
          version
        )}
      </span>
      {experiment && (
        <span>
          {t('experiments.nav')}{' '}
          {linked ? (
            <Link to={path('/experiments/:code', { code: experiment.code })}>
              {experiment.code} · {experiment.group}
            </Link>
          ) : (
            `${experiment.code} · ${experiment.group}`
          )}
        </span>
      )}
    </p>
  );
}
