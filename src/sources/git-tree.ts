import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';
import { gitCommand } from './git-command.ts';
import { packArchive } from './pack-archive.ts';
import { isReviewedPath, isTreePath } from './reviewed-path.ts';

/** 10 MB: far above what is parsed (1 MB); larger files are left out and the size in the list says why. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** 256 MB in one call bounds memory; what does not fit is left out. */
const MAX_READ_BYTES = 256 * 1024 * 1024;

/**
 * The tree of one commit of a local repository. `commit` is a full SHA that was verified. Git runs at most twice; for an archive
 * once for every 200 files.
 */
export function gitTree(repo: string, commit: string): SourceTree {
  let listing: Promise<Map<string, TreeEntry>> | undefined;
  const entries = (): Promise<Map<string, TreeEntry>> => (listing ??= listCommit(repo, commit));
  return {
    async list() {
      return [...(await entries()).values()].filter((entry) => isReviewedPath(entry.path));
    },
    async listAll() {
      return { entries: [...(await entries()).values()], complete: true };
    },
    async archive() {
      return packArchive([...(await entries()).values()], (batch) => readEntries(repo, batch));
    },
    async read(paths) {
      const tree = await entries();
      const wanted = new Map<string, string[]>();
      let total = 0;
      for (const path of new Set(paths)) {
        const entry = tree.get(path);
        if (entry?.kind !== 'file' || entry.sha === undefined || entry.size === undefined) continue;
        if (entry.size > MAX_FILE_BYTES || total + entry.size > MAX_READ_BYTES) continue;
        total += entry.size;
        wanted.set(entry.sha, [...(wanted.get(entry.sha) ?? []), path]);
      }
      const blobs = await readBlobs(repo, [...wanted.keys()], total);
      return new Map(
        [...wanted].flatMap(([sha, all]) => {
          const blob = blobs.get(sha);
          return blob ? all.map((path) => [path, blob] as const) : [];
        }),
      );
    },
  };
}

/** Contents of files, and targets of links: git keeps both as blobs. Files above the limit are left out. */
async function readEntries(repo: string, entries: readonly TreeEntry[]): Promise<Map<string, Uint8Array>> {
  const shas = new Map<string, number>();
  for (const { sha, size } of entries)
    if (sha !== undefined && (size ?? Infinity) <= MAX_FILE_BYTES) shas.set(sha, size ?? 0);
  const total = [...shas.values()].reduce((sum, size) => sum + size, 0);
  const blobs = await readBlobs(repo, [...shas.keys()], total);
  return new Map(
    entries.flatMap(({ path, sha }) => {
      const blob = sha === undefined ? undefined : blobs.get(sha);
      return blob ? [[path, blob] as const] : [];
    }),
  );
}

/** All entries of a commit, sorted by path. */
async function listCommit(repo: string, commit: string): Promise<Map<string, TreeEntry>> {
  const { stdout } = await gitCommand(repo, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit]);
  const entries: TreeEntry[] = [];
  for (const record of stdout.toString('utf8').split('\0')) {
    // `mode type sha size TAB path`; the size of a submodule is `-`, of a missing object `BAD`.
    const match = /^(\d{6}) (\w+) ([0-9a-f]+) +(\S+)\t([^]+)$/.exec(record);
    const [, mode, type, sha, size, path] = match ?? [];
    if (mode === undefined || type === undefined || path === undefined || !isTreePath(path)) continue;
    const kind = type === 'commit' ? 'submodule' : mode === '120000' ? 'symlink' : 'file';
    entries.push({ path, kind, sha, size: size !== undefined && /^\d+$/.test(size) ? Number(size) : undefined });
  }
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  return new Map(entries.map((entry) => [entry.path, entry]));
}

/**
 * Contents of objects by name (a SHA, or `<commit>:<path>` without a line break in it) from one `git cat-file` process.
 * `expectedBytes` bounds the output. An object that is not there or is no blob is left out.
 */
export async function readBlobs(
  repo: string,
  names: readonly string[],
  expectedBytes: number,
): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  if (names.length === 0) return blobs;
  const { stdout } = await gitCommand(repo, ['cat-file', '--batch'], {
    input: names.map((name) => `${name}\n`).join(''),
    maxBytes: expectedBytes + names.length * 4096,
  });
  let at = 0;
  for (const name of names) {
    const lineEnd = stdout.indexOf(0x0a, at);
    if (lineEnd < 0) break;
    // `sha type size`, or `name missing`.
    const match = /^[0-9a-f]+ (\w+) (\d+)$/.exec(stdout.toString('utf8', at, lineEnd));
    at = lineEnd + 1;
    if (!match) continue;
    const size = Number(match[2]);
    if (match[1] === 'blob') blobs.set(name, stdout.subarray(at, at + size));
    at += size + 1;
  }
  return blobs;
}
