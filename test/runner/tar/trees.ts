import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Header } from 'tar-stream';
import { extract, pack } from 'tar-stream';
import type { SourceTree, TreeEntry } from '../../../src/ports/source-tree.ts';

/** One entry to put into an archive. */
export type RawEntry = Partial<Header> & Pick<Header, 'name'> & { readonly content?: string | Uint8Array };

/** A gzipped tar of exactly these entries, well-behaved or not. */
export async function archiveOf(entries: readonly RawEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of entries) {
    if (content === undefined) tar.entry(header);
    else tar.entry(header, Buffer.from(content));
  }
  tar.finalize();
  return buffer(tar.pipe(createGzip()));
}

/** A tree of these files that has no archive. */
export function treeOf(files: Readonly<Record<string, string>>, links: readonly string[] = []): SourceTree {
  const entries = [
    ...Object.entries(files).map(([path, text]) => ({
      path,
      kind: 'file' as const,
      size: text.length,
      sha: undefined,
    })),
    ...links.map((path) => ({ path, kind: 'symlink' as const, size: undefined, sha: undefined })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    list: () => Promise.resolve(entries),
    listAll: () => Promise.resolve({ entries, complete: true }),
    read: (paths) =>
      Promise.resolve(
        new Map(
          paths.flatMap((path) => {
            const text = Object.hasOwn(files, path) ? files[path] : undefined;
            return text === undefined ? [] : [[path, Buffer.from(text)] as const];
          }),
        ),
      ),
  };
}

/** A tree that is given as an archive, in pieces of some bytes. It lists what the archive holds, without identities. */
export function archivedTree(archive: Uint8Array, piece = 1000): SourceTree {
  return {
    ...treeOf({}),
    listAll: async () => ({ entries: await entriesOf(archive), complete: true }),
    archive: () =>
      Promise.resolve(
        (async function* () {
          for (let at = 0; at < archive.length; at += piece) yield archive.subarray(at, at + piece);
          await Promise.resolve();
        })(),
      ),
  };
}

/** The files and links of a gzipped tar below its one folder; of a damaged one those before the damage. */
async function entriesOf(archive: Uint8Array): Promise<TreeEntry[]> {
  const found: TreeEntry[] = [];
  const tar = extract();
  const reading = pipeline(Readable.from([archive]), createGunzip(), tar).catch(() => undefined);
  try {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      entry.resume();
      const path = name.slice(name.indexOf('/') + 1);
      if (type === 'file' || type === 'symlink') found.push({ path, kind: type, size: undefined, sha: undefined });
    }
  } catch {
    // The reader under test says what is wrong with it.
  }
  await reading;
  return found;
}

/** What a gzipped tar holds: contents of files, `-> target` of links. */
export async function contentsOf(packed: Uint8Array): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const tar = extract();
  Readable.from([packed]).pipe(createGunzip()).pipe(tar);
  for await (const entry of tar) {
    const { name, type, linkname } = entry.header;
    const text = (await buffer(entry)).toString('utf8');
    found[name] = type === 'symlink' ? `-> ${linkname}` : text;
  }
  return found;
}
