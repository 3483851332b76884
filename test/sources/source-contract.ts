import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { extract } from 'tar-stream';
import type { OpenChange } from '../../src/ports/change-source.ts';
import type { SourceTree } from '../../src/ports/source-tree.ts';

/** Files by path; a symlink is given as `{ target }`. */
export type Files = Readonly<Record<string, string | { readonly target: string }>>;

const numbered = (count: number, changed?: number): string =>
  Array.from({ length: count }, (_, index) => `# ${index + 1 === changed ? 'changed' : index + 1}\n`).join('');

/** The one change that every source must present in the same way. */
export const CONTRACT_BASE: Files = {
  'main.tf': numbered(20),
  'old.tf': numbered(12),
  'gone.tf': 'gone\n',
  'modules/db/ünïcode name.tf': 'same\n',
  'notes.txt': 'read for templatefile\n',
  '.github/plumbline.yml': '# base policy\n',
};
export const CONTRACT_HEAD: Files = {
  'main.tf': numbered(20, 10),
  'renamed.tf': numbered(12),
  'modules/db/ünïcode name.tf': 'same\n',
  'modules/db/new.tf': 'one\ntwo\n',
  'link.tf': { target: '/etc/passwd' },
  shared: { target: 'modules' },
  'notes.txt': 'read for templatefile\n',
  '.github/workflows/ci.yml': 'on: push\n',
  '.github/plumbline.yml': '# policy of the change\n',
};

const paths = async (tree: SourceTree): Promise<string[]> => (await tree.list()).map((entry) => entry.path);
const texts = async (tree: SourceTree, wanted: readonly string[]): Promise<Record<string, string>> =>
  Object.fromEntries(
    [...(await tree.read(wanted))].map(([path, bytes]) => [path, Buffer.from(bytes).toString('utf8')]),
  );

/** Files (as text) and links (as `{ target }`) of an archive by path, without the one folder around them. */
async function unpacked(tree: SourceTree): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await tree.archive?.()) ?? []) chunks.push(chunk);
  const tar = extract();
  tar.end(gunzipSync(Buffer.concat(chunks)));
  const found: Record<string, unknown> = {};
  for await (const entry of tar) {
    const content: Uint8Array[] = [];
    for await (const chunk of entry) content.push(chunk as Uint8Array);
    const path = entry.header.name.split('/').slice(1).join('/');
    if (entry.header.type === 'symlink') found[path] = { target: entry.header.linkname };
    if (entry.header.type === 'file') found[path] = Buffer.concat(content).toString('utf8');
  }
  return found;
}

