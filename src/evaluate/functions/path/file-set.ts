import { isFailure, undecide, type Outcome } from '../refusal.ts';
import { pathInTree, joinPath } from './file-path.ts';
import { compileGlob } from './glob.ts';

const MOST_FILES = 200_000;

/**
 * `fileset`: the files of the tree whose path below `path` matches `pattern`, relative to `path`, sorted. `folder` is where
 * Terraform is started; `files` are the paths of all files of the tree.
 */
export function fileSet(
  files: ReadonlySet<string>,
  folder: string,
  path: string,
  pattern: string,
): Outcome<readonly string[]> {
  const base = pathInTree(folder, path);
  if (isFailure(base)) return base;
  const full = pathInTree(base, pattern.replace(/^\/+/, ''));
  if (isFailure(full)) return full;
  const glob = compileGlob(full);
  if (isFailure(glob)) return glob;
  if (files.size > MOST_FILES) return undecide('a tree of more than 200,000 files');
  const found: string[] = [];
  for (const file of files) if (glob.matches(file)) found.push(relativePath(base, file));
  return found.map((file) => file.normalize('NFC')).sort();
}

/** `file` seen from `base`; both are paths of the tree. */
function relativePath(base: string, file: string): string {
  const from = base === '.' ? [] : base.split('/');
  const to = file.split('/');
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  return joinPath(...from.slice(shared).map(() => '..'), ...to.slice(shared));
}
