import { Input, Select } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import type { PartProps } from './basic-fields.js';
import { Field, Section } from './field.js';
import { IntegerInput } from './inputs.js';
import type { ValidityForm } from './rule-form.js';

const KINDS = ['days', 'months', 'fixed_date', 'end_of_year', 'end_of_month', 'never'] as const;

function fresh(kind: ValidityForm['kind']): ValidityForm {
  switch (kind) {
    case 'days':
      return { kind, days: 365 };
    case 'months':
      return { kind, months: 12 };
    case 'fixed_date':
      return { kind, date: '' };
    case 'end_of_month':
      return { kind, months: 12 };
    case 'end_of_year':
    case 'never':
      return { kind };
  }
}

/** How long points live, and when they wake. */
export function ValidityFields({ form, onChange }: PartProps) {
  const { t } = useI18n();
  const { validity } = form;
  return (
    <Section title={t('ruleForm.validity')}>
      <div className="rule-row-fields">
        <Field at="/validity/kind" label={t('ruleForm.validityKind')}>
          {(control) => (
            <Select
              {...control}
              value={validity.kind}
              onChange={(kind) => onChange({ validity: fresh(kind) })}
              options={KINDS.map((kind) => ({ value: kind, label: t(`ruleForm.validity_${kind}`) }))}
            />
          )}
        </Field>
        <Length validity={validity} onChange={(next) => onChange({ validity: next })} />
        <Field at="/validFrom" label={t('ruleForm.validFrom')}>
          {(control) => (
            <Select
              {...control}
              value={form.validFrom ?? 'RECORDED'}
              onChange={(validFrom) => onChange({ validFrom })}
              options={(['RECORDED', 'OCCURRED', 'ACTIVATED'] as const).map((value) => ({
                value,
                label: t(`ruleForm.validFrom_${value}`),
              }))}
            />
          )}
        </Field>
        <Field at="/activationDelayDays" label={t('ruleForm.delay')} hint={t('ruleForm.delayHint')}>
          {(control) => (
            <IntegerInput
              {...control}
              min={0}
              value={form.activationDelayDays}
              onChange={(activationDelayDays) => onChange({ activationDelayDays })}
            />
          )}
        </Field>
      </div>
    </Section>
  );
}

function Length({ validity, onChange }: { validity: ValidityForm; onChange: (validity: ValidityForm) => void }) {
  const { t } = useI18n();
  switch (validity.kind) {
    case 'days':
      return (
        <Field at="/validity/days" label={t('ruleForm.validityDays')}>
          {(control) => (
            <IntegerInput
              {...control}
              min={1}
              value={validity.days}
              onChange={(days) => onChange({ ...validity, days })}
            />
          )}
        </Field>
      );
    case 'months':
    case 'end_of_month': {
      const text = validity.kind === 'months' ? 'ruleForm.validityMonths' : 'ruleForm.validityMonthsOn';
      return (
        <Field at="/validity/months" label={t(text)}>
          {(control) => (
            <IntegerInput
              {...control}
              min={validity.kind === 'months' ? 1 : 0}
              value={validity.months}
              onChange={(months) => onChange({ kind: validity.kind, months })}
            />
          )}
        </Field>
      );
    }
    case 'fixed_date':
      return (
        <Field at="/validity/date" label={t('ruleForm.validityDate')}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={validity.date}
              onChange={(event) => onChange({ ...validity, date: event.target.value })}
              className="date-input"
            />
          )}
        </Field>
      );
    case 'end_of_year':
      return (
        <Field at="/validity/years" label={t('ruleForm.validityYears')}>
          {(control) => (
            <IntegerInput
              {...control}
              min={0}
              value={validity.years}
              onChange={(years) => onChange({ ...validity, years })}
            />
          )}
        </Field>
      );
    case 'never':
      return null;
  }
}

/** How the rule counts beside others, and where its points go. */
export function StackingFields({ form, onChange }: PartProps) {
  const { t } = useI18n();
  const group = form.stackingGroup;
  return (
    <Section title={t('ruleForm.stacking')} hint={t('ruleForm.stackingHint')}>
      <div className="rule-row-fields">
        <Field at="/stackingGroup/code" label={t('ruleForm.stackingCode')}>
          {(control) => (
            <Input
              {...control}
              maxLength={32}
              spellCheck={false}
              value={group?.code ?? ''}
              onChange={(event) => {
                const code = event.target.value.trim();
                onChange({ stackingGroup: code === '' ? undefined : { code, mode: group?.mode ?? 'best' } });
              }}
            />
          )}
        </Field>
        {group && (
          <Field at="/stackingGroup/mode" label={t('ruleForm.stackingMode')}>
            {(control) => (
              <Select
                {...control}
                value={group.mode}
                onChange={(mode) => onChange({ stackingGroup: { ...group, mode } })}
                options={(['sum', 'best', 'first'] as const).map((value) => ({
                  value,
                  label: t(`ruleForm.mode_${value}`),
                }))}
              />
            )}
          </Field>
        )}
        <Field at="/wallet" label={t('ruleForm.wallet')} hint={t('ruleForm.walletHint')}>
          {(control) => (
            <Input
              {...control}
              maxLength={32}
              spellCheck={false}
              value={form.wallet ?? ''}
              onChange={(event) => onChange({ wallet: event.target.value.trim() })}
            />
          )}
        </Field>
      </div>
    </Section>
  );
}
