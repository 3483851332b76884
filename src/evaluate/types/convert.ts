import type { ObjectType, Type } from '../../model/type.ts';
import {
  isList,
  isObject,
  isScalar,
  known,
  originOf,
  type KnownValue,
  type Origin,
  type Value,
} from '../../model/value.ts';
import type { Budget } from '../budget.ts';
import { isNull, scalarBoolean, textOf } from '../conversion.ts';
import { knownDigits } from '../number.ts';
import { carryObject } from '../opaque.ts';
import { container, invalid, partOf } from '../origin.ts';
import { hasDynamic, sameType } from './same-type.ts';
import { setOf } from './set.ts';
import { typeOf } from './type-of.ts';
import { typeText } from './type-text.ts';
import { canConvert, unifyTypes } from './unify.ts';

/**
 * `value` as a value of `type`; unknown (`invalid`) when Terraform would refuse the conversion. What is unknown stays
 * unknown and gets the type; null becomes a null of the type.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints#conversion-of-complex-types
 */
export function convertValue(value: Value, type: Type, budget: Budget): Value {
  if (type === 'dynamic' || value.kind === 'absent') return value;
  const from = typeOf(value);
  if (value.kind === 'unknown') {
    if (!canConvert(from, type)) return refused(value, type);
    const { parts, ...rest } = value;
    return carryObject(value, {
      ...rest,
      type: narrowed(from, type),
      ...(parts && type === 'string' ? { parts } : {}),
    });
  }
  if (isNull(value)) return canConvert(from, type) ? { ...value, type: withoutOptional(type) } : refused(value, type);
  if (sameType(from, type) && !hasOptional(type)) return value;
  if (!budget.spend(1, value.span)) return value;
  if (typeof type === 'string') return toPrimitive(value, type);
  if (isScalar(value.value)) return refused(value, type);
  switch (type.kind) {
    case 'list':
    case 'set':
      return toSequence(value, type.kind, type.element, budget);
    case 'map':
      return toMap(value, type.element, budget);
    case 'tuple': {
      const items = isList(value.value) && isTuple(from) ? value.value : undefined;
      if (items?.length !== type.elements.length) return refused(value, type);
      return assembled(
        value,
        items.map((item, index) => convertValue(item, type.elements[index] ?? 'dynamic', budget)),
      );
    }
    case 'object':
      return toObject(value, type, budget);
  }
}

/** Values brought to the one type that all of them have in common, as the elements of a list; undefined when there is none. */
export function unifyValues(
  values: readonly Value[],
  budget: Budget,
): { readonly values: readonly Value[]; readonly type: Type } | undefined {
  const types = values.map(typeOf);
  const type = values.length === 0 ? 'dynamic' : unifyTypes(types);
  // What is known must have one type; what is not may still get it.
  const isMixed = type === 'dynamic' && types.some((other) => other !== 'dynamic');
  if (isMixed && !values.some((value) => value.kind === 'unknown')) return undefined;
  return type === undefined ? undefined : { type, values: values.map((value) => convertValue(value, type, budget)) };
}

/** A list of `values` in their common type; `invalid` when they have none. */
export function listOf(values: readonly Value[], origin: Origin, budget: Budget, element?: Type): Value {
  const unified =
    element === undefined
      ? unifyValues(values, budget)
      : { values: values.map((value) => convertValue(value, element, budget)), type: element };
  if (!unified) return invalid('elements that have no type in common', origin.span, values);
  return container(unified.values, origin, { kind: 'list', element: unified.type });
}

/** A map of `values` in their common type; `invalid` when they have none. */
export function mapOf(entries: ReadonlyMap<string, Value>, origin: Origin, budget: Budget): Value {
  const unified = unifyValues([...entries.values()], budget);
  if (!unified) return invalid('elements that have no type in common', origin.span, [...entries.values()]);
  const keys = [...entries.keys()];
  const items = new Map(unified.values.map((item, index) => [keys[index] ?? '', item]));
  return container(items, origin, { kind: 'map', element: unified.type });
}

function toPrimitive(value: KnownValue, type: 'string' | 'number' | 'bool'): Value {
  if (!isScalar(value.value)) return refused(value, type);
  const origin = originOf(value);
  switch (type) {
    case 'string': {
      const text = textOf(value);
      return text === undefined ? refused(value, type) : { ...known(text, origin), encoded: value.encoded };
    }
    case 'number':
      return (typeof value.value === 'string' ? knownDigits(value.value, origin) : undefined) ?? refused(value, type);
    case 'bool': {
      const flag = scalarBoolean(value.value);
      return flag === undefined ? refused(value, type) : known(flag, origin);
    }
  }
}

