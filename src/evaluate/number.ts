import { known, type KnownValue, type Origin, type Scalar } from '../model/value.ts';

/**
 * Bits of the mantissa that Terraform computes with when a number was written as decimal digits.
 * Source: https://github.com/zclconf/go-cty/blob/main/docs/types.md#number
 */
const WRITTEN_PRECISION = 512;

/** Decimal exponents beyond this are refused: their digits would fill memory. */
const MAX_EXPONENT = 20_000;

/** A binary floating point number, exactly: mantissa × 2^exponent, rounded to `precision` bits by every operation. */
export interface Real {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly precision: number;
  /** Zero with a sign, which Terraform keeps and writes. */
  readonly negativeZero?: true | undefined;
  /** What a division by zero gives; the mantissa then has only the sign. */
  readonly infinite?: true | undefined;
}

// No nested repetition: linear on any input.
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eEpP])([+-]?\d{1,7}))?$/;

/** The number that decimal digits stand for; undefined when the text is no number, or one too large to be written out. */
export function parseReal(text: string, precision: number = WRITTEN_PRECISION): Real | undefined {
  if (text.length > 50_000) return undefined;
  if (/^[+-]?[Ii]nf$/.test(text)) return infinity(text.startsWith('-'), precision);
  const match = DECIMAL.exec(text);
  const [, sign = '', whole = '', fraction = '', base = '', exponentText = '0'] = match ?? [];
  if (!match || whole + fraction === '') return undefined;
  const written = Number(exponentText);
  if (Math.abs(written) > MAX_EXPONENT) return undefined;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  if (digits === 0n) return zero(sign === '-', precision);
  // `1p3` is 1 × 2^3: Terraform's parser takes it.
  const isBinary = base === 'p' || base === 'P';
  const decimal = (isBinary ? 0 : written) - fraction.length;
  const value =
    decimal >= 0
      ? round(digits * 10n ** BigInt(decimal), 0, precision)
      : quotient(digits, 10n ** BigInt(-decimal), 0, precision);
  return isBinary ? { ...value, exponent: value.exponent + written } : value;
}

/** The number in a known value; undefined for values that are no numbers. */
export function realOf(value: KnownValue): Real | undefined {
  if (typeof value.value !== 'number') return undefined;
  if (Object.is(value.value, -0)) return zero(true, value.precision ?? WRITTEN_PRECISION);
  if (Math.abs(value.value) === Infinity) return infinity(value.value < 0, WRITTEN_PRECISION);
  return parseReal(value.exact ?? String(value.value), value.precision);
}

/** A known number; what a JavaScript number cannot hold stays exact beside it. */
export function knownReal(real: Real, origin: Origin): KnownValue {
  if (real.infinite) return known(real.mantissa < 0n ? -Infinity : Infinity, origin);
  const digits = realText(real);
  const value = Number(digits); // "-0" gives -0
  const isPlain = Number.isFinite(value) && sameReal(parseReal(String(value), real.precision), real);
  const nearest = Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE;
  return {
    ...known(nearest, origin),
    ...(isPlain ? {} : { exact: digits }),
    ...(real.precision === WRITTEN_PRECISION ? {} : { precision: real.precision }),
  };
}

/** A number that is written as decimal digits; undefined when they are none. */
export function knownDigits(text: string, origin: Origin): KnownValue | undefined {
  const real = parseReal(text);
  return real && knownReal(real, origin);
}

/** The sum, difference or product; undefined where infinities leave none. */
export function combine(operator: '+' | '-' | '*', a: Real, b: Real): Real | undefined {
  const precision = Math.max(a.precision, b.precision);
  if (a.infinite || b.infinite) return combineInfinite(operator, a, operator === '-' ? negate(b) : b, precision);
  if (operator === '*') {
    if (a.mantissa === 0n || b.mantissa === 0n) return zero(isNegative(a) !== isNegative(b), precision);
    return round(a.mantissa * b.mantissa, a.exponent + b.exponent, precision);
  }
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.mantissa << BigInt(a.exponent - exponent);
  const right = b.mantissa << BigInt(b.exponent - exponent);
  return round(operator === '+' ? left + right : left - right, exponent, precision);
}

/** The quotient: infinite for a division by zero; undefined for zero by zero, and for infinite by infinite. */
export function divide(a: Real, b: Real): Real | undefined {
  const precision = Math.max(a.precision, b.precision);
  const isNegativeResult = isNegative(a) !== isNegative(b);
  if (b.infinite) return a.infinite ? undefined : zero(isNegativeResult, precision);
  if (a.infinite) return infinity(isNegativeResult, precision);
  if (b.mantissa === 0n) return a.mantissa === 0n ? undefined : infinity(isNegativeResult, precision);
  if (a.mantissa === 0n) return zero(isNegative(a) !== isNegative(b), precision);
  const sign = b.mantissa < 0n ? -1n : 1n;
  return quotient(a.mantissa * sign, b.mantissa * sign, a.exponent - b.exponent, precision);
}

