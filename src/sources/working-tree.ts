import { realpath } from 'node:fs/promises';
import { InputError } from '../model/errors.ts';
import type { SourceTree, TreeEntry, TreeListing } from '../ports/source-tree.ts';
import { confinedEntries, readConfined, readConfinedEntries } from './confined-files.ts';
import { gitCommand } from './git-command.ts';
import { packArchive } from './pack-archive.ts';
import { isReviewedPath } from './reviewed-path.ts';

/** Looking at a file takes about 20 µs. */
const MAX_LISTED = 200_000;

/** The files of a working copy as they are on disk: tracked ones and untracked ones that are not ignored. `top` is its top folder. */
export function workingTree(top: string): SourceTree {
  let names: Promise<string[]> | undefined;
  let listing: Promise<TreeEntry[]> | undefined;
  let whole: Promise<TreeListing> | undefined;
  const paths = (): Promise<string[]> => (names ??= listPaths(top));
  const all = (): Promise<TreeListing> => (whole ??= paths().then((found) => listWhole(top, found)));
  return {
    list: () => (listing ??= paths().then((all) => entriesAt(top, all.filter(isReviewedPath)))),
    listAll: all,
    archive: async () => {
      const [root, { entries }] = await Promise.all([realpath(top), all()]);
      return packArchive(entries, (batch) => readConfinedEntries(root, batch));
    },
    read: async (paths) => readConfined(await realpath(top), paths),
  };
}

async function listPaths(top: string): Promise<string[]> {
  return [...new Set(await listFiles(top, ['--cached', '--others']))].sort();
}

async function entriesAt(top: string, paths: readonly string[]): Promise<TreeEntry[]> {
  return confinedEntries(await realpath(top), paths);
}

async function listWhole(top: string, paths: readonly string[]): Promise<TreeListing> {
  return { entries: await entriesAt(top, paths.slice(0, MAX_LISTED)), complete: paths.length <= MAX_LISTED };
}

/** Paths of files that are neither tracked nor ignored. */
export async function untrackedPaths(top: string): Promise<string[]> {
  return (await listFiles(top, ['--others'])).filter((path) => !path.endsWith('/')); // `dir/` is a nested repository
}

async function listFiles(top: string, which: readonly string[]): Promise<string[]> {
  const { stdout } = await gitCommand(top, ['ls-files', '-z', '--full-name', '--exclude-standard', ...which]);
  return stdout.toString('utf8').split('\0').filter(Boolean);
}

/**
 * Options that switch off the filters (`filter.<name>.clean` and so on) that the configuration defines: comparing a
 * working copy would run them on files of the change. Throws an InputError for a filter whose name git cannot be given in
 * an option: `-c filter.a=b.clean=` would set something else.
 */
export async function noFilters(top: string): Promise<string[]> {
  const { stdout } = await gitCommand(top, ['config', '--null', '--name-only', '--get-regexp', '^filter\\.'], {
    accept: [0, 1], // 1: there are none
  });
  const keys = stdout.toString('utf8').split('\0');
  const unnameable = keys.find((key) => key.includes('='));
  if (unnameable !== undefined) {
    throw new InputError(
      `git's setting ${JSON.stringify(unnameable)} cannot be switched off because of the = in its name, and would run a program; ` +
        'rename that filter, or review a commit with --head',
    );
  }
  return [...new Set(keys)].flatMap((key) => {
    if (/\.(clean|smudge|process)$/.test(key)) return ['-c', `${key}=`];
    return key.endsWith('.required') ? ['-c', `${key}=false`] : [];
  });
}
