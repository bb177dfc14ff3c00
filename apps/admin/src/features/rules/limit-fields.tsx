import { Select } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import type { PartProps } from './basic-fields.js';
import { useTexts } from './editor-context.js';
import { Field, FieldErrors, Section } from './field.js';
import { IntegerInput } from './inputs.js';
import { freeLimit, LIMIT_SPANS, type LimitSpan, spanOf, withSpan } from './limit-values.js';
import { Rows } from './rows.js';
import type { LimitForm } from './rule-form.js';

/** How points are rounded, and what keeps them from growing. */
export function LimitFields({ form, onChange }: PartProps) {
  const { t } = useI18n();
  return (
    <Section title={t('ruleForm.limits')}>
      <div className="rule-row-fields">
        <Field at="/rounding" label={t('ruleForm.rounding')}>
          {(control) => (
            <Select
              {...control}
              value={form.rounding}
              onChange={(rounding) => onChange({ rounding })}
              options={(['floor', 'half_up', 'ceil'] as const).map((value) => ({
                value,
                label: t(`ruleForm.rounding_${value}`),
              }))}
            />
          )}
        </Field>
        <Field at="/budget" deep label={t('ruleForm.budget')} hint={t('ruleForm.budgetHint')}>
          {(control) => (
            <IntegerInput
              {...control}
              min={1}
              value={form.budget?.points}
              onChange={(points) => onChange({ budget: points === null ? undefined : { points } })}
            />
          )}
        </Field>
      </div>
      <FieldErrors texts={useTexts('/limits')} />
      <Rows
        items={form.limits}
        onChange={(limits) => onChange({ limits })}
        name={(i) => t('ruleForm.limit', { n: i + 1 })}
        addText={t('ruleForm.addLimit')}
        empty={t('ruleForm.limitsNone')}
        fresh={() => freeLimit(form.limits)}
      >
        {(limit, i, change) => <LimitRow at={`/limits/${i}`} limit={limit} onChange={change} />}
      </Rows>
    </Section>
  );
}

interface LimitRowProps {
  at: string;
  limit: LimitForm;
  onChange: (limit: LimitForm) => void;
}

function LimitRow({ at, limit, onChange }: LimitRowProps) {
  const { t } = useI18n();
  return (
    <>
      <Field at={at} label={t('ruleForm.limitPer')}>
        {(control) => (
          <Select<LimitSpan>
            {...control}
            value={spanOf(limit)}
            onChange={(span) => onChange(withSpan(limit, span))}
            options={LIMIT_SPANS.map((span) => ({ value: span, label: t(`ruleForm.limit_${span}`) }))}
          />
        )}
      </Field>
      {limit.kind === 'period' && (
        <Field at={`${at}/times`} label={t('ruleForm.limitTimes')}>
          {(control) => (
            <IntegerInput
              {...control}
              min={1}
              value={limit.times}
              onChange={(times) => onChange({ ...limit, times })}
            />
          )}
        </Field>
      )}
      <Field at={`${at}/points`} label={t('ruleForm.limitPoints')}>
        {(control) => (
          <IntegerInput
            {...control}
            min={1}
            value={limit.points}
            onChange={(points) => onChange(limit.kind === 'event' ? { ...limit, points } : { ...limit, points })}
          />
        )}
      </Field>
    </>
  );
}
