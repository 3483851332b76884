/** The value of a number and, where a JavaScript number does not mean the same, its digits. */
export interface NumberLiteral {
  /** The nearest JavaScript number; the largest one for a number beyond it. */
  readonly value: number;
  readonly digits?: string;
}

// No nested repetition: linear on any input.
const NUMBER = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/;

/**
 * Reads a number as it is written in HCL or JSON. Terraform computes with 512 bits, so `digits` keeps what is written
 * when the shortest text of the nearest JavaScript number is another number.
 */
export function numberLiteral(text: string): NumberLiteral {
  const nearest = Number(text);
  if (Number.isNaN(nearest)) return { value: nearest };
  const value = Number.isFinite(nearest) ? nearest : Math.sign(nearest) * Number.MAX_VALUE;
  // The usual number is a short integer or fraction, for which there is nothing to compare.
  if (/^-?[1-9]?\d{0,14}(\.\d{1,4})?$/.test(text) && text.length < 16) return { value };
  return normal(text) === normal(String(value)) ? { value } : { value, digits: text };
}

/** Digits without zeros at the ends, and the power of ten of the last one: equal for texts that mean the same. */
function normal(text: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text.replace('e+', 'e')) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  if (end === 0) return '0';
  return `${sign}${digits.slice(0, end)}e${Number(exponent) - fraction.length + digits.length - end}`;
}
