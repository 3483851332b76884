import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InputError } from '../../src/model/errors.ts';
import { parseGitDiff, parseHunkHeader } from '../../src/sources/git-diff.ts';
import { nearestNames } from '../../src/sources/nearest-name.ts';

const zero = '0'.repeat(40);

describe('git diff output', () => {
  test('an unmerged file is modified with unknown hunks, or what a second record says', () => {
    const unmerged = `:000000 000000 ${zero} ${zero} U\0a.tf\0:000000 000000 ${zero} ${zero} U\0b.tf\0:100644 100644 ${zero} ${zero} M\0b.tf\0`;
    const patch =
      '\0* Unmerged path a.tf\n* Unmerged path b.tf\ndiff --git a/b.tf b/b.tf\n--- a/b.tf\n+++ b/b.tf\n@@ -1 +1,2 @@\n-a\n+b\n+c\n';
    expect(parseGitDiff(Buffer.from(unmerged + patch))).toEqual([
      { path: 'a.tf', basePath: 'a.tf', status: 'modified', hunks: undefined },
      {
        path: 'b.tf',
        basePath: 'b.tf',
        status: 'modified',
        hunks: [{ baseStart: 1, baseCount: 1, headStart: 1, headCount: 2 }],
      },
    ]);
  });

  test('without a patch the hunks are unknown', () => {
    expect(parseGitDiff(Buffer.from(`:100644 000000 ${zero} ${zero} D\0a.tf\0`))).toEqual([
      { path: 'a.tf', basePath: 'a.tf', status: 'removed', hunks: undefined },
    ]);
    expect(parseGitDiff(Buffer.alloc(0))).toEqual([]);
  });

  test.each([
    [':100644 100644 x y M\0a.tf\0', 'a record that this tool does not know'],
    [`:100644 100644 ${zero} ${zero} M`, 'ended in the middle of a record'],
    [
      `:100644 100644 ${zero} ${zero} M\0a.tf\0\0diff --git a b\ndiff --git c d\n`,
      'printed 2 patches where 1 were expected',
    ],
  ])('%j is refused: %s', (output, message) => {
    expect(() => parseGitDiff(Buffer.from(output))).toThrow(InputError);
    expect(() => parseGitDiff(Buffer.from(output))).toThrow(message);
  });

  test('anything else is read or refused, never worse', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        `:100644 100644 ${zero} ${zero} M\0a.tf\0`,
        '\0',
        'diff --git a b\n',
        '@@ -1 +1 @@\n',
        '@@ -9,99999999999 +1 @@\n',
        'Binary files a and b differ\n',
        ' text\n',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          expect(Array.isArray(parseGitDiff(Buffer.from(pieces.join(''))))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

test.each([
  ['@@ -1,2 +3,4 @@ resource "x"', { baseStart: 1, baseCount: 2, headStart: 3, headCount: 4 }],
  ['@@ -1 +3 @@', { baseStart: 1, baseCount: 1, headStart: 3, headCount: 1 }],
  ['@@ -0,0 +1,5 @@', { baseStart: 0, baseCount: 0, headStart: 1, headCount: 5 }],
  ['+@@ -1 +3 @@', undefined],
  ['@@ nothing @@', undefined],
])('the hunk header %j', (line, hunk) => {
  expect(parseHunkHeader(line)).toEqual(hunk);
});

test.each([
  ['mian', ['main', 'master', 'develop'], ['main']],
  ['network', ['feature/network', 'main'], ['feature/network']],
  ['zzz', ['main'], []],
  ['x'.repeat(100_000), ['main'], []],
])('near to %.20s are %j', (wanted, names, expected) => {
  expect(nearestNames(wanted, names)).toEqual(expected);
});
