import { Input, Radio, Select } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useEditor } from './editor-context.js';
import { NewEventType } from './event-type-dialog.js';
import { Field, Section } from './field.js';
import { InstantInput } from './inputs.js';
import type { RuleForm } from './rule-form.js';

export interface PartProps {
  form: RuleForm;
  onChange: (change: Partial<RuleForm>) => void;
}

/** What the rule is called and which events it looks at. */
export function BasicFields({ form, onChange }: PartProps) {
  const { t, locale } = useI18n();
  const { eventTypes } = useEditor();
  const types = eventTypes.map(({ code, name }) => ({ value: code, label: `${name[locale]} (${code})` }));
  const known = types.some((type) => type.value === form.trigger);
  return (
    <Section title={t('ruleForm.basics')}>
      <div className="rule-row-fields">
        {(['zh-CN', 'en-US'] as const).map((language) => (
          <Field
            key={language}
            at={`/name/${language}`}
            label={t(language === 'zh-CN' ? 'ruleForm.nameZh' : 'ruleForm.nameEn')}
          >
            {(control) => (
              <Input
                {...control}
                lang={language}
                maxLength={100}
                value={form.name[language] ?? ''}
                onChange={(event) => onChange({ name: { ...form.name, [language]: event.target.value } })}
              />
            )}
          </Field>
        ))}
        <Field at="/code" label={t('ruleForm.code')} hint={t('ruleForm.codeHint')}>
          {(control) => (
            <Input
              {...control}
              maxLength={32}
              spellCheck={false}
              autoComplete="off"
              value={form.code}
              onChange={(event) => onChange({ code: event.target.value.trim() })}
            />
          )}
        </Field>
        <Field
          at="/trigger"
          label={t('ruleForm.trigger')}
          hint={<NewEventType onCreated={(trigger) => onChange({ trigger })} />}
        >
          {(control) => (
            <Select
              {...control}
              showSearch={{ optionFilterProp: 'label' }}
              value={form.trigger}
              onChange={(trigger) => onChange({ trigger })}
              options={known ? types : [...types, { value: form.trigger, label: form.trigger }]}
              popupMatchSelectWidth={false}
            />
          )}
        </Field>
      </div>
      <fieldset className="rule-field plain-fieldset">
        <legend className="rule-field__label">{t('common.status')}</legend>
        <Radio.Group
          value={form.status}
          onChange={(event) => onChange({ status: event.target.value })}
          options={[
            { value: 'ACTIVE', label: t('ruleForm.active') },
            { value: 'PAUSED', label: t('ruleForm.paused') },
          ]}
        />
      </fieldset>
    </Section>
  );
}

/** From when to when the rule is in effect. */
export function WindowFields({ form, onChange }: PartProps) {
  const { t } = useI18n();
  return (
    <Section title={t('ruleForm.window')} hint={t('ruleForm.windowHint')}>
      <div className="rule-row-fields">
        <Field at="/effectiveFrom" label={t('ruleForm.from')}>
          {(control) => (
            <InstantInput
              {...control}
              value={form.effectiveFrom}
              onChange={(effectiveFrom) => onChange({ effectiveFrom })}
            />
          )}
        </Field>
        <Field at="/effectiveTo" label={t('ruleForm.to')}>
          {(control) => (
            <InstantInput {...control} value={form.effectiveTo} onChange={(effectiveTo) => onChange({ effectiveTo })} />
          )}
        </Field>
      </div>
    </Section>
  );
}
