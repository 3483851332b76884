import type { Type } from '../../model/type.ts';
import { known, type KnownValue, type Value } from '../../model/value.ts';
import {
  combine,
  compareReal,
  knownDigits,
  knownReal,
  negate,
  parseReal,
  realOf,
  toWhole,
  type Real,
} from '../number.ts';
import { container, originFrom } from '../origin.ts';
import { affordable, define, notEvaluated, type Call, type Refusal, type TerraformFunction } from './signature.ts';

const NUMBER = { type: 'number' } as const;
const NUMBERS: Type = { kind: 'list', element: 'number' };

/** Most numbers of a `range`. Source: https://developer.hashicorp.com/terraform/language/functions/range */
const MAX_RANGE = 1024;

/** Functions of numbers. Source: https://developer.hashicorp.com/terraform/language/functions */
export const NUMBER_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['min', extreme((a, b) => compareReal(a, b) < 0)],
  ['max', extreme((a, b) => compareReal(a, b) > 0)],
  ['abs', exact((real) => (real.mantissa < 0n || real.negativeZero ? negate(real) : real))],
  ['ceil', exact((real) => toWhole(real, 'up'))],
  ['floor', exact((real) => toWhole(real, 'down'))],
  ['signum', exact((real) => (isWhole(real) ? parseReal(String(compareReal(real, ZERO)), 64) : undefined))],
  ['pow', floating(power)],
  ['log', floating((number, base) => Math.log(number) / Math.log(base))],
  ['parseint', define({ parameters: [{ type: 'dynamic' }, NUMBER], returns: 'number', compute: parseInteger })],
  ['range', define({ parameters: [], rest: NUMBER, returns: NUMBERS, compute: range })],
];

const ZERO: Real = { mantissa: 0n, exponent: 0, precision: 512 };

function isWhole(real: Real): boolean {
  return compareReal(toWhole(real, 'down'), real) === 0;
}

/** The first argument that goes before all others. */
function extreme(goesBefore: (a: Real, b: Real) => boolean): TerraformFunction {
  return define({
    parameters: [NUMBER],
    rest: NUMBER,
    returns: 'number',
    compute: (args, call) => {
      const reals = args.map((arg) => realOf(arg) ?? ZERO);
      const best = reals.reduce((chosen, real) => (goesBefore(real, chosen) ? real : chosen));
      return knownReal(best, originFrom(call.span, args));
    },
  });
}

function exact(compute: (real: Real) => Real | undefined): TerraformFunction {
  return define({
    parameters: [NUMBER],
    returns: 'number',
    compute: ([number], call) => {
      const real = number && realOf(number);
      const result = real && compute(real);
      return result
        ? knownReal(result, originFrom(call.span, [number]))
        : { refused: 'the argument is no such number' };
    },
  });
}

/** Functions that Terraform computes with 64 bits. */
function floating(compute: (a: number, b: number) => number | undefined): TerraformFunction {
  return define({
    parameters: [NUMBER, NUMBER],
    returns: 'number',
    compute: (args, call) => {
      const [a = 0, b = 0] = args.map((arg) => Number(arg.value));
      const result = compute(a, b);
      if (result === undefined) return notEvaluated(args, call);
      if (Number.isNaN(result)) return { refused: 'the result is no number' };
      const number = known(result, originFrom(call.span, args));
      return Number.isFinite(result) ? { ...number, precision: 53 } : number;
    },
  });
}

/**
 * `base` to the power of `exponent`, by squaring a mantissa between a half and one: the last digits are then those that Terraform
 * gets, which differ from a correctly rounded result. Undefined for fractions other than a half: their last digit depends on the
 * processor.
 * Source: https://pkg.go.dev/math#Pow
 */
