import { describe, expect, it } from '@jest/globals';
import { inRollout, pickGroup } from './bucket.js';
import { partJson } from './canonical.js';

/** Each part as an operator might have written it, and as it has to stand in the canonical text. */
const PARTS: [string, string][] = [
  ['{"en-US":"a","zh-CN":"b"}', '{"zh-CN":"b","en-US":"a"}'],
  ['{"value":1,"op":"eq","field":"f","kind":"field"}', '{"kind":"field","field":"f","op":"eq","value":1}'],
  ['{"of":[],"kind":"all"}', '{"kind":"all","of":[]}'],
  ['{"conditions":{},"rateBps":1,"code":"M"}', '{"code":"M","rateBps":1,"conditions":{}}'],
  ['{"rateBps":2,"match":{"skus":[],"categories":[]}}', '{"match":{"categories":[],"skus":[]},"rateBps":2}'],
  ['{"points":2,"times":1,"period":"day","kind":"period"}', '{"kind":"period","period":"day","times":1,"points":2}'],
  ['{"points":2,"days":1}', '{"days":1,"points":2}'],
  ['{"per":3,"points":2,"from":1}', '{"from":1,"points":2,"per":3}'],
  [
    '{"discount":"spread","exclude":{},"include":{},"kind":"lines"}',
    '{"kind":"lines","include":{},"exclude":{},"discount":"spread"}',
  ],
  ['{"exclude":["tax"],"field":"f","kind":"field"}', '{"kind":"field","field":"f","exclude":["tax"]}'],
  [
    '{"fullUnitsOnly":true,"base":{},"unit":"major","per":2,"points":1,"kind":"ratio"}',
    '{"kind":"ratio","points":1,"per":2,"unit":"major","base":{},"fullUnitsOnly":true}',
  ],
  [
    '{"steps":[],"base":{},"unit":"each","mode":"whole","kind":"stepped"}',
    '{"kind":"stepped","mode":"whole","unit":"each","base":{},"steps":[]}',
  ],
  [
    '{"rates":[],"base":{},"unit":"major","per":2,"points":1,"kind":"items"}',
    '{"kind":"items","points":1,"per":2,"unit":"major","base":{},"rates":[]}',
  ],
  ['{"cycleDays":7,"at":[],"field":"f","kind":"streak"}', '{"kind":"streak","field":"f","at":[],"cycleDays":7}'],
  ['{"months":1,"kind":"months"}', '{"kind":"months","months":1}'],
  ['{"date":"2026-01-01","kind":"fixed_date"}', '{"kind":"fixed_date","date":"2026-01-01"}'],
  ['{"years":1,"kind":"end_of_year"}', '{"kind":"end_of_year","years":1}'],
  ['{"mode":"best","code":"G"}', '{"code":"G","mode":"best"}'],
  [
    '{"wallet":"w","activationDelayDays":1,"validFrom":"RECORDED","validity":{},"budget":{},"limits":[],' +
      '"stackingGroup":{},"rounding":"floor","multipliers":[],"award":{},"conditions":{},"effectiveTo":"b",' +
      '"effectiveFrom":"a","status":"ACTIVE","trigger":"T","name":{},"code":"R"}',
    '{"code":"R","name":{},"trigger":"T","status":"ACTIVE","effectiveFrom":"a","effectiveTo":"b","conditions":{},' +
      '"award":{},"multipliers":[],"rounding":"floor","stackingGroup":{},"limits":[],"budget":{},"validity":{},' +
      '"validFrom":"RECORDED","activationDelayDays":1,"wallet":"w"}',
  ],
  ['{"zz":1,"rules":[],"aa":2}', '{"rules":[],"aa":2,"zz":1}'],
  ['{"":1,"wallet":"w"}', '{"wallet":"w","":1}'],
];

describe('the order of fields', () => {
  it.each(PARTS)('%s', (written, wanted) => {
    expect(partJson(JSON.parse(written))).toBe(wanted);
  });

  it('of what is no object', () => {
    expect(partJson([-0, null, 'a', true])).toBe('[0,null,"a",true]');
    expect(partJson({ points: undefined, per: 1 })).toBe('{"per":1}');
    expect(partJson(undefined)).toBe('');
  });
});

describe('groups that cannot be', () => {
  it.each([[0], [-1], [0.5]])('a weight of %d', (weight) => {
    const said = new RangeError(`not a positive integer: ${weight}`);
    expect(() => pickGroup('u', 'E', [{ code: 'A', weight }])).toThrow(said);
  });

  it('none at all', () => {
    expect(() => pickGroup('u', 'E', [])).toThrow(new RangeError('an experiment needs a group'));
  });

  it('nobody is in 0 percent, everybody in 100', () => {
    const users = Array.from({ length: 30_000 }, (_, i) => `u${i}`);
    expect(users.filter((user) => inRollout(user, 'S', 0))).toEqual([]);
    expect(users.filter((user) => !inRollout(user, 'S', 100))).toEqual([]);
  });
});
