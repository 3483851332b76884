import type { Span } from '../../model/span.ts';
import { isList, isObject, known, type KnownValue, type Scalar, type Value } from '../../model/value.ts';
import { MAX_TEXT } from '../budget.ts';
import type { Type } from '../../model/type.ts';
import { isNull } from '../conversion.ts';
import { containsUnknown } from '../equality.ts';
import { convertValue } from '../types/convert.ts';
import { invalid, originFrom, partOf, unknownBecause, unknownFrom } from '../origin.ts';
import type { Evaluate, Scope } from '../scope.ts';

/** A call that is being evaluated. */
export interface Call {
  readonly name: string;
  readonly span: Span;
  readonly scope: Scope;
  readonly evaluate: Evaluate;
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

/** A parameter: arguments are converted to its type; null is refused unless it says otherwise. */
export interface Parameter {
  readonly type: Type;
  readonly allowNull?: boolean | undefined;
}

/** What a function is, as Terraform's own definitions say it. */
export interface FunctionDefinition {
  readonly parameters: readonly Parameter[];
  /** Any number of further arguments. */
  readonly rest?: Parameter | undefined;
  /** The type of the result, where it does not depend on the arguments: an unknown result has it too. */
  readonly returns?: Type | undefined;
  /** True when an unknown inside a list, map or object does not make the result unknown. */
  readonly partly?: boolean | undefined;
  /**
   * The result for arguments that are known and of their types: a scalar, a value, or `{ refused }` with what Terraform finds
   * wrong with them.
   */
  readonly compute: (args: readonly KnownValue[], call: Call) => Scalar | Value | Refusal;
}

/** Arguments that Terraform refuses, and why. */
export interface Refusal {
  readonly refused: string;
}

/**
 * A function of typed parameters: the number of arguments is checked, they are converted, null and unknown are dealt with before
 * `compute` sees them. The result has the origin of all arguments.
 */
export function define(definition: FunctionDefinition): TerraformFunction {
  const { parameters, rest, returns, partly, compute } = definition;
  return (args, call) => {
    const { budget } = call.scope.module;
    if (args.length < parameters.length || (!rest && args.length > parameters.length)) {
      return refused(args, call, 'wrong number of arguments');
    }
    const converted: KnownValue[] = [];
    let undecided = false;
    for (const [index, arg] of args.entries()) {
      const parameter = parameters[index] ?? rest;
      if (!parameter) continue;
      const value = convertValue(arg.kind === 'absent' ? known(null, arg) : arg, parameter.type, budget);
      if (value.kind === 'unknown' && value.reason === 'invalid') {
        return refused(args, call, arg.kind === 'unknown' ? value.detail : `argument ${index + 1}: ${value.detail}`);
      }
      if (isNull(value) && parameter.allowNull !== true) return refused(args, call, `argument ${index + 1} is null`);
      if (value.kind !== 'known' || (partly !== true && containsUnknown(value, budget))) undecided = true;
      else converted.push(value);
    }
    if (undecided)
      return { ...unknownFrom(call.span, withParts(args)), ...(returns === undefined ? {} : { type: returns }) };
    const result = compute(converted, call);
    if (result === null || typeof result !== 'object') return knownScalar(result, args, call);
    return 'refused' in result ? refused(args, call, result.refused) : result;
  };
}

/** The arguments with the unknown ones inside containers, so that their reason is told. */
function withParts(args: readonly Value[]): readonly Value[] {
  return args.flatMap((arg) => {
    if (arg.kind !== 'known' || typeof arg.value !== 'object' || arg.value === null) return [arg];
    const inner = [...arg.value.values()].find((item) => item.kind === 'unknown');
    return inner ? [arg, inner] : [arg];
  });
}

function knownScalar(result: Scalar, args: readonly Value[], call: Call): Value {
  if (typeof result === 'string' && !affordable(result.length, call)) {
    return unknownBecause('too-large', `${call.name}(…) gives too much text`, call.span, args);
  }
  return known(result, originFrom(call.span, args));
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
