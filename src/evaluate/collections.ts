import type { Span } from '../model/span.ts';
import { isList, isObject, known, type Scalar, type UnknownValue, type Value } from '../model/value.ts';
import type { Expression } from '../syntax/hcl/ast.ts';
import { isNull, scalarBoolean, scalarNumber, scalarOf, textOf } from './conversion.ts';
import { opaqueOf } from './opaque.ts';
import {
  container,
  decidedBy,
  invalid,
  originFrom,
  partOf,
  unknownAlike,
  unknownBecause,
  unknownFrom,
} from './origin.ts';
import { bind, type Evaluate, type Scope } from './scope.ts';
import { sortedKeys } from './types/sorted-keys.ts';
import { isSetValue, typeOf } from './types/type-of.ts';
import { listOf } from './types/convert.ts';
import type { Type } from '../model/type.ts';

/**
 * Keys and elements of a known collection in Terraform's order (objects by key), or of a resource whose instances are
 * known; undefined for anything else.
 */
export function entriesOf(value: Value): readonly (readonly [key: Value, value: Value])[] | undefined {
  if (value.kind === 'unknown') return opaqueOf(value)?.elements();
  if (value.kind !== 'known') return undefined;
  const origin = { span: value.span, trace: value.trace, references: value.references };
  if (isList(value.value)) {
    const ownKeys = isSetValue(value);
    return value.value.map((item, index) => {
      const part = partOf(value, item);
      return [ownKeys ? part : known(index, origin), part];
    });
  }
  if (!isObject(value.value)) return undefined;
  return sortedEntries(value.value).map(([key, item]) => [known(key, origin), partOf(value, item)]);
}

/** Entries in the order in which Terraform goes over maps and objects. */
export function sortedEntries(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return sortedKeys(map).flatMap((key) => {
    const item = map.get(key);
    return item ? [[key, item] as const] : [];
  });
}

/** `target.name`. */
export function attributeOf(target: Value, name: string, span: Span): Value {
  const object = opaqueOf(target);
  if (object) return object.attribute(name, span);
  if (target.kind === 'unknown') return ofType(partType(target, name), unknownFrom(span, [target]));
  if (target.kind === 'known' && isObject(target.value)) {
    const item = target.value.get(name);
    return item ? partOf(target, item) : invalid(`there is no attribute "${name}"`, span, [target]);
  }
  // `list.0` is the old way to write `list[0]`.
  if (target.kind === 'known' && isList(target.value) && /^\d{1,9}$/.test(name)) {
    return elementOf(target, known(Number(name)), span);
  }
  return invalid(`"${name}" of something that has no attributes`, span, [target]);
}

/** `target[key]`. */
export function elementOf(target: Value, key: Value, span: Span): Value {
  const object = opaqueOf(target);
  if (object) return object.index(key, span);
  if (target.kind === 'unknown') return ofType(partType(target, scalarOf(key)), unknownFrom(span, [target, key]));
  if (target.kind !== 'known' || (!isList(target.value) && !isObject(target.value))) {
    return invalid('an index into something that is no collection', span, [target, key]);
  }
  if (key.kind === 'unknown') return ofType(partType(target, undefined), unknownFrom(span, [key, target]));
  const scalar = scalarOf(key) ?? null;
  if (isList(target.value)) {
    if (isSetValue(target)) return invalid('an index into a set', span, [target, key]);
    const index = scalarNumber(scalar);
    const item = index === undefined ? undefined : target.value[index];
    return item ? decidedBy(partOf(target, item), [key]) : invalid('an index outside the list', span, [target, key]);
  }
  const text = textOf(key);
  const item = text === undefined ? undefined : target.value.get(text);
  return item
    ? decidedBy(partOf(target, item), [key])
    : invalid('a key that the map does not have', span, [target, key]);
}

/** `target[*].rest`: `each` is evaluated with `*` bound to every element. */
export function splat(target: Value, each: Expression, span: Span, scope: Scope, evaluate: Evaluate): Value {
  const object = opaqueOf(target);
  if (target.kind === 'unknown' && !object) return unknownFrom(span, [target]);
  let items: readonly Value[] | undefined;
  if (object) items = object.splat();
  else if (isNull(target) && isSequence(typeOf(target))) return invalid('a splat over a null', span, [target]);
  else if (isNull(target)) items = [];
  else if (target.kind === 'known' && isList(target.value)) items = target.value.map((item) => partOf(target, item));
  else items = [target];
  if (items === undefined) return unknownAlike(span, target, [evaluate(each, bind(scope, '*', target))]);
  if (!scope.module.budget.spend(items.length, span))
    return unknownBecause('too-large', 'a list that is too long', span);
  const results = items.map((item) => evaluate(each, bind(scope, '*', item)));
  const origin = originFrom(span, [target]);
  const isListLike = target.kind === 'known' && target.type !== undefined && isList(target.value);
  return isListLike ? listOf(results, origin, scope.module.budget) : container(results, origin);
}

