import { isCurrency } from '@jifen/rules';
import { Select } from 'antd';
import { useId } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';
import { AwardFields } from './award-fields.js';
import { BasicFields, type PartProps, WindowFields } from './basic-fields.js';
import { ConditionBuilder } from './condition-builder.js';
import { useEditor } from './editor-context.js';
import { Section } from './field.js';
import { LimitFields } from './limit-fields.js';
import { MultiplierFields } from './multiplier-fields.js';
import { StackingFields, ValidityFields } from './validity-fields.js';

/** All parts of the form, in the order in which a rule is said. */
export function RuleFormParts({ form, onChange, onCurrency }: PartProps & { onCurrency: (currency: string) => void }) {
  const { t } = useI18n();
  return (
    <div className="rule-form">
      <BasicFields form={form} onChange={onChange} />
      <WindowFields form={form} onChange={onChange} />
      <Section title={t('ruleForm.conditions')}>
        <ConditionBuilder
          label={t('ruleForm.conditions')}
          tree={form.conditions}
          onChange={(conditions) => onChange({ conditions })}
        />
        <CurrencyChoice onChange={onCurrency} />
      </Section>
      <AwardFields award={form.award} onChange={(award) => onChange({ award })} />
      <MultiplierFields form={form} onChange={onChange} />
      <LimitFields form={form} onChange={onChange} />
      <ValidityFields form={form} onChange={onChange} />
      <StackingFields form={form} onChange={onChange} />
    </div>
  );
}

const CURRENCIES = Intl.supportedValuesOf('currency').filter(isCurrency);

/** Rules keep money in minor units; how many digits those have depends on the currency. */
function CurrencyChoice({ onChange }: { onChange: (currency: string) => void }) {
  const { t } = useI18n();
  const { currency } = useEditor();
  const id = useId();
  return (
    <span className="currency-choice">
      <label htmlFor={id} className="muted small">
        {t('ruleForm.currency')}
      </label>
      <Select
        id={id}
        size="small"
        showSearch
        value={currency}
        onChange={onChange}
        options={CURRENCIES.map((value) => ({ value, label: value }))}
        className="currency-choice__select"
      />
    </span>
  );
}
