import type { RuleDraftView } from '@jifen/contracts';
import type { Rule } from '@jifen/rules';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, ConfigProvider } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useHotkeys } from 'react-hotkeys-hook';
import { useNavigate } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useMay } from '../../shared/session.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { Page } from '../../shared/ui/page.js';
import { useUnsavedGuard } from '../../shared/ui/use-unsaved-guard.js';
import { ConflictDialog } from './conflict-dialog.js';
import { EditorProvider } from './editor-context.js';
import { RuleFormParts } from './rule-form-parts.js';
import { withRule } from './rule-list.js';
import { draftKey, MAIN } from './rule-set-api.js';
import { SentencePanel } from './sentence-panel.js';
import { useDraftChanges } from './use-draft-changes.js';
import { useRuleForm } from './use-rule-form.js';
import './rule-editor.css';

interface RuleEditorProps {
  set: string;
  rule: Rule;
  /** Left out: a new rule. */
  originalCode: string | undefined;
  /** The draft as it was when the editor was opened. */
  from: RuleDraftView;
  liveVersion: number | null;
  timeZone: string;
  /** Somebody else's version is wanted instead. */
  onReload: (draft: RuleDraftView) => void;
}

/** The form of one rule with its sentences beside it. */
export function RuleEditor(props: RuleEditorProps) {
  const { t, locale } = useI18n();
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const readOnly = !useMay()('rules:write');
  const { set, originalCode } = props;
  const [from, setFrom] = useState(props.from);
  const list = set === MAIN ? '/rules' : path('/rules/:set', { set });
  const changes = useDraftChanges(set, props.liveVersion);
  const form = useRuleForm({ ...props, from, readOnly, refused: changes.problem });
  const [leaveTo, setLeaveTo] = useState<string>();
  const area = useRef<HTMLDivElement>(null);
  useUnsavedGuard(form.dirty && leaveTo === undefined);
  // Not at once: the guard must have seen that nothing is unsaved any more.
  useEffect(() => {
    if (leaveTo !== undefined) void navigate(leaveTo, { replace: leaveTo !== list });
  }, [leaveTo, navigate, list]);

  const saved = (to: string): void => {
    void message.success(t('rules.saved'));
    setLeaveTo(to);
  };
  const save = async (stay: boolean): Promise<void> => {
    if (readOnly || changes.busy) return;
    if (form.found.length > 0) {
      area.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
      return;
    }
    const rule = form.json as unknown as Rule;
    const done = await changes.run((rules) => withRule(rules, originalCode, rule), from);
    if (!done) return;
    if (!stay) return saved(list);
    const draft = client.getQueryData<RuleDraftView>(draftKey(set));
    if (rule.code === originalCode && draft) {
      void message.success(t('rules.saved'));
      setFrom(draft);
      form.keep();
    } else {
      saved(path('/rules/:set/edit/:code', { set, code: rule.code }));
    }
  };
  useHotkeys(
    'mod+s',
    () => void save(true),
    { preventDefault: true, enableOnFormTags: true, enableOnContentEditable: true },
    [save],
  );
  useHotkeys('esc', () => {
    if (!document.querySelector('.ant-modal-wrap')) void navigate(list);
  });

  const name = form.form.name[locale] || form.form.code;
  const title = readOnly ? 'ruleForm.viewTitle' : 'ruleForm.editTitle';
  return (
    <Page
      title={originalCode === undefined ? t('ruleForm.newTitle') : t(title, { name })}
      actions={
        <>
          <Button onClick={() => void navigate(list)}>{t('ruleForm.toList')}</Button>
          {!readOnly && (
            <Button
              type="primary"
              loading={changes.busy}
              aria-keyshortcuts="Control+S"
              onClick={() => void save(false)}
            >
              {t('ruleForm.save')}
            </Button>
          )}
        </>
      }
    >
      {changes.problem && form.misplaced && <ErrorPanel error={changes.problem} />}
      <EditorProvider value={form.editor}>
        <ConfigProvider componentDisabled={readOnly}>
          <div className="rule-editor" ref={area}>
            <SentencePanel json={form.json} found={form.found} count={form.editor.problems.size} />
            <RuleFormParts form={form.form} onChange={form.change} onCurrency={form.setCurrency} />
          </div>
        </ConfigProvider>
      </EditorProvider>
      {changes.conflict && (
        <ConflictDialog
          conflict={changes.conflict}
          onReapplied={() => saved(list)}
          onTaken={() => {
            const draft = client.getQueryData<RuleDraftView>(draftKey(set));
            if (draft) props.onReload(draft);
          }}
        />
      )}
    </Page>
  );
}
