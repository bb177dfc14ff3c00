/** What is wrong with the rule that is being edited, by the place in the form where it is shown. */
import type { FieldError } from '@jifen/contracts';
import { problemText, type Rule, type RuleProblem, validateRuleSet } from '@jifen/rules';
import type { Locale } from '../../shared/i18n/texts.js';

/** Texts by JSON pointer from the rule: `/award/points`. */
export type Problems = ReadonlyMap<string, readonly string[]>;

/** Checks the rule among the others of its set, as the server will; only what is wrong with this rule. */
export function problemsOf(json: unknown, others: readonly unknown[]): RuleProblem[] {
  // Others first: a code that stands twice is then the fault of the one that is being edited.
  const at = `/rules/${others.length}`;
  const all = validateRuleSet({ rules: [...others, json] });
  return all.flatMap((problem) =>
    problem.pointer === at || problem.pointer.startsWith(`${at}/`)
      ? [{ ...problem, pointer: problem.pointer.slice(at.length) }]
      : [],
  );
}

/** A code that is there already: which rule has it, as the number and the name of the rule; of others undefined. */
export function sameAs(
  { code, params }: RuleProblem,
  others: readonly Rule[],
  all: readonly Rule[],
  locale: Locale,
): { n: number; name: string } | undefined {
  const at = /^\/rules\/(\d+)\/code$/.exec(String(params['first'] ?? ''))?.[1];
  const other = code === 'DUPLICATE' && at !== undefined ? others[Number(at)] : undefined;
  return other && { n: all.indexOf(other) + 1, name: other.name[locale] };
}

/** The problems as texts by pointer; `textOf` has words of its own for some. */
export function textsOf(
  problems: readonly RuleProblem[],
  locale: Locale,
  textOf: (problem: RuleProblem) => string | undefined = () => undefined,
): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const problem of problems) {
    out.set(problem.pointer, [...(out.get(problem.pointer) ?? []), textOf(problem) ?? problemText(problem, locale)]);
  }
  return out;
}

/**
 * The server's errors as texts by pointer from the rule with the index, and those that belong elsewhere. Pointers
 * begin at the request's body, `/ruleSet/rules/0/award/points`, or at the rule set.
 */
export function placeServerErrors(
  errors: readonly FieldError[],
  index: number,
  textOf: (error: FieldError) => string = ({ detail }) => detail,
): { own: Map<string, string[]>; rest: FieldError[] } {
  const own = new Map<string, string[]>();
  const rest: FieldError[] = [];
  const prefix = new RegExp(`^(?:/ruleSet)?/rules/${index}(?=/|$)`);
  for (const error of errors) {
    const match = prefix.exec(error.pointer);
    if (match) {
      const pointer = error.pointer.slice(match[0].length);
      own.set(pointer, [...(own.get(pointer) ?? []), textOf(error)]);
    } else {
      rest.push(error);
    }
  }
  return { own, rest };
}

/**
 * The texts of a place: of the pointer itself and, with `deep`, of everything below it that has no place of its own
 * (`known` says which pointers do).
 */
export function textsAt(problems: Problems, pointer: string, deep = false): string[] {
  const texts = [...(problems.get(pointer) ?? [])];
  if (deep) {
    for (const [at, found] of problems) if (at.startsWith(`${pointer}/`)) texts.push(...found);
  }
  return [...new Set(texts)];
}

/**
 * Both sources in one; what the server said about a place stands until the rule is sent again, unless the check here
 * says what is wrong there: it is the same check, in the reader's language.
 */
export function merged(found: Problems, said: Problems): Problems {
  return new Map([...said, ...found]);
}
