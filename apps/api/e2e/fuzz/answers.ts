import { isDay, isInstant } from '@jifen/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiDocument, Schema } from './document.js';

/** Checks values against schemas of the document as a client would: with a validator of its own. */
export function schemaChecks(document: ApiDocument): { check(schema: Schema, value: unknown): string[] } {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, allowUnionTypes: true });
  ajv.addFormat('date-time', isInstant);
  ajv.addFormat('date', isDay);
  const absolute = (schema: object) =>
    JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', 'urn:of:'));
  for (const [name, schema] of Object.entries(document.components.schemas))
    ajv.addSchema({ ...absolute(schema), $id: `urn:of:${name}` });
  const known = new Map<string, ValidateFunction>();
  return {
    check(schema, value) {
      const text = JSON.stringify(schema);
      const validate = known.get(text) ?? ajv.compile(absolute(schema));
      known.set(text, validate);
      if (validate(value)) return [];
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
    },
  };
}
