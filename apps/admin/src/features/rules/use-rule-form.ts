import type { RuleDraftView } from '@jifen/contracts';
import type { Rule, RuleProblem } from '@jifen/rules';
import { useMemo, useState } from 'react';
import type { ApiProblem } from '../../shared/api/problem.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import type { EditorState } from './editor-context.js';
import { merged, placeServerErrors, problemsOf, textsOf } from './field-problems.js';
import { currencyOf } from './money.js';
import { newNodeId } from './node-id.js';
import { formOf, type RuleForm, ruleOf } from './rule-form.js';
import { rulesOf, useEventTypes } from './rule-set-api.js';

interface RuleFormOptions {
  rule: Rule;
  originalCode: string | undefined;
  from: RuleDraftView;
  timeZone: string;
  readOnly: boolean;
  /** What the server said when the rule was last sent. */
  refused: ApiProblem | undefined;
}

export interface OpenRule {
  form: RuleForm;
  change: (change: Partial<RuleForm>) => void;
  /** The rule as it stands, complete or not. */
  json: Readonly<Record<string, unknown>>;
  /** What is wrong with it. */
  found: readonly RuleProblem[];
  dirty: boolean;
  /** The server complained about something that is not on this form. */
  misplaced: boolean;
  editor: EditorState;
  setCurrency: (currency: string) => void;
  /** What is there now has been saved. */
  keep: () => void;
}

/** The state of the rule editor: what was entered, what it stands for and what is wrong with it. */
export function useRuleForm(options: RuleFormOptions): OpenRule {
  const { rule, originalCode, from, timeZone, readOnly, refused } = options;
  const { locale } = useI18n();
  const eventTypes = useEventTypes();
  const [form, setForm] = useState(() => formOf(rule, newNodeId));
  const [stored, setStored] = useState(() => JSON.stringify(ruleOf(form).json));
  const [chosen, setCurrency] = useState<string>();
  const rules = useMemo(() => rulesOf(from.ruleSet), [from]);
  const index = originalCode === undefined ? rules.length : rules.findIndex((one) => one.code === originalCode);

  const { json, pointers } = useMemo(() => ruleOf(form), [form]);
  const found = useMemo(() => {
    const others = rules.filter((one) => one.code !== originalCode);
    return problemsOf(json, others);
  }, [json, rules, originalCode]);
  const said = useMemo(() => placeServerErrors(refused?.errors ?? [], index), [refused, index]);

  const currency = useMemo(
    () => chosen ?? currencyOf(json['conditions'], { rules: [...rules] }),
    [chosen, json, rules],
  );
  const editor: EditorState = useMemo(
    () => ({
      problems: merged(textsOf(found, locale), said.own),
      pointers,
      currency,
      trigger: form.trigger,
      timeZone,
      eventTypes,
      readOnly,
    }),
    [found, locale, said, pointers, currency, form.trigger, timeZone, eventTypes, readOnly],
  );

  return {
    form,
    change: (change) => setForm((before) => ({ ...before, ...change })),
    json,
    found,
    dirty: JSON.stringify(json) !== stored,
    misplaced: refused !== undefined && (said.own.size === 0 || said.rest.length > 0),
    editor,
    setCurrency,
    keep: () => setStored(JSON.stringify(json)),
  };
}
