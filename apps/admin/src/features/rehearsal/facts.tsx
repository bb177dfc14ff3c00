import type { FieldError, PreviewResult } from '@jifen/contracts';
import { Input, Select } from 'antd';
import { fieldErrorText } from '../../shared/forms/error-texts.js';
import { Field } from '../../shared/forms/field.js';
import { type Translate, useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import type { FieldKey } from './event-errors.js';
import { TimeField } from './event-form.js';
import type { FactsValues } from './facts-values.js';

/** What the rules know of the real user, and what the user has used of limits. */
export function RealFacts({ answer, known }: { answer: PreviewResult | undefined; known: boolean }) {
  const { t } = useI18n();
  const format = useFormat();
  if (!answer || !known) return <p className="muted">{t('rehearsal.realFactsHint')}</p>;
  const { facts } = answer;
  const entries: [string, string][] = [
    [t('rehearsal.level'), facts.level ?? '—'],
    [t('rehearsal.tags'), facts.tags.length > 0 ? facts.tags.join(', ') : '—'],
    [t('rehearsal.registeredAt'), registered(facts.registeredAtMs, format.instant)],
    [t('rehearsal.orderCount'), format.integer(facts.orderCount)],
    ...(facts.streakDays === undefined
      ? []
      : ([[t('rehearsal.streakDays'), format.integer(facts.streakDays)]] satisfies [string, string][])),
  ];
  const used = [
    ...answer.usage
      .filter(({ key }) => key.startsWith('rule:'))
      .map(({ key, period, times, points }) =>
        t('rehearsal.usedLine', {
          rule: ruleOf(key),
          period: periodText(period, t, format.day),
          times,
          points: format.integer(points),
        }),
      ),
    ...answer.budgets.map(({ key, used: points }) =>
      t('rehearsal.budgetLine', { rule: ruleOf(key), points: format.integer(points) }),
    ),
  ];
  return (
    <>
      <dl className="known-facts">
        {entries.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {used.length > 0 && (
        <>
          <h3>{t('rehearsal.used')}</h3>
          <ul className="plain-list small">
            {used.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** A period of a limit in words. */
function periodText(period: string, t: Translate, day: (day: string) => string): string {
  const rest = period.slice(1);
  const [year = '', week = ''] = rest.split('-W');
  switch (period[0]) {
    case 'D':
      return t('rehearsal.periodDay', { day: day(rest) });
    case 'W':
      return t('rehearsal.periodWeek', { year, week: Number(week) });
    case 'M':
      return t('rehearsal.periodMonth', { month: rest });
    default:
      return t('rehearsal.periodLife');
  }
}

function registered(ms: number | undefined, instant: (iso: string) => string): string {
  return ms === undefined ? '—' : instant(new Date(ms).toISOString());
}

function ruleOf(key: string): string {
  return key.replace(/^rule:/, '');
}

interface MadeUpFactsProps {
  values: FactsValues;
  wrong: ReadonlySet<FieldKey>;
  refused: ReadonlyMap<FieldKey, FieldError>;
  onChange: (values: FactsValues) => void;
}

export function MadeUpFacts({ values, wrong, refused, onChange }: MadeUpFactsProps) {
  const { t, locale } = useI18n();
  const change = (changes: Partial<FactsValues>): void => onChange({ ...values, ...changes });
  const errorOf = (name: keyof FactsValues): string | undefined => {
    const told = refused.get(`facts.${name}`);
    return wrong.has(`facts.${name}`) ? t('rehearsal.badQuantity') : told && fieldErrorText(told, t, locale);
  };
  const number = (name: 'orderCount' | 'streakDays') => (
    <Field label={t(`rehearsal.${name}`)} error={errorOf(name)}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          value={values[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="stack stack--close">
      <p className="muted">{t('rehearsal.madeUpHint')}</p>
      <div className="field-row">
        <Field label={t('rehearsal.level')} error={errorOf('level')}>
          {(control) => (
            <Input
              {...control}
              maxLength={32}
              value={values.level}
              onChange={(event) => change({ level: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('rehearsal.tags')} error={errorOf('tags')}>
          {(control) => (
            <Select
              {...control}
              mode="tags"
              className="full"
              open={false}
              suffixIcon={null}
              tokenSeparators={[',', '，', ' ']}
              value={[...values.tags]}
              onChange={(tags: string[]) => change({ tags })}
            />
          )}
        </Field>
      </div>
      <TimeField
        label={t('rehearsal.registeredAt')}
        value={values.registeredAt}
        error={errorOf('registeredAt')}
        onChange={(registeredAt) => change({ registeredAt })}
      />
      <div className="field-row">
        {number('orderCount')}
        {number('streakDays')}
      </div>
    </div>
  );
}
