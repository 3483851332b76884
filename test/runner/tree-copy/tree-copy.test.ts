import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SourceTree, TreeEntry } from '../../../src/ports/source-tree.ts';
import { copyTree, type TreeCopy } from '../../../src/runner/tree-copy/tree-copy.ts';
import type { TreeLimits } from '../../../src/runner/tree-copy/tree-limits.ts';
import { directoryTree } from '../../../src/sources/directory.ts';
import { localGit } from '../../../src/sources/local-git.ts';
import { testRepository } from '../../sources/git-repository.ts';
import { archiveOf, blobSha, listed, treeWith, type Packed } from './hostile-archive.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'plumbline-copy-'));
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

const neverAborted = new AbortController().signal;
const fresh = (): string => mkdtempSync(join(home, 'tree-'));
const copy = (tree: SourceTree, folder: string, limits: Partial<TreeLimits> = {}): Promise<TreeCopy> =>
  copyTree(tree, folder, { signal: neverAborted, limits });

/** Files (as text) and links (as `-> target`) below a folder by path. */
function filesIn(folder: string, below = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const kind = lstatSync(path);
    if (kind.isSymbolicLink()) found[below + name] = `-> ${readlinkSync(path)}`;
    if (kind.isFile()) found[below + name] = readFileSync(path, 'utf8');
    if (kind.isDirectory()) Object.assign(found, filesIn(path, `${below}${name}/`));
  }
  return found;
}

