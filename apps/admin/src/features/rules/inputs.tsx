/** Controls that antd does not have: exact decimals, points, lists of words. */

import { currencyExponent } from '@jifen/rules';
import { Input, InputNumber, Select } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { majorText, minorOf } from '../../shared/money.js';
import { instantOf, wallOf } from '../../shared/wall-time.js';
import { useEditor } from './editor-context.js';
import type { ControlProps } from './field.js';

interface NumberProps extends Partial<ControlProps> {
  value: number | null | undefined;
  onChange: (value: number | null) => void;
  min?: number;
  'aria-label'?: string;
}

/** A whole number; with `fraction` any number. */
export function IntegerInput({ value, onChange, min, fraction, ...control }: NumberProps & { fraction?: boolean }) {
  return (
    <InputNumber
      {...control}
      {...(fraction ? {} : { precision: 0 })}
      {...(min === undefined ? {} : { min })}
      value={value ?? null}
      onChange={(next) => onChange(typeof next === 'number' ? next : null)}
      className="number-input"
    />
  );
}

interface DecimalProps extends NumberProps {
  /** Digits behind the point that the value's unit has. */
  digits: number;
  /** Shows all of the digits. */
  fixed?: boolean;
  suffix?: string;
  prefix?: string;
}

/** A decimal number that is kept as an integer of its smallest unit. */
export function DecimalInput({ value, onChange, digits, fixed, suffix, prefix, min, ...control }: DecimalProps) {
  const text = value === null || value === undefined ? null : majorText(value, digits);
  return (
    <InputNumber<string>
      {...control}
      stringMode
      {...(fixed ? { precision: digits } : {})}
      {...(suffix === undefined ? {} : { suffix })}
      {...(prefix === undefined ? {} : { prefix })}
      {...(min === undefined ? {} : { min: String(min) })}
      value={fixed || text === null ? text : trimmed(text)}
      onChange={(next) => onChange(next === null ? null : (minorOf(String(next), digits) ?? null))}
      className="number-input"
    />
  );
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Money in the major units of the editor's currency. */
export function MoneyInput(props: NumberProps) {
  const { currency } = useEditor();
  return <DecimalInput {...props} digits={currencyExponent(currency) ?? 2} fixed suffix={currency} />;
}

const BPS_DIGITS = 4;

/** A rate in basis points, entered as a factor: 1.2 is 12000. */
export function RateInput(props: NumberProps) {
  return <DecimalInput {...props} digits={BPS_DIGITS} prefix="×" min={0} />;
}

interface WordsProps extends Partial<ControlProps> {
  value: readonly string[] | undefined;
  onChange: (words: string[]) => void;
  'aria-label'?: string;
}

/** Several words, each ended with Enter or a comma. */
export function WordsInput({ value, onChange, ...control }: WordsProps) {
  const { t } = useI18n();
  return (
    <Select
      {...control}
      mode="tags"
      open={false}
      suffixIcon={null}
      tokenSeparators={[',', '，', ' ']}
      placeholder={t('ruleForm.listHint')}
      value={[...(value ?? [])]}
      onChange={(words: string[]) => onChange(words.map((word) => word.trim()).filter((word) => word !== ''))}
      className="words-input"
    />
  );
}

interface InstantProps extends Partial<ControlProps> {
  value: string | undefined;
  onChange: (instant: string | undefined) => void;
  'aria-label'?: string;
}

/** An instant, as the programme's clock shows it. */
export function InstantInput({ value, onChange, status, ...control }: InstantProps) {
  const { timeZone } = useEditor();
  return (
    <Input
      {...control}
      {...(status ? { status } : {})}
      type="datetime-local"
      value={wallOf(value, timeZone)}
      onChange={(event) => onChange(instantOf(event.target.value, timeZone))}
      className="date-input"
    />
  );
}
