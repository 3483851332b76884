import type { Span } from '../model/span.ts';
import type { Value } from '../model/value.ts';
import type { Budget } from './budget.ts';
import { unknownBecause } from './origin.ts';

/** Remembers values by key; a value that needs itself is a cycle: unknown, and reported once. */
export interface Memo {
  get(key: string, span: Span, compute: () => Value): Value;
}

/** A memo whose keys are shown to the reader (`local.a`). */
export function createMemo(budget: Budget): Memo {
  const values = new Map<string, Value | undefined>();
  return {
    get: (key, span, compute) => {
      const value = values.get(key);
      if (value) return value;
      if (values.has(key)) {
        budget.report({
          code: 'cycle',
          severity: 'warning',
          span,
          message: `${key} depends on itself, which Terraform does not allow; its value is not known`,
        });
        return unknownBecause('cycle', `${key} depends on itself`, span);
      }
      values.set(key, undefined);
      const result = compute();
      values.set(key, result);
      return result;
    },
  };
}
