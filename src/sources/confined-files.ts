import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { TreeEntry } from '../ports/source-tree.ts';
import { isTreePath } from './reviewed-path.ts';

/** 10 MB: far above what is parsed (1 MB); larger files are left out and the size in the list says why. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** 256 MB in one call bounds memory; what does not fit is left out. */
const MAX_READ_BYTES = 256 * 1024 * 1024;

/**
 * The entry at `path` under `root` (a real path), or undefined when there is none, when it is neither a file nor a
 * symlink, or when a folder on the way leads out of `root`.
 */
export async function confinedEntry(root: string, path: string): Promise<TreeEntry | undefined> {
  const full = await confinedPath(root, path);
  if (full === undefined) return undefined;
  const stat = await lstat(full).catch(() => undefined); // gone since it was listed
  if (stat?.isSymbolicLink()) return { path, kind: 'symlink', size: undefined, sha: undefined };
  return stat?.isFile() ? { path, kind: 'file', size: stat.size, sha: undefined } : undefined;
}

/** Contents of regular files under `root` (a real path). Symlinks, devices, too large and missing files are left out. */
export async function readConfined(root: string, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  let total = 0;
  for (const path of new Set(paths)) {
    const bytes = await readOne(root, path, Math.min(MAX_FILE_BYTES, MAX_READ_BYTES - total));
    if (!bytes) continue;
    total += bytes.length;
    contents.set(path, bytes);
  }
  return contents;
}

/** The absolute path when its folder, symlinks resolved, is inside `root`. */
async function confinedPath(root: string, path: string): Promise<string | undefined> {
  if (!isTreePath(path)) return undefined;
  const full = join(root, path);
  const folder = await realpath(dirname(full)).catch(() => undefined); // not there
  const inside = folder === root || folder?.startsWith(root.endsWith(sep) ? root : root + sep) === true;
  return inside ? full : undefined;
}

async function readOne(root: string, path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const full = await confinedPath(root, path);
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