describe('a tree from an archive', () => {
  test('is written with its links and without execute bits', async () => {
    const folder = fresh();
    const bytes = await archiveOf([
      { name: 'o-r-1/', type: 'directory' },
      { name: 'o-r-1/live/main.tf', content: '# main\n', mode: 0o4777 },
      { name: 'o-r-1/live/shared', type: 'symlink', target: '../modules/shared' },
      { name: 'o-r-1/modules/shared/a.tf', content: '# a\n' },
    ]);
    const entries = [listed('live/main.tf'), listed('live/shared', 'symlink'), listed('modules/shared/a.tf')];
    expect(await copy(treeWith(entries, bytes), folder)).toEqual({ kind: 'copied', files: 2, bytes: 11, notes: [] });
    expect(filesIn(folder)).toEqual({
      'live/main.tf': '# main\n',
      'live/shared': '-> ../modules/shared',
      'modules/shared/a.tf': '# a\n',
    });
    expect(lstatSync(join(folder, 'live/main.tf')).mode & 0o7111).toBe(0);
  });

  test('comes without what would stand for the configuration, and the notes say so', async () => {
    const kept = ['.terraform.lock.hcl', '.terraform-version', 'live/main.tf', 'live/terraform.tfvars', 'tfstate.tf'];
    const dropped = [
      '.git/config',
      '.terraform/environment',
      'live/.terraform/modules/modules.json',
      'live/.terraform.d/plugins/x',
      'live/.terraformrc',
      'live/terraform.rc',
      'live/terraform.d/plugins/registry.terraform.io/a/b/1.0.0/linux_amd64/terraform-provider-b',
      'live/terraform.tfstate',
      'live/terraform.tfstate.1700000000.backup',
      'live/terraform.tfstate.d/prod/terraform.tfstate',
      'live/old.tfplan',
      'live/.terragrunt-cache/x/main.tf',
    ];
    const folder = fresh();
    const bytes = await archiveOf([...kept, ...dropped].map((path) => ({ name: `top/${path}`, content: path })));
    const copied = await copy(
      treeWith(
        [...kept, ...dropped].map((path) => listed(path)),
        bytes,
      ),
      folder,
    );
    expect(copied).toMatchObject({
      kind: 'copied',
      notes: [
        'Files that the repository holds were not used: 3 in .terraform folders, 1 in .git, 1 of saved plans, ' +
          '1 in terraform.d, 2 of CLI settings, 3 of state, 1 in .terragrunt-cache.',
      ],
    });
    expect(Object.keys(filesIn(folder)).sort()).toEqual([...kept].sort());
  });

  test('comes without links of such names', async () => {
    const folder = fresh();
    const names = ['.terraform', '.terraform.lock.hcl', 'terraform.d', 'terraform.tfstate'];
    const bytes = await archiveOf(names.map((name) => ({ name: `top/${name}`, type: 'symlink', target: 'elsewhere' })));
    const entries = names.map((name) => listed(name, 'symlink'));
    expect(await copy(treeWith(entries, bytes), folder)).toMatchObject({ kind: 'copied', files: 0 });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each<readonly [string, Packed, string]>([
    ['an absolute path', { name: '/etc/cron.d/x' }, 'is an absolute path; remove it from the repository'],
    ['a path that climbs', { name: 'top/../../x' }, 'leads out of the tree; remove it from the repository'],
    ['a path with a dot', { name: 'top/./x' }, 'is no plain path; remove it from the repository'],
    ['a backslash', { name: 'top/a\\b' }, 'has a backslash in its name; remove it from the repository'],
    ['a line break', { name: 'top/a\nb' }, 'has a control character in its name; remove it from the repository'],
    ['a second top folder', { name: 'other/main.tf' }, 'is beside the one folder of the archive'],
    ['a file beside the top folder', { name: 'main.tf' }, 'is beside the one folder of the archive'],
    [
      'a hard link',
      { name: 'top/x', type: 'link', target: '/etc/passwd' },
      'is neither a file, a folder nor a symbolic link (link); remove it from the repository',
    ],
    [
      'a pipe',
      { name: 'top/x', type: 'fifo' },
      'is neither a file, a folder nor a symbolic link (fifo); remove it from the repository',
    ],
    [
      'a device',
      { name: 'top/x', type: 'character-device' },
      'is neither a file, a folder nor a symbolic link (character-device); remove it from the repository',
    ],
    ['a file that the commit does not hold', { name: 'top/extra.tf' }, 'is in the archive and not in the commit'],
    ['a file in place of a link', { name: 'top/link' }, 'is in the archive and not in the commit'],
    ['a file for the second time', { name: 'top/main.tf' }, 'is in the archive twice; keep one of them'],
  ])('with %s is refused', async (_name, entry, reason) => {
    const bytes = await archiveOf([{ name: 'top/main.tf', content: 'x' }, entry]);
    const entries = [listed('main.tf'), listed('link', 'symlink')];
    const copied = await copy(treeWith(entries, bytes), fresh());
    expect(copied).toMatchObject({ kind: 'refused', reason });
    expect(copied.kind === 'refused' && entry.name.endsWith(copied.path ?? 'no path')).toBe(true);
  });

  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['to an absolute path', { 'a/l': '/etc' }, 'is a link to an absolute path'],
    ['out of the repository', { 'a/l': '../../x' }, 'is a link that leads out of the repository'],
    ['out through a folder', { l: 'a/../../x' }, 'is a link that leads out of the repository'],
    // `in` is one folder deep, but leads two folders up from where it seems to be.
    [
      'out through another link',
      { 'a/b/in': '../../top', 'a/l': 'b/in/../../x' },
      'is a link that leads out of the repository',
    ],
    [
      'to a link to an absolute path',
      { a: 'b', b: '/proc/self' },
      'is a link that leads to a link to an absolute path',
    ],
    ['to itself', { a: 'b', b: 'a' }, 'is a link that leads in a circle'],
    ['that grows', { a: 'a/a' }, 'is a link that leads in a circle'],
    ['to nothing', { a: '' }, 'is a link without a target'],
  ])('with a link %s is refused, and no link is made', async (_name, links, reason) => {
    const folder = fresh();
    const entries = Object.keys(links).map((path) => listed(path, 'symlink'));
    const bytes = await archiveOf(
      Object.entries(links).map(([path, target]) => ({ name: `top/${path}`, type: 'symlink', target })),
    );
    const copied = await copy(treeWith(entries, bytes), folder);
    expect(copied).toMatchObject({
      kind: 'refused',
      reason: `${reason}; make the link relative to a file of this repository, or remove it`,
    });
    expect(filesIn(folder)).toEqual({});
  });

  test('is never written through a link', async () => {
    const entries = [listed('a', 'symlink'), listed('a/x')];
    const bytes = await archiveOf([
      { name: 'top/a', type: 'symlink', target: '/tmp' },
      { name: 'top/a/x', content: 'x' },
    ]);
    expect(await copy(treeWith(entries, bytes), fresh())).toEqual({
      kind: 'refused',
      path: 'a',
      reason: 'is both a file and a folder; keep one of them',
    });
  });

  test.each<readonly [string, readonly string[], string, string]>([
    ['files', ['a.tf', 'A.tf'], 'A.tf', 'differs from "a.tf" only in case; rename one of them'],
    ['folders', ['mod/a.tf', 'Mod/b.tf'], 'Mod', 'differs from "mod" only in case; rename one of them'],
    [
      'composed names',
      ['\u00e9.tf', 'e\u0301.tf'],
      'e\u0301.tf',
      'differs from "\u00e9.tf" only in case; rename one of them',
    ],
    ['equal names', ['a.tf', 'a.tf'], 'a.tf', 'is there twice; keep one of them'],
  ])('with clashing %s is refused', async (_name, paths, path, reason) => {
    const bytes = await archiveOf([]);
    expect(
      await copy(
        treeWith(
          paths.map((each) => listed(each)),
          bytes,
        ),
        fresh(),
      ),
    ).toEqual({ kind: 'refused', path, reason });
  });

  test.each<readonly [string, Partial<TreeLimits>, readonly TreeEntry[], readonly Packed[], string]>([
    ['too many files', { files: 1 }, [listed('a'), listed('b')], [], 'has more than 1 files'],
    [
      'a file that is listed as too large',
      { fileBytes: 9 },
      [{ ...listed('a'), size: 10 }],
      [],
      'is larger than 9 bytes',
    ],
    [
      'a file that turns out too large',
      { fileBytes: 1 },
      [listed('a')],
      [{ name: 't/a', content: 'xx' }],
      'is larger than 0 MB',
    ],
    [
      'too much',
      { totalBytes: 3 },
      [listed('a'), listed('b')],
      [
        { name: 't/a', content: 'xx' },
        { name: 't/b', content: 'xx' },
      ],
      'the repository is larger than 3 bytes',
    ],
    ['too many folders', { depth: 1 }, [listed('a/b/c')], [], 'is more than 1 folders deep'],
    ['a long path', { pathBytes: 5 }, [listed('abcdef')], [], 'has a path of more than 5 bytes'],
    ['a long name', {}, [listed('x'.repeat(256))], [], 'has a name of more than 255 bytes'],
  ])('with %s is refused', async (_name, limits, entries, packed, reason) => {
    const copied = await copy(treeWith(entries, await archiveOf(packed)), fresh(), limits);
    expect(copied).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
  });

  test('that is a bomb is refused before it is written', async () => {
    const bytes = await archiveOf([{ name: 't/a', content: Buffer.alloc(60 * 1024 * 1024) }]);
    expect(bytes.length).toBeLessThan(100_000);
    const folder = fresh();
    expect(await copy(treeWith([listed('a')], bytes), folder, { fileBytes: 100 * 1024 * 1024 })).toEqual({
      kind: 'refused',
      path: undefined,
      reason: 'the archive of the repository inflates more than 100 times',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each<readonly [string, (bytes: Buffer) => Buffer]>([
    ['is no gzip', () => Buffer.from('<html>')],
    ['is cut off', (bytes) => bytes.subarray(0, bytes.length - 20)],
  ])('that %s is refused', async (_name, change) => {
    const bytes = change(await archiveOf([{ name: 't/a', content: 'x'.repeat(5000) }]));
    expect(await copy(treeWith([listed('a')], bytes), fresh())).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^the archive of the repository is damaged \(Z_\w+\)$/),
    });
  });

  test('that does not arrive in time is refused; one that is aborted throws the reason', async () => {
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }),
    };
    const tree = treeWith([listed('a')], silent);
    expect(await copy(tree, fresh(), { milliseconds: 50 })).toMatchObject({ kind: 'refused', path: undefined });
    const abort = new AbortController();
    const copying = copyTree(tree, fresh(), { signal: abort.signal });
    abort.abort(new Error('superseded'));
    await expect(copying).rejects.toThrow('superseded');
  });

  test('whose source breaks throws what the source throws', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield (await archiveOf([{ name: 't/a', content: 'x' }])).subarray(0, 20);
      throw new Error('connection reset');
    };
    await expect(copy(treeWith([listed('a')], broken()), fresh())).rejects.toThrow('connection reset');
  });
});

