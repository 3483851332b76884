import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { SourceTree } from '../../ports/source-tree.ts';
import type { ArchiveEntry } from '../tree-copy/read-archive.ts';
import { rejectionOf } from '../tree-copy/rejection-of.ts';
import { type ArchiveLimits, TREE_LIMITS } from '../tree-copy/tree-limits.ts';
import { TreeRefusal } from '../tree-copy/tree-refusal.ts';
import { isInnerLink, isPackedPath } from './packed-path.ts';
import { treeEntries } from './tree-entries.ts';

/** What a packed tree may hold at most. */
export interface PackLimits extends ArchiveLimits {
  /** Bytes of the result. */
  readonly packedBytes: number;
}

/** 64 MiB packed: configurations are far smaller, and the worker holds it in memory. */
export const PACK_LIMITS: PackLimits = {
  ...TREE_LIMITS,
  files: 100_000,
  fileBytes: 32 * 1024 * 1024,
  totalBytes: 512 * 1024 * 1024,
  packedBytes: 64 * 1024 * 1024,
};

/** What is packed beside the tree, and how much. */
export interface PackOptions {
  /** Files to add by path, or to take in place of the tree's; undefined leaves the tree's out. */
  readonly files?: ReadonlyMap<string, Uint8Array | undefined> | undefined;
  readonly limits?: PackLimits | undefined;
  /** Ends the reading of the tree; its reason is thrown then. */
  readonly signal?: AbortSignal | undefined;
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
 * Packs the files of a tree that a plan may use (`isPackedPath`): each the one that the tree lists, from its archive where it
 * has one (`treeEntries`). Symbolic links are kept where they stay inside of the tree. The same files give the same bytes.
 * Throws the signal's reason when aborted, and what the tree throws.
 */
export async function packTree(tree: SourceTree, options: PackOptions = {}): Promise<PackedTree> {
  const signal = options.signal ?? new AbortController().signal;
  // A source that never answers must not hold the job.
  return Promise.race([packAll(tree, options, signal), rejectionOf(signal)]);
}

async function packAll(tree: SourceTree, options: PackOptions, signal: AbortSignal): Promise<PackedTree> {
  const limits = options.limits ?? PACK_LIMITS;
  const out = packer(limits.packedBytes);
  const replaced = options.files ?? new Map<string, undefined>();
  const left = { links: 0, unread: 0 };
  let files = 0;
  try {
    const isWanted = (path: string): boolean => isPackedPath(path) && !replaced.has(path);
    const onUnread = (): void => {
      left.unread += 1;
    };
    for await (const entry of treeEntries(tree, { isWanted, limits, signal, onUnread })) {
      if (entry.kind === 'symlink' && !isInnerLink(entry.path, entry.target)) {
        left.links += 1;
        continue;
      }
      await out.add(entry);
      files += 1;
    }
    for (const [path, bytes] of [...replaced].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (bytes === undefined) continue;
      await out.add({ kind: 'file', path, executable: false, content: bytes });
      files += 1;
    }
    return { bytes: await out.end(), files, notes: notesOf(left) };
  } catch (error) {
    const failed = await out.stop();
    const reason = [failed, error].find((each) => each instanceof TreeRefusal);
    if (reason) return { problem: sentenceOf(reason) };
    throw error;
  }
}

function sentenceOf({ path, message }: TreeRefusal): string {
  if (path !== undefined) return `${JSON.stringify(path)} ${message}.`;
  return `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`;
}

function notesOf(left: { readonly links: number; readonly unread: number }): readonly string[] {
  return [
    ...(left.links > 0 ? [`${String(left.links)} symbolic links were left out, they lead out of the tree.`] : []),
    ...(left.unread > 0
      ? [`${String(left.unread)} files of the tree could not be read or are too large, and were left out.`]
      : []),
  ];
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
  let over: TreeRefusal | undefined;
  // When the pipeline fails it destroys `tar`, and with it the entry that is waiting to be taken.
  const done = pipeline(tar, createGzip(), async (packed: AsyncIterable<Buffer>) => {
    let total = 0;
    for await (const chunk of packed) {
      total += chunk.length;
      if (total > limit) {
        over = new TreeRefusal(`the packed tree has more than ${String(limit)} bytes`);
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
        tar.entry({ name: entry.path, mode, mtime: EPOCH }, Buffer.from(entry.content), taken).on('error', quiet);
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
