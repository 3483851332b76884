import type { Attribute, Block } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { unknown, type Value } from '../../model/value.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';
import { maskedValue, type ValueContext } from './masked-value.ts';
import type { AttributePath } from './plan.ts';
import type { ModuleScope } from './references.ts';
import type { ResourceContext } from './resource-context.ts';
import { isSecretName } from './secrets.ts';
import { isExpression, referencesIn } from './shape.ts';

/** A block from the expressions of the configuration: constants are known, of the others only the references are. */
export function expressionBlock(
  expressions: JsonObject,
  place: { readonly type: string; readonly labels: readonly string[]; readonly path: AttributePath },
  address: string,
  scope: ModuleScope,
  context: ResourceContext,
): Block {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  for (const [name, json] of expressions) {
    const path = [...place.path, name];
    if (isExpression(json) === false) {
      (isJsonList(json) ? json : [json]).forEach((item, index) => {
        const at = { type: name, labels: [], path: isJsonList(json) ? [...path, index] : path };
        if (isJsonObject(item)) blocks.push(expressionBlock(item, at, address, scope, context));
      });
    } else {
      const span = context.place(address, path);
      attributes.set(name, attribute(name, expressionValue(json, name, path, address, scope, context), span));
    }
  }
  const span = context.place(address, place.path);
  return { ...place, attributes, blocks, openBlocks: new Map(), span, headerSpan: span };
}

/** The value of one expression: a constant, or an unknown with what it refers to. */
export function expressionValue(
  json: Json | undefined,
  name: string,
  path: AttributePath,
  address: string,
  scope: ModuleScope,
  context: ResourceContext,
): Value {
  const value = isJsonObject(json) ? json.get('constant_value') : undefined;
  if (value !== undefined) return constantValue(value, isSecretName(name), address, path, context);
  const references = context.resolver?.resolve(referencesIn(json), scope) ?? [];
  return notInPlan(`the value of ${address}.${name}`, context.place(address, path), references);
}

/** A constant of the configuration, which has no masks: `isSecret` is what the name or the declaration says. */
export function constantValue(
  json: Json,
  isSecret: boolean,
  address: string,
  path: AttributePath,
  context: ResourceContext,
): Value {
  const values: ValueContext = {
    address,
    reason: 'computed',
    secrets: context.secrets,
    isUnmasked: true,
    isRedacted: context.isRedacted,
    place: (at) => context.place(address, at),
  };
  const masked = { value: json, unknown: undefined, sensitive: isSecret ? true : undefined };
  return maskedValue(
    masked,
    { path, references: [], isSensitive: isSecret, span: context.place(address, path) },
    values,
  );
}

/** An unknown for something that plans do not tell. */
export function notInPlan(what: string, span: Span, references: readonly string[] = []): Value {
  return unknown('not-evaluated', `a plan does not hold ${what}`, { span, trace: [], references });
}

/** An argument of which name and value stand at one place. */
export function attribute(name: string, value: Value, span: Span): Attribute {
  return Object.freeze({ name, value, span, valueSpan: span });
}