describe('an archive that is not what the commit holds', () => {
  const entry = (path: string, content: string): TreeEntry => ({
    path,
    kind: 'file',
    size: content.length,
    sha: blobSha(content),
  });

  test('is mended from the commit: nothing reaches Terraform that was not gated', async () => {
    const gated = '# $Format:%B$\n';
    const entries = [entry('hidden.tf', '# hidden\n'), entry('main.tf', gated)];
    const bytes = await archiveOf([{ name: 't/main.tf', content: '# \nprovider "evil" {}\n' }]);
    const contents = new Map([
      ['hidden.tf', Buffer.from('# hidden\n')],
      ['main.tf', Buffer.from(gated)],
    ]);
    const folder = fresh();
    expect(await copy(treeWith(entries, bytes, contents), folder)).toMatchObject({ kind: 'copied', files: 2 });
    expect(filesIn(folder)).toEqual({ 'hidden.tf': '# hidden\n', 'main.tf': gated });
  });

  test('is refused when the commit cannot be read either', async () => {
    const tree = treeWith([entry('main.tf', 'a')], await archiveOf([{ name: 't/main.tf', content: 'b' }]));
    expect(await copy(tree, fresh())).toEqual({
      kind: 'refused',
      path: 'main.tf',
      reason: 'could not be read as it is in the commit; without it the plan would be another one',
    });
  });

  test('is what .gitattributes of a pull request can do, and the local source does not let it', async () => {
    const repository = testRepository();
    repository.write('main.tf', '# $Format:%B$\n');
    repository.write('hidden.tf', '# hidden\n');
    repository.write('.gitattributes', 'main.tf export-subst\nhidden.tf export-ignore\n');
    repository.link('live/link.tf', '../main.tf');
    repository.commit('subject\n\nresource "x" "y" {}');
    const open = await localGit({ repo: repository.dir }).open({ base: 'main', head: 'main' });
    const folder = fresh();
    expect(await copy(open.head, folder)).toMatchObject({ kind: 'copied', files: 3 });
    expect(filesIn(folder)).toMatchObject({
      'main.tf': '# $Format:%B$\n',
      'hidden.tf': '# hidden\n',
      'live/link.tf': '-> ../main.tf',
    });
    repository.remove();
  });
});

