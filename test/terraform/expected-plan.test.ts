import { describe, expect, test } from '@jest/globals';

import { parsePlanJson, plainDigits } from './expected-plan.ts';

describe('numbers of a plan', () => {
  test.each([
    [1, '1'],
    [-2.5, '-2.5'],
    [1e21, '1000000000000000000000'],
    [1.25e22, '12500000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
  ])('%d is written as %s', (value, digits) => {
    expect(plainDigits(value)).toBe(digits);
  });

  test('a number that a double does not hold keeps its digits', () => {
    expect(
      parsePlanJson('{"a": 12345678901234567890123, "b": [0.1, -7], "c": "12345678901234567890123 \\" 9e9"}'),
    ).toEqual({
      a: { $number: '12345678901234567890123' },
      b: [0.1, -7],
      c: '12345678901234567890123 " 9e9',
    });
  });
});
