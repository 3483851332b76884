import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import {
  combine,
  compareReal,
  digitsOf,
  divide,
  parseReal,
  realText,
  remainder,
  type Real,
} from '../../src/evaluate/number.ts';

function real(text: string): Real {
  const result = parseReal(text);
  if (!result) throw new Error(`${text} is no number`);
  return result;
}
const textOf = (result: Real | undefined): string | undefined => result && realText(result);

describe('numbers as Terraform has them', () => {
  test.each([
    ['0.1', '0.1'],
    ['1e30', '1000000000000000000000000000000'],
    ['1e-7', '0.0000001'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+1.50', '1.5'],
    ['-0', '-0'],
    ['1p3', '8'],
    ['9007199254740993', '9007199254740993'],
    ['123456789012345678901234567890.5', '123456789012345678901234567890.5'],
    ['inf', '+Inf'],
  ])('%s is written as %s', (text, written) => {
    expect(textOf(real(text))).toBe(written);
  });

  test.each(['', '.', 'a', '1e', '0x10', '1_000', '1 ', '1e99999999', '--1', 'Infinity'])('%j is no number', (text) => {
    expect(parseReal(text)).toBeUndefined();
  });

  test('thirds have 512 bits, counted numbers 64', () => {
    expect(textOf(divide(real('1'), real('3')))).toMatch(/^0\.3{153}35$/);
    const [one, three] = [parseReal('1', 64), parseReal('3', 64)];
    expect(one && three && textOf(divide(one, three))).toBe('0.33333333333333333334');
  });

  test('0.1 + 0.2 is 0.3', () => {
    expect(textOf(combine('+', real('0.1'), real('0.2')))).toBe('0.3');
  });

  test.each([
    ['-7', '3', '-1'],
    ['7', '-3', '1'],
    ['7.5', '2', '1.5'],
    ['5', '0', '5'],
  ])('%s %% %s is %s', (a, b, rest) => {
    expect(textOf(remainder(real(a), real(b)))).toBe(rest);
  });

  test('a division by zero is infinite, zero by zero is nothing', () => {
    expect(textOf(divide(real('-1'), real('0')))).toBe('-Inf');
    expect(divide(real('0'), real('0'))).toBeUndefined();
  });

  test('the text of any number is read back as the same number', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 600n), max: 2n ** 600n }),
        fc.integer({ min: -60, max: 60 }),
        (digits, power) => {
          const number = real(`${String(digits)}e${String(power)}`);
          expect(compareReal(real(realText(number)), number)).toBe(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a JavaScript number keeps its digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }), (value) => {
        expect(Number(digitsOf({ value }))).toBe(value);
      }),
    );
  });
});
