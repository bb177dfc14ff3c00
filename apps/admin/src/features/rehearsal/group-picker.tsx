import type { PreviewExperiment } from '@jifen/contracts';
import { Select } from 'antd';
import { Field } from '../../shared/forms/field.js';
import { useI18n } from '../../shared/i18n/i18n.js';

interface GroupPickerProps {
  /** The experiment that runs, as the server has told it for this user. */
  experiment: PreviewExperiment;
  /** Left out: the group that the user is drawn into. */
  group: string | undefined;
  onChange: (group: string | undefined) => void;
}

const OWN = '';

/** While an experiment runs, what is live is a matter of the group: the user's own, or the one that is chosen. */
export function GroupPicker({ experiment, group, onChange }: GroupPickerProps) {
  const { t } = useI18n();
  const { code, groups } = experiment;
  const own = group === undefined ? t('rehearsal.ownGroupIs', { group: experiment.group }) : t('rehearsal.ownGroup');
  return (
    <Field label={t('rehearsal.liveOfGroup')} hint={t('rehearsal.experimentRuns', { code })}>
      {({ id, 'aria-describedby': described }) => (
        <Select
          id={id}
          {...(described === undefined ? {} : { 'aria-describedby': described })}
          className="full"
          value={group ?? OWN}
          onChange={(next) => onChange(next === OWN ? undefined : next)}
          options={[
            { value: OWN, label: own },
            ...groups.map((each) => ({ value: each, label: t('rehearsal.groupNamed', { group: each }) })),
          ]}
        />
      )}
    </Field>
  );
}
