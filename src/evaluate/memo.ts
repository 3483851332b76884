import type { Span } from '../model/span.ts';
import { isScalar, type Value } from '../model/value.ts';
import type { Budget } from './budget.ts';
import { unknownBecause } from './origin.ts';

/** Remembers values by key; a value that needs itself is a cycle: unknown, and reported once. */
export interface Memo {
  get(key: string, span: Span, compute: () => Value): Value;
}

/** Names shown of a cycle; a longer one is cut. */
const MOST_NAMES = 8;

/** Bytes of one value object with its origin, about. */
const VALUE_BYTES = 150;

/** Bytes and steps of one that is remembered, beside those: its key, its place in maps, the attribute that it is of. */
const ENTRY_BYTES = 500;
const ENTRY_STEPS = 4;

// What is kept by several values (a text that was handed on) is kept once.
const counted = new WeakSet<object>();

/** A memo whose keys, put behind `prefix`, are shown to the reader (`local.a`, `module.m.var.b`). */
export function createMemo(budget: Budget, prefix = ''): Memo {
  const { computing: stack } = budget;
  const values = new Map<string, Value | undefined>();
  return {
    get: (key, span, compute) => {
      const value = values.get(key);
      if (value) return value;
      const name = prefix === '' ? key : `${prefix}.${key}`;
      if (values.has(key)) {
        budget.report({
          code: 'cycle',
          severity: 'warning',
          span,
          message: `${name} depends on itself (${wayBackTo(name, stack)}), which Terraform does not allow; its value is not known`,
        });
        return unknownBecause('cycle', `${name} depends on itself`, span);
      }
      values.set(key, undefined);
      stack.push(name);
      // When that was the last step, `compute` finds out.
      budget.spend(ENTRY_STEPS, span);
      let result = compute();
      stack.pop();
      if (!budget.hold(ENTRY_BYTES + sizeOf(result), span)) {
        result = unknownBecause('too-large', 'a value for which there is no memory left', span, [result]);
      }
      values.set(key, result);
      return result;
    },
  };
}

function wayBackTo(name: string, stack: readonly string[]): string {
  const way = [...stack.slice(stack.lastIndexOf(name)), name];
  return way.length <= MOST_NAMES ? way.join(' → ') : [...way.slice(0, MOST_NAMES - 1), '…', name].join(' → ');
}

/** Bytes that a value keeps beyond what was counted before. Linear in what is new. */
function sizeOf(value: Value): number {
  if (counted.has(value)) return 0;
  counted.add(value);
  let bytes = VALUE_BYTES;
  if (value.encoded) bytes += sizeOf(value.encoded);
  if (value.kind === 'unknown') {
    for (const part of value.parts ?? []) bytes += typeof part === 'string' ? 2 * part.length : VALUE_BYTES;
    return bytes;
  }
  if (value.kind === 'absent') return bytes;
  if (isScalar(value.value)) return typeof value.value === 'string' ? bytes + 2 * value.value.length : bytes;
  if (counted.has(value.value)) return bytes;
  counted.add(value.value);
  for (const item of value.value.values()) bytes += sizeOf(item);
  return bytes;
}