function power(base: number, exponent: number): number | undefined {
  const size = Math.abs(exponent);
  if (size === 0.5 && base >= 0) return exponent < 0 ? 1 / Math.sqrt(base) : Math.sqrt(base);
  if (!Number.isFinite(base) || base === 0 || !Number.isFinite(exponent) || exponent === 0) return base ** exponent;
  if (!Number.isInteger(exponent)) return base < 0 ? NaN : undefined;
  if (size >= 2 ** 31) return base ** exponent;
  let mantissa = 1;
  let scale = 0;
  let { half, twos } = halved(base);
  for (let rest = size; rest > 0 && Math.abs(twos) <= 4096; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      mantissa *= half;
      scale += twos;
    }
    half *= half;
    twos *= 2;
    if (half < 0.5) {
      half += half;
      twos -= 1;
    }
  }
  return exponent < 0 ? scaled(1 / mantissa, -scale) : scaled(mantissa, scale);
}

/** A number as one between a half and one, and how often it was divided by two. */
function halved(number: number): { half: number; twos: number } {
  let twos = Math.max(-1022, Math.floor(Math.log2(Math.abs(number))) + 1);
  let half = number / 2 ** (twos - 1) / 2;
  while (Math.abs(half) >= 1) {
    half /= 2;
    twos += 1;
  }
  while (Math.abs(half) < 0.5) {
    half *= 2;
    twos -= 1;
  }
  return { half, twos };
}

/** `mantissa` × 2^`twos`, also where 2^`twos` alone is no finite number. */
function scaled(mantissa: number, twos: number): number {
  const step = Math.max(-1000, Math.min(1000, twos));
  const rest = Math.max(-1100, Math.min(1100, twos - step));
  return mantissa * 2 ** step * 2 ** rest;
}

/** Digits of bases up to 62: letters are of either case up to 36, beyond that upper case letters come after lower case ones. */
function parseInteger([text, base]: readonly KnownValue[], call: Call): Value | Refusal {
  const radix = Number(base?.value);
  if (!text || !base || typeof text.value !== 'string') return { refused: 'the first argument is no text' };
  if (!Number.isInteger(radix) || radix < 2 || radix > 62) return { refused: 'the base is not between 2 and 62' };
  const [, sign = '', digits = ''] = /^([+-]?)([0-9A-Za-z]{1,4096})$/.exec(text.value) ?? [];
  let result = digits === '' ? undefined : 0n;
  for (const digit of digits) {
    const value = digitValue(digit, radix);
    result = result === undefined || value >= radix ? undefined : result * BigInt(radix) + BigInt(value);
  }
  if (result === undefined) return { refused: `no whole number of base ${radix}` };
  const number = knownDigits((sign === '-' ? -result : result).toString(), originFrom(call.span, [text, base]));
  return number ?? { refused: 'a number with too many digits' };
}

function digitValue(digit: string, radix: number): number {
  if (digit >= '0' && digit <= '9') return Number(digit);
  if (digit >= 'a') return digit.charCodeAt(0) - 'a'.charCodeAt(0) + 10;
  return digit.charCodeAt(0) - 'A'.charCodeAt(0) + (radix <= 36 ? 10 : 36);
}

/** `range(limit)`, `range(start, limit)`, `range(start, limit, step)`. */
function range(args: readonly KnownValue[], call: Call): Value | Refusal {
  if (args.length < 1 || args.length > 3) return { refused: 'wrong number of arguments' };
  const [a = ZERO, b, c] = args.map((arg) => realOf(arg) ?? ZERO);
  const [start, limit] = b === undefined ? [ZERO, a] : [a, b];
  const isDown = compareReal(limit, start) < 0;
  const step = c ?? parseReal(isDown ? '-1' : '1') ?? ZERO;
  const sign = compareReal(step, ZERO);
  if (sign === 0 || (sign > 0 ? isDown : compareReal(limit, start) > 0))
    return { refused: 'the step goes the wrong way' };
  const origin = originFrom(call.span, args);
  const numbers: Value[] = [];
  for (let n: Real | undefined = start; n && compareReal(n, limit) * sign < 0; n = combine('+', n, step)) {
    if (numbers.length >= MAX_RANGE || !affordable(64, call)) return { refused: `more than ${MAX_RANGE} numbers` };
    numbers.push(knownReal(n, origin));
  }
  return container(numbers, origin, NUMBERS);
}
