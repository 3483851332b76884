import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import type { TreeEntry } from '../../../src/ports/source-tree.ts';
import { localGit } from '../../../src/sources/local-git.ts';
import { testRepository } from '../../sources/git-repository.ts';
import { blobSha, treeWith } from '../tree-copy/hostile-archive.ts';
import { packed, problemOf } from './packed.ts';
import { archiveOf, contentsOf, type RawEntry } from './trees.ts';

describe('an archive that is not what the commit holds', () => {
  const file = (path: string, content: string): TreeEntry => ({
    path,
    kind: 'file',
    size: content.length,
    sha: blobSha(content),
  });
  const contents = (files: Readonly<Record<string, string>>): Map<string, Uint8Array> =>
    new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
  const GATED = { 'hidden.tf': '# hidden\n', 'main.tf': '# $Format:%B$\n' };
  const entries = Object.entries(GATED).map(([path, content]) => file(path, content));
  const rewritten = { name: 't/main.tf', content: '# \nprovider "evil" {}\n' };

  test('is mended from the commit: nothing is uploaded that was not gated', async () => {
    const tree = treeWith(entries, await archiveOf([rewritten]), contents(GATED));
    expect(await packed(tree)).toMatchObject({ contents: GATED, files: 2, notes: [] });
  });

  test.each<readonly [string, TreeEntry[], RawEntry[], Record<string, string>, RegExp]>([
    [
      'a file that cannot be read',
      entries,
      [rewritten],
      { 'hidden.tf': '# hidden\n' },
      /"main\.tf" is lacking or rewritten .* could not be read/,
    ],
    [
      'a file that is read as another one',
      entries,
      [rewritten],
      { ...GATED, 'hidden.tf': '#' },
      /"hidden\.tf" is lacking or rewritten .* could not be read/,
    ],
    [
      'a file beside the commit',
      entries,
      [{ name: 't/evil.tf', content: '' }],
      GATED,
      /"evil\.tf" is in the archive and not in the commit/,
    ],
    [
      'a link in place of a file',
      entries,
      [{ name: 't/main.tf', type: 'symlink', linkname: 'x' }],
      GATED,
      /and not in the commit/,
    ],
    [
      'a hidden link',
      [{ ...file('l', 'x'), kind: 'symlink' }],
      [],
      {},
      /"l" is a link that the archive lacks or rewrites/,
    ],
    [
      'a link to another file',
      [{ ...file('l', 'x'), kind: 'symlink' }],
      [{ name: 't/l', type: 'symlink', linkname: 'y' }],
      {},
      /"l" is a link that the archive lacks or rewrites/,
    ],
    [
      'more hidden files than are read one by one',
      Array.from({ length: 201 }, (_, index) => file(`${String(index)}.tf`, '')),
      [],
      {},
      /lacks or rewrites 201 files/,
    ],
  ])('is refused with %s', async (_name, listing, archive, readable, problem) => {
    expect(await problemOf(treeWith(listing, await archiveOf(archive), contents(readable)))).toMatch(problem);
  });

  test('is refused where the commit is listed in part, which could hide what was not gated', async () => {
    const tree = treeWith(entries, await archiveOf([rewritten]), contents(GATED));
    const part = { ...tree, listAll: () => Promise.resolve({ entries, complete: false }) };
    expect(await problemOf(part)).toMatch(/too large to be listed/);
  });

  test('is what .gitattributes of a pull request asks for, and the local source does not let it', async () => {
    const repository = testRepository();
    try {
      repository.write('main.tf', GATED['main.tf']);
      repository.write('hidden.tf', GATED['hidden.tf']);
      repository.write('.gitattributes', 'main.tf export-subst\nhidden.tf export-ignore\nlive export-ignore\n');
      repository.link('live/link.tf', '../main.tf');
      repository.commit('subject\n\nresource "x" "y" {}');
      const open = await localGit({ repo: repository.dir }).open({ base: 'main', head: 'main' });
      expect((await packed(open.head)).contents).toMatchObject({ ...GATED, 'live/link.tf': '-> ../main.tf' });
      // What git itself makes of it, as GitHub does: the text of the commit is in main.tf, and hidden.tf is not there.
      const archive = execFileSync(
        'git',
        ['archive', '--format=tar.gz', '--prefix=t/', 'main', 'main.tf', 'hidden.tf'],
        {
          cwd: repository.dir,
        },
      );
      const made = await contentsOf(archive);
      expect(made['t/main.tf']).toContain('resource "x" "y" {}');
      expect(made['t/hidden.tf']).toBeUndefined();
      expect((await packed(treeWith(entries, archive, contents(GATED)))).contents).toEqual(GATED);
    } finally {
      repository.remove();
    }
  });
});
