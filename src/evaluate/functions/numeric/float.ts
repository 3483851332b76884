import { refuse, undecide, type Outcome } from '../refusal.ts';

/** Bits of the mantissa of what `log` and `pow` give: Terraform computes them in 64-bit floating point. */
export const FLOAT_PRECISION = 53;

/** `log`: the logarithm of a number in a base; infinite for the logarithm of zero. */
export function logarithm(number: number, base: number): Outcome<number> {
  return numeric(Math.log(number) / Math.log(base));
}

/**
 * `pow`. Whole exponents are computed as Go does, by squaring; JavaScript's own power differs in the last digits.
 * Source: https://pkg.go.dev/math#Pow
 */
export function power(base: number, exponent: number): Outcome<number> {
  if (exponent === 0 || base === 1) return 1;
  if (exponent === 0.5) return numeric(Math.sqrt(base));
  if (exponent === -0.5) return numeric(1 / Math.sqrt(base));
  if (base === 0) return exponent < 0 ? Infinity : 0;
  if (!Number.isInteger(exponent)) {
    return base < 0 ? refuse('a negative number has no such power') : undecide('a power with a fraction');
  }
  if (Math.abs(exponent) > 1_100 && Math.abs(base) !== 1) return undecide('a power that is too large');
  return numeric(wholePower(base, exponent));
}

/** Mantissa in [0.5, 1) and exponent apart, so that nothing overflows on the way; a negative exponent turns the end result over. */
function wholePower(base: number, exponent: number): number {
  let [factor, factorExponent] = split(base);
  let [result, resultExponent] = [1, 0];
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      result *= factor;
      resultExponent += factorExponent;
    }
    factor *= factor;
    factorExponent *= 2;
    if (Math.abs(factor) < 0.5) {
      factor += factor;
      factorExponent--;
    }
  }
  return exponent < 0 ? scale(1 / result, -resultExponent) : scale(result, resultExponent);
}

/** `number` as mantissa × 2^exponent. */
function split(number: number): readonly [mantissa: number, exponent: number] {
  let exponent = Math.max(-1_022, Math.floor(Math.log2(Math.abs(number))) + 1);
  let mantissa = scale(number, -exponent);
  while (Math.abs(mantissa) >= 1) [mantissa, exponent] = [mantissa / 2, exponent + 1];
  while (Math.abs(mantissa) < 0.5) [mantissa, exponent] = [mantissa * 2, exponent - 1];
  return [mantissa, exponent];
}

/** `number` × 2^`exponent`, in steps that a floating point number can hold. */
function scale(number: number, exponent: number): number {
  let [result, left] = [number, exponent];
  while (left > 1_000) [result, left] = [result * 2 ** 1_000, left - 1_000];
  while (left < -1_000) [result, left] = [result * 2 ** -1_000, left + 1_000];
  return result * 2 ** left;
}

function numeric(number: number): Outcome<number> {
  return Number.isNaN(number) ? refuse('the result is no number') : number;
}
