import { describe, expect, test } from '@jest/globals';
import {
  AccountQuery,
  type ClassRef,
  CreateOperatorRequest,
  contractClasses,
  DeductionRequest,
  EventBatchRequest,
  EventRequest,
  GrantRequest,
  HoldRequest,
  JifenError,
  MAX_POINTS,
  PageQuery,
  PreviewQuery,
  StatementQuery,
  TransferRequest,
  UserAttributes,
  UserParams,
  UserTokenRequest,
} from '@jifen/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { ContractPipe, errorsOf, validate } from './validation.js';

const grant = { bizNo: 'grant-1', points: 100, reason: 'Sorry' };
const event = {
  eventId: '536365',
  type: 'ORDER_COMPLETED',
  userId: '17850',
  occurredAt: '2010-12-01T08:26:00Z',
  data: { amount: 2030 },
};

function refusal(type: ClassRef, value: unknown, place: 'body' | 'query' | 'param' = 'body') {
  try {
    return { value: validate(type, value, place) };
  } catch (error) {
    if (error instanceof JifenError && error.code === 'VALIDATION_FAILED') return error.errors;
    throw error;
  }
}
const pointers = (type: ClassRef, value: unknown) =>
  errorsOf(type, value).map(({ pointer, code }) => `${pointer} ${code}`);

