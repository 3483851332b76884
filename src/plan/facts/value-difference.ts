import type { AttributePath } from '../../evaluate/plan/plan.ts';
import { absent, isList, isObject, type KnownValue, type Value } from '../../model/value.ts';

/** A place at which two values differ, or may. */
export interface Difference {
  readonly path: AttributePath;
  readonly before: Value;
  readonly after: Value;
}

const ABSENT = absent();

/**
 * The first `limit` places at which two values differ, in their order. Only marks of sensitivity are no difference, nor is null
 * instead of nothing. Lists of plain values differ as a whole. Where nothing differs for sure, the places whose values the plan
 * hides are given.
 */
export function differences(before: Value, after: Value, limit: number): readonly Difference[] {
  const sure: Difference[] = [];
  const hidden: Difference[] = [];
  const walk = (a: Value, b: Value, path: AttributePath): void => {
    if (sure.length >= limit) return;
    if (isHidden(a) || isHidden(b)) {
      if (hidden.length < limit) hidden.push({ path, before: a, after: b });
      return;
    }
    const parts = commonParts(a, b);
    if (parts) for (const [step, x, y] of parts) walk(x, y, [...path, step]);
    else if (!isSame(a, b)) sure.push({ path, before: a, after: b });
  };
  walk(before, after, []);
  return sure.length > 0 ? sure : hidden;
}

/** The value at a path. A secret, or what is not known yet, stands for everything below it. */
export function valueAt(value: Value, path: AttributePath): Value {
  let at = value;
  for (const step of path) {
    if (at.sensitive || at.kind !== 'known') return at;
    at = memberOf(at, step) ?? ABSENT;
  }
  return at;
}

/** The member of a list or object; undefined when there is none. */
export function memberOf(value: KnownValue, step: string | number): Value | undefined {
  const content = value.value;
  if (typeof step === 'number') return isList(content) ? content[step] : undefined;
  return isObject(content) ? content.get(step) : undefined;
}

/** Whether there is nothing: not written, or null. */
export function isNothing(value: Value): boolean {
  return value.kind === 'absent' || (value.kind === 'known' && value.value === null);
}

function isHidden(value: Value): boolean {
  return value.kind === 'unknown' && value.reason === 'not-evaluated';
}

/** Members of both sides, paired; undefined when the values are compared as a whole. A secret is never looked into. */
function commonParts(a: Value, b: Value): Iterable<readonly [string | number, Value, Value]> | undefined {
  if (a.kind !== 'known' || b.kind !== 'known' || a.sensitive || b.sensitive) return undefined;
  const [x, y] = [a.value, b.value];
  if (isList(x) && isList(y)) {
    if (x.every(isPlain) && y.every(isPlain)) return undefined;
    return Array.from({ length: Math.max(x.length, y.length) }, (_, at) => [at, x[at] ?? ABSENT, y[at] ?? ABSENT]);
  }
  if (isObject(x) && isObject(y)) {
    return [...new Set([...x.keys(), ...y.keys()])].map((key) => [key, x.get(key) ?? ABSENT, y.get(key) ?? ABSENT]);
  }
  return undefined;
}

function isPlain(value: Value): boolean {
  return value.kind !== 'known' || value.value === null || typeof value.value !== 'object';
}

function isSame(a: Value, b: Value): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (a.kind !== 'known' || b.kind !== 'known') return false;
  const [x, y] = [a.value, b.value];
  if (isList(x)) return isList(y) && x.length === y.length && x.every((item, at) => isSame(item, y[at] ?? ABSENT));
  if (isObject(x)) {
    if (!isObject(y)) return false;
    return [...new Set([...x.keys(), ...y.keys()])].every((key) => isSame(x.get(key) ?? ABSENT, y.get(key) ?? ABSENT));
  }
  return x === y && a.exact === b.exact;
}
