import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { SourceTree } from '../../ports/source-tree.ts';
import { isInnerLink, isPackedPath } from './packed-path.ts';
import { ArchiveError, readArchive, type ArchiveEntry, type ArchiveLimits } from './read-archive.ts';

/** What a packed tree may hold at most. */
export interface PackLimits extends ArchiveLimits {
  /** Bytes of the result. */
  readonly packedBytes: number;
}

/** 64 MiB packed: configurations are far smaller, and the worker holds it in memory. */
export const PACK_LIMITS: PackLimits = {
  files: 100_000,
  fileBytes: 32 * 1024 * 1024,
  inflatedBytes: 512 * 1024 * 1024,
  packedBytes: 64 * 1024 * 1024,
};

/** What is packed beside the tree, and how much. */
export interface PackOptions {
  /** Files to add by path, or to take in place of the tree's; undefined leaves the tree's out. */
  readonly files?: ReadonlyMap<string, Uint8Array | undefined> | undefined;
  readonly limits?: PackLimits | undefined;
}

/** A tree as a gzipped tar, its top being the top of the tar; or why there is none, as a whole sentence. */
export type PackedTree =
  | {
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly files: number;
      /** Whole sentences about what is left out, without names from the tree. */
      readonly notes: readonly string[];
    }
  | { readonly problem: string };

/**
 * Packs the files of a tree that a plan may use (`isPackedPath`): from its archive where it has one, which is repacked entry
 * by entry, else from its files. Symbolic links are kept where they stay inside of the tree. The same files give the same
 * bytes. Throws what the tree throws.
 */
export async function packTree(tree: SourceTree, options: PackOptions = {}): Promise<PackedTree> {
  const limits = options.limits ?? PACK_LIMITS;
  const out = packer(limits.packedBytes);
  const replaced = options.files ?? new Map<string, undefined>();
  const left = { links: 0, unread: 0 };
  let files = 0;
  try {
    const entries = tree.archive ? readArchive(await tree.archive(), limits) : readFiles(tree, limits, left);
    for await (const entry of entries) {
      if (!isPackedPath(entry.path) || replaced.has(entry.path)) continue;
      if (entry.kind === 'symlink' && !isInnerLink(entry.path, entry.target)) {
        left.links += 1;
        continue;
      }
      await out.add(entry);
      files += 1;
    }
    for (const [path, bytes] of [...replaced].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (bytes === undefined) continue;
      await out.add({ kind: 'file', path, executable: false, bytes });
      files += 1;
    }
    return { bytes: await out.end(), files, notes: notesOf(left) };
  } catch (error) {
    const failed = await out.stop();
    const reason = [failed, error].find((each) => each instanceof ArchiveError);
    if (reason) return { problem: reason.message };
    throw error;
  }
}

function notesOf(left: { readonly links: number; readonly unread: number }): readonly string[] {
  return [
    ...(left.links > 0 ? [`${String(left.links)} symbolic links were left out, they lead out of the tree.`] : []),
    ...(left.unread > 0
      ? [`${String(left.unread)} files of the tree could not be read or are too large, and were left out.`]
      : []),
  ];
}

/** Paths that are read at once; a source answers them in few requests. */
const READ_AT_ONCE = 200;

/** The files of a tree without an archive. Symbolic links cannot be read there, and are left out. */
async function* readFiles(
  tree: SourceTree,
  limits: PackLimits,
  left: { links: number; unread: number },
): AsyncGenerator<ArchiveEntry, void> {
  const { entries, complete } = await tree.listAll();
  if (!complete) throw new ArchiveError('The tree is too large to be listed as a whole.');
  const wanted = entries.filter((entry) => entry.kind === 'file' && isPackedPath(entry.path));
  left.unread += entries.filter((entry) => entry.kind === 'symlink' && isPackedPath(entry.path)).length;
  if (wanted.length > limits.files) {
    throw new ArchiveError(`The tree holds more than ${String(limits.files)} files.`);
  }
  let total = 0;
  for (let start = 0; start < wanted.length; start += READ_AT_ONCE) {
    const paths = wanted.slice(start, start + READ_AT_ONCE).map((entry) => entry.path);
    const contents = await tree.read(paths);
    for (const path of paths) {
      const bytes = contents.get(path);
      if (bytes === undefined || bytes.length > limits.fileBytes) {
        left.unread += 1;
        continue;
      }
      total += bytes.length;
      if (total > limits.inflatedBytes) {
        throw new ArchiveError(`The files of the tree have more than ${String(limits.inflatedBytes)} bytes.`);
      }
      yield { kind: 'file', path, executable: false, bytes };
    }
  }
}

/** No time of today: equal trees are to give equal archives. */
const EPOCH = new Date(0);

interface Packer {
  readonly add: (entry: ArchiveEntry) => Promise<void>;
  readonly end: () => Promise<Uint8Array<ArrayBuffer>>;
  /** Ends it early; why it failed by itself, if it did. */
  readonly stop: () => Promise<unknown>;
}

function packer(limit: number): Packer {
  const tar = pack();
  const quiet = (): void => undefined; // errors reach the callback of an entry, and the pipeline
  tar.on('error', quiet);
  const chunks: Buffer[] = [];
  let over: ArchiveError | undefined;
  // When the pipeline fails it destroys `tar`, and with it the entry that is waiting to be taken.
  const done = pipeline(tar, createGzip(), async (packed: AsyncIterable<Buffer>) => {
    let total = 0;
    for await (const chunk of packed) {
      total += chunk.length;
      if (total > limit) {
        over = new ArchiveError(`The packed tree has more than ${String(limit)} bytes.`);
        throw over;
      }
      chunks.push(chunk);
    }
  });
  const failure = done.then(
    () => undefined,
    (error: unknown) => over ?? error, // the pipeline tells of the abort that follows
  );
  return {
    add: (entry) =>
      new Promise((resolve, reject) => {
        const taken = (error?: Error | null): void => {
          if (error) reject(error);
          else resolve();
        };
        if (entry.kind === 'symlink') {
          tar
            .entry({ name: entry.path, type: 'symlink', linkname: entry.target, mode: 0o777, mtime: EPOCH }, taken)
            .on('error', quiet);
          return;
        }
        const mode = entry.executable ? 0o755 : 0o644;
        tar.entry({ name: entry.path, mode, mtime: EPOCH }, Buffer.from(entry.bytes), taken).on('error', quiet);
      }),
    end: async () => {
      tar.finalize();
      await done;
      return Buffer.concat(chunks);
    },
    stop: async () => {
      tar.destroy();
      return failure;
    },
  };
}
