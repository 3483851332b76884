import { realpath } from 'node:fs/promises';
import type { ChangedFile } from '../model/change.ts';
import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';
import { confinedEntry, readConfined } from './confined-files.ts';
import { gitCommand } from './git-command.ts';
import { isReviewedPath } from './reviewed-path.ts';

/** The files of a working copy as they are on disk: tracked ones and untracked ones that are not ignored. `top` is its top folder. */
export function workingTree(top: string): SourceTree {
  let listing: Promise<TreeEntry[]> | undefined;
  return {
    list: () => (listing ??= listWorkingTree(top)),
    read: async (paths) => readConfined(await realpath(top), paths),
  };
}

async function listWorkingTree(top: string): Promise<TreeEntry[]> {
  const root = await realpath(top);
  const paths = await listFiles(top, ['--cached', '--others']);
  const entries: TreeEntry[] = [];
  for (const path of [...new Set(paths)].filter(isReviewedPath).sort()) {
    const entry = await confinedEntry(root, path);
    if (entry) entries.push(entry);
  }
  return entries;
}

/** Untracked files as additions of all their lines. */
export async function untrackedFiles(top: string): Promise<ChangedFile[]> {
  const paths = await untrackedPaths(top);
  const contents = await readConfined(await realpath(top), paths.filter(isReviewedPath));
  return paths.map((path) => {
    const bytes = contents.get(path);
    return { path, basePath: undefined, status: 'added', hunks: bytes && addedHunks(bytes) };
  });
}

/** Paths of files that are neither tracked nor ignored. */
export async function untrackedPaths(top: string): Promise<string[]> {
  return (await listFiles(top, ['--others'])).filter((path) => !path.endsWith('/')); // `dir/` is a nested repository
}

/** One hunk over a whole new text; none for an empty one; undefined for binary content (git's test: NUL in the first 8,000 bytes). */
function addedHunks(bytes: Uint8Array): ChangedFile['hunks'] {
  if (bytes.subarray(0, 8000).includes(0)) return undefined;
  if (bytes.length === 0) return [];
  let lines = bytes[bytes.length - 1] === 0x0a ? 0 : 1;
  for (const byte of bytes) if (byte === 0x0a) lines++;
  return [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: lines }];
}

async function listFiles(top: string, which: readonly string[]): Promise<string[]> {
  const { stdout } = await gitCommand(top, ['ls-files', '-z', '--full-name', '--exclude-standard', ...which]);
  return stdout.toString('utf8').split('\0').filter(Boolean);
}

/**
 * Options that switch off the filters (`filter.<name>.clean` and so on) that the configuration defines: comparing a
 * working copy would run them on files of the change.
 */
export async function noFilters(top: string): Promise<string[]> {
  const { stdout } = await gitCommand(top, ['config', '--null', '--name-only', '--get-regexp', '^filter\\.'], {
    accept: [0, 1], // 1: there are none
  });
  const keys = stdout.toString('utf8').split('\0');
  return [...new Set(keys)].flatMap((key) => {
    if (/\.(clean|smudge|process)$/.test(key)) return ['-c', `${key}=`];
    return key.endsWith('.required') ? ['-c', `${key}=false`] : [];
  });
}