describe('a tree without an archive', () => {
  test('is read file by file, and the notes name what is missing', async () => {
    const tree: SourceTree = {
      list: () => Promise.resolve([]),
      listAll: () =>
        Promise.resolve({
          entries: [listed('a.tf'), listed('l', 'symlink'), listed('sub', 'submodule')],
          complete: true,
        }),
      read: () => Promise.resolve(new Map([['a.tf', Buffer.from('a')]])),
    };
    const folder = fresh();
    expect(await copy(tree, folder)).toEqual({
      kind: 'copied',
      files: 1,
      bytes: 1,
      notes: [
        '1 git submodules are empty here: they are not read.',
        '1 symbolic links were not copied: this source does not tell where they lead.',
      ],
    });
    expect(filesIn(folder)).toEqual({ 'a.tf': 'a' });
  });

  test('that is not listed as a whole is refused', async () => {
    const tree: SourceTree = {
      list: () => Promise.resolve([]),
      listAll: () => Promise.resolve({ entries: [], complete: false }),
      read: () => Promise.resolve(new Map()),
    };
    expect(await copy(tree, fresh())).toMatchObject({ kind: 'refused', path: undefined });
  });
});

test('a folder of this machine is copied with its links', async () => {
  const source = fresh();
  const repository = testRepository(source);
  repository.write('live/main.tf', 'x');
  repository.link('live/m', '../modules');
  const folder = fresh();
  expect(await copy(directoryTree(source), folder)).toMatchObject({ kind: 'copied', files: 1 });
  expect(filesIn(folder)).toEqual({ 'live/main.tf': 'x', 'live/m': '-> ../modules' });
});
