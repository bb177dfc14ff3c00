import { type Award, explain, NEVER, type RuleSet, type RuleTrace } from '@jifen/rules';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import type { RuleComparison } from './local-preview.js';
import type { Side } from './use-preview.js';

interface RuleRowProps {
  row: RuleComparison;
  candidate: Side;
  live: Side | undefined;
  /** Both sides' rules, for their names. */
  names: RuleSet;
}

/** One rule: what it gives by either version and why; said once where both say the same. */
export function RuleRow({ row, candidate, live, names }: RuleRowProps) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const name = names.rules.find((rule) => rule.code === row.ruleCode)?.name[locale] ?? row.ruleCode;
  const differs = live !== undefined && row.change !== 'same';
  return (
    <li className={differs ? 'compared compared--changed' : 'compared'} data-rule={row.ruleCode}>
      <div className="compared__head">
        <h3>
          {name} <code className="muted">{row.ruleCode}</code>
        </h3>
        {differs && row.change === 'added' && <StatusTag tone="info">{t('rehearsal.ruleOnlyCandidate')}</StatusTag>}
        {row.change === 'removed' && <StatusTag tone="warn">{t('rehearsal.ruleOnlyLive')}</StatusTag>}
        {differs && row.change === 'changed' && <StatusTag tone="info">{t('rehearsal.ruleChanged')}</StatusTag>}
        <span className="compared__points amount">
          {t('rehearsal.pointsN', { points: format.integer(row.candidate?.points ?? 0) })}
          {differs && row.difference !== 0 && <strong> ({format.signed(row.difference)})</strong>}
        </span>
      </div>
      {differs && row.change === 'changed' ? (
        <div className="compared__sides">
          <Reasons title={t('rehearsal.live')} trace={row.live} side={live} />
          <Reasons
            title={candidate.version === null ? t('rehearsal.draft') : t('rehearsal.version', { n: candidate.version })}
            trace={row.candidate}
            side={candidate}
          />
        </div>
      ) : (
        <Reasons trace={row.candidate ?? row.live} side={row.candidate ? candidate : live} />
      )}
    </li>
  );
}

interface ReasonsProps {
  title?: string;
  trace: RuleTrace | undefined;
  side: Side | undefined;
}

/** The rule's working in sentences; of a rule that gave nothing the first names the condition that failed. */
function Reasons({ title, trace, side }: ReasonsProps) {
  const { locale } = useI18n();
  if (!trace || !side) return null;
  const [headline = '', ...steps] = explain(trace, locale, side.rules);
  const awarded = trace.outcome === 'AWARDED';
  const awards = side.evaluation.awards.filter((award) => award.ruleCode === trace.ruleCode);
  return (
    <div className={awarded ? 'rule rule--awarded' : 'rule'} data-outcome={trace.outcome}>
      {title && <div className="muted small">{title}</div>}
      <strong>{headline}</strong>
      {steps.length + awards.length > 0 && (
        <ul>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
          {awards.map((award) => (
            <li key={award.ruleCode}>
              <Dates award={award} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Dates({ award }: { award: Award }) {
  const { t } = useI18n();
  const format = useFormat();
  const until =
    award.expiresOn === NEVER
      ? t('rehearsal.neverExpires')
      : t('rehearsal.usableUntil', { day: format.day(award.expiresOn) });
  if (award.activatesOn === null) return <>{until}</>;
  return (
    <>
      {t('rehearsal.usableFrom', { day: format.day(award.activatesOn) })} · {until}
    </>
  );
}
