import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Section } from '../../src/report/fit.ts';
import { fit, sizeOf } from '../../src/report/fit.ts';

const section = (rank: number, items: readonly string[], head = ''): Section => ({
  head,
  items,
  between: '\n',
  tail: '',
  rank,
});

describe('fitting sections into a limit', () => {
  test('prints all in the given order when there is room', () => {
    expect(fit([section(2, ['b'], '## B\n'), section(1, ['a'])], 1000)).toBe('## B\nb\n\na');
  });

  test('leaves out a section without items, heading and all', () => {
    expect(fit([section(1, [], '## Nothing\n'), section(1, ['a'])], 1000)).toBe('a');
  });

  test('shortens the section that matters least and says how much is shown', () => {
    const text = fit(
      [section(2, Array<string>(50).fill('y'.repeat(20))), section(1, Array<string>(10).fill('x'.repeat(20)))],
      700,
    );
    expect(text.match(/x{20}/g)).toHaveLength(10);
    expect(text).toMatch(/_\d+ of 50 shown\._\n\nx/);
  });

  test('counts the sections that have no room', () => {
    expect(fit([section(1, ['a']), section(2, ['y'.repeat(500)])], 300)).toBe(
      'a\n\n_1 section is not shown: no room._',
    );
  });

  test('never exceeds the limit and never cuts an item', () => {
    const part = fc.record({
      head: fc.string({ maxLength: 40 }),
      items: fc.array(fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }), { maxLength: 30 }),
      between: fc.constantFrom('\n' as const, '\n\n' as const),
      tail: fc.constantFrom('', '\n\n</details>'),
      rank: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.integer({ min: 200, max: 3000 }), (sections, limit) => {
        expect(sizeOf(fit(sections, limit))).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 300 },
    );
  });
});
