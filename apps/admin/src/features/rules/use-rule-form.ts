import type { RuleDraftView } from '@jifen/contracts';
import type { Rule, RuleProblem } from '@jifen/rules';
import { useMemo, useState } from 'react';
import type { ApiProblem } from '../../shared/api/problem.js';
import { fieldErrorText } from '../../shared/forms/error-texts.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import type { EditorState } from './editor-context.js';
import { merged, placeServerErrors, problemsOf, sameAs, textsOf } from './field-problems.js';
import { newNodeId } from './node-id.js';
import { currencyOf } from './rule-currency.js';
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
  const { t, locale } = useI18n();
  const eventTypes = useEventTypes();
  const [form, setForm] = useState(() => formOf(rule, newNodeId));
  const [stored, setStored] = useState(() => JSON.stringify(ruleOf(form).json));
  const [chosen, setCurrency] = useState<string>();
  const rules = useMemo(() => rulesOf(from.ruleSet), [from]);
  const index = originalCode === undefined ? rules.length : rules.findIndex((one) => one.code === originalCode);

  const { json, pointers } = useMemo(() => ruleOf(form), [form]);
  const others = useMemo(() => rules.filter((one) => one.code !== originalCode), [rules, originalCode]);
  const found = useMemo(() => problemsOf(json, others), [json, others]);
  const said = useMemo(
    () => placeServerErrors(refused?.errors ?? [], index, (error) => fieldErrorText(error, t, locale)),
    [refused, index, t, locale],
  );
  const problems = useMemo(() => {
    const texts = textsOf(found, locale, (problem) => {
      const same = sameAs(problem, others, rules, locale);
      return same && t('ruleForm.sameCode', same);
    });
    return merged(texts, said.own);
  }, [found, locale, others, rules, said, t]);

  const currency = useMemo(
    () => chosen ?? currencyOf(json['conditions'], { rules: [...rules] }),
    [chosen, json, rules],
  );
  const editor: EditorState = useMemo(
    () => ({
      problems,
      pointers,
      currency,
      trigger: form.trigger,
      timeZone,
      eventTypes,
      readOnly,
    }),
    [problems, pointers, currency, form.trigger, timeZone, eventTypes, readOnly],
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
