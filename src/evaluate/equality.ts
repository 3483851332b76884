import { isList, isObject, isScalar, unknown, type KnownValue, type UnknownValue, type Value } from '../model/value.ts';
import type { Type } from '../model/type.ts';
import type { Budget } from './budget.ts';
import { isNull } from './conversion.ts';
import { compareReal, realOf } from './number.ts';
import { differsAtStart } from './known-start.ts';
import { container, originFrom } from './origin.ts';
import { hasDynamic, sameType } from './types/same-type.ts';
import { isSetValue, typeOf } from './types/type-of.ts';
import { unifyTypes } from './types/unify.ts';

/**
 * Whether two values are the same: `undefined` when an unknown part decides it. Types count (`"1"` is not `1`), as in
 * Terraform's `==`.
 */
export function sameValue(a: Value, b: Value, budget: Budget): boolean | undefined {
  if (!budget.spend(1, undefined)) return undefined;
  if (isNull(a) && isNull(b)) return true;
  if (a.kind === 'unknown') return differsAtStart(a, b) ? false : undefined;
  if (b.kind === 'unknown') return differsAtStart(b, a) ? false : undefined;
  if (isNull(a) || isNull(b) || a.kind === 'absent' || b.kind === 'absent') return false;
  if (isScalar(a.value) || isScalar(b.value)) return sameScalar(a, b);
  // A list is no tuple, and an empty list of texts is no empty list of numbers.
  if (!sameType(typeOf(a), typeOf(b))) {
    // An unknown of any type could still make the types the same.
    const isOpen = (value: Value): boolean => hasDynamic(typeOf(value)) && containsUnknown(value, budget);
    return isOpen(a) || isOpen(b) ? undefined : false;
  }
  if (a.value === b.value) return containsUnknown(a, budget) ? undefined : true;
  if (isList(a.value) && isList(b.value)) {
    if (a.value.length !== b.value.length) return false;
    return everySame(
      a.value.map((item, index) => [item, elementAt(b.value, index)]),
      budget,
    );
  }
  if (isObject(a.value) && isObject(b.value)) {
    if (a.value.size !== b.value.size) return false;
    const pairs: (readonly [Value, Value])[] = [];
    for (const [key, item] of a.value) {
      const other = b.value.get(key);
      if (other === undefined) return false;
      pairs.push([item, other]);
    }
    return everySame(pairs, budget);
  }
  return false;
}

function sameScalar(a: KnownValue, b: KnownValue): boolean {
  if (typeof a.value !== 'number' || typeof b.value !== 'number') return a.value === b.value;
  if (Number.isSafeInteger(a.value) && Number.isSafeInteger(b.value)) return a.value === b.value;
  const [left, right] = [realOf(a), realOf(b)];
  return left !== undefined && right !== undefined && compareReal(left, right) === 0;
}

/** True when a part of the value (at any depth) is unknown. Bounded by the budget; then true. */
export function containsUnknown(value: Value, budget: Budget, reason?: UnknownValue['reason']): boolean {
  if (!budget.spend(1, undefined)) return true;
  if (value.kind === 'unknown') return reason === undefined || value.reason === reason;
  if (value.kind === 'absent' || isScalar(value.value)) return false;
  for (const item of value.value.values()) if (containsUnknown(item, budget, reason)) return true;
  return false;
}

/**
 * One value that is true of all `values` (the same expression in several instances, or two arms of an undecided
 * condition): what they agree on stays known, the rest becomes `differs(…)`. Lists of equal length and objects with the
 * same keys are merged part by part; texts keep their common beginning and end.
 */
export function mergeValues(
  values: readonly Value[],
  differs: (values: readonly Value[]) => UnknownValue,
  budget: Budget,
): Value {
  const [first, ...rest] = values;
  if (first === undefined) return differs([]);
  if (rest.every((other) => identical(first, other, budget))) return first;
  if (!budget.spend(values.length, first.span)) return differs(values);
  const encodings = values.flatMap((value) => (value.encoded ? [value.encoded] : []));
  const encoded = encodings.length === values.length ? mergeValues(encodings, differs, budget) : undefined;
  const merged = mergeContainers(values, differs, budget) ?? mergeTexts(values, differs(values));
  return encoded ? { ...merged, encoded } : merged;
}

