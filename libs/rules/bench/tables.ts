// The two tables of the bench, as Markdown.
import type { Rule } from '@jifen/rules';
import { ifChain, jsonRulesEngine, jsonRulesEngineBare, ours } from './contenders.ts';
import { assertSamePoints, type Effort, timeAll } from './measure.ts';
import { benchRules, benchVisits } from './programme.ts';

export interface Sizes {
  /** Rules that an order triggers, all of them. */
  sizes: readonly number[];
  /** Rules in all, of which 10 are triggered. */
  totals: readonly number[];
}

const TRIGGERED = 10;

const HEAD = [
  '| Rules | Ours, full trace | json-rules-engine | json-rules-engine, bare | if chain | Ours against json-rules-engine | … bare |',
  '| --- | --- | --- | --- | --- | --- | --- |',
];

/** Measures and yields the tables line by line. Throws when the contenders do not agree on the points. */
export async function* benchTables(effort: Effort, { sizes, totals }: Sizes): AsyncGenerator<string> {
  yield* [
    'Microseconds of processor time an event, all rules triggered; points are checked to be the same.',
    '',
    ...HEAD,
  ];
  for (const size of sizes) {
    yield await line(size, benchRules(size), effort);
  }
  yield* ['', `Microseconds of processor time an event, ${TRIGGERED} rules triggered out of all.`, '', ...HEAD];
  for (const total of totals) {
    yield await line(total, benchRules(TRIGGERED, total), effort);
  }
}

async function line(count: number, rules: Rule[], effort: Effort): Promise<string> {
  const visits = benchVisits();
  const contenders = [ours(rules), jsonRulesEngine(rules), jsonRulesEngineBare(rules), ifChain(rules)];
  await assertSamePoints(contenders, visits);
  const [mine = 1, json = 0, bare = 0, chain = 0] = await timeAll(contenders, visits, effort);
  const ratios = [json, bare].map((time) => `${Math.round(time / mine)} ×`);
  return `| ${[count.toLocaleString('en-US'), ...[mine, json, bare, chain].map(shown), ...ratios].join(' | ')} |`;
}

function shown(microseconds: number): string {
  const digits = microseconds < 10 ? 2 : microseconds < 100 ? 1 : 0;
  return microseconds.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
