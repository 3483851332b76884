import type { SourceTree, TreeEntry } from '../../ports/source-tree.ts';
import { isListedContent, MAX_MENDED, readListed } from '../tree-copy/listed-content.ts';
import { readArchive, type ArchiveEntry } from '../tree-copy/read-archive.ts';
import type { ArchiveLimits } from '../tree-copy/tree-limits.ts';
import { TreeRefusal } from '../tree-copy/tree-refusal.ts';

/** What of a tree is read, and how much. */
export interface TreeEntriesOptions {
  /** Whether an entry is wanted; the others are passed over. */
  readonly isWanted: (path: string) => boolean;
  readonly limits: ArchiveLimits;
  readonly signal: AbortSignal;
  /** Told of each wanted entry that is left out; only a tree without an archive leaves any out. */
  readonly onUnread: () => void;
}

/**
 * The wanted files and symbolic links of a tree, from its archive where it has one, else from its files. Each is the one that
 * the tree lists (and that was gated), whatever the archive holds (`isListedContent`): what it lacks or rewrites is read from
 * the tree. Throws a TreeRefusal for what cannot be had so, and what the tree throws. Without an archive, what cannot be
 * read or is too large is left out, and so are symbolic links.
 */
export async function* treeEntries(tree: SourceTree, options: TreeEntriesOptions): AsyncGenerator<ArchiveEntry, void> {
  const { entries, complete } = await tree.listAll();
  if (!complete) throw new TreeRefusal('the tree is too large to be listed as a whole');
  const wanted = entries.filter((entry) => entry.kind !== 'submodule' && options.isWanted(entry.path));
  if (wanted.length > options.limits.files) {
    throw new TreeRefusal(`the tree holds more than ${String(options.limits.files)} files`);
  }
  if (tree.archive) yield* archived(tree, await tree.archive(), wanted, options);
  else yield* unarchived(tree, wanted, options);
}

const ADVICE = 'remove export-ignore and export-subst from .gitattributes';

async function* archived(
  tree: SourceTree,
  bytes: AsyncIterable<Uint8Array>,
  wanted: readonly TreeEntry[],
  { isWanted, limits, signal }: TreeEntriesOptions,
): AsyncGenerator<ArchiveEntry, void> {
  const entries = new Map(wanted.map((entry) => [entry.path, entry]));
  const missing = new Map(entries);
  const seen = new Set<string>();
  for await (const entry of readArchive(bytes, limits, signal)) {
    const { path } = entry;
    if (!isWanted(path)) continue;
    if (seen.has(path)) throw new TreeRefusal('is in the archive twice; keep one of them', path);
    seen.add(path);
    const listed = entries.get(path);
    if (listed?.kind !== entry.kind) throw new TreeRefusal('is in the archive and not in the commit', path);
    if (!isListedContent(listed, entry.kind === 'file' ? entry.content : Buffer.from(entry.target))) continue;
    missing.delete(path);
    yield entry;
  }
  const rest = [...missing.values()];
  const link = rest.find((entry) => entry.kind === 'symlink');
  if (link) throw new TreeRefusal(`is a link that the archive lacks or rewrites; ${ADVICE}`, link.path);
  if (rest.length > MAX_MENDED) {
    throw new TreeRefusal(`the archive lacks or rewrites ${String(rest.length)} files; ${ADVICE}`);
  }
  for await (const { entry, content } of readListed(tree, rest)) {
    if (content === undefined || content.length > limits.fileBytes) {
      throw new TreeRefusal(
        `is lacking or rewritten in the archive, and could not be read as it is in the commit; ${ADVICE}`,
        entry.path,
      );
    }
    yield { kind: 'file', path: entry.path, executable: false, content };
  }
}

async function* unarchived(
  tree: SourceTree,
  wanted: readonly TreeEntry[],
  { limits, signal, onUnread }: TreeEntriesOptions,
): AsyncGenerator<ArchiveEntry, void> {
  let total = 0;
  const files = wanted.filter((entry) => entry.kind === 'file');
  for (let link = files.length; link < wanted.length; link++) onUnread();
  for await (const { entry, content } of readListed(tree, files)) {
    signal.throwIfAborted();
    if (content === undefined || content.length > limits.fileBytes) {
      onUnread();
      continue;
    }
    total += content.length;
    if (total > limits.totalBytes) {
      throw new TreeRefusal(`the files of the tree have more than ${String(limits.totalBytes)} bytes`);
    }
    yield { kind: 'file', path: entry.path, executable: false, content };
  }
}
