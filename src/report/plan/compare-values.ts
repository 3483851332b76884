import { isList, isObject, known, type Value } from '../../model/value.ts';

/** Whether there is nothing: not written, or null. */
export function isNothing(value: Value): boolean {
  return value.kind === 'absent' || (value.kind === 'known' && value.value === null);
}

/**
 * A text that is the same for the same values (secrets too: it must never be shown), whatever order an object's keys are in. Unknown
 * parts give `UNKNOWN_PART`. For comparing only.
 */
export function identityOf(value: Value): string {
  if (isNothing(value)) return 'null';
  if (value.kind !== 'known') return UNKNOWN_PART;
  const content = value.value;
  if (isList(content)) return `[${content.map(identityOf).join(',')}]`;
  if (isObject(content)) {
    const members = [...content].filter(([, item]) => !isNothing(item));
    const parts = members.map(([key, item]) => `${JSON.stringify(key)}:${identityOf(item)}`);
    return `{${parts.sort().join(',')}}`;
  }
  return typeof content === 'number' ? (value.exact ?? String(content)) : JSON.stringify(content);
}

/** What stands for an unknown part: no text has it, since JSON escapes controls. */
export const UNKNOWN_PART = '\0';

/** Whether two values are the same; `undefined` when a part that is not known decides it. */
export function isSameValue(before: Value, after: Value): boolean | undefined {
  if (isNothing(before) || isNothing(after)) {
    if (isNothing(before) && isNothing(after)) return true;
    return before.kind === 'unknown' || after.kind === 'unknown' ? undefined : false;
  }
  if (before.kind !== 'known' || after.kind !== 'known') return undefined;
  const [x, y] = [before.value, after.value];
  if (isList(x)) {
    if (!isList(y) || x.length !== y.length) return false;
    return every(x.map((item, index) => [item, y[index] ?? item] as const));
  }
  if (isObject(x)) {
    if (!isObject(y)) return false;
    const keys = new Set([...x.keys(), ...y.keys()]);
    return every([...keys].map((key) => [x.get(key) ?? NOTHING, y.get(key) ?? NOTHING] as const));
  }
  return x === y && before.exact === after.exact;
}

function every(pairs: readonly (readonly [Value, Value])[]): boolean | undefined {
  let result: boolean | undefined = true;
  for (const [before, after] of pairs) {
    const same = isSameValue(before, after);
    if (same === false) return false;
    result = same === undefined ? undefined : result;
  }
  return result;
}

/** What stands for a member that is not there. */
export const NOTHING: Value = known(null);

/** Whether a value has no parts to look into. */
export function isLeaf(value: Value): boolean {
  return value.kind !== 'known' || value.value === null || typeof value.value !== 'object';
}
