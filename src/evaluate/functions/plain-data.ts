import { isList, isObject, known, unknown, type Origin, type Value } from '../../model/value.ts';
import { digitsOf, knownDigits } from '../number.ts';
import { container } from '../origin.ts';
import { isDataList, isDataMap, isDataNumber, type Data } from './encoding/data.ts';
import type { Call } from './signature.ts';

/** A value as plain data with exact numbers; undefined when something in it is not known, or when it is too large. */
export function dataOf(value: Value, call: Call): Data | undefined {
  if (value.kind === 'absent') return null;
  if (value.kind === 'unknown' || !call.scope.module.budget.spend(1, call.span)) return undefined;
  if (isList(value.value)) {
    const items = value.value.map((item) => dataOf(item, call));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (isObject(value.value)) {
    const entries = new Map<string, Data>();
    for (const [key, item] of value.value) {
      const data = dataOf(item, call);
      if (data === undefined) return undefined;
      entries.set(key, data);
    }
    return entries;
  }
  if (typeof value.value !== 'number') return value.value;
  const digits = Number.isFinite(value.value) ? digitsOf({ ...value, value: value.value }) : undefined;
  return digits === undefined ? undefined : { digits };
}

/** A value as it is after it was written and read again: lists are tuples, maps are objects, nulls have no type. */
export function untyped(value: Value, call: Call): Value {
  if (value.kind === 'absent') return known(null, value);
  if (!call.scope.module.budget.spend(1, call.span)) return unknown('too-large', 'data that is too large', value);
  if (value.kind === 'unknown') return typeof value.type === 'object' ? { ...value, type: undefined } : value;
  if (isList(value.value)) {
    return container(
      value.value.map((item) => untyped(item, call)),
      value,
    );
  }
  if (isObject(value.value)) {
    return container(new Map([...value.value].map(([key, item]) => [key, untyped(item, call)])), value);
  }
  return value.value === null ? known(null, value) : value;
}

/** Plain data as a value: lists become tuples, maps objects. */
export function valueOfData(data: Data, origin: Origin, call: Call): Value {
  if (!call.scope.module.budget.spend(1, call.span)) return unknown('too-large', 'data that is too large', origin);
  if (isDataList(data)) {
    return container(
      data.map((item) => valueOfData(item, origin, call)),
      origin,
    );
  }
  if (isDataMap(data)) {
    return container(new Map([...data].map(([key, item]) => [key, valueOfData(item, origin, call)])), origin);
  }
  if (!isDataNumber(data)) return known(data, origin);
  return knownDigits(data.digits, origin) ?? unknown('too-large', 'a number with too many digits', origin);
}
