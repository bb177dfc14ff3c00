import type { RuleSet } from '@jifen/rules';
import { Alert, Card, Skeleton } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { StatusTag, type Tone } from '../../shared/ui/status-tag.js';
import { compareRules } from './local-preview.js';
import { RuleRow } from './rule-row.js';
import type { Preview, Side, Trust } from './use-preview.js';

interface PreviewResultProps {
  ruleSet: string;
  preview: Preview;
  complete: boolean;
  /** What the server refused and stands on no field. */
  problem: unknown;
}

/** What the event would give by the chosen version and by what is live, with the differences marked. */
export function PreviewResultView({ ruleSet, preview, complete, problem }: PreviewResultProps) {
  const { t } = useI18n();
  const { candidate, live, trust, answer } = preview;
  return (
    <Card
      className="workbench__result"
      size="small"
      title={<h2>{t('rehearsal.result')}</h2>}
      extra={complete && candidate && <TrustMark trust={trust} />}
    >
      <div className="stack">
        {!complete && <Alert type="info" title={t('rehearsal.incomplete')} />}
        {complete && problem !== undefined && <ErrorPanel error={problem} onRetry={preview.retry} />}
        {preview.invalid && (
          <Alert
            type="warning"
            title={t('rehearsal.candidateInvalid')}
            action={<LinkButton to={`/rules/${ruleSet}`}>{t('rehearsal.ruleSet')}</LinkButton>}
          />
        )}
        {complete && trust === 'differs' && answer && (
          <Alert
            type="error"
            showIcon
            role="alert"
            title={t('rehearsal.differs')}
            description={t('rehearsal.differsText', {
              live: pointsOf(answer.live.evaluation),
              candidate: pointsOf(answer.candidate.evaluation),
            })}
          />
        )}
        {complete && !candidate && !preview.invalid && problem === undefined && trust === 'local' && (
          <div role="status">
            <p className="muted">{t('rehearsal.loadingFacts')}</p>
            <Skeleton active title={false} paragraph={{ rows: 5 }} />
          </div>
        )}
        {complete && candidate && <Outcome candidate={candidate} live={live} warnings={answer?.warnings ?? []} />}
      </div>
    </Card>
  );
}

function pointsOf(evaluation: Readonly<Record<string, unknown>>): string {
  return String(evaluation['points'] ?? '');
}

function Outcome({ candidate, live, warnings }: { candidate: Side; live: Side | undefined; warnings: string[] }) {
  const { t } = useI18n();
  const rows = compareRules(live?.evaluation, candidate.evaluation);
  const names: RuleSet = { rules: [...(candidate.rules?.rules ?? []), ...(live?.rules?.rules ?? [])] };
  return (
    <>
      <Totals candidate={candidate} live={live} />
      {rows.length === 0 && <p className="muted">{t('rehearsal.noRules')}</p>}
      <ul className="plain-list stack">
        {rows.map((row) => (
          <RuleRow key={row.ruleCode} row={row} candidate={candidate} live={live} names={names} />
        ))}
      </ul>
      <Warnings warnings={warnings} />
    </>
  );
}

/** Fields that no rule can know of, and what would keep the event from being taken at the door. */
function Warnings({ warnings }: { warnings: readonly string[] }) {
  const { t } = useI18n();
  const pointers = warnings.map((each) => each.replace(/^\/event/, ''));
  const fields = pointers.filter((each) => each.startsWith('/data')).join(', ');
  return (
    <>
      {fields !== '' && <p className="muted small">{t('rehearsal.unknownFields', { fields })}</p>}
      {pointers.includes('/occurredAt') && <Alert type="warning" title={t('rehearsal.timeRefused')} />}
      {pointers.includes('/userId') && <Alert type="warning" title={t('rehearsal.userClosed')} />}
    </>
  );
}

function Totals({ candidate, live }: { candidate: Side; live: Side | undefined }) {
  const { t } = useI18n();
  const format = useFormat();
  const difference = candidate.evaluation.points - (live?.evaluation.points ?? 0);
  const size = format.integer(Math.abs(difference));
  const set = live?.ruleSet ?? '';
  const elsewhere = set !== candidate.ruleSet;
  const named = t(elsewhere ? 'rehearsal.liveOf' : 'rehearsal.liveVersion', { set, n: live?.version ?? 0 });
  const liveName = live?.version ? named : t('rehearsal.noLive');
  const said = difference === 0 ? t('rehearsal.same') : null;
  return (
    <div className="totals" aria-live="polite">
      <dl className="totals__sides">
        <div data-side="live">
          <dt>{liveName}</dt>
          <dd>{live ? format.integer(live.evaluation.points) : '—'}</dd>
        </div>
        <div data-side="candidate">
          <dt>
            {candidate.version === null ? t('rehearsal.draft') : t('rehearsal.version', { n: candidate.version })}
          </dt>
          <dd>{format.integer(candidate.evaluation.points)}</dd>
        </div>
      </dl>
      {live && (
        <StatusTag tone={difference === 0 ? 'plain' : 'info'}>
          {said ?? t(difference > 0 ? 'rehearsal.more' : 'rehearsal.less', { points: size })}
        </StatusTag>
      )}
    </div>
  );
}

const TRUST = {
  local: ['plain', 'rehearsal.confirming'],
  refused: ['warn', 'rehearsal.local'],
  confirmed: ['good', 'rehearsal.confirmed'],
  differs: ['bad', 'rehearsal.differs'],
} as const satisfies Record<Trust, readonly [Tone, string]>;

function TrustMark({ trust }: { trust: Trust }) {
  const { t } = useI18n();
  const [tone, key] = TRUST[trust];
  return (
    <span role="status" data-trust={trust}>
      <StatusTag tone={tone}>{t(key)}</StatusTag>
    </span>
  );
}
