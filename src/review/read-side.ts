import { evaluate, type Evaluation } from '../evaluate/evaluate.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { fileSpan } from '../model/span.ts';
import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';
import { parseFiles } from '../syntax/parse.ts';
import type { ParseCache } from '../syntax/parse-cache.ts';

/** One side of a change (or a tree), read, parsed and evaluated. */
export interface Side extends Evaluation {
  /** Files that could not be read at all. */
  readonly unreadable: readonly Diagnostic[];
}

/** Told how far the reading is: files done, files in all. */
export type OnProgress = (what: string, done: number, total: number) => void;

/** How a side is read: a cache shared by both sides, variable files by path, and who is told of the progress. */
export interface ReadOptions {
  readonly cache?: ParseCache | undefined;
  readonly varFiles?: readonly string[] | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Files parsed between two reports of progress (and two turns of the event loop). */
const BATCH = 64;

/** Reads `entries` of a tree in one request, parses them (once for equal content) and evaluates them. */
export async function readSide(
  tree: SourceTree,
  entries: readonly TreeEntry[],
  options: ReadOptions = {},
): Promise<Side> {
  const contents = await tree.read(entries.map((entry) => entry.path));
  const unreadable = entries
    .filter((entry) => !contents.has(entry.path))
    .map(({ path }): Diagnostic => ({
      code: 'unreadable',
      severity: 'error',
      span: fileSpan(path),
      message: `${path} could not be read, so it was not reviewed; check its permissions and run again`,
    }));
  const all = [...contents];
  const parsed = new Map<
    string,
    Awaited<ReturnType<typeof parseFiles>> extends ReadonlyMap<string, infer F> ? F : never
  >();
  for (let start = 0; start < all.length; start += BATCH) {
    options.onProgress?.('Reading files', start, all.length);
    for (const [path, file] of await parseFiles(new Map(all.slice(start, start + BATCH)), options.cache)) {
      parsed.set(path, file);
    }
  }
  return { ...evaluate(parsed, options.varFiles ? { varFiles: options.varFiles } : {}), unreadable };
}
