import { UploadOutlined } from '@ant-design/icons';
import { problemText, type RuleProblem, type RuleSet, validateRuleSet } from '@jifen/rules';
import { Alert, App, Button, Input, Modal } from 'antd';
import { useId, useMemo, useRef, useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';
import { lineOf, placeOfFault } from '../../shared/json-place.js';
import type { DraftChanges } from './use-draft-changes.js';

const SHOWN_PROBLEMS = 20;

type Parsed =
  | { kind: 'none' }
  | { kind: 'broken'; line: number; column: number }
  | { kind: 'json'; json: unknown; problems: RuleProblem[] };

function parse(text: string): Parsed {
  if (text.trim() === '') return { kind: 'none' };
  try {
    const json: unknown = JSON.parse(text);
    return { kind: 'json', json, problems: validateRuleSet(json) };
  } catch {
    return { kind: 'broken', ...(placeOfFault(text) ?? { line: 1, column: 1 }) };
  }
}

/** A whole set from a file or the clipboard: checked as it is given, then put in the draft's place. */
export function ImportDialog({ changes, onClose }: { changes: DraftChanges; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const parsed = useMemo(() => parse(text), [text]);
  const ready = parsed.kind === 'json' && parsed.problems.length === 0 ? (parsed.json as RuleSet) : undefined;
  const run = async (): Promise<void> => {
    if (!ready) return;
    const done = await changes.run(() => ready.rules);
    if (done) void message.success(t('rules.importDone'));
    onClose();
  };
  return (
    <Modal
      open
      title={t('rules.importTitle')}
      okText={t('rules.importRun')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={changes.busy}
      onOk={() => void run()}
      onCancel={onClose}
      width={720}
    >
      <div className="stack">
        <p className="muted">{t('rules.importHint')}</p>
        <div>
          <Button icon={<UploadOutlined />} onClick={() => file.current?.click()}>
            {t('rules.importFile')}
          </Button>
          <input
            ref={file}
            type="file"
            accept=".json,application/json"
            hidden
            onChange={(event) => {
              void event.target.files?.[0]?.text().then(setText);
              event.target.value = '';
            }}
          />
        </div>
        <div>
          <label htmlFor={id}>{t('rules.importText')}</label>
          <Input.TextArea
            id={id}
            rows={10}
            value={text}
            onChange={(event) => setText(event.target.value)}
            spellCheck={false}
            className="code-area"
          />
        </div>
        <Verdict parsed={parsed} text={text} />
      </div>
    </Modal>
  );
}

function Verdict({ parsed, text }: { parsed: Parsed; text: string }) {
  const { t, locale } = useI18n();
  if (parsed.kind === 'none') return null;
  if (parsed.kind === 'broken') {
    return (
      <Alert
        type="error"
        showIcon
        role="alert"
        title={t('rules.importNotJson', { line: parsed.line, column: parsed.column })}
      />
    );
  }
  const { problems, json } = parsed;
  if (problems.length === 0) {
    const count = (json as RuleSet).rules.length;
    return <Alert type="success" showIcon title={t('rules.importReady', { count })} />;
  }
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t('rules.importProblems', { count: problems.length })}
      description={
        <ul className="plain-list">
          {problems.slice(0, SHOWN_PROBLEMS).map((problem) => (
            <li key={`${problem.pointer} ${problem.code}`} className="breakable">
              <span className="muted">{t('rules.importLine', { n: lineOf(text, problem.pointer) })}</span>{' '}
              {problemText(problem, locale, json)}
            </li>
          ))}
          {problems.length > SHOWN_PROBLEMS && <li>…</li>}
        </ul>
      }
    />
  );
}
