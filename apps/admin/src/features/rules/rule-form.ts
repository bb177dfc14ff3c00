/** A rule while it is being edited: numbers may be missing, conditions are trees. */
import type { Budget, Condition, LocalizedText, Rule } from '@jifen/rules';
import { conditionsOf, type GroupNode, type NewId, treeOf } from './condition-tree.js';

/** The same shape with numbers that may not be there yet. */
export type Loose<T> = T extends number
  ? number | null
  : T extends string | boolean
    ? T
    : T extends readonly (infer U)[]
      ? Loose<U>[]
      : T extends object
        ? { [K in keyof T]: Loose<T[K]> }
        : T;

export interface MultiplierForm {
  /** Of the row, not of the rule: React needs one that stays. */
  id: string;
  code: string;
  rateBps: number | null;
  conditions: GroupNode;
}
export type AwardForm = Loose<Rule['award']>;
export type LimitForm = Loose<NonNullable<Rule['limits']>[number]>;
export type ValidityForm = Loose<Rule['validity']>;

export interface RuleForm
  extends Pick<Rule, 'code' | 'trigger' | 'status' | 'effectiveFrom' | 'effectiveTo' | 'rounding' | 'validFrom'> {
  name: LocalizedText;
  conditions: GroupNode;
  award: AwardForm;
  multipliers: MultiplierForm[];
  stackingGroup?: Rule['stackingGroup'];
  limits: LimitForm[];
  budget?: Loose<Budget>;
  validity: ValidityForm;
  activationDelayDays?: number | null;
  wallet?: string;
}

/** The form of a rule. */
export function formOf(rule: Rule, newId: NewId): RuleForm {
  return {
    ...rule,
    conditions: treeOf(rule.conditions, newId),
    multipliers: (rule.multipliers ?? []).map((multiplier) => ({
      ...multiplier,
      id: newId(),
      conditions: treeOf(multiplier.conditions, newId),
    })),
    limits: rule.limits ?? [],
  };
}

export interface RuleJson {
  /** Not a rule yet while something is missing: `validateRuleSet` says what. */
  json: { [field: string]: unknown };
  /** Where each node of the condition trees stands, from the rule. */
  pointers: Map<string, string>;
}

/** What the form stands for as JSON; what is empty is left out. Of an untouched form it is the rule as it was. */
export function ruleOf(form: RuleForm): RuleJson {
  const pointers = new Map<string, string>();
  const conditions = place(form.conditions, '/conditions', pointers);
  const multipliers = form.multipliers.map(({ code, rateBps, conditions: tree }, i) => ({
    code,
    rateBps,
    conditions: place(tree, `/multipliers/${i}/conditions`, pointers),
  }));
  const json = compact({
    ...form,
    conditions: undefined,
    multipliers: undefined,
    limits: form.limits.length > 0 ? form.limits : undefined,
  });
  if (conditions !== undefined) json['conditions'] = conditions;
  if (multipliers.length > 0) json['multipliers'] = multipliers.map(withoutEmpty);
  return { json, pointers };
}

function place(tree: GroupNode, at: string, pointers: Map<string, string>): Condition | undefined {
  const { json, pointers: inner } = conditionsOf(tree);
  for (const [id, pointer] of inner) pointers.set(id, `${at}${pointer}`);
  return json as Condition | undefined;
}

function withoutEmpty<T extends object>(value: T): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => !isEmpty(inner)));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** Lists of these names may not be empty in a rule and say nothing then. */
const OPTIONAL_LISTS: ReadonlySet<string> = new Set(['categories', 'skus', 'exclude']);

function compact(value: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (isEmpty(inner)) continue;
    if (Array.isArray(inner)) {
      if (inner.length === 0 && OPTIONAL_LISTS.has(name)) continue;
      out[name] = inner.map((one: unknown) => (typeof one === 'object' && one !== null ? compact(one) : one));
    } else if (typeof inner === 'object') {
      const object = compact(inner as object);
      // A base that includes or excludes nothing in particular does not say so.
      if (Object.keys(object).length === 0 && (name === 'include' || name === 'exclude')) continue;
      out[name] = object;
    } else {
      out[name] = inner;
    }
  }
  return out;
}
