import { expect, test } from '@jest/globals';

import { readArchive } from './archive.ts';

test('a line with a path begins a file', () => {
  const files = readArchive('a comment\n-- main.tf --\na = 1\n\n-- dir/b.txt --\ntext\n-- empty --\n');
  expect([...files]).toEqual([
    ['main.tf', 'a = 1\n\n'],
    ['dir/b.txt', 'text\n'],
    ['empty', ''],
  ]);
});
