import type { RuleDraftView, RuleSetDetail } from '@jifen/contracts';
import { Alert, App, Skeleton } from 'antd';
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { ApiProblem } from '../../shared/api/problem.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useMay } from '../../shared/session.js';
import { EmptyState } from '../../shared/ui/data-table.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { Page } from '../../shared/ui/page.js';
import { ConflictDialog } from './conflict-dialog.js';
import { marksOf, removedOf } from './rule-list.js';
import { RuleRows } from './rule-rows.js';
import { MAIN, rulesOf, useDraft, useLiveRules, useSummary } from './rule-set-api.js';
import { SetPicker } from './set-picker.js';
import { SetState } from './set-state.js';
import { SetTools } from './set-tools.js';
import { useDraftChanges } from './use-draft-changes.js';
import './rules.css';

/** The rules of a set in their order, as they are drafted, and how they stand against what is live. */
export function RulesPage() {
  const { t } = useI18n();
  const { set = MAIN } = useParams();
  const summary = useSummary(set);
  const draft = useDraft(set);
  if (summary.data && draft.data) {
    return <LoadedSet key={set} set={set} summary={summary.data} draft={draft.data} />;
  }
  const error = summary.error ?? draft.error;
  const missing = error instanceof ApiProblem && error.status === 404;
  return (
    <Page title={t('rules.title')} actions={<SetPicker set={set} />}>
      {!error && <Skeleton active paragraph={{ rows: 8 }} />}
      {error && !missing && (
        <ErrorPanel
          error={error}
          onRetry={() => {
            void summary.refetch();
            void draft.refetch();
          }}
        />
      )}
      {missing && (
        <EmptyState
          title={t('rules.setNotFound', { code: set })}
          action={<LinkButton to="/rules">{t('ruleForm.toList')}</LinkButton>}
        />
      )}
    </Page>
  );
}

function LoadedSet({ set, summary, draft }: { set: string; summary: RuleSetDetail; draft: RuleDraftView }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const may = useMay();
  const changes = useDraftChanges(set, summary.liveVersion);
  const live = useLiveRules(set, summary.liveVersion);
  const rules = rulesOf(draft.ruleSet);
  const marks = useMemo(() => marksOf(rules, live ?? rules), [rules, live]);
  const removed = useMemo(() => removedOf(rules, live ?? rules), [rules, live]);
  const writable = may('rules:write');
  return (
    <Page
      title={t('rules.title')}
      subtitle={t('rules.subtitle')}
      actions={
        <>
          <SetPicker set={set} />
          <SetTools set={set} summary={summary} draft={draft} changes={changes} writable={writable} />
        </>
      }
    >
      {!writable && <Alert type="info" showIcon title={t('rules.readOnly')} />}
      <SetState set={set} summary={summary} draft={draft} changed={marks.size + removed.length} writable={writable} />
      {changes.problem && <ErrorPanel error={changes.problem} onRetry={changes.clear} />}
      <RuleRows
        set={set}
        rules={rules}
        removed={removed}
        marks={marks}
        budgets={summary.budgets}
        changes={changes}
        writable={writable}
      />
      {changes.conflict && (
        <ConflictDialog conflict={changes.conflict} onReapplied={() => void message.success(t('rules.saved'))} />
      )}
    </Page>
  );
}
