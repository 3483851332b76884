import { describe, expect, test } from '@jest/globals';
import { RemoteError } from '../../../src/model/errors.ts';
import { isInnerLink, isPackedPath } from '../../../src/runner/tar/packed-path.ts';
import { PACK_LIMITS, packTree } from '../../../src/runner/tar/pack-tree.ts';
import { archivedTree, archiveOf, treeOf, type RawEntry } from './trees.ts';
import { packed, problemOf } from './packed.ts';

const TREE = {
  'main.tf': 'resource "null_resource" "a" {}',
  'live/main.tf': 'module "m" {}',
  'live/.terraform.lock.hcl': '# lock',
  '.git/config': '[core]',
  'live/.terraform/environment': 'prod',
  'live/terraform.d/plugins/x/terraform-provider-x': '#!/bin/sh',
  'live/terraform.tfstate': '{}',
  'live/terraform.tfstate.backup': '{}',
  'live/terraform.tfstate.d/prod/terraform.tfstate': '{}',
  '.terraformrc': 'host "x" {}',
};
const KEPT = {
  'main.tf': 'resource "null_resource" "a" {}',
  'live/main.tf': 'module "m" {}',
  'live/.terraform.lock.hcl': '# lock',
};

const github = (files: Readonly<Record<string, string>>): RawEntry[] => [
  { name: 'o-r-1234567/', type: 'directory' },
  ...Object.entries(files).map(([path, content]) => ({ name: `o-r-1234567/${path}`, content })),
];

describe('packing a tree', () => {
  test('keeps what a plan may use, from files and from an archive alike', async () => {
    const fromFiles = await packed(treeOf(TREE));
    const fromArchive = await packed(archivedTree(await archiveOf(github(TREE))));
    expect(fromFiles.contents).toEqual(KEPT);
    expect(fromArchive.contents).toEqual(KEPT);
    expect([fromFiles.files, fromArchive.files]).toEqual([3, 3]);
  });

  test('the same files give the same bytes', async () => {
    const [first, second] = await Promise.all([packed(treeOf(TREE)), packed(treeOf(TREE))]);
    expect(Buffer.from(first.bytes).equals(second.bytes)).toBe(true);
  });

  test('files are added, replaced and left out', async () => {
    const files = new Map([
      ['live/zz.auto.tfvars', Buffer.from('a = 1')],
      ['live/.terraform.lock.hcl', Buffer.from('# of the base')],
      ['main.tf', undefined],
    ]);
    const { contents } = await packed(treeOf(TREE), { files });
    expect(contents).toEqual({
      'live/main.tf': KEPT['live/main.tf'],
      'live/.terraform.lock.hcl': '# of the base',
      'live/zz.auto.tfvars': 'a = 1',
    });
  });

  test('symbolic links that stay inside are kept, others are left out and counted', async () => {
    const archive = await archiveOf([
      { name: 'r/live/common.tf', type: 'symlink', linkname: '../shared/common.tf' },
      { name: 'r/live/passwd', type: 'symlink', linkname: '/etc/passwd' },
      { name: 'r/live/up', type: 'symlink', linkname: '../../x' },
      { name: 'r/live/sneaky', type: 'symlink', linkname: 'dir/../..' },
    ]);
    const { contents, notes } = await packed(archivedTree(archive));
    expect(contents).toEqual({ 'live/common.tf': '-> ../shared/common.tf' });
    expect(notes).toEqual(['3 symbolic links were left out, they lead out of the tree.']);
  });

  test('links of a tree without an archive are counted as unread', async () => {
    const { contents, notes } = await packed(treeOf({ 'a.tf': '' }, ['b.tf']));
    expect(contents).toEqual({ 'a.tf': '' });
    expect(notes).toEqual(['1 files of the tree could not be read or are too large, and were left out.']);
  });

  test('the executable bit survives', async () => {
    const archive = await archiveOf([{ name: 'r/run.sh', mode: 0o755, content: 'x' }]);
    const { bytes } = await packed(archivedTree(archive));
    const again = await packed(archivedTree(await archiveOf([{ name: 'r/run.sh', mode: 0o644, content: 'x' }])));
    expect(Buffer.from(bytes).equals(again.bytes)).toBe(false);
  });

  test('an empty tree packs', async () => {
    expect((await packed(treeOf({}))).contents).toEqual({});
    expect((await packed(archivedTree(await archiveOf([])))).contents).toEqual({});
  });
});

