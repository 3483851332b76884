import { constants } from 'node:fs';
import { lstat, open, readlink, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { TreeEntry } from '../ports/source-tree.ts';
import { isTreePath } from './reviewed-path.ts';

/** 10 MB: far above what is parsed (1 MB); larger files are left out and the size in the list says why. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** 256 MB in one call bounds memory; what does not fit is left out. */
const MAX_READ_BYTES = 256 * 1024 * 1024;

/** Files opened at once: enough to hide the latency of a disk, far below the limit of open files. */
const AT_ONCE = 16;

/** Finds the real folder of a path once per folder. */
type FolderOf = (folder: string) => Promise<string | undefined>;

/**
 * The entries at `paths` under `root` (a real path), in their order. Left out is what is not there, what is neither a
 * file nor a symlink, and what is in a folder that leads out of `root`.
 */
export async function confinedEntries(root: string, paths: readonly string[]): Promise<TreeEntry[]> {
  const folderOf = rememberedFolders();
  const entries = await inTurns(paths, async (path): Promise<TreeEntry | undefined> => {
    const full = await confinedPath(root, path, folderOf);
    const stat = full === undefined ? undefined : await lstat(full).catch(() => undefined); // gone since it was listed
    // A name that is not UTF-8 cannot be asked for: as a file of unknown size it is said to be unreadable, not left out.
    if (!stat && full !== undefined && path.includes('\uFFFD'))
      return { path, kind: 'file', size: undefined, sha: undefined };
    if (stat?.isSymbolicLink()) return { path, kind: 'symlink', size: undefined, sha: undefined };
    return stat?.isFile() ? { path, kind: 'file', size: stat.size, sha: undefined } : undefined;
  });
  return entries.filter((entry) => entry !== undefined);
}

/** Contents of regular files under `root` (a real path). Symlinks, devices, too large and missing files are left out. */
export async function readConfined(root: string, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
  const folderOf = rememberedFolders();
  const contents = new Map<string, Uint8Array>();
  let left = MAX_READ_BYTES;
  await inTurns([...new Set(paths)], async (path) => {
    const bytes = await readOne(await confinedPath(root, path, folderOf), Math.min(MAX_FILE_BYTES, left));
    if (!bytes) return;
    left -= bytes.length;
    contents.set(path, bytes);
  });
  return contents;
}

/**
 * Contents of regular files, and targets of symlinks as text, under `root` (a real path). No link is followed.
 * Devices, too large and missing files are left out.
 */
export async function readConfinedEntries(
  root: string,
  entries: readonly TreeEntry[],
): Promise<Map<string, Uint8Array>> {
  const folderOf = rememberedFolders();
  const contents = await readConfined(
    root,
    entries.filter((entry) => entry.kind === 'file').map((entry) => entry.path),
  );
  await inTurns(
    entries.filter((entry) => entry.kind === 'symlink'),
    async ({ path }) => {
      const full = await confinedPath(root, path, folderOf);
      const target = full === undefined ? undefined : await readlink(full).catch(() => undefined); // no link any more
      if (target !== undefined) contents.set(path, Buffer.from(target));
    },
  );
  return contents;
}

/** Runs `work` on all items, some at once; the results are in the order of the items. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return results;
}

function rememberedFolders(): FolderOf {
  const folders = new Map<string, Promise<string | undefined>>();
  return (folder) => {
    const known = folders.get(folder) ?? realpath(folder).catch(() => undefined); // not there
    folders.set(folder, known);
    return known;
  };
}

/** The absolute path when its folder, symlinks resolved, is inside `root`. */
async function confinedPath(root: string, path: string, folderOf: FolderOf): Promise<string | undefined> {
  if (!isTreePath(path)) return undefined;
  const full = join(root, path);
  const folder = await folderOf(dirname(full));
  const inside = folder === root || folder?.startsWith(root.endsWith(sep) ? root : root + sep) === true;
  return inside ? full : undefined;
}

async function readOne(full: string | undefined, maxBytes: number): Promise<Uint8Array | undefined> {
  if (full === undefined) return undefined;
  try {
    // No-follow against a symlink put there meanwhile; non-blocking so that a named pipe cannot hang the review.
    const file = await open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile() || stat.size > maxBytes) return undefined;
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch {
    return undefined; // not there, a symlink or no permission: the port says such a path is left out
  }
}
