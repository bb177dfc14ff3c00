import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { Field } from '../../shared/forms/field.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { otherTotal } from './event-errors.js';
import type { FormPart } from './event-form.js';
import { CHARGES, type Charge, emptyLine, type LineValues } from './event-values.js';
import { majorText } from './money-text.js';

/** The amounts and the items of an order, in major units of its currency. */
export function OrderFields(part: FormPart) {
  const { t } = useI18n();
  const { values, change, errorOf } = part;
  const other = otherTotal(values);
  const sum = other === undefined ? undefined : majorText(Math.max(0, other), values.currency);
  return (
    <>
      <div className="field-row field-row--three">
        <Field label={t('rehearsal.currency')} error={errorOf('currency')}>
          {(control) => (
            <Input
              {...control}
              maxLength={3}
              value={values.currency}
              onChange={(event) => change({ currency: event.target.value.toUpperCase() })}
            />
          )}
        </Field>
        {CHARGES.map((charge) => (
          <Amount
            key={charge}
            charge={charge}
            part={part}
            {...(charge === 'amount' && sum !== undefined ? { sum } : {})}
          />
        ))}
      </div>
      <fieldset className="lines" aria-label={t('rehearsal.lines')}>
        <div className="lines__head">
          <span>{t('rehearsal.lines')}</span>
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() => change({ lines: [...values.lines, emptyLine()] })}
          >
            {t('rehearsal.addLine')}
          </Button>
        </div>
        {errorOf('lines') && <div className="field__note field__note--error">{errorOf('lines')}</div>}
        {values.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else to be known by
          <Line key={index} line={line} index={index} part={part} />
        ))}
      </fieldset>
    </>
  );
}

function Amount({ charge, part, sum }: { charge: Charge; part: FormPart; sum?: string }) {
  const { t } = useI18n();
  const error = part.errorOf(charge) ?? (sum === undefined ? undefined : t('rehearsal.mismatch', { sum }));
  const action = sum !== undefined && part.errorOf(charge) === undefined && (
    <Button type="link" size="small" onClick={() => part.change({ amount: sum })}>
      {t('rehearsal.useSum')}
    </Button>
  );
  return (
    <Field label={t(`rehearsal.${charge}`)} error={error} action={action}>
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          value={part.values[charge]}
          onChange={(event) => part.change({ [charge]: event.target.value })}
        />
      )}
    </Field>
  );
}

const LINE_FIELDS = ['sku', 'category', 'quantity', 'amount'] as const;

function Line({ line, index, part }: { line: LineValues; index: number; part: FormPart }) {
  const { t } = useI18n();
  const { values, change, errorOf } = part;
  const set = (changes: Partial<LineValues>): void =>
    change({ lines: values.lines.map((each, at) => (at === index ? { ...each, ...changes } : each)) });
  return (
    <fieldset className="line" aria-label={t('rehearsal.lineNo', { n: index + 1 })}>
      {LINE_FIELDS.map((name) => (
        <Field
          key={name}
          label={t(name === 'amount' ? 'rehearsal.lineAmount' : `rehearsal.${name}`)}
          error={errorOf(`lines.${index}.${name}`)}
        >
          {(control) => (
            <Input
              {...control}
              maxLength={64}
              {...(name === 'amount' || name === 'quantity' ? { inputMode: 'decimal' } : {})}
              value={line[name]}
              onChange={(event) => set({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Button
        type="text"
        className="line__remove"
        icon={<CloseOutlined />}
        aria-label={t('rehearsal.removeLine', { n: index + 1 })}
        onClick={() => change({ lines: values.lines.filter((_, at) => at !== index) })}
      />
    </fieldset>
  );
}
