import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SourceTree, TreeEntry } from '../../ports/source-tree.ts';
import type { LeftOut } from './left-out.ts';
import { leftOut, leftOutNote } from './left-out.ts';
import { isListedContent, MAX_MENDED, readListed } from './listed-content.ts';
import { readArchive } from './read-archive.ts';
import { rejectionOf } from './rejection-of.ts';
import { checkLayout, checkLinks } from './tree-layout.ts';
import type { TreeLimits } from './tree-limits.ts';
import { pathProblem, TREE_LIMITS } from './tree-limits.ts';
import { TreeRefusal } from './tree-refusal.ts';

/** How the copy of a tree ended. */
export type TreeCopy =
  | {
      readonly kind: 'copied';
      readonly files: number;
      readonly bytes: number;
      /** Whole sentences without text from the tree. */
      readonly notes: readonly string[];
    }
  | {
      readonly kind: 'refused';
      /** What it is about, hostile text; undefined when it is about the tree as a whole. */
      readonly path: string | undefined;
      /** What is wrong and what to do about it, as the end of a sentence that may begin with the path. */
      readonly reason: string;
    };

/**
 * Writes a tree into `folder`, which must be fresh and empty, without what would take the place of the configuration
 * (`leftOut`): plain files without execute bits, and links that stay inside. Every file is the one that the tree lists (and that
 * was gated), whatever an archive holds (`isListedContent`). Throws the signal's reason when aborted, and what the source throws.
 */
export async function copyTree(
  tree: SourceTree,
  folder: string,
  options: { readonly signal: AbortSignal; readonly limits?: Partial<TreeLimits> | undefined },
): Promise<TreeCopy> {
  const limits = { ...TREE_LIMITS, ...options.limits };
  const late = AbortSignal.timeout(limits.milliseconds);
  const signal = AbortSignal.any([options.signal, late]);
  try {
    // A source that never answers must not hold the job.
    return await Promise.race([copy(tree, folder, limits, signal), rejectionOf(signal)]);
  } catch (error) {
    options.signal.throwIfAborted();
    if (late.aborted) {
      return {
        kind: 'refused',
        path: undefined,
        reason: `reading the repository took more than ${limits.milliseconds / 1000} s`,
      };
    }
    if (error instanceof TreeRefusal) return { kind: 'refused', path: error.path, reason: error.message };
    throw error;
  }
}

/** The part of a tree that is copied. */
interface Wanted {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly notes: readonly string[];
}

async function copy(tree: SourceTree, folder: string, limits: TreeLimits, signal: AbortSignal): Promise<TreeCopy> {
  const { entries, notes } = await wantedOf(tree, limits);
  const writer = treeWriter(folder, limits, signal);
  const links = new Map<string, string>();
  if (tree.archive) {
    const seen = new Set<string>();
    for await (const entry of readArchive(await tree.archive(), limits, signal)) {
      if (leftOut(entry.path, entry.kind) !== undefined) continue;
      if (seen.has(entry.path)) throw new TreeRefusal('is in the archive twice; keep one of them', entry.path);
      seen.add(entry.path);
      const listed = entries.get(entry.path);
      if (listed?.kind !== entry.kind) throw new TreeRefusal('is in the archive and not in the commit', entry.path);
      const content = entry.kind === 'file' ? entry.content : Buffer.from(entry.target);
      if (!isListedContent(listed, content)) continue;
      if (entry.kind === 'symlink') links.set(entry.path, entry.target);
      else await writer.write(entry.path, content);
    }
  }
  const files = [...entries.values()].filter((entry) => entry.kind === 'file' && !writer.has(entry.path));
  if (tree.archive && files.length > MAX_MENDED) {
    throw new TreeRefusal(
      `the archive lacks or rewrites ${files.length} files; remove export-ignore and export-subst from .gitattributes`,
    );
  }
  await readRest(tree, files, writer, signal);
  const unread = [...entries.values()].filter((entry) => entry.kind === 'symlink' && !links.has(entry.path));
  const [first] = unread;
  if (first && tree.archive) throw new TreeRefusal('is a link whose target could not be read', first.path);
  checkLinks(links);
  // After all files: nothing was ever written through a link.
  for (const [path, target] of links) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(target, join(folder, path));
  }
  const { count, bytes } = writer.written();
  const linkNote =
    unread.length > 0
      ? [`${unread.length} symbolic links were not copied: this source does not tell where they lead.`]
      : [];
  return { kind: 'copied', files: count, bytes, notes: [...notes, ...linkNote] };
}

