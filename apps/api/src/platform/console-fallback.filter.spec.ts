import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { type ArgumentsHost, NotFoundException } from '@nestjs/common';
import { pino } from 'pino';
import { ConsoleFallbackFilter } from './console-fallback.filter.js';

const folder = mkdtempSync(join(tmpdir(), 'console-'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Console</title>');
afterAll(() => rmSync(folder, { recursive: true }));

/** What a request for a path that no route knows is answered with. */
function answerTo(url: string, accept: string, method = 'GET'): { status: number; body: unknown } {
  const answer = { status: 0, body: undefined as unknown };
  const reply = {
    sent: false,
    status: (status: number) => {
      answer.status = status;
      return reply;
    },
    type: () => reply,
    header: () => reply,
    send: (body: unknown) => {
      answer.body = body;
      return reply;
    },
  };
  const request = { url, method, id: 'trace', headers: { accept } };
  const http = { getRequest: () => request, getResponse: () => reply };
  const host = { switchToHttp: () => http } as unknown as ArgumentsHost;
  new ConsoleFallbackFilter(folder, pino({ level: 'silent' })).catch(new NotFoundException(), host);
  return answer;
}

test.each(['/users/17850', '/users/bob.b', '/users?q=1', '/anything'])('a browser at %s gets the console', (url) => {
  expect(answerTo(url, 'text/html,application/xhtml+xml')).toEqual({
    status: 200,
    body: '<!doctype html><title>Console</title>',
  });
});

test.each([
  ['/api/v1/nothing', 'text/html', 'GET'],
  ['/assets/gone.js', 'text/html', 'GET'],
  ['/logo.png', 'image/*', 'GET'],
  ['/users/17850', 'application/json', 'GET'],
  ['/users/17850', 'text/html', 'POST'],
])('%s as %s by %s stays unknown', (url, accept, method) => {
  expect(answerTo(url, accept, method)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
});
