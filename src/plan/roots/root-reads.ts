import type { ChangedPath } from './changed-paths.ts';
import { isModuleFile } from './module-folders.ts';
import { callersOf } from './reached-causes.ts';
import { readsFrom, type SideGraph } from './side-graph.ts';

/** Pairs of a read and a changed path that are compared; beyond them a root module counts as reading what changed. */
const MAX_COMPARED = 2_000_000;

/**
 * By root module: what it or a module of it reads relative to where Terraform runs (`file("policies/a.json")`, `path.root`), of
 * what changed.
 */
export function rootReads(
  changed: readonly ChangedPath[],
  graph: SideGraph,
  roots: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const others = changed.filter(({ path }) => !isModuleFile(path));
  let left = MAX_COMPARED;
  for (const reader of others.length > 0 ? graph.rootReaders : []) {
    const reads = graph.folders.get(reader)?.reads ?? [];
    for (const root of callersOf([reader], graph)) {
      if (!roots.has(root)) continue;
      left -= reads.length * others.length;
      for (const { path, says } of others) {
        if (left < 0 || readsFrom(root, reads, path)) found.set(root, (found.get(root) ?? new Set()).add(says));
        if (left < 0) break;
      }
    }
  }
  return found;
}