describe('validation', () => {
  test('a range must not end before it begins, whatever the offsets', () => {
    const range = (recordedFrom: string, recordedTo: string) =>
      refusal(StatementQuery, { recordedFrom, recordedTo }, 'query');
    const day = '2026-11-01T00:00:00Z';
    for (const later of [day, '2026-11-01T00:00:00.001Z', '2026-10-31T23:30:00-01:00']) {
      expect(range(day, later)).toEqual({ value: { recordedFrom: day, recordedTo: later } });
    }
    expect(range(day, '2026-11-01T00:30:00+01:00')).toMatchObject([
      { pointer: '?recordedTo', code: 'range', detail: 'must not be before recordedFrom' },
    ]);
    expect(range('yesterday', day)).toMatchObject([{ pointer: '?recordedFrom', code: 'format' }]);
  });

  test('every contract class compiles in every place', () => {
    expect(contractClasses().size).toBeGreaterThan(50);
    for (const type of contractClasses().values())
      for (const place of ['body', 'query', 'param'] as const) expect(() => refusal(type, {}, place)).not.toThrow();
  });

  test('a request that keeps the contract passes as it is', () => {
    expect(validate(GrantRequest, grant)).toBe(grant);
    expect(errorsOf(EventRequest, event)).toEqual([]);
    expect(errorsOf(EventBatchRequest, { events: [event, event] })).toEqual([]);
  });

  test('what is missing, unknown or of another type is named by pointer', () => {
    expect(pointers(GrantRequest, {})).toEqual(['/bizNo required', '/points required', '/reason required']);
    expect(pointers(GrantRequest, { ...grant, extra: 1 })).toEqual(['/extra additionalProperties']);
    expect(pointers(GrantRequest, { ...grant, points: '100' })).toEqual(['/points type']);
    expect(pointers(GrantRequest, { ...grant, wallet: null })).toEqual(['/wallet type']);
    const wrong = { events: [event, { ...event, userId: 17850 }, { ...event, 'a/b~c': 1 }] };
    expect(pointers(EventBatchRequest, wrong)).toEqual([
      '/events/1/userId type',
      '/events/2/a~1b~0c additionalProperties',
    ]);
    for (const value of [null, [], 'text', 7, true]) expect(pointers(GrantRequest, value)).toEqual([' type']);
  });

  test('a text that has to be there is not blank, for the form and for the API alike', () => {
    const isTaken = (reason: string) => {
      const inForm = validateSync(plainToInstance(GrantRequest, { ...grant, reason })).length === 0;
      expect([reason, pointers(GrantRequest, { ...grant, reason })]).toEqual([
        reason,
        inForm ? [] : ['/reason pattern'],
      ]);
      return inForm;
    };
    for (const blank of [' ', '   ', '\t\n', '\u00a0', '\u3000\u2003', ' '.repeat(200)])
      expect(isTaken(blank)).toBe(false);
    for (const text of ['.', ' late ', '\u3000晚了', '\n😀', 'a b']) expect(isTaken(text)).toBe(true);
    const whiteOrNot = fc.string({ unit: fc.constantFrom(' ', '\t', '\u3000', 'a', '积'), minLength: 1, maxLength: 9 });
    fc.assert(fc.property(whiteOrNot, (text) => expect(isTaken(text)).toBe(text.trim() !== '')));
    expect(pointers(GrantRequest, { ...grant, reason: '' })).toContain('/reason minLength');
  });

  test('a field inside data may have any name and value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (data) => {
        expect(errorsOf(EventRequest, { ...event, data })).toEqual([]);
      }),
    );
    expect(pointers(EventRequest, { ...event, data: [] })).toEqual(['/data type']);
  });

  test('pointers of unknown fields can be followed to the field (RFC 6901)', () => {
    const name = fc.string({
      unit: fc.constantFrom('~', '/', '0', '1', 'a', '"', ' ', '积'),
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(name, (field) => {
        const [error] = errorsOf(GrantRequest, { ...grant, [field]: 1 });
        expect(error?.pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')).toBe(field);
      }),
    );
    const [long] = errorsOf(GrantRequest, { ...grant, [`${'x'.repeat(198)}~~~`]: 1 });
    expect(long?.pointer).toBe(`/${'x'.repeat(198)}`);
    const [cut] = errorsOf(GrantRequest, { ...grant, [`${'x'.repeat(198)}😀`]: 1 });
    expect(cut?.pointer.isWellFormed()).toBe(true);
  });

  test('numbers are whole, within bounds, and may be written 1e3', () => {
    const pointsOf = (text: string) =>
      pointers(GrantRequest, JSON.parse(`{"bizNo":"g","reason":"r","points":${text}}`));
    for (const text of ['1', '1e3', '1000.0', String(MAX_POINTS), '9e12']) expect(pointsOf(text)).toEqual([]);
    for (const text of ['0', '-1', '-0']) expect(pointsOf(text)).toEqual(['/points minimum']);
    for (const text of [String(MAX_POINTS + 1), '9007199254740993', '1e15', '1e300'])
      expect(pointsOf(text)).toEqual(['/points maximum']);
    expect(pointsOf('1.5')).toEqual(['/points type']);
    expect(pointsOf('1e400')).toContain('/points type');
    for (const text of ['true', 'null', '[1]', '{}', '"1"']) expect(pointsOf(text)).toEqual(['/points type']);
  });

  test('keys are of one alphabet and no path segments', () => {
    for (const bizNo of ['a', '...', 'A-Z_0:9@x.y', 'x'.repeat(64)])
      expect(errorsOf(GrantRequest, { ...grant, bizNo })).toEqual([]);
    for (const bizNo of ['', '.', '..', 'a b', 'a/b', '咖啡', 'a\n', 'x'.repeat(65), 'a%00'])
      expect(pointers(GrantRequest, { ...grant, bizNo })).toEqual(['/bizNo pattern']);
  });

  test('text is counted in characters, as the database counts it', () => {
    expect(errorsOf(GrantRequest, { ...grant, reason: '😀'.repeat(200) })).toEqual([]);
    expect(pointers(GrantRequest, { ...grant, reason: '😀'.repeat(201) })).toEqual(['/reason maxLength']);
    expect(pointers(GrantRequest, { ...grant, reason: 'a\u0000b' })).toEqual(['/reason pattern']);
  });

  test('instants are of days that exist, with an offset', () => {
    const occurredAt = (text: string) => pointers(EventRequest, { ...event, occurredAt: text });
    for (const text of ['2012-02-29T23:59:59.999999999+05:45', '2010-12-01T08:26:00Z', '2010-12-01T00:00:00-00:00'])
      expect(occurredAt(text)).toEqual([]);
    const wrong = ['2010-02-30T00:00:00Z', '2011-02-29T00:00:00Z', '2010-12-01T24:00:00Z', '2010-12-01T08:26:60Z'];
    for (const text of [...wrong, '2010-12-01', '2010-12-01 08:26:00Z', '2010-12-01T08:26:00', '1291191960', ''])
      expect(occurredAt(text)).toEqual(['/occurredAt format']);
  });

  test('query and path parameters are text, read as what the schema wants', () => {
    expect(refusal(PageQuery, { limit: '20' }, 'query')).toEqual({ value: { limit: 20 } });
    expect(refusal(PreviewQuery, { ruleSetVersion: '1e3' }, 'query')).toEqual({ value: { ruleSetVersion: 1000 } });
    const wrong: [Record<string, unknown>, string][] = [
      [{ limit: '' }, '?limit type'],
      [{ limit: 'x' }, '?limit type'],
      [{ limit: '1.5' }, '?limit type'],
      [{ limit: ['1', '2'] }, '?limit type'],
      [{ limit: '0' }, '?limit minimum'],
      [{ limit: '99999999999999999999' }, '?limit maximum'],
      [{ page: '2' }, '?page additionalProperties'],
      [{ cursor: 'x'.repeat(601) }, '?cursor maxLength'],
    ];
    for (const [query, error] of wrong) {
      const errors = refusal(PageQuery, query, 'query');
      if (!Array.isArray(errors)) throw new Error(`${JSON.stringify(query)} was taken`);
      expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([error]);
    }
    expect(refusal(UserParams, { userId: '..' }, 'param')).toMatchObject([{ pointer: ':userId', code: 'pattern' }]);
    expect(refusal(AccountQuery, { at: '2010-02-30T00:00:00Z' }, 'query')).toMatchObject([{ pointer: '?at' }]);
  });

  test('at most fifty errors are told', () => {
    expect(errorsOf(EventBatchRequest, { events: Array(100).fill({}) })).toHaveLength(50);
  });

  test('the pipe checks arguments that have a contract, and only those', () => {
    const pipe = new ContractPipe();
    expect(pipe.transform(grant, { type: 'body', metatype: GrantRequest })).toBe(grant);
    expect(() => pipe.transform(undefined, { type: 'body', metatype: GrantRequest })).toThrow(JifenError);
    expect(
      pipe.transform(Object.assign(Object.create(null), { limit: '5' }), { type: 'query', metatype: PageQuery }),
    ).toEqual({ limit: 5 });
    expect(pipe.transform(undefined, { type: 'query', metatype: PageQuery })).toEqual({});
    expect(pipe.transform('x', { type: 'param', metatype: String })).toBe('x');
    expect(pipe.transform(grant, { type: 'custom', metatype: GrantRequest })).toBe(grant);
  });
});

