import { describe, expect, test } from '@jest/globals';
import { wantedFiles } from '../../src/review/wanted-files.ts';
import { memoryTree } from './memory-tree.ts';

const LINK = { path: 'link.txt', kind: 'symlink', size: 4, sha: undefined } as const;

describe('files that file functions want', () => {
  test('are the regular files of the tree, read when they are asked for', async () => {
    const tree = memoryTree({ 'a.tpl': 'A', 'b.tpl': 'B' }, { extra: [LINK] });
    const files = await wantedFiles(tree);
    const before = files.sourceFiles;
    expect([...before.paths]).toEqual(['a.tpl', 'b.tpl']);
    expect(before.read('a.tpl')).toBeUndefined();
    await files.load(files.readable(['a.tpl']));
    expect(Buffer.from(files.sourceFiles.read('a.tpl') ?? []).toString()).toBe('A');
    expect(tree.reads).toEqual([['a.tpl']]);
    // A key is remembered for the object, so it must not change.
    expect(before.read('a.tpl')).toBeUndefined();
  });

  test('are asked for once', async () => {
    const files = await wantedFiles(memoryTree({ 'a.tpl': 'A' }));
    await files.load(files.readable(['a.tpl', 'gone.tpl']));
    expect(files.readable(['a.tpl', 'gone.tpl'])).toEqual([]);
  });

  test.each([
    ['a link', { extra: [LINK] }, {}, 'link.txt', 'unreadable', /no regular file/],
    ['a large file', {}, { 'big.bin': 'x'.repeat(1_048_577) }, 'big.bin', 'too-large', /larger than 1 MB/],
    [
      'a pointer to Git LFS',
      {},
      { 'p.json': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n' },
      'p.json',
      'lfs-pointer',
      /kept in Git LFS/,
    ],
  ])('leave a gap for %s', async (_name, options, content, path, code, message) => {
    const files = await wantedFiles(memoryTree(content, options));
    await files.load(files.readable([path]));
    expect(files.sourceFiles.read(path)).toBeUndefined();
    expect(files.gaps([path])).toEqual([
      expect.objectContaining({ code, severity: 'warning', message: expect.stringMatching(message) }),
    ]);
  });

  test('are bounded in number, and the gaps are few', async () => {
    const all = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.txt`, 'x']));
    const files = await wantedFiles(memoryTree(all));
    const readable = files.readable(Object.keys(all));
    await files.load(readable);
    expect(readable).toHaveLength(200);
    const gaps = files.gaps(Object.keys(all).filter((path) => !readable.includes(path)));
    expect(gaps).toHaveLength(21);
    expect(gaps.at(-1)?.message).toBe('80 more files that file functions read were not loaded');
  });

  test('are bounded in bytes', async () => {
    const all = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}.txt`, 'x'.repeat(1_000_000)]));
    const files = await wantedFiles(memoryTree(all));
    await files.load(files.readable(Object.keys(all)));
    const left = Object.keys(all).filter((path) => !files.sourceFiles.read(path));
    expect(left).toHaveLength(4);
    expect(files.gaps(left).map(({ code }) => code)).toEqual(['cap', 'cap', 'cap', 'cap']);
  });

  test('are said to be partial where the tree is', async () => {
    expect((await wantedFiles(memoryTree({}, { complete: false }))).sourceFiles.partial).toBe(true);
  });
});
