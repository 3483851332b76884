import type { Type } from '../../model/type.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';
import { typeOfAttribute } from './schema-type.ts';

/** What is known about the arguments of a block apart from their values. */
export interface Shape {
  /** Undefined when nothing says which: an argument that is not written, a `dynamic` block. */
  kind(name: string): 'attribute' | 'block' | undefined;
  /** Whether an argument or block is written; undefined when nothing says. A `dynamic` block counts as not written. */
  isWritten(name: string): boolean | undefined;
  /** The type of an argument; undefined when no schema says. */
  type(name: string): Type | undefined;
  /** What the expression of an argument refers to, as written in its module. */
  references(name: string): readonly string[];
  /** The shape of a nested block; of repeated ones all together. */
  nested(name: string): Shape | undefined;
}

const NONE: readonly never[] = [];

/** The shape that says nothing. */
export const NO_SHAPE: Shape = {
  kind: () => undefined,
  isWritten: () => undefined,
  type: () => undefined,
  references: () => NONE,
  nested: () => undefined,
};

/**
 * Whether a member of `expressions` is one expression rather than a nested block; undefined for `{}`, which is an
 * expression without constant value and references, or a block without arguments.
 * Source: https://developer.hashicorp.com/terraform/internals/json-format#block-expressions-representation
 */
export function isExpression(json: Json): boolean | undefined {
  if (!isJsonObject(json)) return isJsonList(json) ? false : undefined;
  if (json.size === 0) return undefined;
  const references = json.get('references');
  for (const name of json.keys()) if (name !== 'references' && name !== 'constant_value') return false;
  return references === undefined || (isJsonList(references) && references.every((item) => typeof item === 'string'));
}

/** All references in an expression, a nested block or a list of them. */
export function referencesIn(json: Json | undefined): readonly string[] {
  const found: string[] = [];
  const walk = (node: Json): void => {
    if (isJsonList(node)) node.forEach(walk);
    else if (isJsonObject(node)) {
      if (isExpression(node) === true) {
        const references = node.get('references');
        if (isJsonList(references)) for (const item of references) if (typeof item === 'string') found.push(item);
      } else for (const member of node.values()) walk(member);
    }
  };
  if (json !== undefined) walk(json);
  return found;
}

/** The shape that the `expressions` of a configuration give; several objects are repeated blocks of one type. */
export function shapeOfExpressions(bodies: readonly JsonObject[]): Shape {
  const found = (name: string): readonly Json[] =>
    bodies.flatMap((body) => {
      const json = body.get(name);
      return json === undefined ? [] : [json];
    });
  const nested = new Map<string, Shape | undefined>();
  return {
    kind: (name) => {
      const kinds = found(name).map(isExpression);
      return kinds.includes(true) ? 'attribute' : kinds.includes(false) ? 'block' : undefined;
    },
    isWritten: (name) => bodies.some((body) => body.has(name)),
    type: () => undefined,
    references: (name) => found(name).flatMap(referencesIn),
    nested: (name) => {
      if (nested.has(name)) return nested.get(name);
      const inner = found(name)
        .flatMap((json) => (isJsonList(json) ? json : [json]))
        .filter(isJsonObject);
      const shape = inner.length > 0 ? shapeOfExpressions(inner) : undefined;
      nested.set(name, shape);
      return shape;
    },
  };
}

/**
 * The shape that the schema of a provider gives (`block` of a resource schema).
 * Source: https://developer.hashicorp.com/terraform/cli/commands/providers/schema#block-representation
 */
export function shapeOfSchema(block: JsonObject): Shape {
  const attributes = block.get('attributes');
  const blockTypes = block.get('block_types');
  return {
    kind: (name) => {
      if (isJsonObject(attributes) && attributes.has(name)) return 'attribute';
      return isJsonObject(blockTypes) && blockTypes.has(name) ? 'block' : undefined;
    },
    isWritten: () => undefined,
    type: (name) => {
      const attribute = isJsonObject(attributes) ? attributes.get(name) : undefined;
      return isJsonObject(attribute) ? typeOfAttribute(attribute) : undefined;
    },
    references: () => NONE,
    nested: (name) => {
      const type = isJsonObject(blockTypes) ? blockTypes.get(name) : undefined;
      const inner = isJsonObject(type) ? type.get('block') : undefined;
      return isJsonObject(inner) ? shapeOfSchema(inner) : undefined;
    },
  };
}

/** What `first` says, and where it says nothing what `second` says; references of both. */
export function joinShapes(first: Shape | undefined, second: Shape | undefined): Shape {
  if (!first || !second) return first ?? second ?? NO_SHAPE;
  return {
    kind: (name) => first.kind(name) ?? second.kind(name),
    isWritten: (name) => first.isWritten(name) ?? second.isWritten(name),
    type: (name) => first.type(name) ?? second.type(name),
    references: (name) => [...first.references(name), ...second.references(name)],
    nested: (name) => joinShapes(first.nested(name), second.nested(name)),
  };
}
