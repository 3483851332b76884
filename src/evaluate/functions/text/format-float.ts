import type { Real } from '../../number.ts';
import { realText } from '../../number.ts';

/** Decimal digits of a number: 0.d₁d₂d₃… × 10^point. */
interface Digits {
  readonly digits: string;
  readonly point: number;
}

/** How a float is to be written: `e`, `f` or `g`, with how many places (`undefined` for the shortest that is exact). */
export interface FloatStyle {
  readonly verb: 'e' | 'f' | 'g';
  readonly places: number | undefined;
}

/** The magnitude of a number in Go's notation. Source: https://pkg.go.dev/math/big#Float.Text */
export function formatMagnitude(real: Real, { verb, places }: FloatStyle): string {
  if (places === undefined) {
    const shortest = digitsOfText(realText(real));
    if (verb === 'g') return general(shortest, shortest.digits.length, 6, shortest);
    return verb === 'e'
      ? scientific(shortest, Math.max(0, shortest.digits.length - 1))
      : fixed(shortest, Math.max(0, shortest.digits.length - shortest.point));
  }
  const exact = exactDigits(real);
  if (verb === 'e') return scientific(rounded(exact, places + 1), places);
  if (verb === 'f') return fixed(rounded(exact, exact.point + places), places);
  const wanted = Math.max(1, places);
  const digits = rounded(exact, wanted);
  // Whole numbers with fewer digits than asked for decide for themselves.
  const limit = wanted > digits.digits.length && digits.digits.length >= digits.point ? digits.digits.length : wanted;
  return general(digits, wanted, limit, digits);
}

function general(value: Digits, precision: number, limit: number, { digits, point }: Digits): string {
  const exponent = point - 1;
  if (digits !== '' && (exponent < -4 || exponent >= limit)) {
    return scientific(value, Math.min(precision, digits.length) - 1);
  }
  const places = precision > point ? digits.length : precision;
  return fixed(value, Math.max(0, places - point));
}

function scientific({ digits, point }: Digits, places: number): string {
  const fraction = digits.slice(1, places + 1).padEnd(places, '0');
  const exponent = digits === '' ? 0 : point - 1;
  const sign = exponent < 0 ? '-' : '+';
  return `${digits[0] ?? '0'}${places > 0 ? `.${fraction}` : ''}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function fixed({ digits, point }: Digits, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (places === 0) return whole;
  const behind = point > 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, places)) + digits;
  return `${whole}.${behind.slice(0, places).padEnd(places, '0')}`;
}

/** Every digit of the binary number; the last is not zero. */
function exactDigits({ mantissa, exponent }: Real): Digits {
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  if (exponent >= 0) return trimmed((magnitude << BigInt(exponent)).toString(), 0);
  return trimmed((magnitude * 5n ** BigInt(-exponent)).toString(), -exponent);
}

function digitsOfText(text: string): Digits {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return trimmed(whole + fraction, fraction.length);
}

/** The digits without zeros at either end, of which `behind` stand behind the decimal point. */
function trimmed(text: string, behind: number): Digits {
  const start = /[1-9]/.exec(text)?.index;
  if (start === undefined) return { digits: '', point: 0 };
  let end = text.length;
  while (text[end - 1] === '0') end--;
  return { digits: text.slice(start, end), point: text.length - behind - start };
}

/** To `count` digits: to the nearest, ties to even. */
function rounded({ digits, point }: Digits, count: number): Digits {
  if (count >= digits.length || digits === '') return { digits, point };
  if (count < 0) return { digits: '', point: 0 };
  const kept = digits.slice(0, count);
  const next = digits.charCodeAt(count) - 48;
  const isTie = next === 5 && count + 1 === digits.length;
  const isOdd = count > 0 && (digits.charCodeAt(count - 1) & 1) === 1;
  if (!(isTie ? isOdd : next >= 5)) return trimmedDigits(kept, point);
  const up = (BigInt(kept === '' ? '0' : kept) + 1n).toString().padStart(count, '0');
  return trimmedDigits(up, point + up.length - count);
}

function trimmedDigits(text: string, point: number): Digits {
  let end = text.length;
  while (end > 0 && text[end - 1] === '0') end--;
  return end === 0 ? { digits: '', point: 0 } : { digits: text.slice(0, end), point };
}