describe('archives that are refused', () => {
  const cases: readonly (readonly [string, RawEntry[], RegExp])[] = [
    ['a path that leads out', [{ name: 'r/../../etc/cron.d/x', content: 'x' }], /leads out of the tree/],
    ['an absolute path', [{ name: '/etc/passwd', content: 'x' }], /is an absolute path/],
    ['a file beside the folder', [{ name: 'passwd', content: 'x' }], /is beside the one folder/],
    ['a hard link', [{ name: 'r/hard', type: 'link', linkname: '/etc/passwd' }], /"hard" is neither a file, a folder/],
    ['a device', [{ name: 'r/null', type: 'character-device' }], /"null" is neither a file, a folder/],
    [
      'a file twice',
      [
        { name: 'r/a', content: '1' },
        { name: 'r/a', content: '2' },
      ],
      /"a" is in the archive twice/,
    ],
  ];
  test.each(cases)('%s', async (_name, entries, problem) => {
    expect(await problemOf(archivedTree(await archiveOf(entries)))).toMatch(problem);
  });

  test('what is no gzip, and what was cut off', async () => {
    const archive = await archiveOf([{ name: 'r/a.tf', content: 'a'.repeat(100_000) }]);
    expect(await problemOf(archivedTree(Buffer.from('<html>')))).toMatch(/is damaged/);
    expect(await problemOf(archivedTree(archive.subarray(0, archive.length - 40)))).toMatch(/is damaged/);
  });

  test('a bomb stops at the limit, whatever it would inflate to', async () => {
    const bomb = await archiveOf([{ name: 'r/a.tf', content: Buffer.alloc(20_000_000) }]);
    const limits = { ...PACK_LIMITS, totalBytes: 1_000_000, files: 100 };
    expect(bomb.length).toBeLessThan(100_000);
    expect(await problemOf(archivedTree(bomb), { limits })).toMatch(/^The repository is larger than 0 MB/);
  });

  test.each([
    ['files', { files: 1 }, /more than 1 files/],
    ['bytes of a file', { fileBytes: 2 }, /is larger than 0 MB/],
    ['packed bytes', { packedBytes: 10 }, /more than 10 bytes/],
  ])('limits: %s', async (_name, some, problem) => {
    const files = { 'a.tf': 'aaaa', 'b.tf': 'bbbb' };
    const limits = { ...PACK_LIMITS, ...some };
    expect(await problemOf(archivedTree(await archiveOf(github(files))), { limits })).toMatch(problem);
  });

  test('packed bytes of a tree that does not compress stop in the middle', async () => {
    const noise = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`${String(index)}.bin`, noiseOf(index, 200_000)]),
    );
    const limits = { ...PACK_LIMITS, packedBytes: 500_000 };
    expect(await problemOf(treeOf(noise), { limits })).toMatch(/packed tree has more than 500000 bytes/);
  });

  test('a tree that is listed in part', async () => {
    const tree = { ...treeOf({}), listAll: () => Promise.resolve({ entries: [], complete: false }) };
    expect(await problemOf(tree)).toMatch(/too large to be listed/);
  });

  test('one that never comes ends with the job', async () => {
    const silent = {
      ...treeOf({}),
      archive: () =>
        Promise.resolve({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) }),
    };
    const abort = new AbortController();
    const packing = packTree(silent, { signal: abort.signal });
    setImmediate(() => {
      abort.abort(new Error('superseded'));
    });
    await expect(packing).rejects.toThrow('superseded');
  });

  test('an error of the source comes through', async () => {
    const error = new RemoteError('GitHub is down', { retryable: true, cause: undefined });
    const failing = {
      ...treeOf({}),
      archive: () =>
        Promise.resolve({
          [Symbol.asyncIterator]: () => ({ next: (): Promise<never> => Promise.reject(error) }),
        }),
    };
    await expect(packTree(failing)).rejects.toBe(error);
    await expect(packTree({ ...treeOf({}), archive: () => Promise.reject(error) })).rejects.toBe(error);
  });
});

describe('what goes into a packed tree', () => {
  test.each([
    ['main.tf', true],
    ['.terraform.lock.hcl', true],
    ['.terraform-version', true],
    ['a/.Terraform/x', false],
    ['a/TERRAFORM.D/plugins/x', false],
    ['.git/hooks/post-checkout', false],
    ['.gitignore', true],
    ['x.tfstate', false],
    ['x.tfstate.1234.backup', false],
    ['notes-on.tfstates.md', true],
    ['terraform.rc', false],
  ])('%s: %s', (path, expected) => {
    expect(isPackedPath(path)).toBe(expected);
  });

  test.each([
    ['a/b', '../c', true],
    ['a/b', './c', true],
    ['a', '../c', false],
    ['a/b', '../../c', false],
    ['a/b', 'c/../d', false],
    ['a/b', '/c', false],
    ['a/b', '..', true],
    ['a/b', '', false],
    ['a/b', 'c\0', false],
  ])('link %s -> %s: %s', (path, target, expected) => {
    expect(isInnerLink(path, target)).toBe(expected);
  });
});

/** Text that gzip cannot make much smaller, the same every time. */
function noiseOf(seed: number, length: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += state.toString(36);
  }
  return text;
}
