/** Conditions that are not complete yet, so that the complete ones beside them can be said. */
import { describeCondition, type FieldCondition, type RuleProblem } from '@jifen/rules';
import type { Locale } from '../../shared/i18n/texts.js';

type Json = Readonly<Record<string, unknown>>;

export interface OpenConditions {
  /** The rule with something sayable in the place of every comparison that is not complete. */
  json: Json;
  /** The problems that are gone with it. */
  settled: ReadonlySet<RuleProblem>;
  /** Puts "…" where those comparisons are said. */
  mark: (text: string) => string;
}

const CONDITIONS = /^(\/conditions|\/multipliers\/\d+\/conditions)(?=\/|$)/;

/** Puts a stand-in for each comparison, and each group without any, that a problem points at. */
export function withOpenConditions(json: Json, problems: readonly RuleProblem[], locale: Locale): OpenConditions {
  const places = new Set<string>();
  const settled = new Set<RuleProblem>();
  for (const problem of problems) {
    const place = openPlace(json, problem.pointer);
    if (place === undefined) continue;
    places.add(place);
    settled.add(problem);
  }
  const stands = [...places].map((place, i) => ({ place, standIn: standIn(i) }));
  const patched = stands.reduce<unknown>((rule, one) => put(rule, one.place.slice(1).split('/'), one.standIn), json);
  const phrases = stands.flatMap((one) => [
    describeCondition(one.standIn, locale),
    describeCondition({ kind: 'not', of: one.standIn }, locale),
  ]);
  const mark = (text: string): string => phrases.reduce((said, phrase) => replaced(said, phrase), text);
  return { json: patched as Json, settled, mark };
}

/** A comparison that is always valid, and whose words no other comparison has. */
function standIn(i: number): FieldCondition {
  return { kind: 'field', field: `data.unfinished${i}`, op: 'exists', value: true };
}

/** The phrase may begin the sentence. */
function replaced(text: string, phrase: string): string {
  return text.replaceAll(phrase, '…').replaceAll(phrase.charAt(0).toUpperCase() + phrase.slice(1), '…');
}

/** Where the comparison or the empty group stands that a pointer leads to; undefined when it leads elsewhere. */
function openPlace(json: Json, pointer: string): string | undefined {
  const root = CONDITIONS.exec(pointer)?.[0];
  if (root === undefined) return undefined;
  const steps = pointer.slice(1).split('/');
  const depth = root.split('/').length - 1;
  let node: unknown = json;
  for (const [i, step] of steps.entries()) {
    if (i >= depth && isOpen(node)) return `/${steps.slice(0, i).join('/')}`;
    node = typeof node === 'object' && node !== null ? (node as Json)[step] : undefined;
  }
  return isOpen(node) ? pointer : undefined;
}

function isOpen(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { kind, of } = node as Json;
  return kind === 'field' || (Array.isArray(of) && of.length === 0);
}

function put(value: unknown, [step, ...rest]: readonly string[], inner: unknown): unknown {
  if (step === undefined) return inner;
  if (Array.isArray(value)) return value.map((one: unknown, i) => (String(i) === step ? put(one, rest, inner) : one));
  const object = value as Json;
  return { ...object, [step]: put(object[step], rest, inner) };
}
