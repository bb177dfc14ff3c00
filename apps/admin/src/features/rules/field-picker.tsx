import { Input, Select } from 'antd';
import { useMemo } from 'react';
import { type TextKey, useI18n } from '../../shared/i18n/i18n.js';
import { FIELD_GROUPS, fieldChoices, splitPath } from './condition-fields.js';
import { useEditor } from './editor-context.js';
import type { ControlProps } from './field.js';

interface FieldPickerProps extends Partial<ControlProps> {
  value: string;
  onChange: (path: string) => void;
  /** Only fields that can be counted on. */
  numeric?: boolean;
  'aria-label'?: string;
  disabled?: boolean;
}

/** One field of the catalogue; of event data and attributes also its name. */
export function FieldPicker({ value, onChange, numeric, disabled = false, ...control }: FieldPickerProps) {
  const { t, locale } = useI18n();
  const { trigger } = useEditor();
  const { choice, name } = splitPath(value);
  const options = useMemo(() => {
    const choices = fieldChoices(trigger, locale, numeric);
    const known = choices.some((one) => one.value === choice);
    const groups = FIELD_GROUPS.map((group) => ({
      label: t(`ruleForm.group_${group}` satisfies TextKey),
      options: choices.filter((one) => one.group === group).map(({ value: path, label }) => ({ value: path, label })),
    })).filter((group) => group.options.length > 0);
    // A field that events of this type do not have stays visible, with its error beside it.
    return known || choice === '' ? groups : [...groups, { label: '—', options: [{ value: choice, label: choice }] }];
  }, [trigger, locale, numeric, choice, t]);
  return (
    <span className="field-picker">
      <Select
        {...control}
        disabled={disabled}
        showSearch={{ optionFilterProp: 'label' }}
        value={choice === '' ? null : choice}
        onChange={(next: string) => onChange(next)}
        options={options}
        popupMatchSelectWidth={false}
        className="field-picker__field"
      />
      {name !== undefined && (
        <Input
          disabled={disabled}
          aria-label={t('ruleForm.fieldName')}
          {...(control.status ? { status: control.status } : {})}
          value={name}
          onChange={(event) => onChange(`${choice}${event.target.value.trim()}`)}
          placeholder={t('ruleForm.fieldName')}
          className="field-picker__name"
          spellCheck={false}
        />
      )}
    </span>
  );
}
