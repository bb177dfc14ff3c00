import type { RuleChange } from '@jifen/contracts';
import { Empty } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { StatusTag, type Tone } from '../../shared/ui/status-tag.js';
import type { RuleMark } from './rule-list.js';

const TONES: Record<RuleMark | 'REMOVED', Tone> = { ADDED: 'good', CHANGED: 'info', MOVED: 'plain', REMOVED: 'bad' };

/** How a rule differs from the live one. */
export function MarkTag({ mark }: { mark: RuleMark | 'REMOVED' }) {
  const { tCode } = useI18n();
  return <StatusTag tone={TONES[mark]}>{tCode('rules.mark_', mark)}</StatusTag>;
}

/** Differences as sentences, those of one rule together. */
export function Changes({ changes }: { changes: readonly RuleChange[] }) {
  const { t, locale } = useI18n();
  if (changes.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('rules.changesNone')} className="changes-none" />;
  }
  const codes = [...new Set(changes.map((change) => change.ruleCode))];
  return (
    <ul className="rule-changes">
      {codes.map((code) => {
        const own = changes.filter((change) => change.ruleCode === code);
        const mark = (own.find((change) => change.kind !== 'MOVED') ?? own[0])?.kind ?? 'CHANGED';
        return (
          <li key={code} className="rule-changes__rule">
            <span className="rule-changes__head">
              <MarkTag mark={mark} /> <code>{code}</code>
            </span>
            <ul>
              {own.map((change) => (
                <li key={`${change.kind} ${change.path}`}>{withoutCode(change.text[locale], code)}</li>
              ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}

/** The sentence without the code that it begins with: that stands above. */
function withoutCode(text: string, code: string): string {
  const rest = text.startsWith(code) ? text.slice(code.length).replace(/^[:：]\s*/, '') : text;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
