import type { Span } from '../model/span.ts';
import type { Value } from '../model/value.ts';

/**
 * What stands behind an unknown value that is a whole resource, data source, module or list of nested blocks: the value
 * as a whole is known only after apply, but parts of it are written in the source.
 */
export interface OpaqueObject {
  /** The attribute `name`, read at `span`. */
  attribute(name: string, span: Span): Value;
  /** The instance or element at `key`. */
  index(key: Value, span: Span): Value;
  /** All instances with their keys, in order; undefined when they cannot be enumerated. */
  elements(): readonly (readonly [key: Value, value: Value])[] | undefined;
  /** What `[*]` goes over; undefined when it cannot be enumerated. */
  splat(): readonly Value[] | undefined;
  /** What would decide whether there is an instance at `key`; undefined when that is decided. No key: whether there is any. */
  mayLack?(key: Value | undefined, span: Span): Value | undefined;
  /** The value with all of its parts, where they all are in the source (the outputs of a module). */
  whole?(): Value | undefined;
}

// Beside the values, not in them: the model's values stay plain data.
const objects = new WeakMap<Value, OpaqueObject>();

/** The object behind an unknown value, if there is one. */
export function opaqueOf(value: Value): OpaqueObject | undefined {
  return objects.get(value);
}

/** Puts `object` behind `value`; returns the value. */
export function withObject<V extends Value>(value: V, object: OpaqueObject): V {
  objects.set(value, object);
  return value;
}

/** Puts what stands behind `from` behind its copy `to`; returns `to`. */
export function carryObject<V extends Value>(from: Value, to: V): V {
  const object = objects.get(from);
  return object ? withObject(to, object) : to;
}
