import { isList, type Value } from '../model/value.ts';
import { opaqueOf, withObject } from './opaque.ts';
import { container } from './origin.ts';

// Containers are looked through once.
const nothingToDo = new WeakSet<object>();

/**
 * The value with the outputs of every module that it has in it as a whole (`{ a = module.a }`). For where Terraform hands a value
 * on: a name of a module inside an expression may be followed by that of an output, and then the others are not needed.
 */
export function wholeValue(value: Value): Value {
  if (value.kind === 'unknown') {
    const object = opaqueOf(value);
    const whole = object?.whole?.();
    return whole && object
      ? withObject(whole.sensitive === value.sensitive ? whole : { ...whole, sensitive: value.sensitive }, object)
      : value;
  }
  if (value.kind !== 'known' || typeof value.value !== 'object' || value.value === null) return value;
  const content = value.value;
  if (nothingToDo.has(content)) return value;
  const object = opaqueOf(value);
  const before: readonly Value[] = [...content.values()];
  const after = before.map(wholeValue);
  if (after.every((part, index) => part === before[index])) {
    nothingToDo.add(content);
    return value;
  }
  const keys = isList(content) ? [] : [...content.keys()];
  const parts = isList(content) ? after : new Map(keys.map((key, index) => [key, after[index] ?? value]));
  const whole = container(parts, value, value.type);
  return object ? withObject(whole, object) : whole;
}
