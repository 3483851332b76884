import { compareCodePoints } from '../../model/order.ts';
import type { Type } from '../../model/type.ts';
import { isList, isScalar, type KnownValue, type Origin, type Value } from '../../model/value.ts';
import type { Budget } from '../budget.ts';
import { isNull, textOf } from '../conversion.ts';
import { containsUnknown, sameValue } from '../equality.ts';
import { compareReal, parseReal, realOf } from '../number.ts';
import { container, unknownFrom } from '../origin.ts';
import { sortedKeys } from './sorted-keys.ts';

/**
 * A set of `items`, which have one type: without repetition, in the order in which Terraform goes over sets. With an unknown
 * among several elements the number of elements is unknown, so the set is.
 */
export function setOf(items: readonly Value[], origin: Origin, element: Type, budget: Budget): Value {
  const type: Type = { kind: 'set', element };
  if (items.length < 2) return container([...items], origin, type);
  if (items.some((item) => containsUnknown(item, budget))) {
    const cause = unknownFrom(origin.span, items.map(firstUnknown));
    return { ...cause, trace: origin.trace.length > 0 ? origin.trace : cause.trace, type };
  }
  const unique = withoutRepeats(items, budget);
  if (unique === undefined) return { ...unknownFrom(origin.span, items), type };
  return container(inSetOrder(unique), origin, type);
}

/** Items without repeats, in order; undefined when an unknown decides. Linear for scalars. */
export function withoutRepeats(items: readonly Value[], budget: Budget): readonly Value[] | undefined {
  const seen = new Map<string, Value[]>();
  const result: Value[] = [];
  for (const item of items) {
    if (item.kind === 'unknown') return undefined;
    const key = hashText(item, budget);
    const alike = seen.get(key) ?? [];
    const sames = alike.map((other) => sameValue(other, item, budget));
    if (sames.includes(true)) continue;
    if (sames.includes(undefined)) return undefined;
    seen.set(key, [...alike, item]);
    result.push(item);
  }
  return result;
}

/**
 * Texts by their bytes, numbers by size, false before true, null last; for other types Terraform's order is that of a text made of
 * their parts.
 * Source: https://github.com/zclconf/go-cty/blob/main/cty/set_internals.go
 */
function inSetOrder(items: readonly Value[]): readonly Value[] {
  const keyed = items.map((item) => ({
    item,
    hash: item.kind === 'known' && isScalar(item.value) ? '' : hashText(item, undefined),
  }));
  return keyed
    .sort((a, b) => compareItems(a.item, b.item) || compareCodePoints(a.hash, b.hash))
    .map(({ item }) => item);
}

function compareItems(a: Value, b: Value): number {
  if (isNull(a) || isNull(b)) return Number(isNull(a)) - Number(isNull(b));
  if (a.kind !== 'known' || b.kind !== 'known' || !isScalar(a.value) || !isScalar(b.value)) return 0;
  const [left, right] = [realOf(a), realOf(b)];
  if (left && right) return compareReal(left, right);
  return compareCodePoints(textOf(a) ?? '', textOf(b) ?? '');
}

function hashText(value: Value, budget: Budget | undefined): string {
  if (value.kind === 'unknown' || budget?.spend(1, value.span) === false) return '?';
  if (isNull(value) || value.kind === 'absent') return '~';
  const { value: content } = value;
  if (typeof content === 'boolean') return content ? 'T' : 'F';
  if (typeof content === 'string') return JSON.stringify(content);
  if (isScalar(content)) return shortNumber(value);
  if (isList(content)) {
    const [open, close] = value.type === undefined ? ['<', '>'] : ['[', ']'];
    return `${open}${content.map((item) => `${hashText(item, budget)};`).join('')}${close}`;
  }
  const isMap = value.type !== undefined;
  const parts = sortedKeys(content).map((key) => {
    const item = content.get(key);
    return `${isMap ? `${JSON.stringify(key)}:` : ''}${item ? hashText(item, budget) : '~'};`;
  });
  return isMap ? `{${parts.join('')}}` : `<${parts.join('')}>`;
}

/** A number with ten digits, as Go's `%.10g` writes it. */
function shortNumber(value: KnownValue): string {
  const real = realOf(value);
  const number = Number(value.exact ?? value.value);
  if (!real || number === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(number)));
  if (exponent < -4 || exponent >= 10) {
    const [digits = '', power = '0'] = number.toExponential(9).split('e');
    const shown = digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits;
    const size = Math.abs(Number(power));
    return `${shown}e${Number(power) < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${String(size)}`;
  }
  return parseReal(number.toPrecision(10)) ? String(Number(number.toPrecision(10))) : '0';
}

/** An unknown stays, so that its reason is told; a container with one inside stands for itself. */
function firstUnknown(value: Value): Value {
  if (value.kind !== 'known' || isScalar(value.value)) return value;
  for (const item of value.value.values())
    if (item.kind === 'unknown') return { ...item, references: value.references };
  return value;
}
