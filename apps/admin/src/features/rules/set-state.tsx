import type { RuleDraftView, RuleSetDetail } from '@jifen/contracts';
import { Button, Card, Flex, Progress } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { path, queryString } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { RolloutDialog, UnscheduleDialog } from './rollout-dialog.js';

interface SetStateProps {
  set: string;
  summary: RuleSetDetail;
  draft: RuleDraftView;
  /** How many rules of the draft differ from the live ones. */
  changed: number;
  writable: boolean;
}

/** Where the set stands: what is live, for whom, what comes next and what is being worked on. */
export function SetState(props: SetStateProps) {
  const { t } = useI18n();
  const { summary } = props;
  return (
    <Card className="set-state" styles={{ body: { padding: 0 } }}>
      <dl className="set-state__facts">
        <Fact name={t('rules.live')}>
          {summary.liveVersion === null ? (
            <StatusTag tone="plain">{t('rules.neverPublished')}</StatusTag>
          ) : (
            <StatusTag tone="good">{t('rules.versionNo', { n: summary.liveVersion })}</StatusTag>
          )}
        </Fact>
        {summary.rolloutVersion !== null && <Rollout {...props} />}
        {summary.scheduledVersion !== null && <Schedule {...props} />}
        <Draft {...props} />
        {summary.pendingRequestNo !== null && (
          <Fact name={t('rules.pending')}>
            <span>{t('rules.pendingState')}</span>
            <LinkButton size="small" to="/publish-requests">
              {t('rules.pendingOpen')}
            </LinkButton>
          </Fact>
        )}
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="set-state__fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type RolloutStep = 'change' | 'live' | 'withdraw';

function Rollout({ set, summary, writable }: SetStateProps) {
  const { t } = useI18n();
  const [step, setStep] = useState<RolloutStep>();
  const percent = summary.rolloutPercent ?? 0;
  const version = summary.rolloutVersion ?? 0;
  const text = t('rules.rolloutState', { n: version, percent });
  return (
    <Fact name={t('rules.rollout')}>
      <span>{text}</span>
      <ChangesLink set={set} version={version} />
      <Progress percent={percent} showInfo={false} size="small" className="set-state__bar" aria-label={text} />
      {writable && (
        <Flex gap={8} wrap>
          <Button size="small" onClick={() => setStep('change')}>
            {t('rules.rolloutChange')}
          </Button>
          <Button size="small" onClick={() => setStep('live')}>
            {t('rules.makeLive')}
          </Button>
          <Button size="small" danger onClick={() => setStep('withdraw')}>
            {t('rules.withdraw')}
          </Button>
        </Flex>
      )}
      {step && (
        <RolloutDialog set={set} version={version} percent={percent} step={step} onClose={() => setStep(undefined)} />
      )}
    </Fact>
  );
}

/** What a version on its way would change. */
function ChangesLink({ set, version }: { set: string; version: number }) {
  const { t } = useI18n();
  return (
    <Link to={`${path('/rules/:set/compare', { set })}${queryString({ from: 'live', to: version })}`}>
      {t('rules.changes')}
    </Link>
  );
}

function Schedule({ set, summary, writable }: SetStateProps) {
  const { t } = useI18n();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const version = summary.scheduledVersion ?? 0;
  return (
    <Fact name={t('rules.schedule')}>
      <span>{t('rules.scheduleState', { n: version, at: format.instant(summary.scheduledAt) })}</span>
      <ChangesLink set={set} version={version} />
      {writable && (
        <Button size="small" danger onClick={() => setOpen(true)}>
          {t('rules.unschedule')}
        </Button>
      )}
      <UnscheduleDialog set={set} version={version} open={open} onClose={() => setOpen(false)} />
    </Fact>
  );
}

function Draft({ summary, draft, changed }: SetStateProps) {
  const { t } = useI18n();
  const format = useFormat();
  if (draft.revision === 0) {
    return (
      <Fact name={t('rules.draft')}>
        <span className="muted">{t('rules.draftNone')}</span>
      </Fact>
    );
  }
  const behind = draft.baseVersion !== null && draft.baseVersion !== summary.liveVersion;
  return (
    <Fact name={t('rules.draft')}>
      <StatusTag tone={changed > 0 ? 'warn' : 'plain'}>{t('rules.draftChanges', { count: changed })}</StatusTag>
      <span className="muted">
        {t('rules.draftState', {
          name: draft.updatedByName ?? t('rules.somebody'),
          at: format.instant(draft.updatedAt),
        })}
      </span>
      {behind && <span className="set-state__hint">{t('rules.draftBehind', { n: draft.baseVersion ?? 0 })}</span>}
    </Fact>
  );
}
