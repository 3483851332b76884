import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InputError } from '../../src/model/errors.ts';
import { localGit, WORKTREE } from '../../src/sources/local-git.ts';
import { temporaryFolder, testRepository, type TestRepository } from './git-repository.ts';

let repo: TestRepository;
beforeEach(() => {
  repo = testRepository();
});
afterEach(() => {
  repo.remove();
});

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `# line ${from + index}\n`).join('');
const open = (range: { base?: string; head?: string } = {}): ReturnType<ReturnType<typeof localGit>['open']> =>
  localGit({ repo: repo.dir }).open(range);
const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('utf8');

/** main: one commit; feature: changes on top of it; main moves on. */
function branched(): { mergeBase: string; head: string } {
  repo.write('main.tf', lines(1, 20));
  repo.write('old name.tf', lines(1, 10));
  repo.write('gone.tf', 'a\n');
  repo.write('README.md', 'hello\n');
  const mergeBase = repo.commit('start');
  repo.git('checkout', '-q', '-b', 'feature');
  repo.write('main.tf', lines(1, 9) + 'changed\n' + lines(11, 20));
  repo.git('mv', 'old name.tf', 'nëw "name".tf');
  repo.git('rm', '-q', 'gone.tf');
  repo.write('modules/db/new.tf', 'x\ny');
  const head = repo.commit('Make the database bigger');
  repo.git('checkout', '-q', 'main');
  repo.write('.github/plumbline.yml', 'gate: {}\n');
  repo.commit('policy on main');
  repo.git('checkout', '-q', 'feature');
  return { mergeBase, head };
}

describe('a range of commits', () => {
  test('compares the head with the merge base and reads the policy from the tip of the base', async () => {
    const { mergeBase, head } = branched();
    const opened = await open({ base: 'main', head: 'feature' });
    expect(opened.change).toEqual({
      name: 'main..feature',
      title: 'Make the database bigger',
      baseSha: mergeBase,
      headSha: head,
      truncated: false,
      files: [
        {
          path: 'gone.tf',
          basePath: 'gone.tf',
          status: 'removed',
          hunks: [{ baseStart: 1, baseCount: 1, headStart: 0, headCount: 0 }],
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
        { path: 'nëw "name".tf', basePath: 'old name.tf', status: 'renamed', hunks: [] },
      ],
    });
    expect(opened.policy).toEqual({ path: '.github/plumbline.yml', text: 'gate: {}\n' });
    expect((await opened.base.list()).map((entry) => entry.path)).toEqual(['gone.tf', 'main.tf', 'old name.tf']);
    expect((await opened.head.list()).map((entry) => entry.path)).toEqual([
      'main.tf',
      'modules/db/new.tf',
      'nëw "name".tf',
    ]);
    const contents = await opened.head.read(['nëw "name".tf', 'modules/db/new.tf', 'README.md', 'gone.tf', '../x']);
    expect([...contents.keys()].sort()).toEqual(['README.md', 'modules/db/new.tf', 'nëw "name".tf']);
    expect(text(contents.get('modules/db/new.tf'))).toBe('x\ny');
  });

  test('reads paths with a line break, binary files, mode changes, symlinks, submodules and changes of type', async () => {
    repo.write('a\nb.tf', 'one\n');
    repo.write('mode.tf', 'x\n');
    repo.write('binary.tf', Buffer.from([0, 1, 2]));
    repo.link('type.tf', 'mode.tf');
    repo.write('diff --git a.tf', 'x\n');
    repo.commit('start');
    repo.git('checkout', '-q', '-b', 'feature');
    repo.write('a\nb.tf', 'diff --git a/x b/x\n@@ -1 +1 @@\n');
    chmodSync(join(repo.dir, 'mode.tf'), 0o755);
    repo.write('binary.tf', Buffer.from([0, 3]));
    rmSync(join(repo.dir, 'type.tf'));
    repo.write('type.tf', 'now a file\n');
    repo.link('link.tf', '/etc/passwd');
    repo.write('diff --git a.tf', 'y\n');
    repo.git('add', '-A');
    repo.git('update-index', '--add', '--cacheinfo', `160000,${repo.git('rev-parse', 'HEAD')},sub.tf`);
    repo.git('commit', '-q', '-m', 'odd');
    const opened = await open({ base: 'main', head: 'feature' });
    const hunks = new Map(opened.change.files.map((file) => [file.path, file.hunks]));
    expect(hunks).toEqual(
      new Map<string, unknown>([
        ['a\nb.tf', [{ baseStart: 1, baseCount: 1, headStart: 1, headCount: 2 }]],
        ['binary.tf', undefined],
        ['diff --git a.tf', [{ baseStart: 1, baseCount: 1, headStart: 1, headCount: 1 }]],
        ['link.tf', [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 1 }]],
        ['mode.tf', []],
        ['sub.tf', [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 1 }]],
        [
          'type.tf',
          [
            { baseStart: 1, baseCount: 1, headStart: 0, headCount: 0 },
            { baseStart: 0, baseCount: 0, headStart: 1, headCount: 1 },
          ],
        ],
      ]),
    );
    const kinds = (await opened.head.list()).map((entry) => [entry.path, entry.kind]);
    expect(kinds).toEqual([
      ['a\nb.tf', 'file'],
      ['binary.tf', 'file'],
      ['diff --git a.tf', 'file'],
      ['link.tf', 'symlink'],
      ['mode.tf', 'file'],
      ['sub.tf', 'submodule'],
      ['type.tf', 'file'],
    ]);
    const contents = await opened.head.read(['link.tf', 'sub.tf', 'a\nb.tf']);
    expect([...contents.keys()]).toEqual(['a\nb.tf']);
  });

  test('is not changed by what the user configured for diffs', async () => {
    branched();
    const settings = [
      ['diff.noprefix', 'true'],
      ['diff.context', '0'],
      ['diff.interHunkContext', '50'],
      ['diff.renames', 'false'],
      ['diff.submodule', 'log'],
      ['diff.suppressBlankEmpty', 'true'],
      ['color.ui', 'always'],
      ['core.quotePath', 'false'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.relative', 'true'],
      ['log.showSignature', 'true'],
    ];
    const before = (await open({ base: 'main', head: 'feature' })).change;
    for (const [key, value] of settings) repo.git('config', String(key), String(value));
    const inFolder = await localGit({ repo: join(repo.dir, 'modules/db') }).open({ base: 'main', head: 'feature' });
    expect(inFolder.change).toEqual(before);
  });

  test('states that two histories have nothing in common and compares with the base itself', async () => {
    repo.write('a.tf', 'a\n');
    const base = repo.commit('one');
    repo.git('checkout', '-q', '--orphan', 'other');
    repo.write('a.tf', 'b\n');
    repo.commit('two');
    const opened = await open({ base: 'main', head: 'other' });
    expect(opened.change.baseSha).toBe(base);
    expect(opened.notes).toEqual(['main and other have no common history; the comparison is with main itself.']);
  });
});

