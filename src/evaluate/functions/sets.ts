import { isScalar, type Value } from '../../model/value.ts';
import type { Budget } from '../budget.ts';
import { isNull, scalarText, unify } from '../conversion.ts';
import { containsUnknown, sameValue } from '../equality.ts';
import { setContainer, originFrom, unknownFrom } from '../origin.ts';

/**
 * Elements without repetition, as a set holds them (scalars sorted as Terraform iterates over them). With an unknown among several elements the number
 * of elements is unknown, so the set is.
 */
export function uniqueElements(items: readonly Value[], whole: Value, budget: Budget): Value {
  const origin = originFrom(whole.span, [whole]);
  if (items.length < 2) return setContainer([...items], origin);
  const unified = unify(items);
  if (unified.some((item) => containsUnknown(item, budget)))
    return unknownFrom(whole.span, [whole, ...unified.map(firstUnknown)]);
  const unique = withoutRepeats(unified, budget);
  if (unique === undefined) return unknownFrom(whole.span, [whole, ...unified]);
  return setContainer([...unique].sort(compareScalars), origin);
}

/** Items without repeats, in order; undefined when an unknown decides. */
export function withoutRepeats(items: readonly Value[], budget: Budget): readonly Value[] | undefined {
  const scalars = new Set<unknown>();
  const others: Value[] = [];
  const result: Value[] = [];
  for (const item of items) {
    if (item.kind === 'unknown') return undefined;
    const scalar = item.kind === 'known' ? item.value : null;
    if (isScalar(scalar)) {
      if (scalars.has(scalar)) continue;
      scalars.add(scalar);
    } else {
      for (const other of others) {
        const same = sameValue(other, item, budget);
        if (same === undefined) return undefined;
        if (same) break;
      }
      if (others.some((other) => sameValue(other, item, budget) === true)) continue;
      others.push(item);
    }
    result.push(item);
  }
  return result;
}

function compareScalars(a: Value, b: Value): number {
  if (a.kind !== 'known' || b.kind !== 'known' || isNull(a) || isNull(b)) return 0;
  if (!isScalar(a.value) || !isScalar(b.value)) return 0;
  if (typeof a.value === 'number' && typeof b.value === 'number') return a.value - b.value;
  const [left, right] = [scalarText(a.value) ?? '', scalarText(b.value) ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** An unknown stays, so that its reason is told; a container with one inside stands for itself. */
function firstUnknown(value: Value): Value {
  if (value.kind !== 'known' || isScalar(value.value)) return value;
  for (const item of value.value.values())
    if (item.kind === 'unknown') return { ...item, references: value.references };
  return value;
}