/** What is left of `a` after whole times `b` (the sign is that of `a`); all of it where there are none. */
export function remainder(a: Real, b: Real): Real | undefined {
  const times = divide(a, b);
  if (!times || times.infinite) return a;
  const whole = truncate(times);
  const precision = Math.max(a.precision, b.precision);
  const multiple = combine('*', b, { mantissa: whole, exponent: 0, precision });
  return multiple && combine('-', a, multiple);
}

/** The whole part, towards zero. */
export function truncate({ mantissa, exponent }: Real): bigint {
  if (exponent >= 0) return mantissa << BigInt(exponent);
  return mantissa < 0n ? -(-mantissa >> BigInt(-exponent)) : mantissa >> BigInt(-exponent);
}

/** The number without its fraction, down or up. */
export function toWhole(real: Real, direction: 'down' | 'up'): Real {
  const whole = truncate(real);
  const rest = compareReal({ mantissa: whole, exponent: 0, precision: real.precision }, real);
  const step = direction === 'down' ? (rest > 0 ? -1n : 0n) : rest < 0 ? 1n : 0n;
  return round(whole + step, 0, real.precision);
}

/** The number with the other sign. */
export function negate(real: Real): Real {
  if (real.mantissa === 0n) return zero(!isNegative(real), real.precision);
  return { ...real, mantissa: -real.mantissa };
}

