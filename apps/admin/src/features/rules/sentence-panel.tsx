import { DownOutlined, UpOutlined } from '@ant-design/icons';
import type { RuleProblem } from '@jifen/rules';
import { Button, Card } from 'antd';
import { type ReactNode, useId, useMemo, useState } from 'react';
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

/** The rule in sentences, as it stands at this moment. On a phone what it gives, and the rest when it is opened. */
export function SentencePanel({ json, found, count }: SentencePanelProps) {
  const { t, locale } = useI18n();
  const { currency, timeZone, eventTypes } = useEditor();
  const [open, setOpen] = useState(false);
  const id = useId();
  const said = useMemo(() => {
    const types = eventTypes.map(({ code, name }) => ({ type: code, label: name }));
    return sentencesOf(json, found, locale, { currency, timeZone, eventTypes: types });
  }, [json, found, locale, currency, timeZone, eventTypes]);
  return (
    <aside className="sentence-panel" data-open={open} aria-label={t('ruleForm.sentence')}>
      <Card
        size="small"
        title={<h2>{t('ruleForm.sentence')}</h2>}
        extra={
          <>
            <StatusTag tone={count > 0 ? 'bad' : 'good'}>
              {count > 0 ? t('ruleForm.problems', { count }) : t('ruleForm.noProblems')}
            </StatusTag>
            <Button
              type="text"
              className="sentence-panel__toggle"
              disabled={false}
              icon={open ? <UpOutlined /> : <DownOutlined />}
              aria-label={t(open ? 'ruleForm.sentenceLess' : 'ruleForm.sentenceMore')}
              aria-expanded={open}
              aria-controls={id}
              onClick={() => setOpen(!open)}
            />
          </>
        }
      >
        <Scrolling id={id} label={t('ruleForm.sentence')}>
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
function Scrolling({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
    <section id={id} data-testid="sentence" className="sentence-panel__text" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
