import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { SourceTree, TreeEntry } from '../../../src/ports/source-tree.ts';

/** One entry of an archive, as its author wants it. */
export interface Packed {
  readonly name: string;
  readonly content?: string | Buffer;
  readonly type?: 'file' | 'symlink' | 'link' | 'directory' | 'fifo' | 'character-device' | 'block-device';
  readonly target?: string;
  readonly mode?: number;
}

/** A gzipped tar of the entries, whatever they are. */
export async function archiveOf(entries: readonly Packed[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content = '', type = 'file', target, mode = 0o644 } of entries) {
    const header = { name, type, mode, ...(target === undefined ? {} : { linkname: target }) };
    if (type === 'file') tar.entry(header, content);
    else tar.entry(header);
  }
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

/** The identity that git gives to a content. */
export function blobSha(content: string | Buffer): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** A tree that lists `entries` and answers with `bytes` when asked for its archive. */
export function treeWith(
  entries: readonly TreeEntry[],
  bytes: Buffer | AsyncIterable<Uint8Array>,
  contents: ReadonlyMap<string, Uint8Array> = new Map(),
): SourceTree {
  return {
    list: () => Promise.resolve(entries),
    listAll: () => Promise.resolve({ entries, complete: true }),
    read: (paths) => Promise.resolve(new Map([...contents].filter(([path]) => paths.includes(path)))),
    archive: () => Promise.resolve(Buffer.isBuffer(bytes) ? chunked(bytes) : bytes),
  };
}

/** In pieces of 64 KiB. */
async function* chunked(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 65_536) {
    await Promise.resolve();
    yield bytes.subarray(start, start + 65_536);
  }
}

/** An entry of a listing whose content is not known beforehand. */
export function listed(path: string, kind: TreeEntry['kind'] = 'file'): TreeEntry {
  return { path, kind, size: undefined, sha: undefined };
}
