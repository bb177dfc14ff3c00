import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { Field } from '../../shared/forms/field.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import type { FormPart } from './event-form.js';
import type { FieldValues } from './event-values.js';

/** Plain fields of the event's data that have no place of their own: minutes studied, photos of a review … */
export function ExtraFields({ values, change, errorOf }: FormPart) {
  const { t } = useI18n();
  const { fields } = values;
  const set = (index: number, changes: Partial<FieldValues>): void =>
    change({ fields: fields.map((each, at) => (at === index ? { ...each, ...changes } : each)) });
  return (
    <fieldset className="lines" aria-label={t('rehearsal.fields')}>
      <div className="lines__head">
        <span>{t('rehearsal.fields')}</span>
        <Button
          size="small"
          icon={<PlusOutlined />}
          onClick={() => change({ fields: [...fields, { name: '', value: '' }] })}
        >
          {t('rehearsal.addField')}
        </Button>
      </div>
      {fields.map((field, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name changes as it is typed
        <div className="line line--field" key={index}>
          <Field label={t('rehearsal.fieldName')} error={errorOf(`fields.${index}.name`)}>
            {(control) => (
              <Input
                {...control}
                maxLength={64}
                value={field.name}
                onChange={(event) => set(index, { name: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('rehearsal.fieldValue')} error={errorOf(`fields.${index}.value`)}>
            {(control) => (
              <Input {...control} value={field.value} onChange={(event) => set(index, { value: event.target.value })} />
            )}
          </Field>
          <Button
            type="text"
            className="line__remove"
            icon={<CloseOutlined />}
            aria-label={t('rehearsal.removeField', { name: field.name })}
            onClick={() => change({ fields: fields.filter((_, at) => at !== index) })}
          />
        </div>
      ))}
    </fieldset>
  );
}
