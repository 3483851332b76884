import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { TreeEntry } from '../ports/source-tree.ts';

/** Contents of files, and targets of links, by path; what cannot be read is left out. */
export type ReadEntries = (entries: readonly TreeEntry[]) => Promise<ReadonlyMap<string, Uint8Array>>;

/** Held in memory at a time: entries, and bytes where sizes are known. */
const BATCH_ENTRIES = 200;
const BATCH_BYTES = 16 * 1024 * 1024;
/** No time of today: equal trees are to give equal archives. */
const EPOCH = new Date(0);

/**
 * Files and links as a gzipped tar below the folder `tree`, without execute bits. What `read` does not give is not in it.
 * Not `git archive`: that leaves out and rewrites files as the tree's own .gitattributes say.
 */
export async function* packArchive(entries: readonly TreeEntry[], read: ReadEntries): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const gzip = createGzip({ level: 1 }); // it goes from one process to itself
  tar.pipe(gzip);
  const add = (entry: TreeEntry, content: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      const taken = (error?: Error | null): void => {
        if (error) reject(error);
        else resolve();
      };
      const name = `tree/${entry.path}`;
      if (entry.kind === 'symlink') {
        tar.entry({ name, type: 'symlink', linkname: Buffer.from(content).toString('utf8'), mtime: EPOCH }, taken);
      } else {
        tar.entry({ name, mode: 0o644, size: content.length, mtime: EPOCH }, Buffer.from(content), taken);
      }
    });
  const fill = async (): Promise<void> => {
    for (const batch of batches(entries)) {
      const contents = await read(batch);
      for (const entry of batch) {
        const content = contents.get(entry.path);
        if (content) await add(entry, content);
      }
    }
    tar.finalize();
  };
  fill().catch((error: unknown) => gzip.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    for await (const chunk of gzip) if (chunk instanceof Uint8Array) yield chunk;
  } finally {
    tar.destroy(); // nobody reads on when the caller stops early
    gzip.destroy();
  }
}

function* batches(entries: readonly TreeEntry[]): Generator<readonly TreeEntry[]> {
  let batch: TreeEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (entry.kind === 'submodule') continue;
    batch.push(entry);
    bytes += entry.size ?? 0;
    if (batch.length < BATCH_ENTRIES && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
