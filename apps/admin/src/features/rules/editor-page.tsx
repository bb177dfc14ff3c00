import type { RuleDraftView } from '@jifen/contracts';
import type { Rule } from '@jifen/rules';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useProgramme } from '../../shared/programme.js';
import { EmptyState } from '../../shared/ui/data-table.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { Page } from '../../shared/ui/page.js';
import { RuleEditor } from './rule-editor.js';
import { freeCode } from './rule-list.js';
import { MAIN, rulesOf, useDraft, useSummary } from './rule-set-api.js';
import { TEMPLATES } from './templates.js';
import './rules.css';

/** One rule of the draft, or a new one from a template. */
export function EditorPage() {
  const { t } = useI18n();
  const { set = MAIN, ruleCode } = useParams();
  const summary = useSummary(set);
  const draft = useDraft(set);
  const programme = useProgramme();
  if (summary.data && draft.data && programme) {
    return (
      <Opened
        key={`${set} ${ruleCode ?? ''}`}
        set={set}
        ruleCode={ruleCode}
        draft={draft.data}
        liveVersion={summary.data.liveVersion}
        timeZone={programme.timeZone}
      />
    );
  }
  const error = summary.error ?? draft.error;
  return (
    <Page title={t(ruleCode === undefined ? 'ruleForm.newTitle' : 'rules.title')}>
      {error ? (
        <ErrorPanel
          error={error}
          onRetry={() => {
            void summary.refetch();
            void draft.refetch();
          }}
        />
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </Page>
  );
}

interface OpenedProps {
  set: string;
  ruleCode: string | undefined;
  draft: RuleDraftView;
  liveVersion: number | null;
  timeZone: string;
}

/** What is edited is what was read first: a draft that is read again does not change it under the hands. */
function Opened({ set, ruleCode, draft, liveVersion, timeZone }: OpenedProps) {
  const { t } = useI18n();
  const [search] = useSearchParams();
  const template = search.get('template');
  const [opened, setOpened] = useState(() => open(draft, ruleCode, template));
  const [round, setRound] = useState(0);
  if (!opened.rule) {
    return (
      <Page title={t('rules.title')}>
        <EmptyState
          title={t('ruleForm.notFound', { code: ruleCode ?? '' })}
          action={
            <LinkButton to={set === MAIN ? '/rules' : path('/rules/:set', { set })}>{t('ruleForm.toList')}</LinkButton>
          }
        />
      </Page>
    );
  }
  return (
    <RuleEditor
      key={round}
      set={set}
      rule={opened.rule}
      originalCode={ruleCode}
      from={opened.draft}
      liveVersion={liveVersion}
      timeZone={timeZone}
      onReload={(fresh) => {
        setOpened(open(fresh, ruleCode, template));
        setRound(round + 1);
      }}
    />
  );
}

function open(
  draft: RuleDraftView,
  ruleCode: string | undefined,
  template: string | null,
): { draft: RuleDraftView; rule: Rule | undefined } {
  const rules = rulesOf(draft.ruleSet);
  if (ruleCode !== undefined) return { draft, rule: rules.find((rule) => rule.code === ruleCode) };
  const { rule } = TEMPLATES.find((one) => one.key === template) ?? (TEMPLATES.at(-1) as (typeof TEMPLATES)[number]);
  return { draft, rule: { ...rule, code: freeCode(rule.code, rules) } };
}
