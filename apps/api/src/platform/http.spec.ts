import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ERRORS, GrantRequest, JifenError, PageQuery, UserParams } from '@jifen/contracts';
import { BadRequestException, Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { createAdapter } from './http-adapter.js';
import { asJifenError, ProblemFilter, problemOf } from './problem.filter.js';
import { ContractPipe } from './validation.js';

const SECRET = 'the password of the database';

@Controller('api/v1')
class ProbeController {
  @Post('grants')
  grant(@Body() body: GrantRequest): unknown {
    return { points: body.points };
  }

  @Get('users/:userId')
  user(@Param() params: UserParams, @Query() query: PageQuery): unknown {
    if (params.userId === 'poor') throw new JifenError('INSUFFICIENT_POINTS', { wanted: 5, available: 1 });
    if (params.userId === 'slow') throw new JifenError('RATE_LIMITED', { retryAfterSeconds: 17 });
    if (params.userId === 'crowd') throw new JifenError('OVERLOADED');
    if (params.userId === 'nobody') throw new JifenError('UNAUTHENTICATED');
    if (params.userId === 'nest') throw new BadRequestException(SECRET);
    if (params.userId === 'bug') throw new TypeError(SECRET);
    if (params.userId === 'odd') throw SECRET;
    return { ...params, ...query };
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

describe('HTTP', () => {
  let app: NestFastifyApplication;
  const logged: string[] = [];

  beforeAll(async () => {
    const adapter = createAdapter({ bodyLimitBytes: 10_000, trustedProxies: undefined });
    app = await NestFactory.create<NestFastifyApplication>(ProbeModule, adapter, { bodyParser: false, logger: false });
    app.useGlobalPipes(new ContractPipe());
    const logger = pino({ level: 'warn' }, { write: (line: string) => logged.push(line) });
    app.useGlobalFilters(new ProblemFilter(logger));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());

  const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/grants',
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    });
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });
  const grant = '{"bizNo":"g1","points":1e3,"reason":"r"}';

  test('a right request is answered', async () => {
    expect((await post(grant)).json()).toEqual({ points: 1000 });
    expect((await post(grant, { 'content-type': 'application/json; charset=utf-8' })).statusCode).toBe(201);
    expect((await post(grant, { 'content-encoding': 'identity' })).statusCode).toBe(201);
    expect((await get('/api/v1/users/17850?limit=5')).json()).toEqual({ userId: '17850', limit: 5 });
  });

  test('everything wrong is a problem of the 4xx kind, with its code and pointers', async () => {
    const at = '/api/v1/users';
    const cases: [Promise<{ statusCode: number; headers: Record<string, unknown>; body: string }>, string, string?][] =
      [
        [post('{'), 'MALFORMED_JSON'],
        [post(''), 'VALIDATION_FAILED', ''],
        [post('{"reason":"\\u0000"}'), 'INVALID_TEXT', '/reason'],
        [post('{"points":1e400}'), 'VALIDATION_FAILED', '/points'],
        [post(gzipSync(grant), { 'content-encoding': 'gzip' }), 'UNSUPPORTED_MEDIA_TYPE'],
        [post(Buffer.from([0x22, 0xff, 0x22])), 'INVALID_TEXT'],
        [post('['.repeat(5000)), 'NESTING_TOO_DEEP'],
        [post(' '.repeat(10_001)), 'PAYLOAD_TOO_LARGE'],
        [post(grant, { 'content-type': 'text/plain' }), 'UNSUPPORTED_MEDIA_TYPE'],
        [post(grant, { 'content-type': 'application/x-www-form-urlencoded' }), 'UNSUPPORTED_MEDIA_TYPE'],
        [post(grant, { 'content-type': 'multipart/form-data; boundary=x' }), 'UNSUPPORTED_MEDIA_TYPE'],
        [post('{"bizNo":"g1","points":0,"reason":"r"}'), 'VALIDATION_FAILED', '/points'],
        [get(`${at}/17850?limit=x`), 'VALIDATION_FAILED', '?limit'],
        [get(`${at}/17850?limit=1e400`), 'VALIDATION_FAILED', '?limit'],
        [get(`${at}/17850?a%00b=1`), 'VALIDATION_FAILED', '?a\ufffdb'],
        [get(`${at}/17850?limit=1&limit=2`), 'VALIDATION_FAILED', '?limit'],
        [get(`${at}/17850?__proto__=1`), 'VALIDATION_FAILED', '?__proto__'],
        [get(`${at}/a%20b`), 'VALIDATION_FAILED', ':userId'],
        [get(`${at}/%00`), 'VALIDATION_FAILED', ':userId'],
        [get(`${at}/%zz`), 'MALFORMED_URL'],
        [get(`${at}/%ff`), 'MALFORMED_URL'],
        [get(`${at}/${'x'.repeat(300)}`), 'VALIDATION_FAILED', ':'],
        [get('/api/v1/nothing'), 'NOT_FOUND'],
        [app.inject({ method: 'DELETE', url: `${at}/17850` }) as never, 'NOT_FOUND'],
        [get(`${at}/poor`), 'INSUFFICIENT_POINTS'],
      ];
    for (const [answer, code, pointer] of cases) {
      const { statusCode, headers, body } = await answer;
      const problem = JSON.parse(body);
      expect(problem).toMatchObject({ code, status: statusCode, type: `urn:jifen:problem:${code}` });
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(statusCode).toBeLessThan(500);
      expect(problem.traceId).toMatch(/^[0-9a-f]{32}$/);
      if (pointer !== undefined) expect(problem.errors[0].pointer).toBe(pointer);
    }
  });

  test('a fault of ours says nothing about itself, and its log line has the trace', async () => {
    for (const userId of ['bug', 'odd', 'nest']) {
      const answer = await get(`/api/v1/users/${userId}`);
      expect(answer.statusCode).toBe(userId === 'nest' ? 400 : 500);
      expect(answer.body).not.toContain('password');
    }
    const traceId = '0123456789abcdef0123456789abcdef';
    logged.length = 0;
    const answer = await get('/api/v1/users/bug', { traceparent: `00-${traceId}-0123456789abcdef-01` });
    expect(answer.json()).toMatchObject({ code: 'INTERNAL_ERROR', traceId });
    expect(JSON.parse(logged[0] ?? '{}')).toMatchObject({ level: 50, traceId, route: '/api/v1/users/:userId' });
    logged.length = 0;
    expect((await get('/api/v1/users/crowd')).headers['retry-after']).toBe('1');
    expect(logged[0]).not.toContain('stack');
    expect(JSON.parse(logged[0] ?? '{}')).toMatchObject({ level: 40, code: 'OVERLOADED' });
  });

  test('headers that go with a problem', async () => {
    expect((await get('/api/v1/users/slow')).headers['retry-after']).toBe('17');
    expect((await get('/api/v1/users/nobody')).headers['www-authenticate']).toBe('Bearer');
  });

  test('titles follow the language that is asked for', async () => {
    const title = async (language: string) =>
      (await get('/api/v1/users/poor', { 'accept-language': language })).json().title;
    expect(await title('zh-CN,zh;q=0.9')).toBe(ERRORS.INSUFFICIENT_POINTS.title['zh-CN']);
    expect(await title('ZH')).toBe(ERRORS.INSUFFICIENT_POINTS.title['zh-CN']);
    expect(await title('en-GB,zh;q=0.5')).toBe(ERRORS.INSUFFICIENT_POINTS.title['en-US']);
    expect(await title('')).toBe(ERRORS.INSUFFICIENT_POINTS.title['en-US']);
  });

  test('a problem tells its parameters and whether to try again', () => {
    const problem = problemOf(new JifenError('INSUFFICIENT_POINTS', { wanted: 5 }), 't');
    expect(problem).toMatchObject({ params: { wanted: 5 }, retryable: false, status: 409, traceId: 't' });
    expect(problem).not.toHaveProperty('errors');
    expect(problemOf(new JifenError('OVERLOADED'), 't')).toMatchObject({ retryable: true, status: 503 });
    for (const [status, code] of [
      [418, 'VALIDATION_FAILED'],
      [502, 'INTERNAL_ERROR'],
      [429, 'RATE_LIMITED'],
    ] as const)
      expect(asJifenError({ statusCode: status }).code).toBe(code);
    for (const thrown of [null, undefined, 'text', 7, {}]) expect(asJifenError(thrown).code).toBe('INTERNAL_ERROR');
  });
});
