import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ERRORS } from '@jifen/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { chromium } from 'playwright-core';
import { OPENAPI_FILE, openApiText } from '../src/cli/openapi.js';
import { Routes } from '../src/identity/routes.js';
import { schemaChecks } from './fuzz/answers.js';
import { type ApiDocument, type Operation, operationsOf, type Schema } from './fuzz/document.js';
import { openTestApp, type TestApp } from './support.js';

let t: TestApp;
let document: ApiDocument;
let operations: Operation[];
beforeAll(async () => {
  t = await openTestApp();
  document = (await t.http.get('/api/openapi.json').expect(200)).body;
  operations = operationsOf(document);
});
afterAll(() => t?.close());

/** Every schema of the document with its place, parts included. */
function* schemasOf(): Generator<[string, Schema]> {
  function* parts(place: string, schema: Schema): Generator<[string, Schema]> {
    yield [place, schema];
    for (const [name, part] of Object.entries(schema.properties ?? {})) yield* parts(`${place}.${name}`, part);
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) yield* parts(name, schema);
}

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test('is the one that is checked in, and can be written without a database', async () => {
    const text = `${JSON.stringify(document, null, 2)}\n`;
    expect(await openApiText()).toBe(text);
    const isCheckedIn = readFileSync(OPENAPI_FILE, 'utf8') === text;
    if (!isCheckedIn) throw new Error('apps/api/openapi.json is not what the API serves: run `npm run openapi`');
  });

  test('knows every route', () => {
    const described = operations.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
    const routes = t.app
      .get(Routes)
      .list()
      .map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(routes.sort());
    expect(described).toEqual(expect.arrayContaining(['GET /health/live', 'GET /health/ready', 'GET /metrics']));
  });

  test('says of every route what it does, for whom, and by which name', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) {
      const { operationId, summary, description, security, access } = operation;
      expect([operationId, summary]).toEqual([operationId, expect.stringMatching(/^[A-Z].{5,}[^.]$/)]);
      expect([operationId, description]).toEqual([operationId, expect.stringMatching(/(^|\n)(For |Public: )/)]);
      const wanted = 'public' in access ? [] : [{ bearer: [] }];
      expect([operationId, security]).toEqual([operationId, wanted]);
      expect(operation.tags).toHaveLength(1);
    }
    expect(operations.flatMap(({ tags }) => tags).every((tag) => document.tags.some(({ name }) => name === tag))).toBe(
      true,
    );
  });

  test('describes what goes in, with an example that the route’s own checks take', () => {
    const { check } = schemaChecks(document);
    for (const { operationId, parameters, body } of operations) {
      for (const { name, description, schema } of parameters) {
        expect([operationId, name, description]).toEqual([operationId, name, expect.stringMatching(/\w/)]);
        const examples = schema.examples ?? schema.enum ?? [];
        expect([operationId, name, examples.length]).not.toEqual([operationId, name, 0]);
        for (const example of examples)
          expect([operationId, name, check(schema, example)]).toEqual([operationId, name, []]);
      }
      if (!body) continue;
      expect(body.description).toMatch(/\w/);
      expect([operationId, check(body.schema, body.example)]).toEqual([operationId, []]);
      expect(body.example).toBeDefined();
    }
  });

  test('describes what comes out: a schema and an example for every success, the codes for every refusal', () => {
    const { check } = schemaChecks(document);
    for (const { operationId, responses } of operations) {
      expect(responses.some(({ status }) => status >= 200 && status < 300)).toBe(true);
      for (const { status, mediaType, schema, example, description, codes } of responses) {
        const where = `${operationId} ${status}`;
        expect([where, description]).toEqual([where, expect.stringMatching(/\w/)]);
        if (status === 204) expect([where, schema]).toEqual([where, undefined]);
        else expect([where, schema]).toEqual([where, expect.anything()]);
        if (status < 400) {
          if (mediaType !== 'application/json' || !schema) continue;
          expect([where, example]).toEqual([where, expect.anything()]);
          expect([where, check(schema, example)]).toEqual([where, []]);
          continue;
        }
        expect([where, schema]).toEqual([where, { $ref: '#/components/schemas/ProblemView' }]);
        expect([where, codes.length]).not.toEqual([where, 0]);
        for (const code of codes) expect([where, code, ERRORS[code].status]).toEqual([where, code, status]);
      }
    }
  });

  test('describes every field, with an example that fits', () => {
    const { check } = schemaChecks(document);
    for (const [place, schema] of schemasOf()) {
      if (!place.includes('.')) continue;
      expect([place, schema.description]).toEqual([place, expect.stringMatching(/\w/)]);
      const isMadeOfOthers = '$ref' in schema || schema.type === 'array' || 'anyOf' in schema;
      const speaksForItself = schema.type === 'boolean' || schema.enum !== undefined;
      if (!isMadeOfOthers && !speaksForItself) expect([place, schema.examples?.length]).toEqual([place, 1]);
      for (const example of schema.examples ?? []) expect([place, check(schema, example)]).toEqual([place, []]);
    }
  });

  test('shows its problems as they are sent', () => {
    const { check } = schemaChecks(document);
    const examples = document.components.examples;
    expect(Object.keys(examples)).toEqual(Object.keys(ERRORS));
    for (const [code, { value }] of Object.entries(examples)) {
      expect([code, check({ $ref: '#/components/schemas/ProblemView' }, value)]).toEqual([code, []]);
    }
  });
});

test('people read it at /api/docs, under our own content security policy', async () => {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  try {
    const page = await browser.newPage();
    const wrong: string[] = [];
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('response', (answer) => answer.status() >= 400 && wrong.push(`${answer.status()} ${answer.url()}`));
    page.on('requestfailed', (request) => wrong.push(`${request.url()} ${request.failure()?.errorText}`));
    const answer = await page.goto(`${t.baseUrl}/api/docs`);
    expect(answer?.status()).toBe(200);
    await page.getByText('Report one business event').waitFor();
    await page.getByText('Report one business event').click();
    await page.getByText('respond-async', { exact: false }).first().waitFor();
    expect(wrong).toEqual([]);
  } finally {
    await browser.close();
  }
}, 60_000);
