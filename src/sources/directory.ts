import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { SourceTree, TreeEntry, TreeListing } from '../ports/source-tree.ts';
import { confinedEntries, readConfined, readConfinedEntries } from './confined-files.ts';
import { packArchive } from './pack-archive.ts';
import { isReviewedPath } from './reviewed-path.ts';

/** Folders with nothing of the author's in them. */
const SKIPPED = new Set(['.git', '.terraform', 'node_modules']);
/** Bounds of one scan: far above real repositories, far below what fills the memory. */
const MAX_ENTRIES = 50_000;
/** Files of all kinds that are listed; a folder that holds more is listed in part. */
const MAX_LISTED = 200_000;
const MAX_FOLDERS = 200_000;
const MAX_FOLDER_DEPTH = 100;

/** Where a scan reads: paths are relative to `root`; only `under` it (a folder or one file; '' for everything) is looked at. */
export interface ScanRoot {
  readonly root: string;
  readonly under: string;
  readonly isFile: boolean;
}

/**
 * The files under a folder, or one single file. Symlinks are listed and not followed; nothing outside `dir` is read.
 * Paths are relative to `scanRoot(dir).root`. `list` throws an InputError when `dir` is not there or has more than
 * 50,000 infrastructure files.
 */
export function directoryTree(dir: string): SourceTree {
  let place: Promise<ScanRoot> | undefined;
  let listing: Promise<FolderListing> | undefined;
  const listed = (): Promise<FolderListing> => (listing ??= placed().then(listScan));
  const placed = (): Promise<ScanRoot> => (place ??= scanRoot(dir));
  return {
    list: async () => (await listed()).reviewed,
    listAll: async () => (await listed()).all,
    archive: async () => {
      const [{ root }, { all }] = await Promise.all([placed(), listed()]);
      return packArchive(all.entries, (batch) => readConfinedEntries(root, batch));
    },
    read: async (paths) => {
      const { root, under, isFile } = await placed();
      const inside = (path: string): boolean =>
        under === '' || (isFile ? path === under : path.startsWith(`${under}/`));
      return readConfined(root, paths.filter(inside));
    },
  };
}

/**
 * The real folder that the paths of `directoryTree(dir)` are relative to: `dir`, the folder of a single file, or for
 * `.github` and what is in its `workflows` the folder above (a workflow is known by its place). Throws an InputError
 * when `dir` is not there or is no folder or regular file.
 */
export async function scanRoot(dir: string): Promise<ScanRoot> {
  const real = await realpath(dir).catch((cause: unknown) => {
    throw new InputError(`${dir} does not exist or cannot be read; name a folder or a file`, { cause });
  });
  const kind = await stat(real);
  const isFile = kind.isFile();
  if (!isFile && !kind.isDirectory()) throw new InputError(`${dir} is neither a folder nor a regular file`);
  const parts = real.split(sep);
  const github = parts.lastIndexOf('.github');
  const below = parts.slice(github + 1);
  const isWorkflowPlace = github > 0 && (below.length === 0 || below[0] === 'workflows') && below.length <= 2;
  if (isWorkflowPlace) {
    return { root: parts.slice(0, github).join(sep) || sep, under: parts.slice(github).join('/'), isFile };
  }
  return isFile ? { root: dirname(real), under: basename(real), isFile } : { root: real, under: '', isFile };
}

/** What one walk finds. */
interface FolderListing {
  readonly reviewed: readonly TreeEntry[];
  readonly all: TreeListing;
}

async function listScan({ root, under, isFile }: ScanRoot): Promise<FolderListing> {
  if (!isFile) return walk(root, under);
  const entries = await confinedEntries(root, [under]);
  return { reviewed: entries, all: { entries, complete: false } };
}

async function walk(root: string, under: string): Promise<FolderListing> {
  const paths: string[] = [];
  const others: TreeEntry[] = [];
  // A scan of `.github` sees a part of the tree that its paths are relative to.
  let complete = under === '';
  const folders = [{ path: under, depth: 0 }];
  let seen = 0;
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    if (++seen > MAX_FOLDERS) throw new InputError(`${root} has more than ${MAX_FOLDERS} folders; scan a part of it`);
    const children = await childrenOf(join(root, folder.path));
    for (const child of children) {
      const path = folder.path === '' ? child.name : `${folder.path}/${child.name}`;
      if (child.isDirectory()) {
        if (!SKIPPED.has(child.name) && folder.depth < MAX_FOLDER_DEPTH)
          folders.push({ path, depth: folder.depth + 1 });
        continue;
      }
      if (!isReviewedPath(path)) {
        const kind = child.isSymbolicLink() ? 'symlink' : child.isFile() ? 'file' : undefined;
        if (kind && others.length < MAX_LISTED) others.push({ path, kind, size: undefined, sha: undefined });
        else if (kind) complete = false;
        continue;
      }
      paths.push(path);
      if (paths.length > MAX_ENTRIES) {
        throw new InputError(`${root} has more than ${MAX_ENTRIES} infrastructure files; scan its folders one by one`);
      }
    }
  }
  const reviewed = await confinedEntries(root, paths.sort());
  const entries = [...reviewed, ...others].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { reviewed, all: { entries, complete } };
}

async function childrenOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    if (code === 'ENOENT') return []; // removed while we look
    // Left out silently, the scan would be green for what it did not see.
    throw new InputError(`${folder} cannot be read (${code}); give access to it, or scan the folders beside it`, {
      cause,
    });
  }
}
