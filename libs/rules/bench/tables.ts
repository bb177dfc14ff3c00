// The two tables of the bench, as Markdown.
import { type Contender, ifChain, jsonRulesEngine, jsonRulesEngineBare, ours } from './contenders.ts';
import { assertSamePoints, type Timing, timeAll } from './measure.ts';
import { benchRules, benchVisits } from './programme.ts';

export interface Sizes {
  /** Rules that an order triggers, all of them. */
  sizes: readonly number[];
  /** Rules in all, of which 10 are triggered. */
  totals: readonly number[];
}

const TRIGGERED = 10;

/** Measures and yields the tables line by line. Throws when the contenders do not agree on the points. */
export async function* benchTables(effort: { rounds: number; roundMs: number }, { sizes, totals }: Sizes) {
  const visits = benchVisits();
  yield 'Microseconds an event, all rules triggered; points are checked to be the same.';
  yield '';
  yield '| Rules | Ours, full trace | json-rules-engine | … bare | if chain | Ours is faster than bare |';
  yield '| --- | --- | --- | --- | --- | --- |';
  for (const size of sizes) {
    const rules = benchRules(size);
    const contenders = [ours(rules), jsonRulesEngine(rules), jsonRulesEngineBare(rules), ifChain(rules)];
    await assertSamePoints(contenders, visits);
    yield row(size, await timeAll(contenders, visits, effort));
  }
  yield '';
  yield `Microseconds an event, ${TRIGGERED} rules triggered out of all.`;
  yield '';
  yield '| Rules | Ours, full trace | json-rules-engine | … bare | if chain | Ours is faster than bare |';
  yield '| --- | --- | --- | --- | --- | --- |';
  for (const total of totals) {
    const rules = benchRules(TRIGGERED, total);
    const contenders: Contender[] = [ours(rules), jsonRulesEngine(rules), jsonRulesEngineBare(rules), ifChain(rules)];
    await assertSamePoints(contenders, visits);
    yield row(total, await timeAll(contenders, visits, effort));
  }
}

function row(rules: number, [mine, json, bare, chain]: readonly Timing[]): string {
  const times = [mine, json, bare, chain].map((timing) => shown(timing?.microseconds ?? 0));
  const ratio = (bare?.microseconds ?? 0) / (mine?.microseconds ?? 1);
  return `| ${rules.toLocaleString('en-US')} | ${times.join(' | ')} | ${Math.round(ratio)} × |`;
}

function shown(microseconds: number): string {
  const digits = microseconds < 10 ? 2 : microseconds < 100 ? 1 : 0;
  return microseconds.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
