import { Select } from 'antd';
import { useI18n } from '../i18n/i18n.js';
import { type Candidate, useRuleSet, useRuleVersions } from './rule-set-queries.js';

interface CandidateSelectProps {
  ruleSet: string;
  /** These three may come from a form. */
  id?: string;
  value?: Candidate | undefined;
  onChange?: (candidate: Candidate) => void;
}

/** Chooses the draft of a rule set or one of its versions, each with its state. */
export function CandidateSelect({ id, ruleSet, value, onChange }: CandidateSelectProps) {
  const { t, tCode } = useI18n();
  const summary = useRuleSet(ruleSet);
  const versions = useRuleVersions(ruleSet);
  const draft = summary.data?.draft;
  const base = draft?.baseVersion ?? null;
  const draftName = base === null ? t('rehearsal.draft') : t('rehearsal.draftOf', { n: base });
  return (
    <Select<Candidate>
      {...(id === undefined ? {} : { id })}
      className="full"
      {...(value === undefined ? {} : { value })}
      onChange={(candidate) => onChange?.(candidate)}
      loading={summary.isPending || versions.isPending}
      options={[
        ...(draft ? [{ value: 'draft' as const, label: draftName }] : []),
        ...(versions.data?.items ?? []).map((info) => ({
          value: info.version,
          label: t('rehearsal.versionIs', { n: info.version, status: tCode('rehearsal.status_', info.status) }),
        })),
      ]}
    />
  );
}
