import { type DescribeOptions, firstFew, inSentence, instantText, pick } from './describe-words.js';
import { findField } from './fields.js';
import { wish } from './phrases.js';
import type { Condition, FieldCondition, Locale, Scalar } from './rule.js';

/**
 * A condition as one phrase without its full stop: `order amount is at least 100.00 CNY and (member level is GOLD or
 * user tags contains vip)`. NOT is said by its opposite, deep down, as the engine evaluates it.
 */
export function describeCondition(condition: Condition, locale: Locale, options: DescribeOptions = {}): string {
  return phrase(condition, false, undefined, { locale, options });
}

interface Reader {
  readonly locale: Locale;
  readonly options: DescribeOptions;
}

type Mode = 'all' | 'any';

/** `outer`: the group that the phrase stands in; another one within it needs brackets. */
function phrase(condition: Condition, not: boolean, outer: Mode | undefined, reader: Reader): string {
  if (condition.kind === 'not') {
    return phrase(condition.of, !not, outer, reader);
  }
  if (condition.kind === 'field') {
    return leaf(condition, not, reader);
  }
  const mode: Mode = (condition.kind === 'all') === not ? 'any' : 'all';
  const only = condition.of.length === 1;
  const parts = condition.of.map((child) => phrase(child, not, only ? outer : mode, reader));
  const word = mode === 'all' ? pick(reader.locale, '，且', ' and ') : pick(reader.locale, '，或', ' or ');
  const text = parts.join(word);
  return only || outer === undefined || outer === mode ? text : pick(reader.locale, `（${text}）`, `(${text})`);
}

function leaf({ field, op, value }: FieldCondition, not: boolean, { locale, options }: Reader): string {
  if (field === 'order.first' && typeof value === 'boolean' && (op === 'eq' || op === 'ne')) {
    return (value === (op === 'eq')) === !not
      ? pick(locale, '是首单', "it is the user's first order")
      : pick(locale, '不是首单', "it is not the user's first order");
  }
  const type = findField(field)?.type;
  const shown = Array.isArray(value) ? firstFew(value, locale) : value;
  const wanted = type === 'time' && op !== 'exists' ? instants(shown, options) : shown;
  const isMoney = type === 'money' && op !== 'exists';
  const text = wish(
    { field, op, wanted, ...(not && { not }), ...(options.currency !== undefined && { currency: options.currency }) },
    locale,
  );
  const said = locale === 'zh-CN' ? text : inSentence(text);
  return isMoney && options.currency === undefined ? said + pick(locale, '（最小货币单位）', ' (minor units)') : said;
}

function instants(value: Scalar | readonly Scalar[], options: DescribeOptions): Scalar | readonly Scalar[] {
  return Array.isArray(value)
    ? value.map((one: Scalar) => instantText(String(one), options))
    : instantText(String(value), options);
}
