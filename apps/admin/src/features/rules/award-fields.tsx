import { Checkbox, Select } from 'antd';
import { useRef } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ItemsFields, SteppedFields, StreakFields } from './award-lists.js';
import { type AwardKind, awardKinds, freshAward, unitFor, unitsOf } from './award-values.js';
import { BaseFields } from './base-fields.js';
import { useEditor } from './editor-context.js';
import { Field, Section } from './field.js';
import { PointsField, RateFields } from './rate-fields.js';
import type { AwardForm } from './rule-form.js';

interface AwardFieldsProps {
  award: AwardForm;
  onChange: (award: AwardForm) => void;
}

/** How many points the rule gives. What was entered for another kind is there again when one goes back to it. */
export function AwardFields({ award, onChange }: AwardFieldsProps) {
  const { t } = useI18n();
  const { trigger } = useEditor();
  const earlier = useRef(new Map<AwardKind, AwardForm>());
  const choose = (kind: AwardKind): void => {
    earlier.current.set(award.kind, award);
    onChange(earlier.current.get(kind) ?? freshAward(kind, trigger));
  };
  const kinds = awardKinds(trigger);
  return (
    <Section title={t('ruleForm.award')}>
      <Field at="/award/kind" label={t('ruleForm.awardKind')}>
        {(control) => (
          <Select
            {...control}
            value={award.kind}
            onChange={choose}
            options={(kinds.includes(award.kind) ? kinds : [...kinds, award.kind]).map((kind) => ({
              value: kind,
              label: t(`ruleForm.award_${kind}`),
            }))}
          />
        )}
      </Field>
      <KindFields award={award} onChange={onChange} />
    </Section>
  );
}

function KindFields({ award, onChange }: AwardFieldsProps) {
  switch (award.kind) {
    case 'fixed':
      return <PointsField value={award.points} onChange={(points) => onChange({ ...award, points })} />;
    case 'ratio':
      return <RatioFields award={award} onChange={onChange} />;
    case 'stepped':
      return <SteppedFields award={award} onChange={onChange} />;
    case 'items':
      return <ItemsFields award={award} onChange={onChange} />;
    case 'streak':
      return <StreakFields award={award} onChange={onChange} />;
  }
}

type RatioForm = Extract<AwardForm, { kind: 'ratio' }>;

function RatioFields({ award, onChange }: { award: RatioForm; onChange: (award: RatioForm) => void }) {
  const { t } = useI18n();
  return (
    <>
      <RateFields
        points={award.points}
        per={award.per}
        unit={award.unit}
        units={unitsOf(award.base)}
        onChange={(rate) => onChange({ ...award, ...rate })}
      />
      <BaseFields
        at="/award/base"
        base={award.base}
        onChange={(base) => onChange({ ...award, base, unit: unitFor(base, award.unit) })}
      />
      <Checkbox
        checked={award.fullUnitsOnly ?? false}
        onChange={(event) => {
          const { fullUnitsOnly: _, ...rest } = award;
          onChange(event.target.checked ? { ...rest, fullUnitsOnly: true } : rest);
        }}
      >
        {t('ruleForm.fullUnitsOnly')}
      </Checkbox>
    </>
  );
}