/**
 * Forms are checked by class-validator and requests by the schema, out of one decorator. They agree except where they
 * cannot: class-validator counts a variation selector as no character; it takes any class instance for an object.
 */
describe('class-validator and the schema', () => {
  const key = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'Z', '0', '.', ':', '@', '-', '_', ' ', '/'), maxLength: 66 }),
  );
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('a', '咖', '😀', '\u0000', ' '), fc.string({ minLength: 1, maxLength: 1 })),
  });
  const long = fc.integer({ min: 195, max: 205 }).map((length) => '😀'.repeat(length));
  const number = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.maxSafeInteger(),
    fc.constantFrom(0, 1, 60, MAX_POINTS, MAX_POINTS + 1),
  );
  const instant = fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.constantFrom(
      '2010-02-30T00:00:00Z',
      '2010-12-01T08:26:00+24:00',
      '2010-12-01T08:26:00.1234567890Z',
      '2010-12-01',
    ),
  );
  const list = fc.array(fc.oneof(text, key, fc.integer()), { maxLength: 5 });
  const object = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { noNullPrototype: true });
  const anything = fc.oneof(
    key,
    text,
    long,
    number,
    instant,
    list,
    object,
    fc.constantFrom(null, true, undefined, [], {}),
  );

  /** A request that is right except for some fields. */
  const almost = (right: Record<string, unknown>, others: string[]) =>
    fc
      .dictionary(fc.constantFrom(...Object.keys(right), ...others), anything, { maxKeys: 2, noNullPrototype: true })
      .map((wrong) => ({ ...right, ...wrong }));

  function agree(type: ClassRef, value: Record<string, unknown>): void {
    const defined = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
    fc.pre(!/[\uFE0E\uFE0F]/.test(JSON.stringify(defined)));
    // class-transformer takes a field of this name for the class of the object and fails; forms send none.
    fc.pre(!/"(constructor|__proto__)":/.test(JSON.stringify(defined)));
    const instance = plainToInstance(type as new () => object, structuredClone(defined));
    const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
    const wrong = (list: string[]) => [...new Set(list)].sort();
    const bySchema = errorsOf(type, defined).map(({ pointer }) => pointer.split('/')[1] ?? '');
    expect(wrong(errors.map((error) => error.property))).toEqual(wrong(bySchema));
  }

  const requests: [ClassRef, Record<string, unknown>, string[]][] = [
    [EventRequest, event, ['channel', 'extra']],
    [GrantRequest, grant, ['wallet', 'validDays', 'extra']],
    [DeductionRequest, grant, ['wallet', 'extra']],
    [HoldRequest, grant, ['wallet', 'expiresInSeconds', 'extra']],
    [TransferRequest, { bizNo: 'gift-1', toUserId: '13047', points: 1 }, ['reason', 'wallet']],
    [UserTokenRequest, { userId: '17850' }, ['expiresInSeconds']],
    [UserAttributes, {}, ['name', 'registeredAt', 'tags', 'level']],
    [
      CreateOperatorRequest,
      { email: 'a@b', name: 'Ada', password: 'correct horse battery', roles: ['FINANCE'] },
      ['extra'],
    ],
  ];
  test.each(requests.map(([type, right, others]) => [type.name, type, right, others] as const))(
    'agree on %s',
    (_name, type, right, others) => {
      agree(type, right);
      fc.assert(
        fc.property(almost(right, others), (value) => agree(type, value)),
        { numRuns: 500 },
      );
    },
  );

  test('agree on lists of requests', () => {
    for (const events of [[], [event], [event, { ...event, userId: '' }], [null], [7], 'x', Array(1001).fill(event)])
      agree(EventBatchRequest, { events });
  });
});
