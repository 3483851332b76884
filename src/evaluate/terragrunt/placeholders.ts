import { textOf } from '../conversion.ts';
import type { UnknownValue } from '../../model/value.ts';
import { notEvaluated, type TerraformFunction } from '../functions/signature.ts';
import { readThrough } from '../origin.ts';

/** Name of the function that stands in a generated file for a value that is not known; no provider has it. */
export const PLACEHOLDER = 'provider::terragrunt::value';

/** The unknown values in the generated files of one unit. */
export interface Placeholders {
  /** The argument of `PLACEHOLDER` that stands for `value`. */
  add(value: UnknownValue): string;
  /** What gives the values back when the files are evaluated. */
  readonly functions: ReadonlyMap<string, TerraformFunction>;
}

/** Placeholders of one unit. */
export function createPlaceholders(): Placeholders {
  const values = new Map<string, UnknownValue>();
  const value: TerraformFunction = (args, call) => {
    const [key] = args;
    const found = key && values.get(textOf(key) ?? '');
    return found ? readThrough(found, undefined) : notEvaluated(args, call);
  };
  return {
    add: (unknown) => {
      const key = String(values.size);
      values.set(key, unknown);
      return key;
    },
    functions: new Map([[PLACEHOLDER, value]]),
  };
}
