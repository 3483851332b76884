import type { Scalar, Value } from '../model/value.ts';

/**
 * The text Terraform makes of a number: no exponent, no trailing zeros.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
 */
export function numberText(number: number): string {
  if (Number.isInteger(number)) return Math.abs(number) < 1e21 ? String(number) : BigInt(number).toString();
  const text = String(number);
  if (!text.includes('e')) return text;
  // Only very small fractions get here (1e-7): JavaScript would write an exponent.
  const [digits = '0', exponent = '0'] = text.split('e');
  return number.toFixed(Math.min(100, -Number(exponent) + Math.max(0, digits.replace('-', '').length - 2)));
}

/** A scalar as text; undefined for null, which has none. */
export function scalarText(value: Scalar): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return value === null ? undefined : String(value);
}

// No nested repetition: linear on any input.
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A scalar as number; undefined when it has no number form. */
export function scalarNumber(value: Scalar): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 400 || !NUMBER.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A scalar as boolean; undefined when it has no boolean form. */
export function scalarBoolean(value: Scalar): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
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

/**
 * Scalars brought to their common type: text when a text is among them, as Terraform does for lists, maps and the arms
 * of a condition. Containers and unknowns stay as they are.
 */
export function unify(values: readonly Value[]): readonly Value[] {
  const types = new Set(
    values
      .map((value) => scalarOf(value))
      .filter((s) => s !== undefined && s !== null)
      .map((s) => typeof s),
  );
  if (types.size < 2) return values;
  return values.map((value) => {
    const scalar = scalarOf(value);
    if (scalar === undefined || scalar === null || typeof scalar === 'string' || value.kind !== 'known') return value;
    return { ...value, value: scalarText(scalar) ?? '' };
  });
}
