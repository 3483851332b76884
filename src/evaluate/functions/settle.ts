import type { Type } from '../../model/type.ts';
import { known, type KnownValue, type Scalar, type Value } from '../../model/value.ts';
import { container, originFrom, unknownBecause } from '../origin.ts';
import { isFailure, type Outcome } from './refusal.ts';
import { affordable, define, type Call, type Refusal, type TerraformFunction } from './signature.ts';

const TEXTS: Type = { kind: 'list', element: 'string' };

/** The value for what a pure function gives; `wrap` makes the value of a result. */
export function settle<T>(
  outcome: Outcome<T>,
  args: readonly Value[],
  call: Call,
  wrap: (result: T) => Scalar | Value,
): Scalar | Value | Refusal {
  if (!isFailure(outcome)) return wrap(outcome);
  if ('refused' in outcome) return { refused: outcome.refused };
  return unknownBecause('not-evaluated', `${call.name}(…): ${outcome.undecided}`, call.span, args);
}

/** A function of known texts, paid for by their length. */
export function textFunction(
  count: number,
  returns: Type,
  compute: (...texts: readonly string[]) => Outcome<Scalar>,
): TerraformFunction {
  return define({
    parameters: Array.from({ length: count }, () => ({ type: 'string' })),
    returns,
    compute: (args, call) => {
      const texts = args.map(textIn);
      if (!texts.every((text) => affordable(text.length, call))) return tooMuch(args, call);
      return settle(compute(...texts), args, call, (result) => result);
    },
  });
}

/** The text in an argument that `define` converted to one. */
export function textIn(arg: KnownValue | undefined): string {
  return typeof arg?.value === 'string' ? arg.value : '';
}

/** A list of texts. */
export function textList(texts: readonly string[], args: readonly Value[], call: Call): Value {
  if (!affordable(texts.length * 64, call)) return tooMuch(args, call);
  const origin = originFrom(call.span, args);
  return container(
    texts.map((text) => known(text, origin)),
    origin,
    TEXTS,
  );
}

/** The value of a call that there is no work left for. */
export function tooMuch(args: readonly Value[], call: Call): Value {
  return unknownBecause('too-large', `${call.name}(…) needs too much work`, call.span, args);
}
