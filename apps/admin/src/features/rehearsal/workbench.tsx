import { type UserFacts } from '@jifen/rules';
import { Card, Radio } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { ApiProblem } from '../../shared/api/problem.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { type Candidate } from '../../shared/rules/rule-set-queries.js';
import type { EventEdit } from './event-edit.js';
import { EventEditor } from './event-editor.js';
import { errorsOf, placeServerErrors } from './event-errors.js';
import { bodyOf } from './event-values.js';
import { MadeUpFacts, RealFacts } from './facts.js';
import { type FactsValues, factsBody, factsErrors, factsValuesOf } from './facts-values.js';
import { GroupPicker } from './group-picker.js';
import { PreviewResultView } from './preview-result.js';
import { usePreview } from './use-preview.js';

interface WorkbenchProps {
  ruleSet: string;
  liveVersion: number | null;
  candidate: Candidate | undefined;
  start: () => EventEdit;
  /** The event is one that was posted. */
  posted: boolean;
  picker: ReactNode;
}

/** The event and the user on one side, what they would give on the other; the right side follows as one types. */
export function Workbench({ ruleSet, liveVersion, candidate, start, posted, picker }: WorkbenchProps) {
  const { t } = useI18n();
  const [edit, setEdit] = useState(start);
  const [facts, setFacts] = useState<FactsValues>();
  const [group, setGroup] = useState<string>();
  const errors = useMemo(() => errorsOf(edit.values), [edit.values]);
  const wrongFacts = useMemo(() => (facts ? factsErrors(facts) : new Set<string>()), [facts]);
  const complete = errors.size === 0 && wrongFacts.size === 0 && edit.problem === undefined;
  const preview = usePreview(
    useMemo(
      () => ({
        ...{ ruleSet, candidate, liveVersion, group },
        body: complete ? bodyOf(edit.values) : undefined,
        facts: facts ? factsBody(facts) : undefined,
      }),
      [ruleSet, candidate, liveVersion, group, complete, edit.values, facts],
    ),
  );
  const refusal = complete && preview.problem instanceof ApiProblem ? preview.problem : undefined;
  const placed = placeServerErrors(refusal?.errors ?? [], edit.values);
  const onFields = placed.fields.size > 0 || (refusal !== undefined && placed.rest.length > 0);
  return (
    <div className="workbench">
      <div className="stack workbench__input">
        {picker}
        <Card size="small" title={<h2>{t('rehearsal.event')}</h2>}>
          {posted && <p className="muted small">{t('rehearsal.alreadyPosted')}</p>}
          <EventEditor edit={edit} errors={errors} refused={placed} onChange={setEdit} />
        </Card>
        <Card size="small" title={<h2>{t('rehearsal.user')}</h2>}>
          <Radio.Group
            className="facts-choice"
            aria-label={t('rehearsal.user')}
            value={facts ? 'made-up' : 'real'}
            onChange={(event) =>
              setFacts(
                event.target.value === 'real'
                  ? undefined
                  : factsValuesOf(preview.answer?.facts as UserFacts | undefined),
              )
            }
            options={[
              { value: 'real', label: t('rehearsal.realFacts') },
              { value: 'made-up', label: t('rehearsal.madeUpFacts') },
            ]}
          />
          {facts ? (
            <MadeUpFacts values={facts} wrong={wrongFacts} refused={placed.fields} onChange={setFacts} />
          ) : (
            <RealFacts answer={preview.answer} known={preview.answer?.facts.userId === edit.values.userId} />
          )}
          {preview.answer?.experiment && (
            <GroupPicker experiment={preview.answer.experiment} group={group} onChange={setGroup} />
          )}
        </Card>
      </div>
      <PreviewResultView
        ruleSet={ruleSet}
        preview={preview}
        complete={complete}
        problem={onFields ? undefined : preview.problem}
      />
    </div>
  );
}
