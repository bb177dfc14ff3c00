import type { RuleBudgetView } from '@jifen/contracts';
import type { Rule } from '@jifen/rules';
import { Card } from 'antd';
import { useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';
import { EmptyState } from '../../shared/ui/data-table.js';
import { MarkTag } from './changes.js';
import { moved, type RuleMark } from './rule-list.js';
import { RuleRow } from './rule-row.js';
import { useEventTypes } from './rule-set-api.js';
import { AddRule } from './set-tools.js';
import type { DraftChanges } from './use-draft-changes.js';

interface RuleRowsProps {
  set: string;
  rules: readonly Rule[];
  removed: readonly Rule[];
  marks: ReadonlyMap<string, RuleMark>;
  budgets: readonly RuleBudgetView[];
  changes: DraftChanges;
  writable: boolean;
}

/** From here on the browser draws only the rows in sight. */
const LONG = 100;

/** The rules in their order; what the draft has deleted stands below. */
export function RuleRows({ set, rules, removed, marks, budgets, changes, writable }: RuleRowsProps) {
  const { t, locale } = useI18n();
  const eventTypes = useEventTypes();
  const [said, setSaid] = useState('');
  const move = (rule: Rule, at: number, by: -1 | 1): void => {
    setSaid(t('rules.movedTo', { name: rule.name[locale], n: at + by + 1 }));
    // By its code: the list may have changed before this change is sent.
    void changes.run((list) =>
      moved(
        list,
        list.findIndex((one) => one.code === rule.code),
        by,
      ),
    );
  };
  return (
    <Card className="rule-rows" styles={{ body: { padding: 0 } }}>
      <p className="sr-only" role="status">
        {said}
      </p>
      {rules.length === 0 && (
        <EmptyState title={t('rules.empty')} hint={t('rules.emptyHint')} action={writable && <AddRule set={set} />} />
      )}
      {rules.length > 0 && (
        <ol
          className={rules.length > LONG ? 'rule-rows__list rule-rows__list--long' : 'rule-rows__list'}
          aria-label={t('rules.list')}
        >
          {rules.map((rule, at) => (
            <RuleRow
              key={rule.code}
              set={set}
              rule={rule}
              at={at}
              last={at === rules.length - 1}
              mark={marks.get(rule.code)}
              budget={budgets.find((one) => one.ruleCode === rule.code)}
              eventTypes={eventTypes}
              changes={changes}
              writable={writable}
              onMove={(by) => move(rule, at, by)}
            />
          ))}
        </ol>
      )}
      {removed.length > 0 && (
        <section className="rule-rows__removed" aria-label={t('rules.removedRules')}>
          <h2>{t('rules.removedRules')}</h2>
          <ul className="plain-list">
            {removed.map((rule) => (
              <li key={rule.code}>
                <MarkTag mark="REMOVED" /> {rule.name[locale]} <code className="muted">{rule.code}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Card>
  );
}