/** Everything that is to be copied, checked before the first byte of content is read. */
async function wantedOf(tree: SourceTree, limits: TreeLimits): Promise<Wanted> {
  const listing = await tree.listAll();
  const kept: TreeEntry[] = [];
  const counts = new Map<LeftOut, number>();
  let submodules = 0;
  for (const entry of listing.entries) {
    if (entry.kind === 'submodule') {
      submodules += 1;
      continue;
    }
    const why = leftOut(entry.path, entry.kind);
    if (why === undefined) kept.push(entry);
    else counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  if (!listing.complete || kept.length > limits.files) {
    throw new TreeRefusal(
      `the repository has more than ${limits.files} files; plan it at HCP Terraform or in GitHub Actions`,
    );
  }
  let total = 0;
  for (const { path, size = 0 } of kept) {
    const problem = pathProblem(path, limits);
    if (problem !== undefined) throw new TreeRefusal(`${problem}; rename it`, path);
    if (size > limits.fileBytes) {
      throw new TreeRefusal(`is larger than ${limits.fileBytes} bytes; keep it outside of the repository`, path);
    }
    total += size;
  }
  if (total > limits.totalBytes) throw new TreeRefusal(`the repository is larger than ${limits.totalBytes} bytes`);
  checkLayout(kept.map((entry) => entry.path));
  const note = leftOutNote(counts);
  const modules = submodules > 0 ? [`${submodules} git submodules are empty here: they are not read.`] : [];
  return {
    entries: new Map(kept.map((entry) => [entry.path, entry])),
    notes: [...(note === undefined ? [] : [note]), ...modules],
  };
}

async function readRest(
  tree: SourceTree,
  files: readonly TreeEntry[],
  writer: TreeWriter,
  signal: AbortSignal,
): Promise<void> {
  for await (const { entry, content } of readListed(tree, files)) {
    signal.throwIfAborted();
    if (content === undefined) {
      throw new TreeRefusal(
        'could not be read as it is in the commit; without it the plan would be another one',
        entry.path,
      );
    }
    await writer.write(entry.path, content);
  }
}

interface TreeWriter {
  readonly write: (path: string, content: Uint8Array) => Promise<void>;
  readonly has: (path: string) => boolean;
  readonly written: () => { readonly count: number; readonly bytes: number };
}

/** Writes new files below a folder in which nothing but this makes anything. */
function treeWriter(folder: string, limits: TreeLimits, signal: AbortSignal): TreeWriter {
  const made = new Set<string>();
  const paths = new Set<string>();
  let bytes = 0;
  return {
    async write(path, content) {
      signal.throwIfAborted();
      bytes += content.length;
      if (content.length > limits.fileBytes) {
        throw new TreeRefusal(`is larger than ${limits.fileBytes} bytes; keep it outside of the repository`, path);
      }
      if (bytes > limits.totalBytes) throw new TreeRefusal(`the repository is larger than ${limits.totalBytes} bytes`);
      const parent = dirname(join(folder, path));
      if (!made.has(parent)) await mkdir(parent, { recursive: true, mode: 0o755 });
      made.add(parent);
      await writeFile(join(folder, path), content, { flag: 'wx', mode: 0o644 });
      paths.add(path);
    },
    has: (path) => paths.has(path),
    written: () => ({ count: paths.size, bytes }),
  };
}
