import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { lineIndex } from '../../src/syntax/line-index.ts';

test('only a line feed ends a line', () => {
  const lines = lineIndex('f', 'a\r\nb\rc\n');
  expect([0, 2, 3, 5, 7].map((offset) => lines.position(offset))).toEqual([
    { line: 1, column: 1, offset: 0 },
    { line: 1, column: 3, offset: 2 },
    { line: 2, column: 1, offset: 3 },
    { line: 2, column: 3, offset: 5 },
    { line: 3, column: 1, offset: 7 },
  ]);
});

test('offsets outside the text count as its ends', () => {
  const lines = lineIndex('f', 'ab');
  expect(lines.position(-5).offset).toBe(0);
  expect(lines.span(1, 99)).toMatchObject({ start: 1, end: 2 });
  expect(lines.lineStart(7)).toBe(2);
});

test('a position is what counting line feeds gives, in whatever order one asks', () => {
  const text = fc.array(fc.constantFrom('a', '\n', '\r', '😀', '\n\n\n\n\n\n\n\n')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.nat(60)), (source, offsets) => {
      const lines = lineIndex('f', source);
      for (const asked of offsets) {
        const offset = Math.min(asked, source.length);
        const before = source.slice(0, offset).split('\n');
        expect(lines.position(asked)).toEqual({
          line: before.length,
          column: (before.at(-1) ?? '').length + 1,
          offset,
        });
        expect(lines.lineStart(before.length)).toBe(offset - (before.at(-1) ?? '').length);
      }
    }),
  );
});
