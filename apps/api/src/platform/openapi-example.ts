import { type ClassRef, contractClasses, type JsonSchema, schemaOf } from '@jifen/contracts';

const COMPONENT = '#/components/schemas/';

/**
 * An example that a schema allows, put together from the examples of its parts: what is required, and of the rest
 * what has an example of its own. Undefined when a required part has none.
 */
export function exampleOf(schema: JsonSchema): unknown {
  const { $ref, anyOf, examples, type, properties, items } = schema as {
    $ref?: string;
    anyOf?: JsonSchema[];
    examples?: unknown[];
    type?: string | string[];
    properties?: Record<string, JsonSchema>;
    items?: JsonSchema;
  };
  if (examples) return examples[0];
  if ($ref) return exampleOf(componentOf($ref));
  if (anyOf?.[0]) return exampleOf(anyOf[0]);
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (type === 'boolean') return false;
  if (type === 'array' && items) {
    const item = exampleOf(items);
    return item === undefined ? undefined : [item];
  }
  return properties ? objectOf(properties, (schema['required'] as string[] | undefined) ?? []) : undefined;
}

function objectOf(properties: Record<string, JsonSchema>, required: readonly string[]): unknown {
  const example: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    if (!required.includes(name) && !property['examples']) continue;
    const value = exampleOf(property);
    if (value === undefined) return undefined;
    example[name] = value;
  }
  return example;
}

function componentOf(ref: string): JsonSchema {
  const type: ClassRef | undefined = contractClasses().get(ref.slice(COMPONENT.length));
  if (!type) throw new Error(`No contract class for ${ref}`);
  return schemaOf(type);
}