/** Below zero, zero or above zero, as `a` is below, equal to or above `b`. */
export function compareReal(a: Real, b: Real): number {
  if (a.infinite || b.infinite) return size(a) - size(b);
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.mantissa << BigInt(a.exponent - exponent);
  const right = b.mantissa << BigInt(b.exponent - exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The shortest decimal digits that are read back as the same number, without exponent: Terraform's text of a number. */
export function realText(real: Real): string {
  const { mantissa, exponent } = real;
  if (real.infinite) return mantissa < 0n ? '-Inf' : '+Inf';
  if (mantissa === 0n) return real.negativeZero ? '-0' : '0';
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const text =
    exponent >= 0 ? wholeText(magnitude, exponent, real.precision) : shortest(magnitude, exponent, real.precision);
  return mantissa < 0n ? `-${text}` : text;
}

/** A scalar that is a number, as Terraform writes it; `exact` goes before the JavaScript number. */
export function digitsOf(
  value: Pick<KnownValue, 'exact' | 'precision'> & { readonly value: Scalar },
): string | undefined {
  if (typeof value.value !== 'number') return undefined;
  if (value.exact !== undefined) return value.exact;
  if (Object.is(value.value, -0)) return '-0';
  if (Math.abs(value.value) === Infinity) return value.value < 0 ? '-Inf' : '+Inf';
  if (Number.isSafeInteger(value.value)) return String(value.value);
  const real = parseReal(String(value.value), value.precision);
  return real && realText(real);
}

function combineInfinite(operator: '+' | '-' | '*', a: Real, b: Real, precision: number): Real | undefined {
  if (operator === '*') {
    const isZero = (a.mantissa === 0n && !a.infinite) || (b.mantissa === 0n && !b.infinite);
    return isZero ? undefined : infinity(isNegative(a) !== isNegative(b), precision);
  }
  if (a.infinite && b.infinite && isNegative(a) !== isNegative(b)) return undefined;
  return infinity(isNegative(a.infinite ? a : b), precision);
}

/** Infinite numbers by their sign, all others between them. */
function size(real: Real): number {
  return real.infinite ? (real.mantissa < 0n ? -1 : 1) : 0;
}

function infinity(negative: boolean, precision: number): Real {
  return { mantissa: negative ? -1n : 1n, exponent: 0, precision, infinite: true };
}

function zero(negative: boolean, precision: number): Real {
  return { mantissa: 0n, exponent: 0, precision, ...(negative ? { negativeZero: true } : {}) };
}

function isNegative(real: Real): boolean {
  return real.mantissa < 0n || real.negativeZero === true;
}

function sameReal(a: Real | undefined, b: Real): boolean {
  return a !== undefined && compareReal(a, b) === 0;
}

/** A whole number of at most `precision` bits is written in full; a longer one has its end decided by rounding. */
function wholeText(magnitude: bigint, exponent: number, precision: number): string {
  const whole = magnitude << BigInt(exponent);
  return bits(whole) <= precision ? whole.toString() : shortest(magnitude, exponent, precision);
}

/** Digits are cut where every number that they could mean is nearer to this one than to its neighbours. */
function shortest(magnitude: bigint, exponent: number, precision: number): string {
  // One bit more than the mantissa has: its last bit is half the distance to the neighbours.
  const shift = precision + 1 - bits(magnitude);
  const scaled = magnitude << BigInt(shift);
  const scale = exponent - shift;
  const isEven = (scaled & 2n) === 0n;
  const places = scale < 0 ? -scale : 0;
  const toDecimal = (value: bigint): string =>
    (scale < 0 ? value * 5n ** BigInt(places) : value << BigInt(scale)).toString();
  const [low, middle, high] = [toDecimal(scaled - 1n), toDecimal(scaled), toDecimal(scaled + 1n)];
  const width = Math.max(low.length, middle.length, high.length);
  const [lower, digits, upper] = [low, middle, high].map((text) => text.padStart(width, '0'));
  return placed(cut(digits ?? '', lower ?? '', upper ?? '', isEven), width, places);
}

/** The digits cut and rounded at the first place that stays between the two borders; the rest is zeros. */
function cut(digits: string, lower: string, upper: string, inclusive: boolean): string {
  for (let i = 0; i < digits.length; i++) {
    const length = i + 1;
    const head = BigInt(digits.slice(0, length));
    const rest = digits.slice(length);
    const isDown = inBorders(head, length, lower, upper, inclusive);
    const isUp = inBorders(head + 1n, length, lower, upper, inclusive);
    if (!isDown && !isUp) continue;
    const half = rest.localeCompare(`5${'0'.repeat(Math.max(0, rest.length - 1))}`);
    const roundsUp = rest !== '' && (half > 0 || (half === 0 && (head & 1n) === 1n));
    const chosen = isDown && isUp ? (roundsUp ? head + 1n : head) : isUp ? head + 1n : head;
    return chosen.toString().padStart(length, '0') + '0'.repeat(rest.length);
  }
  return digits;
}

function inBorders(head: bigint, length: number, lower: string, upper: string, inclusive: boolean): boolean {
  const full = head * 10n ** BigInt(upper.length - length);
  const [low, high] = [BigInt(lower), BigInt(upper)];
  return inclusive ? full >= low && full <= high : full > low && full < high;
}

/** The digits with the decimal point `places` from the end, without zeros that say nothing. */
function placed(digits: string, width: number, places: number): string {
  const padded = digits.padStart(Math.max(width, places + 1), '0');
  const whole = padded.slice(0, padded.length - places).replace(/^0+(?=\d)/, '');
  let end = padded.length;
  while (end > padded.length - places && padded[end - 1] === '0') end--;
  const fraction = padded.slice(padded.length - places, end);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** `numerator / denominator × 2^exponent`, to the nearest, ties to even. */
function quotient(numerator: bigint, denominator: bigint, exponent: number, precision: number): Real {
  if (numerator === 0n) return { mantissa: 0n, exponent: 0, precision };
  const magnitude = numerator < 0n ? -numerator : numerator;
  const shift = Math.max(0, precision + 2 - bits(magnitude) + bits(denominator));
  const scaled = magnitude << BigInt(shift);
  // A last bit that is set whenever something is left keeps the rounding right.
  const sticky = scaled % denominator === 0n ? 0n : 1n;
  const value = ((scaled / denominator) << 1n) | sticky;
  return round(numerator < 0n ? -value : value, exponent - shift - 1, precision);
}

function round(mantissa: bigint, exponent: number, precision: number): Real {
  if (mantissa === 0n) return { mantissa: 0n, exponent: 0, precision };
  const negative = mantissa < 0n;
  let magnitude = negative ? -mantissa : mantissa;
  let power = exponent;
  const excess = bits(magnitude) - precision;
  if (excess > 0) {
    const cutOff = BigInt(excess);
    const rest = magnitude & ((1n << cutOff) - 1n);
    const half = 1n << (cutOff - 1n);
    magnitude >>= cutOff;
    power += excess;
    if (rest > half || (rest === half && (magnitude & 1n) === 1n)) magnitude += 1n;
  }
  const zeros = trailingZeros(magnitude);
  magnitude >>= BigInt(zeros);
  return { mantissa: negative ? -magnitude : magnitude, exponent: power + zeros, precision };
}

function bits(magnitude: bigint): number {
  const hex = magnitude.toString(16);
  return (hex.length - 1) * 4 + Number.parseInt(hex[0] ?? '0', 16).toString(2).length;
}

function trailingZeros(magnitude: bigint): number {
  const hex = magnitude.toString(16);
  let zeros = 0;
  while (hex[hex.length - 1 - zeros] === '0') zeros++;
  const digit = Number.parseInt(hex[hex.length - 1 - zeros] ?? '1', 16);
  return zeros * 4 + (digit % 2 === 1 ? 0 : digit % 4 === 2 ? 1 : digit % 8 === 4 ? 2 : 3);
}