function mergeContainers(
  values: readonly Value[],
  differs: (values: readonly Value[]) => UnknownValue,
  budget: Budget,
): Value | undefined {
  const contents = values.flatMap((value) => (value.kind === 'known' ? [value.value] : []));
  const [first] = contents;
  if (contents.length !== values.length || first === undefined) return undefined;
  const origin = originFrom(values[0]?.span, values);
  if (isList(first)) {
    const lists = contents.filter(isList);
    if (lists.length !== contents.length || lists.some((list) => list.length !== first.length)) return undefined;
    // Equal elements of a set would become one: their number would differ.
    if (values.some(isSetValue)) return undefined;
    const items = first.map((_, index) =>
      mergeValues(
        lists.flatMap((list) => list[index] ?? []),
        differs,
        budget,
      ),
    );
    return container(items, origin, commonType(values));
  }
  if (!isObject(first)) return undefined;
  const maps = contents.filter(isObject);
  if (maps.length !== contents.length || maps.some((map) => map.size !== first.size)) return undefined;
  const result = new Map<string, Value>();
  for (const key of first.keys()) {
    const items = maps.flatMap((map) => map.get(key) ?? []);
    if (items.length !== maps.length) return undefined;
    result.set(key, mergeValues(items, differs, budget));
  }
  return container(result, origin, commonType(values));
}

/** The type that is said beside the content, when all agree; lists and tuples among each other are merged as what they have in common. */
function commonType(values: readonly Value[]): Type | undefined {
  const said = values.flatMap((value) => (value.kind === 'known' && value.type !== undefined ? [value.type] : []));
  return said.length === 0 ? undefined : unifyTypes(said);
}

/** Texts that differ in the middle keep what they have in common at both ends. */
function mergeTexts(values: readonly Value[], piece: UnknownValue): UnknownValue {
  const texts = values.flatMap((value) =>
    value.kind === 'known' && typeof value.value === 'string' ? [value.value] : [],
  );
  const [first = ''] = texts;
  if (texts.length !== values.length) return piece;
  const shortest = Math.min(...texts.map((text) => text.length));
  let start = 0;
  while (start < shortest && texts.every((text) => text[start] === first[start])) start++;
  let end = 0;
  const last = (text: string): string | undefined => text[text.length - 1 - end];
  while (end < shortest - start && texts.every((text) => last(text) === last(first))) end++;
  if (start === 0 && end === 0) return piece;
  const parts = [first.slice(0, start), piece, first.slice(first.length - end)].filter((part) => part !== '');
  return unknown(piece.reason, piece.detail, piece, parts);
}

/** Same in every respect that a reader of the value can see, unknown parts included. */
function identical(a: Value, b: Value, budget: Budget): boolean {
  if (a === b) return true;
  if (!budget.spend(1, undefined) || a.kind !== b.kind) return false;
  if (a.kind === 'unknown' && b.kind === 'unknown') {
    if (a.parts || b.parts || a.encoded || b.encoded) return false;
    return a.reason === b.reason && a.detail === b.detail && a.references.join() === b.references.join();
  }
  if (a.kind !== 'known' || b.kind !== 'known') return true;
  if (a.exact !== b.exact || !sameType(a.type ?? 'dynamic', b.type ?? 'dynamic')) return false;
  if (isList(a.value) && isList(b.value)) {
    const other = b.value;
    return a.value.length === other.length && a.value.every((item, i) => identical(item, elementAt(other, i), budget));
  }
  if (isObject(a.value) && isObject(b.value)) {
    if (a.value.size !== b.value.size) return false;
    for (const [key, item] of a.value) {
      const other = b.value.get(key);
      if (other === undefined || !identical(item, other, budget)) return false;
    }
    return true;
  }
  return a.value === b.value;
}

function elementAt(value: KnownValue['value'], index: number): Value {
  return (isList(value) ? value[index] : undefined) ?? unknown('invalid', 'no such element');
}

function everySame(pairs: readonly (readonly [Value, Value])[], budget: Budget): boolean | undefined {
  let result: boolean | undefined = true;
  for (const [a, b] of pairs) {
    const same = sameValue(a, b, budget);
    if (same === false) return false;
    if (same === undefined) result = undefined;
  }
  return result;
}
