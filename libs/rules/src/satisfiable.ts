import { canBeWhen } from './calendar.js';
import type { Demand, DemandTree } from './demand.js';
import { canMeet, type Work } from './witness.js';

/**
 * Whether some event and user can meet all of these demands at once. `false` is certain; `true` also means "perhaps":
 * relations between fields are known only for dates and times, and when `work` runs out nothing more is ruled out.
 */
export function satisfiable(trees: readonly DemandTree[], trigger: string, work: Work): boolean {
  return search(trees, new Map(), trigger, work);
}

/** The first field of which single demands, those outside of any ANY, cannot be met together. */
export function clashingField(trees: readonly DemandTree[], trigger: string, work: Work): string | undefined {
  const { demands } = flatten(trees);
  const fields = [...new Set(demands.map(({ field }) => field))];
  return fields.find(
    (field) =>
      !canMeet(
        field,
        demands.filter((demand) => demand.field === field),
        trigger,
        work,
      ),
  );
}

type Store = ReadonlyMap<string, readonly Demand[]>;
type Choice = Extract<DemandTree, { mode: unknown }>;

/** Depth first: all single demands, then one member after the other of each ANY. */
function search(trees: readonly DemandTree[], known: Store, trigger: string, work: Work): boolean {
  if (work.left <= 0) {
    return true;
  }
  const { demands, choices } = flatten(trees);
  work.left -= demands.length + choices.length;
  const store = new Map(known);
  for (const demand of demands) {
    store.set(demand.field, [...(store.get(demand.field) ?? []), demand]);
  }
  for (const field of new Set(demands.map((demand) => demand.field))) {
    if (!canMeet(field, store.get(field) ?? [], trigger, work)) {
      return false;
    }
  }
  if (work.left <= 0) {
    return true;
  }
  if (demands.some(({ field }) => field.startsWith('time.')) && !canBeWhen(store, work)) {
    return false;
  }
  const [first, ...others] = choices;
  work.left -= 1;
  return first === undefined || first.of.some((child) => search([child, ...others], store, trigger, work));
}

function flatten(trees: readonly DemandTree[]): { demands: Demand[]; choices: Choice[] } {
  const demands: Demand[] = [];
  const choices: Choice[] = [];
  for (const tree of trees) {
    if (!('mode' in tree)) {
      demands.push(tree);
    } else if (tree.mode === 'any' && tree.of.length > 1) {
      choices.push(tree);
    } else {
      const inner = flatten(tree.of);
      demands.push(...inner.demands);
      choices.push(...inner.choices);
    }
  }
  return { demands, choices };
}
