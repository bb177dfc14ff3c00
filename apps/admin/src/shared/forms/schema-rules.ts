import { type ClassRef, type JsonSchema, schemaOf } from '@jifen/contracts';
import type { Translate } from '../i18n/i18n.js';

/** The part of antd's form rules that is used here. */
export interface FormRule {
  required?: boolean;
  whitespace?: boolean;
  type?: 'integer' | 'string' | 'array';
  min?: number;
  max?: number;
  pattern?: RegExp;
  message: string;
}

/**
 * The checks of one form field, taken from the contract class that the request is checked with, so that form and API
 * agree. Unknown fields raise an Error: it would be a typing mistake here.
 */
export function rulesOf(contract: ClassRef, field: string, t: Translate): FormRule[] {
  const schema = schemaOf(contract);
  const property = (schema['properties'] as Record<string, JsonSchema>)[field];
  if (!property) throw new Error(`${contract.name} has no field ${field}`);
  const required = Array.isArray(schema['required']) && schema['required'].includes(field);
  return [...requiredRules(property, required, t), ...boundRules(property, t)];
}

/** A list that must not be empty. antd would mark the group of boxes as required with an attribute that groups lack. */
export function atLeastOne(t: Translate): { validator: (rule: unknown, value: unknown) => Promise<void> } {
  return {
    validator: async (_, value) => {
      if (!Array.isArray(value) || value.length === 0) throw new Error(t('common.fieldRequired'));
    },
  };
}

function requiredRules(property: JsonSchema, required: boolean, t: Translate): FormRule[] {
  if (!required) return [];
  const message = t('common.fieldRequired');
  const blank = property['type'] === 'string' && Number(property['minLength'] ?? 0) > 0;
  return [{ required: true, message, ...(blank ? { whitespace: true } : {}) }];
}

function boundRules(property: JsonSchema, t: Translate): FormRule[] {
  const rules: FormRule[] = [];
  const bound = (name: string): number | undefined => {
    const value = property[name];
    return typeof value === 'number' ? value : undefined;
  };
  if (property['type'] === 'integer') {
    rules.push({ type: 'integer', message: t('common.fieldInteger') });
    const [min, max] = [bound('minimum'), bound('maximum')];
    if (min !== undefined) rules.push({ type: 'integer', min, message: t('common.fieldMin', { n: min }) });
    if (max !== undefined) rules.push({ type: 'integer', max, message: t('common.fieldMax', { n: max }) });
  }
  if (property['type'] === 'string') {
    const [min, max] = [bound('minLength'), bound('maxLength')];
    if (min !== undefined && min > 1)
      rules.push({ type: 'string', min, message: t('common.fieldMinLength', { n: min }) });
    if (max !== undefined) rules.push({ type: 'string', max, message: t('common.fieldMaxLength', { n: max }) });
    if (typeof property['pattern'] === 'string') {
      rules.push({ pattern: new RegExp(property['pattern']), message: t('common.fieldPattern') });
    }
  }
  return rules;
}
