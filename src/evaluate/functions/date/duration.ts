import { refuse, type Outcome } from '../refusal.ts';

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const PART = /(\d*)(?:\.(\d*))?([a-z\u00b5\u03bc]+)/y;

const MOST = 1n << 63n;

/** Nanoseconds of a duration such as `1h30m`. Source: https://pkg.go.dev/time#ParseDuration */
export function parseDuration(text: string): Outcome<bigint> {
  const invalid = refuse(`"${text.slice(0, 60)}" is not a duration`);
  const isNegative = text.startsWith('-');
  const rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0n;
  if (rest === '' || rest.length > 1_000) return invalid;
  let total = 0n;
  PART.lastIndex = 0;
  for (let position = 0; position < rest.length; position = PART.lastIndex) {
    const match = PART.exec(rest);
    const [, whole = '', fraction = '', unitName = ''] = match ?? [];
    const unit = UNITS.get(unitName);
    if (!match || unit === undefined || whole + fraction === '') return invalid;
    total += BigInt(whole === '' ? '0' : whole) * unit + fractionOf(fraction, unit);
    if (total > MOST) return invalid;
  }
  if (total === MOST && !isNegative) return invalid;
  return isNegative ? -total : total;
}

/** A fraction of a unit is computed in floating point, with the digits that fit into 63 bits. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (value > (MOST - 1n) / 10n) break;
    const next = value * 10n + BigInt(digit);
    if (next > MOST) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}
