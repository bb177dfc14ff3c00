import type { EventTypeList, FieldError } from '@jifen/contracts';
import { EVENT_TYPES } from '@jifen/rules';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { fieldErrorText } from '../../shared/forms/error-texts.js';
import { Field } from '../../shared/forms/field.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useProgramme } from '../../shared/programme.js';
import { instantOf, wallOf } from '../../shared/wall-time.js';
import type { ErrorKind, FieldKey } from './event-errors.js';
import { type EventValues, isOrder } from './event-values.js';
import { ExtraFields } from './extra-fields.js';
import { OrderFields } from './order-fields.js';

interface EventFormProps {
  values: EventValues;
  errors: ReadonlyMap<FieldKey, ErrorKind>;
  refused: ReadonlyMap<FieldKey, FieldError>;
  /** What is wrong and stands on no field here. */
  note: string | undefined;
  onChange: (values: EventValues) => void;
}

/** What a part of the form needs: the values, a way to change some of them, and the error of a field in words. */
export interface FormPart {
  values: EventValues;
  change: (changes: Partial<EventValues>) => void;
  errorOf: (field: FieldKey) => string | undefined;
}

export function EventForm({ values, errors, refused, note, onChange }: EventFormProps) {
  const { t, locale } = useI18n();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const texts: Readonly<Record<ErrorKind, string>> = {
    required: t('common.fieldRequired'),
    badTime: t('rehearsal.badTime'),
    badAmount: t('rehearsal.badAmount'),
    badQuantity: t('rehearsal.badQuantity'),
    fieldTwice: t('rehearsal.fieldTwice'),
  };
  const part: FormPart = {
    values,
    change: (changes) => {
      setTouched(new Set([...touched, ...Object.keys(changes)]));
      onChange({ ...values, ...changes });
    },
    errorOf: (field) => {
      const kind = errors.get(field);
      const told = refused.get(field);
      // Nobody is scolded for a field that is still to be filled in.
      if (kind === 'required' && !touched.has(field.split('.')[0] ?? '')) return undefined;
      return kind ? texts[kind] : told && fieldErrorText(told, t, locale);
    },
  };
  const onlyJson = Object.keys(values.rest).length + Object.keys(values.unknown).length;
  return (
    <div className="stack stack--close">
      {note !== undefined && <Alert type="error" title={note} />}
      <Basics {...part} />
      {isOrder(values.type) && <OrderFields {...part} />}
      <ExtraFields {...part} />
      {onlyJson > 0 && <p className="muted small">{t('rehearsal.onlyJson', { count: onlyJson })}</p>}
    </div>
  );
}

function Basics({ values, change, errorOf }: FormPart) {
  const { t } = useI18n();
  const types = useEventTypes();
  return (
    <>
      <Field label={t('rehearsal.type')} error={errorOf('type')}>
        {(control) => (
          <Select
            {...control}
            className="full"
            showSearch={{ optionFilterProp: 'label' }}
            value={values.type === '' ? null : values.type}
            onChange={(type: string) => change({ type })}
            options={types}
          />
        )}
      </Field>
      <Field label={t('rehearsal.userId')} error={errorOf('userId')}>
        {(control) => (
          <Input
            {...control}
            maxLength={64}
            autoComplete="off"
            value={values.userId}
            onChange={(event) => change({ userId: event.target.value.trim() })}
          />
        )}
      </Field>
      <div className="field-row field-row--time">
        <TimeField
          label={t('rehearsal.occurredAt')}
          value={values.occurredAt}
          error={errorOf('occurredAt')}
          onChange={(occurredAt) => change({ occurredAt })}
          withNow
        />
        <Field label={t('rehearsal.channel')} error={errorOf('channel')}>
          {(control) => (
            <Input
              {...control}
              maxLength={32}
              value={values.channel}
              onChange={(event) => change({ channel: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}

interface TimeFieldProps {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (instant: string) => void;
  withNow?: boolean;
}

/** A date and time of the programme's zone. */
export function TimeField({ label, value, error, onChange, withNow = false }: TimeFieldProps) {
  const { t } = useI18n();
  const timeZone = useProgramme()?.timeZone ?? 'UTC';
  const noteId = useId();
  return (
    <Field label={label} error={error}>
      {(control) => (
        <>
          <Input
            {...control}
            aria-describedby={control['aria-describedby'] ?? noteId}
            type="datetime-local"
            step={1}
            value={wallOf(value, timeZone)}
            onChange={(event) => onChange(instantOf(event.target.value, timeZone) ?? '')}
          />
          <div id={noteId} className="field__note">
            {withNow ? t('rehearsal.occurredAtHint', { zone: timeZone }) : timeZone}
            {withNow && (
              <Button type="link" size="small" onClick={() => onChange(new Date().toISOString())}>
                {t('rehearsal.now')}
              </Button>
            )}
          </div>
        </>
      )}
    </Field>
  );
}

/** The types that the programme knows; until they are read those that every programme has. */
function useEventTypes(): { value: string; label: string }[] {
  const { locale } = useI18n();
  const query = useQuery({
    queryKey: ['event-types'],
    queryFn: ({ signal }) => api.get<EventTypeList>('/event-types', signal),
  });
  const builtIn = EVENT_TYPES.map(({ type, label }) => ({ value: type, label: `${label[locale]} · ${type}` }));
  return query.data?.items.map(({ code, name }) => ({ value: code, label: `${name[locale]} · ${code}` })) ?? builtIn;
}
