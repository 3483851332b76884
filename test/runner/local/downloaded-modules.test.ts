import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { downloadedModules, type DownloadedModules } from '../../../src/runner/local/downloaded-modules.ts';

let work = '';
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'plumbline-modules-'));
});
afterEach(() => {
  rmSync(work, { recursive: true, force: true });
});

/** Writes what `init` may leave: files, links as `-> target`, and the list of modules. */
function leave(files: Readonly<Record<string, string>>, records: readonly (readonly [string, string, string])[]): void {
  const modules = join(work, '.tfdata/modules');
  mkdirSync(modules, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(modules, path)), { recursive: true });
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), join(modules, path));
    else writeFileSync(join(modules, path), content);
  }
  const list = { Modules: records.map(([Key, Source, Dir]) => ({ Key, Source, Dir })) };
  writeFileSync(join(modules, 'modules.json'), JSON.stringify(list));
}

const read = (root = 'live'): Promise<DownloadedModules> => downloadedModules(work, root);
const filesOf = (found: DownloadedModules): unknown =>
  found.kind === 'read'
    ? found.modules.map(({ key, files }) => [
        key,
        Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])),
      ])
    : found;

describe('modules that init brought', () => {
  test('are read from their own folders; those of the tree are not among them', async () => {
    leave({ 'net/main.tf': 'net', 'net/modules/sub/a.tf': 'sub' }, [
      ['', '', '.'],
      ['db', './modules/db', '../modules/db'],
      ['net', 'https://example.com/net.zip', '/job/.tfdata/modules/net'],
      ['net.sub', './modules/sub', '../../job/.tfdata/modules/net/modules/sub'],
    ]);
    expect(filesOf(await read())).toEqual([
      ['net', { 'main.tf': 'net', 'modules/sub/a.tf': 'sub' }],
      ['net.sub', { 'a.tf': 'sub' }],
    ]);
  });

  test('lose their links: Terraform would read what the gate did not see', async () => {
    leave({ 'm/main.tf': 'm', 'm/evil.tf': '-> ../../../../src/text', 'm/folder': '-> /src' }, [
      ['m', 'x', '/job/.tfdata/modules/m'],
    ]);
    const found = await read();
    expect(found).toMatchObject({ kind: 'read', removedLinks: 2 });
    expect(filesOf(found)).toEqual([['m', { 'main.tf': 'm' }]]);
    expect(lstatSync(join(work, '.tfdata/modules/m/evil.tf'), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('are none where there is no folder', async () => {
    expect(await read()).toEqual({ kind: 'read', modules: [], removedLinks: 0 });
  });

  test.each<readonly [string, () => void, string]>([
    [
      'are a link',
      () => {
        leave({ m: '-> /etc' }, [['m', '/etc', '/job/.tfdata/modules/m']]);
      },
      'One of them is a link',
    ],
    [
      'have no list',
      () => {
        mkdirSync(join(work, '.tfdata/modules'), { recursive: true });
      },
      'Their list cannot be read',
    ],
    [
      'have a list that is a link',
      () => {
        mkdirSync(join(work, '.tfdata/modules'), { recursive: true });
        symlinkSync('/etc/passwd', join(work, '.tfdata/modules/modules.json'));
      },
      'Their list cannot be read',
    ],
    [
      'have a list of another form',
      () => {
        leave({}, []);
        writeFileSync(join(work, '.tfdata/modules/modules.json'), '[1]');
      },
      'Their list is not as Terraform writes it',
    ],
    [
      'are behind a link',
      () => {
        mkdirSync(join(work, '.tfdata'));
        symlinkSync('/etc', join(work, '.tfdata/modules'));
      },
      'Their folder is none',
    ],
    [
      'are too many',
      () => {
        leave(
          { 'm/a.tf': '' },
          Array.from({ length: 501 }, (_, i) => [`m${i}`, 'x', '/job/.tfdata/modules/m'] as const),
        );
      },
      'There are more than 500',
    ],
    [
      'are too deep',
      () => {
        leave({ [`m/${'d/'.repeat(40)}a.tf`]: '' }, [['m', 'x', '/job/.tfdata/modules/m']]);
      },
      'They hold more than',
    ],
    [
      'are too large',
      () => {
        leave({ 'm/a.tf': 'x'.repeat(11 * 1024 * 1024) }, [['m', 'x', '/job/.tfdata/modules/m']]);
      },
      'They hold more than',
    ],
  ])('that %s are refused', async (_name, arrange, reason) => {
    arrange();
    const found = await read();
    expect(found).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
  });
});
