import { type ConditionOp, currencyExponent, type FieldType } from '@jifen/rules';
import { Input, Select } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { majorText, minorOf } from '../../shared/money.js';
import { optionsOf, typeOf } from './condition-fields.js';
import { type AnyKind, asKind, kindOfAny, type LooseScalar, type LooseValue, shapeOf } from './condition-values.js';
import { useEditor } from './editor-context.js';
import { InstantInput, IntegerInput, MoneyInput, WordsInput } from './inputs.js';

interface ValueEditorProps {
  field: string;
  op: ConditionOp;
  value: LooseValue;
  onChange: (value: LooseValue) => void;
  invalid: boolean;
}

/** The value of one comparison, with the control that its field and comparison want. */
export function ValueEditor({ field, op, value, onChange, invalid }: ValueEditorProps) {
  const { t } = useI18n();
  const type = typeOf(field);
  const shape = shapeOf(op);
  if (shape === 'presence') {
    return (
      <Select
        aria-label={t('ruleForm.value')}
        value={value !== false}
        onChange={onChange}
        options={[
          { value: true, label: t('ruleForm.present') },
          { value: false, label: t('ruleForm.absent') },
        ]}
        className="value-input"
      />
    );
  }
  const kind = type === 'any' ? kindOfAny(value) : undefined;
  const one = { field, type, kind, invalid };
  return (
    <span className="value-editor">
      {kind && <KindSelect kind={kind} onChange={(next) => onChange(asKind(value, next))} />}
      {shape === 'list' && <ListValue {...one} value={listOf(value)} onChange={onChange} />}
      {shape === 'one' && <OneValue {...one} label={t('ruleForm.value')} value={scalarOf(value)} onChange={onChange} />}
      {shape === 'pair' &&
        ([0, 1] as const).map((i) => (
          <OneValue
            key={i}
            {...one}
            label={t(i === 0 ? 'ruleForm.valueLow' : 'ruleForm.valueHigh')}
            value={listOf(value)[i] ?? null}
            onChange={(next) => onChange([0, 1].map((j) => (j === i ? next : (listOf(value)[j] ?? null))))}
          />
        ))}
    </span>
  );
}

function listOf(value: LooseValue): LooseScalar[] {
  return Array.isArray(value) ? value : [value];
}

function scalarOf(value: LooseValue): LooseScalar {
  return Array.isArray(value) ? (value[0] ?? null) : value;
}

function KindSelect({ kind, onChange }: { kind: AnyKind; onChange: (kind: AnyKind) => void }) {
  const { t } = useI18n();
  const kinds: AnyKind[] = ['text', 'number', 'boolean'];
  return (
    <Select
      aria-label={t('ruleForm.valueKind')}
      value={kind}
      onChange={onChange}
      options={kinds.map((value) => ({ value, label: t(`ruleForm.kind_${value}`) }))}
      className="kind-select"
    />
  );
}

interface OneProps {
  field: string;
  type: FieldType;
  kind: AnyKind | undefined;
  invalid: boolean;
}

interface OneValueProps extends OneProps {
  label: string;
  value: LooseScalar;
  onChange: (value: LooseScalar) => void;
}

function OneValue({ field, type, kind, invalid, label, value, onChange }: OneValueProps) {
  const { t, locale } = useI18n();
  const control = {
    'aria-label': label,
    'aria-invalid': invalid,
    status: invalid ? ('error' as const) : ('' as const),
  };
  const number = typeof value === 'number' ? value : null;
  const text = typeof value === 'string' ? value : '';
  const options = optionsOf(field);
  if (options) {
    return (
      <Select
        {...control}
        value={value}
        onChange={onChange}
        options={options.map((option) => ({ value: option.value, label: option.label[locale] }))}
        className="value-input"
      />
    );
  }
  if (type === 'boolean' || kind === 'boolean') {
    return (
      <Select
        {...control}
        value={value}
        onChange={onChange}
        options={[
          { value: true, label: t('common.yes') },
          { value: false, label: t('common.no') },
        ]}
        className="value-input"
      />
    );
  }
  if (type === 'money') return <MoneyInput {...control} value={number} onChange={onChange} />;
  if (type === 'integer') return <IntegerInput {...control} value={number} onChange={onChange} />;
  if (kind === 'number') return <IntegerInput {...control} value={number} onChange={onChange} fraction />;
  if (type === 'time') {
    return <InstantInput {...control} value={text} onChange={(instant) => onChange(instant ?? null)} />;
  }
  const inputType = type === 'date' ? 'date' : type === 'clock' ? 'time' : 'text';
  return (
    <Input
      {...control}
      type={inputType}
      value={text}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      className={inputType === 'text' ? 'value-input' : 'date-input'}
    />
  );
}

interface ListValueProps extends OneProps {
  value: readonly LooseScalar[];
  onChange: (value: LooseScalar[]) => void;
}

function ListValue({ field, type, kind, invalid, value, onChange }: ListValueProps) {
  const { t, locale } = useI18n();
  const { currency } = useEditor();
  const digits = currencyExponent(currency) ?? 2;
  const control = {
    'aria-label': t('ruleForm.value'),
    'aria-invalid': invalid,
    status: invalid ? ('error' as const) : ('' as const),
  };
  const options = optionsOf(field);
  const known = value.filter((one) => one !== null);
  if (options) {
    return (
      <Select
        {...control}
        mode="multiple"
        value={known}
        onChange={onChange}
        options={options.map((option) => ({ value: option.value, label: option.label[locale] }))}
        className="words-input"
      />
    );
  }
  const numbers = type === 'integer' || kind === 'number';
  const read = (word: string): LooseScalar | undefined => {
    if (type === 'money') return minorOf(word, digits);
    return numbers ? (Number.isFinite(Number(word)) ? Number(word) : undefined) : word;
  };
  return (
    <WordsInput
      {...control}
      value={known.map((one) => (type === 'money' && typeof one === 'number' ? majorText(one, digits) : String(one)))}
      onChange={(words) => onChange(words.map(read).filter((one) => one !== undefined))}
    />
  );
}
