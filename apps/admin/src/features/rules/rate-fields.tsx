import { Select } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import type { UnitForm } from './award-values.js';
import { Field } from './field.js';
import { IntegerInput } from './inputs.js';

export function PointsField({ value, onChange }: { value: number | null; onChange: (points: number | null) => void }) {
  const { t } = useI18n();
  return (
    <Field at="/award/points" label={t('ruleForm.points')}>
      {(control) => <IntegerInput {...control} min={1} value={value} onChange={onChange} />}
    </Field>
  );
}

interface RateFieldsProps<U extends UnitForm> {
  points: number | null;
  per: number | null;
  unit: U;
  units: readonly U[];
  onChange: (rate: { points?: number | null; per?: number | null; unit?: U }) => void;
}

/** So many points for every so many units. */
export function RateFields<U extends UnitForm>({ points, per, unit, units, onChange }: RateFieldsProps<U>) {
  const { t } = useI18n();
  return (
    <div className="rule-row-fields">
      <PointsField value={points} onChange={(next) => onChange({ points: next })} />
      <Field at="/award/per" label={t('ruleForm.per')}>
        {(control) => <IntegerInput {...control} min={1} value={per} onChange={(next) => onChange({ per: next })} />}
      </Field>
      <UnitField unit={unit} units={units} onChange={(next) => onChange({ unit: next })} />
    </div>
  );
}

interface UnitFieldProps<U extends UnitForm> {
  unit: U;
  units: readonly U[];
  onChange: (unit: U) => void;
}

export function UnitField<U extends UnitForm>({ unit, units, onChange }: UnitFieldProps<U>) {
  const { t } = useI18n();
  return (
    <Field at="/award/unit" label={t('ruleForm.unit')}>
      {(control) => (
        <Select<U>
          {...control}
          value={unit}
          onChange={(next) => onChange(next)}
          options={units.map((value) => ({ value, label: t(`ruleForm.unit_${value}` as const) }))}
        />
      )}
    </Field>
  );
}
