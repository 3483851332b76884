import { refuse, undecide, type Outcome } from '../refusal.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MOST_DIGITS = 5_000;

/** `parseint`: the whole number written in a base of 2 to 62. Source: https://pkg.go.dev/math/big#Int.SetString */
export function parseInteger(text: string, base: number): Outcome<bigint> {
  if (!Number.isInteger(base) || base < 2 || base > 62) return refuse('the base must be a whole number from 2 to 62');
  if (text.length > MOST_DIGITS) return undecide('a number with too many digits');
  const digits = /^[+-]/.test(text) ? text.slice(1) : text;
  if (digits === '') return refuse('the text is no number');
  let value = 0n;
  // Up to base 36 capitals and small letters mean the same.
  for (const digit of base <= 36 ? digits.toLowerCase() : digits) {
    const worth = DIGITS.indexOf(digit);
    if (worth < 0 || worth >= base) return refuse(`"${text.slice(0, 60)}" is no number in base ${base}`);
    value = value * BigInt(base) + BigInt(worth);
  }
  return text.startsWith('-') ? -value : value;
}
