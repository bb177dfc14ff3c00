import { describe, expect, it } from '@jest/globals';
import { isRuleSet } from '@jifen/rules';
import { ifChain, jsonRulesEngine, jsonRulesEngineBare, ours } from './contenders.ts';
import { assertSamePoints, median } from './measure.ts';
import { benchRules, benchVisits } from './programme.ts';
import { benchTables } from './tables.ts';

describe('the bench of the rule engine', () => {
  it.each([
    [1, 1],
    [24, 24],
    [10, 40],
  ])('%d of %d rules: valid, and all contenders give the same points', async (count, total) => {
    const rules = benchRules(count, total);
    expect(rules).toHaveLength(total);
    expect(isRuleSet(JSON.parse(JSON.stringify({ rules })))).toBe(true);
    const contenders = [ours(rules), jsonRulesEngine(rules), jsonRulesEngineBare(rules), ifChain(rules)];
    expect(await assertSamePoints(contenders, benchVisits())).toBeGreaterThan(0);
  });

  it('every rule that is triggered leaves its trace, in ours as in json-rules-engine', async () => {
    const [visit] = benchVisits();
    if (!visit) {
      throw new Error('no visits');
    }
    const mixed = benchRules(10, 40);
    expect(await ours(mixed).run(visit)).toMatchObject({ traced: 10 });
    expect(await jsonRulesEngine(mixed).run(visit)).toMatchObject({ traced: 40 });
    expect(await jsonRulesEngineBare(benchRules(8)).run(visit)).toMatchObject({ traced: 8 });
  });

  it('notices contenders that do not agree', async () => {
    const contenders = [ours(benchRules(8)), ifChain(benchRules(9))];
    await expect(assertSamePoints(contenders, benchVisits())).rejects.toThrow('not the same points');
  });

  it('prints both tables', async () => {
    const lines: string[] = [];
    for await (const line of benchTables({ rounds: 1, roundMs: 0.01 }, { sizes: [1, 8], totals: [10, 20] })) {
      lines.push(line);
    }
    expect(lines.filter((line) => /^\| (1|8|10|20) \|/.test(line))).toHaveLength(4);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});
