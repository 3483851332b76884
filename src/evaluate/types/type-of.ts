import type { Type } from '../../model/type.ts';
import { isList, isObject, type KnownValue, type Value } from '../../model/value.ts';

// Types of containers are asked for again and again; contents never change.
const types = new WeakMap<object, Type>();

/** The type of a value as Terraform has it; `dynamic` for what could be of any type. */
export function typeOf(value: Value): Type {
  if (value.kind === 'absent') return 'dynamic';
  if (value.type !== undefined) return value.type;
  if (value.kind === 'unknown') return value.parts ? 'string' : 'dynamic';
  const { value: content } = value;
  if (content === null) return 'dynamic';
  if (typeof content === 'string') return 'string';
  if (typeof content === 'number') return 'number';
  return typeof content === 'boolean' ? 'bool' : contentType(content);
}

function contentType(content: Exclude<KnownValue['value'], string | number | boolean | null>): Type {
  const found = types.get(content);
  if (found !== undefined) return found;
  const type: Type = isList(content)
    ? { kind: 'tuple', elements: content.map(typeOf) }
    : { kind: 'object', attributes: new Map([...content].map(([name, item]) => [name, typeOf(item)])) };
  types.set(content, type);
  return type;
}

/** True for a value that is a set: its elements are their own keys. */
export function isSetValue(value: Value): boolean {
  return value.kind !== 'absent' && isCollection(value.type, 'set');
}

/** True for a map value: every attribute may be asked for, and one that is not there is an error of the key. */
export function isMapValue(value: Value): boolean {
  return value.kind === 'known' && isObject(value.value) && isCollection(value.type, 'map');
}

function isCollection(type: Type | undefined, kind: 'list' | 'set' | 'map'): boolean {
  return typeof type === 'object' && type.kind === kind;
}
