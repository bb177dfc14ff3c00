import { Radio } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { unitFor, unitsOf } from './award-values.js';
import { BaseFields, LinesFields } from './base-fields.js';
import { useTexts } from './editor-context.js';
import { Field, FieldErrors } from './field.js';
import { FieldPicker } from './field-picker.js';
import { IntegerInput, RateInput, WordsInput } from './inputs.js';
import { RateFields, UnitField } from './rate-fields.js';
import { Rows } from './rows.js';
import type { AwardForm } from './rule-form.js';

type Of<K extends AwardForm['kind']> = Extract<AwardForm, { kind: K }>;
interface Props<K extends AwardForm['kind']> {
  award: Of<K>;
  onChange: (award: Of<K>) => void;
}

/** Bands of a base, each with its points. */
export function SteppedFields({ award, onChange }: Props<'stepped'>) {
  const { t } = useI18n();
  const last = award.steps.at(-1);
  return (
    <>
      <BaseFields
        at="/award/base"
        base={award.base}
        onChange={(base) => onChange({ ...award, base, unit: unitFor(base, award.unit) })}
      />
      <div className="rule-row-fields">
        <UnitField unit={award.unit} units={unitsOf(award.base)} onChange={(unit) => onChange({ ...award, unit })} />
      </div>
      <fieldset className="rule-field plain-fieldset">
        <legend className="rule-field__label">{t('ruleForm.mode')}</legend>
        <Radio.Group
          value={award.mode}
          onChange={(event) => onChange({ ...award, mode: event.target.value })}
          options={(['whole', 'marginal'] as const).map((mode) => ({ value: mode, label: t(`ruleForm.mode_${mode}`) }))}
        />
      </fieldset>
      <FieldErrors texts={useTexts('/award/steps')} />
      <Rows
        items={award.steps}
        onChange={(steps) => onChange({ ...award, steps })}
        name={(i) => t('ruleForm.step', { n: i + 1 })}
        addText={t('ruleForm.addStep')}
        fresh={() => ({ from: last ? (last.from ?? 0) + 100 : 0, points: last?.points ?? 0 })}
      >
        {(step, i, change) => (
          <>
            <Field at={`/award/steps/${i}/from`} label={t('ruleForm.stepFrom')}>
              {(control) => (
                <IntegerInput {...control} min={0} value={step.from} onChange={(from) => change({ ...step, from })} />
              )}
            </Field>
            <Field at={`/award/steps/${i}/points`} label={t('ruleForm.points')}>
              {(control) => (
                <IntegerInput
                  {...control}
                  min={0}
                  value={step.points}
                  onChange={(points) => change({ ...step, points })}
                />
              )}
            </Field>
            <Field at={`/award/steps/${i}/per`} label={t('ruleForm.stepPer')}>
              {(control) => (
                <IntegerInput {...control} min={1} value={step.per} onChange={(per) => change({ ...step, per })} />
              )}
            </Field>
          </>
        )}
      </Rows>
    </>
  );
}

/** A ratio over the items, some of which count more or less. */
export function ItemsFields({ award, onChange }: Props<'items'>) {
  const { t } = useI18n();
  return (
    <>
      <RateFields
        points={award.points}
        per={award.per}
        unit={award.unit}
        units={['major', 'minor'] as const}
        onChange={(rate) => onChange({ ...award, ...rate })}
      />
      <LinesFields at="/award/base" base={award.base} onChange={(base) => onChange({ ...award, base })} />
      <p className="muted small">{t('ruleForm.rateHint')}</p>
      <Rows
        items={award.rates}
        onChange={(rates) => onChange({ ...award, rates })}
        name={(i) => t('ruleForm.rate', { n: i + 1 })}
        addText={t('ruleForm.addRate')}
        fresh={() => ({ match: {}, rateBps: 15_000 })}
      >
        {({ match, rateBps }, i, change) => (
          <>
            <Field at={`/award/rates/${i}/match`} deep label={t('ruleForm.categories')}>
              {(control) => (
                <WordsInput
                  {...control}
                  value={match.categories}
                  onChange={(categories) => change({ match: { ...match, categories }, rateBps })}
                />
              )}
            </Field>
            <Field at={`/award/rates/${i}/match/skus`} deep label={t('ruleForm.skus')}>
              {(control) => (
                <WordsInput
                  {...control}
                  value={match.skus}
                  onChange={(skus) => change({ match: { ...match, skus }, rateBps })}
                />
              )}
            </Field>
            <Field at={`/award/rates/${i}/rateBps`} label={t('ruleForm.rateBps')}>
              {(control) => (
                <RateInput {...control} value={rateBps} onChange={(next) => change({ match, rateBps: next })} />
              )}
            </Field>
          </>
        )}
      </Rows>
    </>
  );
}

/** Bonuses on reaching so many days in a row. */
export function StreakFields({ award, onChange }: Props<'streak'>) {
  const { t } = useI18n();
  const last = award.at.at(-1);
  return (
    <>
      <div className="rule-row-fields">
        <Field at="/award/field" label={t('ruleForm.streakField')}>
          {(control) => (
            <FieldPicker {...control} numeric value={award.field} onChange={(field) => onChange({ ...award, field })} />
          )}
        </Field>
        <Field at="/award/cycleDays" label={t('ruleForm.cycleDays')} hint={t('ruleForm.cycleHint')}>
          {(control) => (
            <IntegerInput
              {...control}
              min={2}
              value={award.cycleDays}
              onChange={(cycleDays) => onChange({ ...award, cycleDays })}
            />
          )}
        </Field>
      </div>
      <FieldErrors texts={useTexts('/award/at')} />
      <Rows
        items={award.at}
        onChange={(at) => onChange({ ...award, at })}
        name={(i) => t('ruleForm.streakStep', { n: i + 1 })}
        addText={t('ruleForm.addStreak')}
        fresh={() => ({ days: (last?.days ?? 0) + 7, points: last?.points ?? 50 })}
      >
        {(step, i, change) => (
          <>
            <Field at={`/award/at/${i}/days`} label={t('ruleForm.days')}>
              {(control) => (
                <IntegerInput {...control} min={1} value={step.days} onChange={(days) => change({ ...step, days })} />
              )}
            </Field>
            <Field at={`/award/at/${i}/points`} label={t('ruleForm.points')}>
              {(control) => (
                <IntegerInput
                  {...control}
                  min={1}
                  value={step.points}
                  onChange={(points) => change({ ...step, points })}
                />
              )}
            </Field>
          </>
        )}
      </Rows>
    </>
  );
}
