import type { Span } from '../../model/span.ts';
import { isList, isObject, known, type Scalar, type Value } from '../../model/value.ts';
import { MAX_TEXT } from '../budget.ts';
import { isNull, scalarNumber, scalarOf, scalarText } from '../conversion.ts';
import { invalid, originFrom, partOf, unknownBecause, unknownFrom } from '../origin.ts';
import type { Scope } from '../scope.ts';

/** A call that is being evaluated. */
export interface Call {
  readonly name: string;
  readonly span: Span;
  readonly scope: Scope;
}

/** A function of evaluated arguments; as pure and total as the evaluation it is part of. */
export type TerraformFunction = (args: readonly Value[], call: Call) => Value;

/** The answer for a form of a call that is not evaluated. */
export function notEvaluated(args: readonly Value[], call: Call): Value {
  return unknownBecause('not-evaluated', `${call.name}(…) is not evaluated`, call.span, args);
}

/** The answer for a call that Terraform refuses too. */
export function refused(args: readonly Value[], call: Call, why: string): Value {
  return invalid(`${call.name}(…): ${why}`, call.span, args);
}

/**
 * A function of `min`…`max` texts. `compute` returns undefined for what it does not evaluate. Unknown arguments make
 * the result unknown, null and collections make it invalid.
 */
export function ofTexts(
  min: number,
  max: number,
  compute: (texts: readonly string[]) => Scalar | Value | undefined,
): TerraformFunction {
  return ofScalars(min, max, scalarText, compute);
}

/** The same for numbers. */
export function ofNumbers(
  min: number,
  max: number,
  compute: (numbers: readonly number[]) => Scalar | undefined,
): TerraformFunction {
  return ofScalars(min, max, scalarNumber, compute);
}

function ofScalars<T>(
  min: number,
  max: number,
  convert: (scalar: Scalar) => T | undefined,
  compute: (args: readonly T[]) => Scalar | Value | undefined,
): TerraformFunction {
  return (args, call) => {
    if (args.length < min || args.length > max) return refused(args, call, 'wrong number of arguments');
    if (args.some((arg) => arg.kind === 'unknown')) return unknownFrom(call.span, args);
    const converted: T[] = [];
    for (const arg of args) {
      const value = convert(scalarOf(arg) ?? null);
      if (value === undefined) return refused(args, call, 'an argument of the wrong type');
      converted.push(value);
    }
    const result = compute(converted);
    if (result === undefined) return notEvaluated(args, call);
    if (typeof result === 'string' && !affordable(result.length, call)) {
      return unknownBecause('too-large', `${call.name}(…) gives too much text`, call.span, args);
    }
    if (result !== null && typeof result === 'object') return result;
    return known(result, originFrom(call.span, args));
  };
}

/** Pays for a text of `length`; false when it may not be built. */
export function affordable(length: number, call: Call): boolean {
  return length <= MAX_TEXT && call.scope.module.budget.spend(length >> 6, call.span);
}

/** The elements of a known list, with what the list inherits to them; undefined for anything else. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (value?.kind !== 'known' || !isList(value.value)) return undefined;
  return value.value.map((item) => partOf(value, item));
}

/** The entries of a known object; undefined for anything else. */
export function fieldsOf(value: Value | undefined): ReadonlyMap<string, Value> | undefined {
  return value?.kind === 'known' && isObject(value.value) ? value.value : undefined;
}

/** Why arguments are not what a function needs: unknown when one of them is, else invalid. */
export function unsuitable(args: readonly Value[], call: Call): Value {
  if (args.some((arg) => arg.kind === 'unknown')) return unknownFrom(call.span, args);
  return refused(args, call, args.some(isNull) ? 'an argument is null' : 'an argument of the wrong type');
}
