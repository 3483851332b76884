import { createHash } from 'node:crypto';
import type { SourceTree, TreeEntry } from '../../ports/source-tree.ts';

/** Files asked for at once; a source answers them in few requests. */
const BATCH = 100;

/** Files that an archive leaves out or rewrites and that are read one by one; more than these are no accident. */
export const MAX_MENDED = 200;

/**
 * Whether bytes are the content that the tree lists (and that was gated): a file's text, a link's target. An archive follows
 * the tree's own `.gitattributes`, which can leave files out and bring text that nobody looked at. A tree that names no
 * content is believed.
 * Sources: https://git-scm.com/docs/gitattributes#_creating_an_archive,
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export function isListedContent(entry: TreeEntry, content: Uint8Array): boolean {
  if (entry.sha === undefined) return true;
  const hash = createHash(entry.sha.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${content.length}\0`).update(content).digest('hex') === entry.sha;
}

/** A file as the tree lists it; its content is undefined when it cannot be read, or is another one than is listed. */
export interface ListedContent {
  readonly entry: TreeEntry;
  readonly content: Uint8Array | undefined;
}

/** The contents of listed files one by one, in their order. Throws what the tree throws. */
export async function* readListed(tree: SourceTree, files: readonly TreeEntry[]): AsyncGenerator<ListedContent, void> {
  for (let start = 0; start < files.length; start += BATCH) {
    const batch = files.slice(start, start + BATCH);
    const contents = await tree.read(batch.map((entry) => entry.path));
    for (const entry of batch) {
      const content = contents.get(entry.path);
      yield { entry, content: content && isListedContent(entry, content) ? content : undefined };
    }
  }
}