describe('the working copy', () => {
  test('is the head when nothing is named and something is not committed, untracked files included', async () => {
    const { mergeBase } = branched();
    repo.write('.gitignore', 'ignored.tf\n');
    repo.commit('ignore');
    repo.write('main.tf', lines(1, 20) + 'more\n');
    repo.write('ignored.tf', 'x\n');
    repo.write('untracked.tf', 'first\nsecond\n');
    repo.write('.github/workflows/ci.yml', 'on: push\n');
    rmSync(join(repo.dir, 'modules/db/new.tf'));
    const opened = await open();
    expect(opened.change).toMatchObject({
      name: 'main..working copy',
      title: 'Uncommitted changes',
      baseSha: mergeBase,
      headSha: WORKTREE,
    });
    expect(opened.change.files).toEqual([
      {
        path: '.github/workflows/ci.yml',
        basePath: undefined,
        status: 'added',
        hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 1 }],
      },
      {
        path: '.gitignore',
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
        path: 'main.tf',
        basePath: 'main.tf',
        status: 'modified',
        hunks: [{ baseStart: 18, baseCount: 3, headStart: 18, headCount: 4 }],
      },
      { path: 'nëw "name".tf', basePath: 'old name.tf', status: 'renamed', hunks: [] },
      {
        path: 'untracked.tf',
        basePath: undefined,
        status: 'added',
        hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 2 }],
      },
    ]);
    expect((await opened.head.list()).map((entry) => entry.path)).toEqual([
      '.github/workflows/ci.yml',
      'main.tf',
      'nëw "name".tf',
      'untracked.tf',
    ]);
    expect(text((await opened.head.read(['untracked.tf'])).get('untracked.tf'))).toBe('first\nsecond\n');
  });

  test('shows a file that was only moved on disk as renamed, and one that is no longer tracked as modified', async () => {
    branched();
    repo.git('mv', 'main.tf', 'before.tf');
    repo.git('commit', '-q', '-m', 'move');
    repo.git('checkout', '-q', '-b', 'next');
    renameSync(join(repo.dir, 'before.tf'), join(repo.dir, 'after.tf'));
    repo.git('rm', '-q', '--cached', 'modules/db/new.tf');
    repo.write('modules/db/new.tf', 'x\ny\nz\n');
    repo.write('data.bin', 'not read');
    repo.link('link.tf', 'after.tf');
    const opened = await open({ base: 'feature' });
    expect(opened.change.files).toEqual([
      { path: 'after.tf', basePath: 'before.tf', status: 'renamed', hunks: [] },
      { path: 'data.bin', basePath: undefined, status: 'added', hunks: undefined },
      {
        path: 'link.tf',
        basePath: undefined,
        status: 'added',
        hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: 1 }],
      },
      {
        path: 'modules/db/new.tf',
        basePath: 'modules/db/new.tf',
        status: 'modified',
        hunks: [{ baseStart: 1, baseCount: 2, headStart: 1, headCount: 3 }],
      },
    ]);
  });

  test('is not the head when it is clean', async () => {
    const { head } = branched();
    expect((await open()).change.headSha).toBe(head);
  });

  test('and the index and the configuration are left exactly as they were', async () => {
    branched();
    repo.write('main.tf', 'changed\n');
    repo.write('new.tf', 'new\n');
    const paths = ['.git/index', '.git/config', '.git/HEAD', 'main.tf'].map((path) => join(repo.dir, path));
    const look = (): unknown => paths.map((path) => [readFileSync(path, 'hex'), statSync(path).mtimeMs]);
    const before = look();
    const objects = repo.git('count-objects', '-v');
    const opened = await open();
    await opened.head.list();
    expect(look()).toEqual(before);
    expect(repo.git('count-objects', '-v')).toBe(objects);
    expect(repo.git('status', '--porcelain')).toBe('M main.tf\n?? new.tf');
  });

  test('does not lead outside through a symlinked folder', async () => {
    branched();
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'secret.tf'), 'secret\n');
    rmSync(join(repo.dir, 'modules'), { recursive: true });
    repo.link('modules/db', outside);
    writeFileSync(join(outside, 'new.tf'), 'secret\n');
    const opened = await open();
    expect((await opened.head.list()).map((entry) => entry.path)).not.toContain('modules/db/new.tf');
    expect(await opened.head.read(['modules/db/secret.tf', 'modules/db/new.tf'])).toEqual(new Map());
    rmSync(outside, { recursive: true });
  });
});

