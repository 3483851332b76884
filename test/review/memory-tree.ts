import { isReviewedPath } from '../../src/sources/reviewed-path.ts';
import type { SourceTree, TreeEntry } from '../../src/ports/source-tree.ts';

/** A tree from texts by path; `extra` adds entries that are no files. Counts its reads. */
export function memoryTree(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: { readonly extra?: readonly TreeEntry[]; readonly readBudget?: number; readonly complete?: boolean } = {},
): SourceTree & { readonly reads: string[][] } {
  const reads: string[][] = [];
  const entries = [
    ...Object.keys(files).map((path): TreeEntry => ({ path, kind: 'file', size: undefined, sha: undefined })),
    ...(options.extra ?? []),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    reads,
    readBudget: options.readBudget,
    list: () => Promise.resolve(entries.filter(({ path }) => isReviewedPath(path))),
    listAll: () => Promise.resolve({ entries, complete: options.complete ?? true }),
    read: (paths) => {
      reads.push([...paths]);
      return Promise.resolve(
        new Map(
          paths.flatMap((path) => {
            const content = files[path];
            if (content === undefined) return [];
            return [[path, typeof content === 'string' ? Buffer.from(content) : content] as const];
          }),
        ),
      );
    },
  };
}
