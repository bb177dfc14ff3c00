import type { StoredEventView } from '@jifen/contracts';
import { Alert, Collapse } from 'antd';
import { problemOf } from '../api/problem.js';
import { problemTitle } from '../forms/use-submit.js';
import { useI18n } from '../i18n/i18n.js';
import { type RuleReasoning, readReasoning } from './traces.js';

interface ReasoningProps {
  event: Pick<StoredEventView, 'result' | 'ruleSetVersion'>;
  /** Puts this rule first and the others behind a fold. */
  ruleCode?: string | undefined;
}

/** The stored working of an event in sentences: each rule that was looked at, what it gave and why. */
export function Reasoning({ event, ruleCode }: ReasoningProps) {
  const { t, locale } = useI18n();
  const { rules, unreadable } = readReasoning(event.result?.explanation, locale);
  const own = ruleCode === undefined ? rules : rules.filter((rule) => rule.ruleCode === ruleCode);
  const others = ruleCode === undefined ? [] : rules.filter((rule) => rule.ruleCode !== ruleCode);
  const refused = event.result?.problem;
  return (
    <div className="reasoning">
      {refused && (
        <Alert
          type="error"
          title={problemTitle(problemOf(refused.status, refused), locale, t)}
          description={refused.detail}
        />
      )}
      {rules.length === 0 && unreadable.length === 0 && !refused && <p className="muted">{t('ledger.noReasoning')}</p>}
      <RuleList rules={own} />
      {others.length > 0 && (
        <Collapse
          ghost
          size="small"
          items={[
            {
              key: 'others',
              label: t('ledger.otherRules', { count: others.length }),
              children: <RuleList rules={others} />,
            },
          ]}
        />
      )}
      {unreadable.length > 0 && <pre className="json">{JSON.stringify(unreadable, null, 2)}</pre>}
      {event.ruleSetVersion !== null && (
        <p className="muted reasoning__version">
          {t('common.labelled', {
            label: t('ledger.ruleSetVersion'),
            value: t('ledger.versionNo', { n: event.ruleSetVersion }),
          })}
        </p>
      )}
    </div>
  );
}

function RuleList({ rules }: { rules: readonly RuleReasoning[] }) {
  return (
    <ul className="reasoning__rules">
      {rules.map((rule) => (
        <li key={rule.ruleCode} className={rule.awarded ? 'rule rule--awarded' : 'rule'}>
          <strong>{rule.headline}</strong>
          {rule.steps.length > 0 && (
            <ul>
              {rule.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
