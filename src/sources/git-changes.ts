import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ChangedFile } from '../model/change.ts';
import { gitCommand, GitOutputTooLarge } from './git-command.ts';
import { DIFF_OPTIONS, parseGitDiff, PATCH_OPTIONS } from './git-diff.ts';
import { isReviewedPath } from './reviewed-path.ts';
import { untrackedPaths } from './working-tree.ts';

/** Changed files, sorted by path, and what the reader must know about them. */
export interface GitChanges {
  readonly files: readonly ChangedFile[];
  readonly notes: readonly string[];
}

/** What lies between two commits (full SHAs). */
export function committedChanges(repo: string, base: string, head: string): Promise<GitChanges> {
  return diff(repo, [], [base, head]);
}

/**
 * What lies between a commit and the working copy, untracked files included, as if everything were committed (so a file
 * that was only moved on disk is a rename). `filters`: the options of `noFilters`. The user's index is not touched:
 * untracked files are named in a copy of it.
 */
export async function workingCopyChanges(top: string, filters: readonly string[], base: string): Promise<GitChanges> {
  const untracked = await untrackedPaths(top);
  const reviewed = untracked.filter(isReviewedPath);
  const changes =
    reviewed.length === 0
      ? await diff(top, filters, [base])
      : await withIndexCopy(top, async (index) => {
          // Names only: the content is looked up on disk by the diff, nothing is written into the object store.
          const blob = '1'.repeat(base.length);
          await gitCommand(top, ['-c', 'core.splitIndex=false', 'update-index', '-z', '--index-info'], {
            index,
            input: reviewed.map((path) => `100644 ${blob}\t${path}\0`).join(''),
          });
          return diff(top, filters, [base], index);
        });
  const known = new Set(changes.files.map((file) => file.path));
  const others = untracked
    .filter((path) => !isReviewedPath(path) && !known.has(path))
    .map((path): ChangedFile => ({ path, basePath: undefined, status: 'added', hunks: undefined }));
  return { ...changes, files: [...changes.files, ...others].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

async function withIndexCopy<T>(top: string, work: (index: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-index-'));
  try {
    const copy = join(folder, 'index');
    const { stdout } = await gitCommand(top, ['rev-parse', '--git-path', 'index']);
    const index = resolve(top, stdout.toString('utf8').replace(/\n$/, ''));
    await copyFile(index, copy).catch(() => undefined); // a repository in which nothing was ever added has none
    return await work(copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function diff(
  repo: string,
  filters: readonly string[],
  commits: readonly string[],
  index?: string,
): Promise<GitChanges> {
  const command = [...filters, 'diff', ...DIFF_OPTIONS];
  try {
    const { stdout } = await gitCommand(repo, [...command, ...PATCH_OPTIONS, ...commits, '--'], { index });
    return { files: parseGitDiff(stdout), notes: [] };
  } catch (error) {
    if (!(error instanceof GitOutputTooLarge)) throw error;
    const { stdout } = await gitCommand(repo, [...command, ...commits, '--'], { index });
    return { files: parseGitDiff(stdout), notes: ['The diff is too large to read; changed lines are not known.'] };
  }
}
