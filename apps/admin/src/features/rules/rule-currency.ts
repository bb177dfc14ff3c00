/** The currency in which a rule's amounts are read and said. */
import { type Condition, currencyExponent, findField, type Rule, type RuleSet } from '@jifen/rules';

const USUAL = 'CNY';

/** The currency that a rule's amounts are read in: the one it asks for, else one that is asked for elsewhere. */
export function currencyOf(conditions: unknown, ruleSet?: Pick<RuleSet, 'rules'>): string {
  const own = askedCurrency(conditions);
  if (own !== undefined) return own;
  for (const rule of ruleSet?.rules ?? []) {
    const other = askedCurrency(rule.conditions);
    if (other !== undefined) return other;
  }
  return USUAL;
}

/** The conditions of a rule and of its multipliers. */
export function conditionsIn({ conditions, multipliers = [] }: Pick<Rule, 'conditions' | 'multipliers'>): unknown[] {
  return [conditions, ...multipliers.map((multiplier) => multiplier.conditions)];
}

/**
 * The currency to say a rule in: undefined where it compares no money, because what it gives for each 1.00 then holds
 * for any currency.
 */
export function spokenCurrency(conditions: readonly unknown[], currency: string): string | undefined {
  return conditions.some(comparesMoney) ? currency : undefined;
}

function comparesMoney(node: unknown): boolean {
  const condition = node as Condition | undefined;
  if (!condition) return false;
  if (condition.kind === 'field') {
    return condition.field === 'order.currency' || findField(condition.field)?.type === 'money';
  }
  return condition.kind === 'not' ? comparesMoney(condition.of) : condition.of.some(comparesMoney);
}

function askedCurrency(node: unknown): string | undefined {
  const condition = node as Condition | undefined;
  if (!condition) return undefined;
  if (condition.kind === 'field') {
    const { field, op, value } = condition;
    const asked = field === 'order.currency' && op === 'eq' && typeof value === 'string';
    return asked && currencyExponent(value) !== undefined ? value : undefined;
  }
  if (condition.kind === 'not') return askedCurrency(condition.of);
  for (const child of condition.of) {
    const found = askedCurrency(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
