import { Checkbox, Radio, Select } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { type BaseForm, hasItems } from './award-values.js';
import { useEditor } from './editor-context.js';
import { Field, FieldErrors } from './field.js';
import { FieldPicker } from './field-picker.js';
import { textsAt } from './field-problems.js';
import { WordsInput } from './inputs.js';

type FieldBase = Extract<BaseForm, { kind: 'field' }>;
type LinesBase = Extract<BaseForm, { kind: 'lines' }>;

interface BaseFieldsProps<T> {
  at: string;
  base: T;
  onChange: (base: T) => void;
}

/** What an award is counted on: a number of the event, or the order's items. */
export function BaseFields({ at, base, onChange }: BaseFieldsProps<BaseForm>) {
  const { t } = useI18n();
  const { trigger, problems } = useEditor();
  const choose = (kind: BaseForm['kind']): void =>
    onChange(kind === 'lines' ? { kind } : { kind, field: hasItems(trigger) ? 'order.amount' : 'data.' });
  return (
    <>
      <fieldset className="rule-field plain-fieldset">
        <legend className="rule-field__label">{t('ruleForm.base')}</legend>
        <Radio.Group
          value={base.kind}
          onChange={(event) => choose(event.target.value)}
          options={(['field', 'lines'] as const).map((kind) => ({
            value: kind,
            label: t(`ruleForm.base_${kind}`),
            disabled: kind === 'lines' && !hasItems(trigger) && base.kind !== 'lines',
          }))}
        />
        <FieldErrors texts={textsAt(problems, at)} />
      </fieldset>
      {base.kind === 'field' ? (
        <NumberBase at={at} base={base} onChange={onChange} />
      ) : (
        <LinesFields at={at} base={base} onChange={onChange} />
      )}
    </>
  );
}

const PARTS = ['shipping', 'tax'] as const;

function NumberBase({ at, base, onChange }: BaseFieldsProps<FieldBase>) {
  const { t } = useI18n();
  return (
    <div className="rule-row-fields">
      <Field at={`${at}/field`} label={t('ruleForm.baseField')}>
        {(control) => (
          <FieldPicker
            {...control}
            numeric
            value={base.field}
            onChange={(field) =>
              onChange({
                kind: 'field',
                field,
                ...(field === 'order.amount' && base.exclude ? { exclude: base.exclude } : {}),
              })
            }
          />
        )}
      </Field>
      {base.field === 'order.amount' && (
        <fieldset className="rule-field plain-fieldset">
          <legend className="rule-field__label">{t('ruleForm.excludeParts')}</legend>
          <Checkbox.Group
            value={base.exclude ?? []}
            onChange={(exclude) => onChange({ ...base, exclude: PARTS.filter((part) => exclude.includes(part)) })}
            options={PARTS.map((part) => ({ value: part, label: t(`ruleForm.part_${part}`) }))}
          />
        </fieldset>
      )}
    </div>
  );
}

const SIDES = [
  { side: 'include', list: 'categories', text: 'ruleForm.includeCategories' },
  { side: 'include', list: 'skus', text: 'ruleForm.includeSkus' },
  { side: 'exclude', list: 'categories', text: 'ruleForm.excludeCategories' },
  { side: 'exclude', list: 'skus', text: 'ruleForm.excludeSkus' },
] as const;

/** Which items count, and what becomes of the order's discount. */
export function LinesFields({ at, base, onChange }: BaseFieldsProps<LinesBase>) {
  const { t } = useI18n();
  return (
    <div className="rule-row-fields">
      {SIDES.map(({ side, list, text }) => (
        <Field
          key={`${side} ${list}`}
          at={`${at}/${side}/${list}`}
          deep
          label={t(text)}
          hint={side === 'include' ? t('ruleForm.linesAll') : undefined}
        >
          {(control) => (
            <WordsInput
              {...control}
              value={base[side]?.[list]}
              onChange={(words) => onChange({ ...base, [side]: { ...base[side], [list]: words } })}
            />
          )}
        </Field>
      ))}
      <Field at={`${at}/discount`} label={t('ruleForm.discount')}>
        {(control) => (
          <Select
            {...control}
            value={base.discount ?? 'spread'}
            onChange={(discount) => onChange({ ...base, discount })}
            options={(['spread', 'ignore'] as const).map((value) => ({
              value,
              label: t(`ruleForm.discount_${value}`),
            }))}
          />
        )}
      </Field>
    </div>
  );
}
