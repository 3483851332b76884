import { describe, expect, test } from '@jest/globals';

import { fileSet } from '../../../../src/evaluate/functions/path/file-set.ts';
import { joinPath, pathInTree } from '../../../../src/evaluate/functions/path/file-path.ts';

const FILES = new Set([
  'a/1.txt',
  'a/2.md',
  'a/b/3.txt',
  'a/b/c/4.txt',
  'x/5.txt',
  '.h/6.txt',
  'top.txt',
  'a/.hid',
  'a/[z].txt',
  'mod/files/f.json',
  'mod/m.tf2',
  'a/é.txt',
  'a/b/12.txt',
  'main.tf',
]);

// Terraform 1.11.4 gave these results for a folder with the files above; null where it refuses the pattern.
const RESULTS: readonly (readonly [path: string, pattern: string, files: readonly string[] | null])[] = [
  ['.', '*', ['main.tf', 'top.txt']],
  [
    '.',
    '**',
    [
      '.h/6.txt',
      'a/.hid',
      'a/1.txt',
      'a/2.md',
      'a/[z].txt',
      'a/b/12.txt',
      'a/b/3.txt',
      'a/b/c/4.txt',
      'a/é.txt',
      'main.tf',
      'mod/files/f.json',
      'mod/m.tf2',
      'top.txt',
      'x/5.txt',
    ],
  ],
  [
    '.',
    '**/*.txt',
    ['.h/6.txt', 'a/1.txt', 'a/[z].txt', 'a/b/12.txt', 'a/b/3.txt', 'a/b/c/4.txt', 'a/é.txt', 'top.txt', 'x/5.txt'],
  ],
  ['a', '*.txt', ['1.txt', '[z].txt', 'é.txt']],
  ['a', '**/*.txt', ['1.txt', '[z].txt', 'b/12.txt', 'b/3.txt', 'b/c/4.txt', 'é.txt']],
  ['a', '**', ['.hid', '1.txt', '2.md', '[z].txt', 'b/12.txt', 'b/3.txt', 'b/c/4.txt', 'é.txt']],
  ['a/', '*.{txt,md}', ['1.txt', '2.md', '[z].txt', 'é.txt']],
  ['a', '{1,2}.*', ['1.txt', '2.md']],
  ['./a', '?.txt', ['1.txt', 'é.txt']],
  ['a', '[12].txt', ['1.txt']],
  ['a', '[^1].txt', ['é.txt']],
  ['a', '[!1].txt', ['1.txt']],
  ['a', '[0-9].txt', ['1.txt']],
  ['a', 'b/*.txt', ['b/12.txt', 'b/3.txt']],
  ['a', 'b/**', ['b/12.txt', 'b/3.txt', 'b/c/4.txt']],
  ['a', 'b/**/*.txt', ['b/12.txt', 'b/3.txt', 'b/c/4.txt']],
  ['a', '**/b/*.txt', ['b/12.txt', 'b/3.txt']],
  ['a', '**/c/**', ['b/c/4.txt']],
  ['a', '../x/*.txt', ['../x/5.txt']],
  ['a', '../*.txt', ['../top.txt']],
  ['nope', '*', []],
  ['a', '1.txt', ['1.txt']],
  ['a', 'b', []],
  ['.', '*/*.txt', ['.h/6.txt', 'a/1.txt', 'a/[z].txt', 'a/é.txt', 'x/5.txt']],
  ['.', '*/*/*.txt', ['a/b/12.txt', 'a/b/3.txt']],
  ['.', 'a**.txt', []],
  ['.', 'a/**.txt', ['a/1.txt', 'a/[z].txt', 'a/é.txt']],
  ['.', '**.txt', ['top.txt']],
  ['', '*.txt', ['top.txt']],
  ['.', '.*/*', ['.h/6.txt']],
  ['.', '.h/*', ['.h/6.txt']],
  ['a', '.*', ['.hid']],
  ['a', '[', null],
  ['a', '{1,2', null],
  ['a', '[z].txt', []],
  ['a', '*.TXT', []],
  ['a', '', []],
  ['.', './a/*.md', ['a/2.md']],
  ['a', '/1.txt', ['1.txt']],
  ['a', '**/**/*.txt', ['b/12.txt', 'b/3.txt', 'b/c/4.txt']],
  ['.', '**/a/*.md', ['a/2.md']],
  ['a/b/..', '*.md', ['2.md']],
  ['.', '{a,x}/*.txt', ['a/1.txt', 'a/[z].txt', 'a/é.txt', 'x/5.txt']],
  ['.', '{a/b,x}/*.txt', null],
  ['.', '[a-b]/*.md', ['a/2.md']],
  ['.', '[ax]/?.txt', ['a/1.txt', 'a/é.txt', 'x/5.txt']],
  ['a', '{*.md,b}', ['2.md']],
  ['a', 'é.txt', ['é.txt']],
  ['a', '?.txt', ['1.txt', 'é.txt']],
  ['.', '*.{}', []],
  ['a', '[]1].txt', null],
  ['a', '1.{txt}', ['1.txt']],
  ['a', '[1-].txt', null],
  ['a', '[-1].txt', null],
];

/** Patterns whose reading is left open. */
const OPEN = new Set(['[', '{1,2', '**/**/*.txt', '{a/b,x}/*.txt', '[]1].txt', '[1-].txt', '[-1].txt']);

describe('fileset finds the files of the tree', () => {
  test.each(RESULTS)('fileset(%j, %j)', (path, pattern, files) => {
    const found = fileSet(FILES, '.', path, pattern);
    if (OPEN.has(pattern)) expect(found).toHaveProperty('undecided');
    else expect(found).toEqual(files);
  });

  test('is seen from the folder where Terraform starts', () => {
    expect(fileSet(FILES, 'a', 'b', '*.txt')).toEqual(['12.txt', '3.txt']);
  });

  test.each(['/etc', '..', 'a/../..', '~', '~/x'])('never looks outside of the tree: %s', (path) => {
    expect(fileSet(FILES, '.', path, '*')).toHaveProperty('undecided');
  });

  test('a pattern with many stars is left open instead of being slow', () => {
    expect(fileSet(new Set(['a'.repeat(5_000)]), '.', '.', '*a*a*a*a*a*a*b')).toHaveProperty('undecided');
  });
});

describe('paths stay in the tree', () => {
  test.each([
    ['.', 'a/b', 'a/b'],
    ['mod', './x/../y', 'mod/y'],
    ['mod', '../a', 'a'],
    ['mod', '..', '.'],
    ['', 'a', 'a'],
  ])('from %j the path %j is %j', (folder, path, expected) => {
    expect(pathInTree(folder, path)).toBe(expected);
  });

  test.each([
    ['.', '../a'],
    ['mod', '../../a'],
    ['mod', '/a'],
    ['mod', '~/a'],
  ])('from %j the path %j is refused a place', (folder, path) => {
    expect(pathInTree(folder, path)).toHaveProperty('undecided');
  });

  test('nothing joined is nothing', () => {
    expect(joinPath('', '')).toBe('');
  });
});
