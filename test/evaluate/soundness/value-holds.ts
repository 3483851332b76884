import { isList, isObject, isScalar, type Value } from '../../../src/model/value.ts';

/** What a value that Terraform would refuse, or that is not evaluated, says against one that is known: nothing, or that it differs. */
export type WhenUnknown = 'says nothing' | 'differs';

/**
 * Whether what is said with something open (`open`) is true of what comes out with it given (`given`). `whenUnknown` is about a
 * value that is known only while something is open; what is invalid never counts.
 */
export function valueHolds(open: Value, given: Value, whenUnknown: WhenUnknown = 'says nothing'): boolean {
  if (open.kind === 'unknown') return !open.parts || textHolds(open.parts, given);
  if (given.kind === 'unknown') return whenUnknown === 'says nothing' || given.reason === 'invalid';
  if (open.kind === 'absent' || given.kind === 'absent') return isNothing(open) && isNothing(given);
  if (isScalar(open.value)) return open.value === given.value && open.exact === given.exact;
  if (isList(open.value)) {
    const items = given.value;
    return (
      isList(items) &&
      items.length === open.value.length &&
      open.value.every((item, i) => valueHolds(item, items[i] ?? item, whenUnknown))
    );
  }
  const fields = given.value;
  if (!isObject(fields) || fields.size !== open.value.size) return false;
  return [...open.value].every(([key, item]) => {
    const field = fields.get(key);
    return field !== undefined && valueHolds(item, field, whenUnknown);
  });
}

function isNothing(value: Value): boolean {
  return value.kind === 'absent' || (value.kind === 'known' && value.value === null);
}

/** The texts among the parts stand in the given text in their order, the first and the last at its ends. */
function textHolds(parts: readonly (string | Value)[], given: Value): boolean {
  if (given.kind !== 'known') return true;
  const text = isScalar(given.value) ? String(given.value) : '';
  let position = 0;
  for (const part of parts) {
    if (typeof part !== 'string') continue;
    const found = text.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  const [first, last] = [parts[0], parts.at(-1)];
  return (typeof first !== 'string' || text.startsWith(first)) && (typeof last !== 'string' || text.endsWith(last));
}