describe('nothing of the repository is executed', () => {
  test('hooks, filters, text converters, external diffs, file system monitors and pagers stay silent', async () => {
    branched();
    const trap = join(repo.dir, '.git', 'trapped');
    const script = join(repo.dir, '.git', 'trap.sh');
    writeFileSync(script, `#!/bin/sh\necho ran >> '${trap}'\ncat\n`);
    chmodSync(script, 0o755);
    for (const hook of ['post-index-change', 'post-checkout', 'reference-transaction', 'pre-auto-gc']) {
      writeFileSync(join(repo.dir, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> '${trap}'\n`);
      chmodSync(join(repo.dir, '.git/hooks', hook), 0o755);
    }
    repo.write('.gitattributes', '*.tf filter=trap diff=trap\n');
    repo.write('main.tf', 'dirty\n');
    for (const key of [
      'filter.trap.clean',
      'filter.trap.smudge',
      'filter.trap.process',
      'diff.trap.textconv',
      'diff.trap.command',
      'diff.external',
      'core.fsmonitor',
      'core.pager',
      'pager.diff',
      'core.sshCommand',
    ]) {
      repo.git('config', key, script);
    }
    repo.git('config', 'filter.trap.required', 'true');
    rmSync(trap, { force: true });
    const opened = await open();
    await opened.head.list();
    await open({ base: 'main', head: 'feature' });
    expect(existsSync(trap)).toBe(false);
    expect(opened.change.files.find((file) => file.path === 'main.tf')?.hunks).toEqual([
      { baseStart: 1, baseCount: 20, headStart: 1, headCount: 1 },
    ]);
  });

  test('a filter that cannot be switched off by name is refused, and needed for the working copy only', async () => {
    branched();
    const trap = join(repo.dir, '.git', 'trapped');
    writeFileSync(join(repo.dir, '.git/config'), `[filter "a.b=c"]\n  clean = touch '${trap}'\n`, { flag: 'a' });
    repo.write('main.tf', 'dirty\n');
    repo.write('.gitattributes', '*.tf filter=a.b=c\n');
    await expect(open()).rejects.toThrow(/"filter\.a\.b=c\.clean" cannot be switched off/);
    await open({ base: 'main', head: 'feature' });
    expect(existsSync(trap)).toBe(false);
  });

  test.each(['--output=stolen', '--upload-pack=touch stolen', '-h', '', 'a b', 'HEAD^{tree}', 'x\0y', ':/start/..'])(
    'a ref named %j is only a name',
    async (ref) => {
      branched();
      await expect(open({ base: ref, head: 'feature' })).rejects.toThrow(InputError);
      await expect(open({ base: 'main', head: ref })).rejects.toThrow(InputError);
      expect(repo.git('status', '--porcelain')).toBe('');
    },
  );
});

describe('what the user can mend is said', () => {
  const message = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InputError);
    return error instanceof Error ? error.message : '';
  };

  test('a folder that is no repository, or is not there', async () => {
    const dir = temporaryFolder();
    const expected = 'is not a git repository; run inside one or pass --repo <folder>';
    expect(await message(localGit({ repo: dir }).open({}))).toBe(`${dir} ${expected}`);
    expect(await message(localGit({ repo: `${dir}/none` }).open({}))).toBe(`${dir}/none ${expected}`);
    rmSync(dir, { recursive: true });
  });

  test('an unknown branch, with the nearest names', async () => {
    branched();
    expect(await message(open({ base: 'main', head: 'featrue' }))).toBe(
      `"featrue" is not a commit in ${repo.dir}; did you mean feature?`,
    );
    expect(await message(open({ base: 'release-2026' }))).toBe(
      `"release-2026" is not a commit in ${repo.dir}; git branch --all lists the branches`,
    );
  });

  test('a repository without commits, and one without a usual default branch', async () => {
    expect(await message(open())).toBe(`${repo.dir} has no commits yet; commit something first`);
    repo.commit('one');
    repo.git('branch', '-m', 'trunk');
    expect(await message(open())).toBe(
      `${repo.dir} has neither origin/HEAD nor a main or master branch; name the base with --base`,
    );
  });

  test('a shallow clone that lacks the common commit', async () => {
    branched();
    const dir = temporaryFolder();
    const clone = testRepository(dir);
    clone.git('fetch', '-q', '--depth=1', `file://${repo.dir}`, 'main:origin-main', 'feature:feature');
    expect(await message(localGit({ repo: dir }).open({ base: 'origin-main', head: 'feature' }))).toBe(
      'this clone is shallow and does not reach the commit where origin-main and feature part; run git fetch --unshallow (with actions/checkout: set fetch-depth: 0)',
    );
    expect(await message(localGit({ repo: dir }).open({ base: 'develop', head: 'feature' }))).toContain(
      'this clone is shallow, so it may also be missing: run git fetch --unshallow',
    );
    clone.remove();
  });

  test('a working copy is asked of a bare repository', async () => {
    branched();
    const dir = temporaryFolder();
    repo.git('clone', '-q', '--bare', repo.dir, join(dir, 'bare'));
    const bare = localGit({ repo: join(dir, 'bare') });
    expect(await message(bare.open({ base: 'main', head: WORKTREE }))).toContain('is a bare repository');
    expect((await bare.open({ base: 'main', head: 'feature' })).change.files).toHaveLength(4);
    rmSync(dir, { recursive: true });
  });
});

test('the base defaults to the default branch of origin', async () => {
  branched();
  const dir = temporaryFolder();
  repo.git('clone', '-q', repo.dir, join(dir, 'clone'));
  const opened = await localGit({ repo: join(dir, 'clone') }).open({});
  expect(opened.change.name).toBe('origin/HEAD..HEAD');
  rmSync(dir, { recursive: true });
});
