import type { Scalar, Value } from '../model/value.ts';
import { digitsOf, parseReal } from './number.ts';

/** A scalar as text; undefined for null, which has none. */
export function scalarText(value: Scalar): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return digitsOf({ value });
  return value === null ? undefined : String(value);
}

/** The text Terraform makes of a known scalar value; undefined for unknown values, null and containers. */
export function textOf(value: Value): string | undefined {
  if (value.kind !== 'known' || (typeof value.value === 'object' && value.value !== null)) return undefined;
  return typeof value.value === 'number'
    ? digitsOf({ value: value.value, exact: value.exact, precision: value.precision })
    : scalarText(value.value);
}

/** A scalar as the nearest JavaScript number; undefined when it has no number form. */
export function scalarNumber(value: Scalar): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const real = typeof value === 'string' ? parseReal(value) : undefined;
  const number = real && Number(value);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

/** A scalar as boolean; undefined when it has no boolean form. */
export function scalarBoolean(value: Scalar): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === '1') return true;
  return value === 'false' || value === '0' ? false : undefined;
}

/** The scalar of a known scalar value; undefined for unknown values and for containers. */
export function scalarOf(value: Value): Scalar | undefined {
  if (value.kind !== 'known' || (typeof value.value === 'object' && value.value !== null)) return undefined;
  return value.value;
}

/** True for a known null (or a value that is not there). */
export function isNull(value: Value): boolean {
  return value.kind === 'absent' || (value.kind === 'known' && value.value === null);
}