function isSequence(type: Type): boolean {
  return typeof type === 'object' && (type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple');
}

/** The type of the part of `whole` at `key` (undefined for one that is not known), where its type tells. */
function partType(whole: Value, key: Scalar | undefined): Type {
  const type = typeOf(whole);
  if (typeof type === 'string') return 'dynamic';
  if (type.kind === 'object') return type.attributes.get(String(key)) ?? 'dynamic';
  if (type.kind === 'tuple') return type.elements[Number(key ?? -1)] ?? 'dynamic';
  return type.kind === 'set' ? 'dynamic' : type.element;
}

function ofType(type: Type, value: UnknownValue): UnknownValue {
  return type === 'dynamic' ? value : { ...value, type };
}

type ForExpression = Expression & { readonly kind: 'for' };

/** `[for …]` and `{ for … }`. Unknown as a whole when the collection, a condition or a key is. */
export function forExpression(expression: ForExpression, scope: Scope, evaluate: Evaluate): Value {
  const { span } = expression;
  const collection = evaluate(expression.collection, scope);
  const entries = entriesOf(collection);
  if (entries === undefined) {
    if (collection.kind !== 'unknown')
      return invalid('a loop over something that is no collection', span, [collection]);
    // The results still tell what the value would be derived from.
    const body = evaluateBody(expression, collection, collection, scope, evaluate);
    return unknownAlike(span, collection, body);
  }
  const results: (readonly [key: Value | undefined, value: Value])[] = [];
  const deciders: Value[] = [collection];
  if (entries.length === 0 && expression.condition) {
    // Terraform tries the condition even when there is nothing to try it on.
    const element = unknownBecause('computed', 'an element of the loop', span);
    const tried = evaluate(expression.condition, inside(expression, element, element, scope));
    if (tried.kind === 'unknown' && tried.reason === 'invalid') return tried;
  }
  for (const [key, value] of entries) {
    if (!scope.module.budget.spend(1, span))
      return unknownBecause('too-large', 'a loop that is too long', span, [collection]);
    const inner = inside(expression, key, value, scope);
    if (expression.condition) {
      const condition = evaluate(expression.condition, inner);
      deciders.push(condition);
      if (condition.kind === 'unknown') {
        return unknownAlike(span, condition, [collection, ...evaluateBody(expression, key, value, scope, evaluate)]);
      }
      const keep = scalarBoolean(scalarOf(condition) ?? null);
      if (keep === undefined) return invalid('a loop condition that is not a boolean', span, [condition]);
      if (!keep) continue;
    }
    const resultKey = expression.keyResult ? evaluate(expression.keyResult, inner) : undefined;
    results.push([resultKey, evaluate(expression.result, inner)]);
  }
  if (expression.keyResult === undefined) {
    return container(
      results.map(([, value]) => value),
      originFrom(span, deciders),
    );
  }
  return objectOf(results, expression.grouped, span, deciders);
}

/** An object of evaluated entries; unknown when a key is, since then every key could be. */
export function objectOf(
  entries: readonly (readonly [key: Value | undefined, value: Value])[],
  grouped: boolean,
  span: Span,
  deciders: readonly Value[],
  repeated: 'invalid' | 'last' = 'invalid',
): Value {
  const result = new Map<string, Value>();
  const groups = new Map<string, Value[]>();
  const keys: Value[] = [...deciders];
  for (const [key, value] of entries) {
    if (key === undefined) continue;
    if (key.kind === 'unknown') return unknownFrom(span, [key, ...entries.flatMap(([k, v]) => (k ? [k, v] : [v]))]);
    keys.push(key);
    const text = textOf(key);
    if (text === undefined) return invalid('a key that is not a text', span, [key]);
    if (grouped) {
      const group = groups.get(text);
      if (group) group.push(value);
      else groups.set(text, [value]);
    } else if (result.has(text) && repeated === 'invalid') {
      return invalid(`the key "${text.slice(0, 100)}" comes twice`, span, [key]);
    } else result.set(text, value);
  }
  const origin = originFrom(span, keys);
  for (const [key, values] of groups) result.set(key, container(values, origin));
  return container(result, origin);
}

function inside(expression: ForExpression, key: Value, value: Value, scope: Scope): Scope {
  const outer = expression.key === undefined ? scope : bind(scope, expression.key, key);
  return bind(outer, expression.value, value);
}

function evaluateBody(expression: ForExpression, key: Value, value: Value, scope: Scope, evaluate: Evaluate): Value[] {
  const inner = inside(expression, key, value, scope);
  const parts = [expression.keyResult, expression.result].filter((part) => part !== undefined);
  return parts.map((part) => evaluate(part, inner));
}
