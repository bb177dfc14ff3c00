import type { FieldError } from '@jifen/contracts';
import { Input, Tabs } from 'antd';
import { useState } from 'react';
import { placedErrorText } from '../../shared/forms/error-texts.js';
import { Field } from '../../shared/forms/field.js';
import { type Translate, useI18n } from '../../shared/i18n/i18n.js';
import { byForm, byJson, type EventEdit, type JsonProblem } from './event-edit.js';
import type { ErrorKind, FieldKey } from './event-errors.js';
import { EventForm } from './event-form.js';

export interface Refused {
  fields: ReadonlyMap<FieldKey, FieldError>;
  rest: readonly FieldError[];
}

interface EventEditorProps {
  edit: EventEdit;
  errors: ReadonlyMap<FieldKey, ErrorKind>;
  refused: Refused;
  onChange: (edit: EventEdit) => void;
}

/** The event as a form or as JSON; each follows the other. */
export function EventEditor({ edit, errors, refused, onChange }: EventEditorProps) {
  const { t, locale } = useI18n();
  const [tab, setTab] = useState('form');
  const json = tab === 'json';
  const told = [...(json ? refused.fields.values() : []), ...refused.rest].map((error) =>
    placedErrorText({ ...error, pointer: error.pointer.replace(/^\/event/, '') }, t, locale),
  );
  const problem = edit.problem ? jsonProblemText(edit.problem, t) : undefined;
  return (
    <Tabs
      size="small"
      activeKey={tab}
      onChange={setTab}
      items={[
        {
          key: 'form',
          label: t('rehearsal.form'),
          children: (
            <EventForm
              values={edit.values}
              errors={errors}
              refused={refused.fields}
              note={problem ?? told[0]}
              onChange={(values) => onChange(byForm(values))}
            />
          ),
        },
        {
          key: 'json',
          label: t('rehearsal.json'),
          children: (
            <Field
              label={t('rehearsal.jsonLabel')}
              hint={t('rehearsal.jsonHint')}
              error={problem ?? (told.length > 0 ? told.join('; ') : undefined)}
            >
              {({ id, status, ...aria }) => (
                <Input.TextArea
                  id={id}
                  status={status}
                  {...aria}
                  className="json-input"
                  autoSize={{ minRows: 12, maxRows: 28 }}
                  spellCheck={false}
                  value={edit.json}
                  onChange={(event) => onChange(byJson(edit, event.target.value))}
                />
              )}
            </Field>
          ),
        },
      ]}
    />
  );
}

function jsonProblemText(problem: JsonProblem, t: Translate): string {
  switch (problem.kind) {
    case 'empty':
      return t('rehearsal.jsonEmpty');
    case 'object':
      return t('rehearsal.jsonNotObject');
    case 'field':
      return t('rehearsal.jsonField', { field: problem.field ?? '' });
    case 'syntax':
      return t('rehearsal.jsonInvalid', problem.at ?? { line: 1, column: 1 });
  }
}
