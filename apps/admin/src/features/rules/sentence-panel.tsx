import type { RuleProblem } from '@jifen/rules';
import { Card } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { useEditor } from './editor-context.js';
import { sentencesOf } from './sentence.js';

interface SentencePanelProps {
  json: Readonly<Record<string, unknown>>;
  found: readonly RuleProblem[];
  /** How many places are wrong, with what the server said. */
  count: number;
}

/** The rule in sentences, as it stands at this moment. */
export function SentencePanel({ json, found, count }: SentencePanelProps) {
  const { t, locale } = useI18n();
  const { currency, timeZone, eventTypes } = useEditor();
  const said = useMemo(() => {
    const types = eventTypes.map(({ code, name }) => ({ type: code, label: name }));
    return sentencesOf(json, found, locale, { currency, timeZone, eventTypes: types });
  }, [json, found, locale, currency, timeZone, eventTypes]);
  return (
    <aside className="sentence-panel" aria-label={t('ruleForm.sentence')}>
      <Card
        size="small"
        title={<h2>{t('ruleForm.sentence')}</h2>}
        extra={
          count > 0 ? (
            <StatusTag tone="bad">{t('ruleForm.problems', { count })}</StatusTag>
          ) : (
            <StatusTag tone="good">{t('ruleForm.noProblems')}</StatusTag>
          )
        }
      >
        <Scrolling label={t('ruleForm.sentence')}>
          {said.parts.map(({ part, text }) => (
            <p key={part} className={part === 'award' ? 'sentence sentence--award' : 'sentence'}>
              {text}
            </p>
          ))}
          {said.open && <p className="muted">{t('ruleForm.sentenceOpen')}</p>}
        </Scrolling>
      </Card>
    </aside>
  );
}

/** A long rule scrolls here, also by keyboard. */
function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
    <section data-testid="sentence" className="sentence-panel__text" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
