import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { InputError } from '../../src/model/errors.ts';
import { directoryTree, scanRoot } from '../../src/sources/directory.ts';
import { temporaryFolder, testRepository, type TestRepository } from './git-repository.ts';

let folder: TestRepository;
let outside: string;
beforeEach(() => {
  folder = testRepository();
  outside = temporaryFolder();
});
afterEach(() => {
  folder.remove();
  rmSync(outside, { recursive: true });
});

const paths = async (dir: string): Promise<string[]> => (await directoryTree(dir).list()).map((entry) => entry.path);

test('downloaded folders are skipped and other files are not listed', async () => {
  folder.write('main.tf', 'x');
  folder.write('a/b/c.tfvars', 'x');
  folder.write('.terraform/modules/m/main.tf', 'x');
  folder.write('web/node_modules/p/main.tf', 'x');
  folder.write('.git/info/x.tf', 'x');
  folder.write('README.md', 'x');
  expect(await paths(folder.dir)).toEqual(['a/b/c.tfvars', 'main.tf']);
});

test('symlinks are listed, not followed, and never read', async () => {
  const target = testRepository(outside);
  target.write('secret.tf', 'secret');
  folder.link('secret.tf', join(outside, 'secret.tf'));
  folder.link('modules', outside);
  folder.link('loop', '.');
  const tree = directoryTree(folder.dir);
  expect(await tree.list()).toEqual([{ path: 'secret.tf', kind: 'symlink', size: undefined, sha: undefined }]);
  expect(await tree.read(['secret.tf', 'modules/secret.tf', 'loop/secret.tf', '../x.tf'])).toEqual(new Map());
});

test('a named pipe or a folder that looks like a file is not listed and cannot hang the scan', async () => {
  folder.write('folder.tf/inner.tf', 'x');
  folder.write('main.tf', 'x');
  execFileSync('mkfifo', [join(folder.dir, 'pipe.tf')]);
  const tree = directoryTree(folder.dir);
  expect((await tree.list()).map((entry) => entry.path)).toEqual(['folder.tf/inner.tf', 'main.tf']);
  expect([...(await tree.read(['pipe.tf', 'folder.tf', 'main.tf'])).keys()]).toEqual(['main.tf']);
});

test('a single file is a tree of one', async () => {
  folder.write('infra/main.tf', 'content');
  folder.write('infra/other.tf', 'x');
  const tree = directoryTree(join(folder.dir, 'infra/main.tf'));
  expect(await tree.list()).toEqual([{ path: 'main.tf', kind: 'file', size: 7, sha: undefined }]);
  expect([...(await tree.read(['main.tf', 'other.tf'])).keys()]).toEqual(['main.tf']);
});

test.each(['.github', '.github/workflows', '.github/workflows/ci.yml'])(
  'workflows are known by their place when %s is scanned',
  async (part) => {
    folder.write('.github/workflows/ci.yml', 'on: push');
    folder.write('main.tf', 'x');
    const tree = directoryTree(join(folder.dir, part));
    expect((await tree.list()).map((entry) => entry.path)).toEqual(['.github/workflows/ci.yml']);
    expect([...(await tree.read(['.github/workflows/ci.yml', 'main.tf'])).keys()]).toEqual([
      '.github/workflows/ci.yml',
    ]);
    expect((await scanRoot(join(folder.dir, part))).root).toBe(folder.dir);
  },
);

test('a file of 10 MB or more is listed with its size and not read', async () => {
  folder.write('huge.tf', Buffer.alloc(10 * 1024 * 1024 + 1, 0x20));
  const tree = directoryTree(folder.dir);
  expect((await tree.list())[0]?.size).toBe(10 * 1024 * 1024 + 1);
  expect(await tree.read(['huge.tf'])).toEqual(new Map());
});

test('a folder that is not there is an error that names it', async () => {
  const error: unknown = await directoryTree(join(folder.dir, 'none'))
    .list()
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  expect(String(error)).toContain(`${folder.dir}/none does not exist or cannot be read`);
});

test('a name that is not UTF-8 is listed and cannot be read, so that it is not passed over in silence', async () => {
  writeFileSync(Buffer.concat([Buffer.from(`${folder.dir}/`), Buffer.from([0xff]), Buffer.from('.tf')]), 'x');
  const tree = directoryTree(folder.dir);
  expect(await tree.list()).toEqual([{ path: '\ufffd.tf', kind: 'file', size: undefined, sha: undefined }]);
  expect(await tree.read(['\ufffd.tf'])).toEqual(new Map());
});
