import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import {
  ALL_PERMISSIONS,
  contractClasses,
  ERRORS,
  type JsonSchema,
  PERMISSIONS,
  ROLE_PERMISSIONS,
  ROLES,
  SCOPES,
  schemaOf,
} from './index.js';

describe('the catalogue of errors', () => {
  test.each(Object.entries(ERRORS))(
    '%s has a status and a title in both languages',
    (code, { status, retryable, title }) => {
      expect(code).toMatch(/^[A-Z][A-Z_]*[A-Z]$/);
      expect(status >= 400 && status < 600).toBe(true);
      // What is busy or away now may be there in a moment; what is wrong stays wrong.
      if (status === 503 || status === 429) expect(retryable).toBe(true);
      if (status === 400 || status === 422 || status === 404) expect(retryable).toBe(false);
      expect(title['en-US']).toMatch(/^[A-Z][^\u4e00-\u9fff]+[^.]$/);
      expect(title['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
    },
  );
});

describe('who may what', () => {
  test('every scope and permission has a name in both languages', () => {
    for (const [code, name] of [...Object.entries(SCOPES), ...Object.entries(PERMISSIONS)]) {
      expect(code).toMatch(/^[a-z-]+:[a-z-]+$/);
      expect(name['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
      expect(name['en-US']).toMatch(/^[A-Z]/);
    }
  });

  test('an administrator may everything, an auditor changes nothing', () => {
    expect(ROLE_PERMISSIONS.ADMIN).toEqual(ALL_PERMISSIONS);
    for (const permission of ROLE_PERMISSIONS.AUDITOR) expect(permission).toMatch(/:read$/);
    for (const role of ROLES)
      for (const permission of ROLE_PERMISSIONS[role]) expect(PERMISSIONS).toHaveProperty([permission]);
  });
});

describe('contract classes', () => {
  const classes = [...contractClasses()];
  const refsIn = (schema: unknown) =>
    [...JSON.stringify(schema).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);

  test.each(classes)(
    '%s refuses unknown fields, describes its own, and refers to classes that exist',
    (_name, type) => {
      const schema = schemaOf(type) as { properties: Record<string, JsonSchema>; additionalProperties: boolean };
      expect(schema.additionalProperties).toBe(false);
      for (const [field, piece] of Object.entries(schema.properties)) {
        expect({ field, description: piece['description'] }).toEqual({
          field,
          description: expect.stringMatching(/./),
        });
      }
      for (const name of refsIn(schema)) expect(contractClasses().has(name ?? '')).toBe(true);
    },
  );

  test('inherited fields come first and are kept', () => {
    const byName = new Map(classes);
    const merge = byName.get('MergeRequest');
    expect(merge && schemaOf(merge)).toMatchObject({ required: ['reason', 'intoUserId'] });
  });
});