function toSequence(value: KnownValue, kind: 'list' | 'set', wanted: Type, budget: Budget): Value {
  if (!isList(value.value)) return refused(value, { kind, element: wanted });
  const from = typeOf(value);
  const element = wanted === 'dynamic' ? elementType(from) : wanted;
  if (element === undefined) return refused(value, { kind, element: wanted });
  const items = value.value.map((item) => convertValue(item, element, budget));
  const wrong = items.find(isInvalid);
  if (wrong) return partOf(value, wrong);
  const settling = settle(element, items, budget);
  if (!settling) return refused(value, { kind, element: wanted });
  const { type } = settling;
  return kind === 'set'
    ? setOf(settling.items, originOf(value), type, budget)
    : container(settling.items, originOf(value), { kind, element: type });
}

function toMap(value: KnownValue, wanted: Type, budget: Budget): Value {
  if (!isObject(value.value)) return refused(value, { kind: 'map', element: wanted });
  const element = wanted === 'dynamic' ? elementType(typeOf(value)) : wanted;
  if (element === undefined) return refused(value, { kind: 'map', element: wanted });
  const items = new Map([...value.value].map(([key, item]) => [key, convertValue(item, element, budget)]));
  const wrong = [...items.values()].find(isInvalid);
  if (wrong) return partOf(value, wrong);
  const settling = settle(element, [...items.values()], budget);
  if (!settling) return refused(value, { kind: 'map', element: wanted });
  const keys = [...items.keys()];
  const settled = new Map(settling.items.map((item, index) => [keys[index] ?? '', item]));
  return container(settled, originOf(value), { kind: 'map', element: settling.type });
}

/** Attributes that the type does not have are dropped; optional ones that are not there are null. */
function toObject(value: KnownValue, type: ObjectType, budget: Budget): Value {
  if (!isObject(value.value)) return refused(value, type);
  const result = new Map<string, Value>();
  for (const [name, wanted] of type.attributes) {
    const given = value.value.get(name);
    if (given === undefined && type.optional?.has(name) !== true) {
      return invalid(`an object without the attribute "${name.slice(0, 100)}"`, value.span, [value]);
    }
    result.set(name, convertValue(given ?? known(null, originOf(value)), wanted, budget));
  }
  const wrong = [...result.values()].find(isInvalid);
  return wrong ? partOf(value, wrong) : container(result, originOf(value));
}

/** The common type of the parts of a tuple, list, map or object. */
function elementType(type: Type): Type | undefined {
  if (typeof type === 'string') return undefined;
  if (type.kind === 'tuple') return type.elements.length === 0 ? 'dynamic' : unifyTypes(type.elements);
  if (type.kind === 'object') return type.attributes.size === 0 ? 'dynamic' : unifyTypes([...type.attributes.values()]);
  return type.element;
}

/** An element type with `any` inside is decided by the elements, which must have a type in common. */
function settle(
  element: Type,
  items: readonly Value[],
  budget: Budget,
): { readonly type: Type; readonly items: readonly Value[] } | undefined {
  if (!hasDynamic(element) || items.length === 0) return { type: withoutOptional(element), items };
  const unified = unifyValues(items, budget);
  return unified && { type: unified.type, items: unified.values };
}

function assembled(value: KnownValue, items: readonly Value[]): Value {
  const wrong = items.find(isInvalid);
  return wrong ? partOf(value, wrong) : container(items, originOf(value));
}

function isInvalid(value: Value): boolean {
  return value.kind === 'unknown' && value.reason === 'invalid';
}

function isTuple(type: Type): boolean {
  return typeof type === 'object' && type.kind === 'tuple';
}

/** What is known of the type of an unknown after a conversion to `to`. */
function narrowed(from: Type, to: Type): Type {
  if (
    typeof to === 'object' &&
    to.kind !== 'tuple' &&
    to.kind !== 'object' &&
    to.element === 'dynamic' &&
    from !== 'dynamic'
  ) {
    const element = elementType(from);
    return element === undefined ? to : { kind: to.kind, element };
  }
  return withoutOptional(to);
}

function hasOptional(type: Type): boolean {
  if (typeof type === 'string') return false;
  if (type.kind === 'object') return (type.optional?.size ?? 0) > 0 || [...type.attributes.values()].some(hasOptional);
  return type.kind === 'tuple' ? type.elements.some(hasOptional) : hasOptional(type.element);
}

/** The type of values that were converted: nothing may be left out of them any more. */
function withoutOptional(type: Type): Type {
  if (!hasOptional(type) || typeof type === 'string') return type;
  if (type.kind === 'object')
    return {
      kind: 'object',
      attributes: new Map([...type.attributes].map(([name, inner]) => [name, withoutOptional(inner)])),
    };
  if (type.kind === 'tuple') return { kind: 'tuple', elements: type.elements.map(withoutOptional) };
  return { kind: type.kind, element: withoutOptional(type.element) };
}

function refused(value: Value, type: Type): Value {
  return invalid(`${nounOf(typeOf(value))} where ${nounOf(type)} is needed`, value.span, [value]);
}

function nounOf(type: Type): string {
  const text = typeText(type);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
