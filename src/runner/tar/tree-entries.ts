import type { SourceTree, TreeEntry } from '../../ports/source-tree.ts';
import { isListedContent, MAX_MENDED, readListed } from '../tree-copy/listed-content.ts';
import { ArchiveError, readArchive, type ArchiveEntry, type ArchiveLimits } from './read-archive.ts';

/** What of a tree is read, and how much. */
export interface TreeEntriesOptions {
  /** Whether an entry is wanted; the others are passed over. */
  readonly isWanted: (path: string) => boolean;
  readonly limits: ArchiveLimits;
  /** Told of each wanted entry that is left out; only a tree without an archive leaves any out. */
  readonly onUnread: () => void;
}

/**
 * The wanted files and symbolic links of a tree, from its archive where it has one, else from its files. Each is the one that
 * the tree lists (and that was gated), whatever the archive holds (`isListedContent`): what it lacks or rewrites is read from
 * the tree. Throws an ArchiveError for what cannot be had so, and what the tree throws. Without an archive, what cannot be
 * read or is too large is left out, and so are symbolic links.
 */
export async function* treeEntries(tree: SourceTree, options: TreeEntriesOptions): AsyncGenerator<ArchiveEntry, void> {
  const { entries, complete } = await tree.listAll();
  if (!complete) throw new ArchiveError('The tree is too large to be listed as a whole.');
  const wanted = entries.filter((entry) => entry.kind !== 'submodule' && options.isWanted(entry.path));
  if (wanted.length > options.limits.files) {
    throw new ArchiveError(`The tree holds more than ${String(options.limits.files)} files.`);
  }
  if (tree.archive) yield* archived(tree, await tree.archive(), wanted, options);
  else yield* unarchived(tree, wanted, options);
}

async function* archived(
  tree: SourceTree,
  bytes: AsyncIterable<Uint8Array>,
  wanted: readonly TreeEntry[],
  { isWanted, limits }: TreeEntriesOptions,
): AsyncGenerator<ArchiveEntry, void> {
  const missing = new Map(wanted.map((entry) => [entry.path, entry]));
  for await (const entry of readArchive(bytes, limits)) {
    if (!isWanted(entry.path)) continue;
    const listed = missing.get(entry.path);
    if (listed?.kind !== entry.kind) {
      throw new ArchiveError(`The archive's ${JSON.stringify(entry.path)} is not in the commit.`);
    }
    if (!isListedContent(listed, entry.kind === 'file' ? entry.bytes : Buffer.from(entry.target))) continue;
    missing.delete(entry.path);
    yield entry;
  }
  const rest = [...missing.values()];
  const link = rest.find((entry) => entry.kind === 'symlink');
  if (link) {
    throw new ArchiveError(
      `The archive lacks or rewrites the symbolic link ${JSON.stringify(link.path)}; remove export-ignore from .gitattributes.`,
    );
  }
  if (rest.length > MAX_MENDED) {
    throw new ArchiveError(
      `The archive lacks or rewrites ${String(rest.length)} files; remove export-ignore and export-subst from .gitattributes.`,
    );
  }
  for await (const { entry, content } of readListed(tree, rest)) {
    if (content === undefined || content.length > limits.fileBytes) {
      throw new ArchiveError(
        `The archive lacks or rewrites ${JSON.stringify(entry.path)}, and it could not be read as it is in the commit; ` +
          'remove export-ignore and export-subst from .gitattributes.',
      );
    }
    yield { kind: 'file', path: entry.path, executable: false, bytes: content };
  }
}

async function* unarchived(
  tree: SourceTree,
  wanted: readonly TreeEntry[],
  { limits, onUnread }: TreeEntriesOptions,
): AsyncGenerator<ArchiveEntry, void> {
  let total = 0;
  const files = wanted.filter((entry) => entry.kind === 'file');
  for (let link = files.length; link < wanted.length; link++) onUnread();
  for await (const { entry, content } of readListed(tree, files)) {
    if (content === undefined || content.length > limits.fileBytes) {
      onUnread();
      continue;
    }
    total += content.length;
    if (total > limits.inflatedBytes) {
      throw new ArchiveError(`The files of the tree have more than ${String(limits.inflatedBytes)} bytes.`);
    }
    yield { kind: 'file', path: entry.path, executable: false, bytes: content };
  }
}