/** What every ChangeSource and SourceTree must do, run on CONTRACT_BASE and CONTRACT_HEAD as `open` presents them. */
export function describeSource(
  name: string,
  open: () => Promise<OpenChange>,
  close: () => unknown = () => undefined,
): void {
  describe(`${name} keeps the contract of a source`, () => {
    let opened: OpenChange;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await close();
    });

    test('the changed files are sorted, with renames and hunks of three context lines', () => {
      const files = opened.change.files;
      expect(files).toEqual([
        {
          path: '.github/plumbline.yml',
          basePath: '.github/plumbline.yml',
          status: 'modified',
          hunks: [{ baseStart: 1, baseCount: 1, headStart: 1, headCount: 1 }],
        },
        {
          path: '.github/workflows/ci.yml',
          basePath: undefined,
          status: 'added',
          hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 1 }],
        },
        {
          path: 'gone.tf',
          basePath: 'gone.tf',
          status: 'removed',
          hunks: [{ baseStart: 1, baseCount: 1, headStart: 0, headCount: 0 }],
        },
        {
          path: 'link.tf',
          basePath: undefined,
          status: 'added',
          hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 1 }],
        },
        {
          path: 'main.tf',
          basePath: 'main.tf',
          status: 'modified',
          hunks: [{ baseStart: 7, baseCount: 7, headStart: 7, headCount: 7 }],
        },
        {
          path: 'modules/db/new.tf',
          basePath: undefined,
          status: 'added',
          hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 2 }],
        },
        { path: 'renamed.tf', basePath: 'old.tf', status: 'renamed', hunks: [] },
        {
          path: 'shared',
          basePath: undefined,
          status: 'added',
          hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 1 }],
        },
      ]);
      expect(opened.change.truncated).toBe(false);
      expect(opened.change.baseSha).not.toBe(opened.change.headSha);
    });

    test('the policy is that of the base', () => {
      expect(opened.policy).toEqual({ path: '.github/plumbline.yml', text: '# base policy\n' });
    });

    test('a tree lists its infrastructure files and policy, sorted, with kind and size', async () => {
      expect(await paths(opened.base)).toEqual([
        '.github/plumbline.yml',
        'gone.tf',
        'main.tf',
        'modules/db/ünïcode name.tf',
        'old.tf',
      ]);
      const head = await opened.head.list();
      expect(head.map((entry) => [entry.path, entry.kind])).toEqual([
        ['.github/plumbline.yml', 'file'],
        ['.github/workflows/ci.yml', 'file'],
        ['link.tf', 'symlink'],
        ['main.tf', 'file'],
        ['modules/db/new.tf', 'file'],
        ['modules/db/ünïcode name.tf', 'file'],
        ['renamed.tf', 'file'],
      ]);
      expect(head.find((entry) => entry.path === 'modules/db/new.tf')?.size).toBe(8);
    });

    test('everything is listed for the file functions, links as links', async () => {
      const base = await opened.base.listAll();
      expect(base.complete).toBe(true);
      expect(base.entries.map((entry) => entry.path)).toEqual([
        '.github/plumbline.yml',
        'gone.tf',
        'main.tf',
        'modules/db/ünïcode name.tf',
        'notes.txt',
        'old.tf',
      ]);
      const head = (await opened.head.listAll()).entries.map((entry) => [entry.path, entry.kind]);
      expect(head).toContainEqual(['notes.txt', 'file']);
      expect(head).toContainEqual(['shared', 'symlink']);
      expect(head.filter(([path]) => path?.startsWith('shared/'))).toEqual([]);
    });

    test('the content of both sides is read, files that are not listed included', async () => {
      const unlisted = 'read for templatefile\n';
      expect(await texts(opened.base, ['gone.tf', 'notes.txt'])).toEqual({
        'gone.tf': 'gone\n',
        'notes.txt': unlisted,
      });
      expect(await texts(opened.head, ['modules/db/new.tf', 'modules/db/ünïcode name.tf', 'notes.txt'])).toEqual({
        'modules/db/new.tf': 'one\ntwo\n',
        'modules/db/ünïcode name.tf': 'same\n',
        'notes.txt': unlisted,
      });
    });

    test('the archive holds every file and where every link leads', async () => {
      expect(await unpacked(opened.head)).toEqual(CONTRACT_HEAD);
      expect(await unpacked(opened.base)).toEqual(CONTRACT_BASE);
    });

    test('an archive of which only the beginning is read ends there', async () => {
      let chunks = 0;
      for await (const chunk of (await opened.head.archive?.()) ?? []) {
        expect(chunk.length).toBeGreaterThan(0);
        chunks += 1;
        break;
      }
      expect(chunks).toBe(1);
    });

    test('what is not there, not a file or outside is left out', async () => {
      expect(
        await texts(opened.head, ['gone.tf', 'link.tf', 'modules', '../x.tf', '/etc/passwd', './main.tf', '']),
      ).toEqual({});
      expect(await texts(opened.head, [])).toEqual({});
    });

    test('equal identities of content mean equal content', async () => {
      const base = new Map((await opened.base.list()).map((entry) => [entry.path, entry.sha]));
      for (const { path, sha } of await opened.head.list()) {
        if (sha === undefined || base.get(path) === undefined) continue;
        expect({ path, same: base.get(path) === sha }).toEqual({ path, same: path === 'modules/db/ünïcode name.tf' });
      }
    });
  });
}
