import { z } from 'zod';
import { policySchema } from './schema.ts';

/** What this project's own schema uses of JSON Schema. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/** The JSON Schema of the policy file, for editors (`docs/plumbline.schema.json`) and for our own messages. */
export function toJsonSchema(): SchemaNode & Readonly<Record<string, unknown>> {
  return {
    title: 'Plumbline policy',
    description: 'Policy file .github/plumbline.yml, read from the base branch.',
    ...(z.toJSONSchema(policySchema, { io: 'input' }) as SchemaNode),
  };
}

/** The schemas that the value at `path` may follow; several after a union, none for a path that does not exist. */
function schemasAt(path: readonly PropertyKey[], root: SchemaNode = toJsonSchema()): readonly SchemaNode[] {
  let level: readonly SchemaNode[] = branches(root);
  for (const part of path) {
    level = level.flatMap((node) => {
      const next = typeof part === 'number' ? node.items : propertyOf(node, String(part));
      return next === undefined ? [] : branches(next);
    });
  }
  return level;
}

/** Keys that a mapping at `path` may have; empty when any key is allowed. */
export function keysAt(path: readonly PropertyKey[], root?: SchemaNode): readonly string[] {
  return schemasAt(path, root).flatMap((node) => Object.keys(node.properties ?? {}));
}

/** Words that the value at `path` may be; empty when it is not a choice of words. */
export function choicesAt(path: readonly PropertyKey[], root?: SchemaNode): readonly string[] {
  return schemasAt(path, root).flatMap((node) => node.enum ?? (node.const === undefined ? [] : [node.const]));
}

/** What is allowed at `path`, to follow "must be": `one of low, high`, `a number from 0 to 100`. */
export function allowedAt(path: readonly PropertyKey[], root?: SchemaNode): string {
  return schemasAt(path, root).map(describe).join(', or ');
}

function describe(node: SchemaNode): string {
  if (node.const !== undefined) return node.const;
  if (node.enum) return `one of ${node.enum.join(', ')}`;
  if (node.anyOf) return node.anyOf.map(describe).join(', or ');
  switch (node.type) {
    case 'string':
      return node.maxLength === undefined ? 'text' : `text of 1 to ${node.maxLength} characters`;
    case 'boolean':
      return 'true or false';
    case 'integer':
    case 'number':
      return `a ${node.type === 'integer' ? 'whole number' : 'number'}${range(node)}`;
    case 'array':
      return `a list${node.maxItems === undefined ? '' : ` of at most ${node.maxItems} entries`}, each ${describe(node.items ?? {})}`;
    case 'object': {
      const keys = Object.keys(node.properties ?? {});
      return keys.length === 0 ? 'a mapping' : `a mapping with the keys ${keys.join(', ')}`;
    }
    case undefined:
    default:
      return 'a value';
  }
}

function range(node: SchemaNode): string {
  const parts: string[] = [];
  if (node.minimum !== undefined) parts.push(`from ${node.minimum}`);
  if (node.exclusiveMinimum !== undefined) parts.push(`above ${node.exclusiveMinimum}`);
  if (node.maximum !== undefined) parts.push(`${node.minimum === undefined ? 'up ' : ''}to ${node.maximum}`);
  if (node.exclusiveMaximum !== undefined) parts.push(`below ${node.exclusiveMaximum}`);
  return parts.length === 0 ? '' : ` ${parts.join(' and ').replace(/(from \S+) and (to)/, '$1 $2')}`;
}

function branches(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf ?? [node];
}

/** Own properties only: `constructor` in a hostile file is not a key of the schema. */
function propertyOf(node: SchemaNode, key: string): SchemaNode | undefined {
  if (node.properties && Object.hasOwn(node.properties, key)) return node.properties[key];
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}
