import { folderOf } from '../../model/path.ts';
import type { TreeEntry } from '../../ports/source-tree.ts';
import type { GateSide } from './gate-input.ts';

/** Links that are followed on the way to one path, as Linux does. */
const MAX_LINKS = 40;

/** Where a path of the tree leads, links followed. */
export type Place =
  | { readonly kind: 'inside'; readonly path: string; readonly links: readonly string[] }
  | { readonly kind: 'escapes' | 'unread' | 'submodule'; readonly at: string };

/** The entries of a tree by where they are. */
export interface TreePaths {
  /** Entries that lie directly in a folder (its path with links followed). */
  in(folder: string): readonly TreeEntry[];
  /** Names of folders that lie directly in a folder. */
  foldersIn(folder: string): ReadonlySet<string>;
  /** Follows the links of a path; `.` is the top. */
  follow(path: string): Place;
}

/** The path `relative` seen from `folder`; `.` for the top, undefined when it leaves the tree. */
export function pathFrom(folder: string, relative: string): string | undefined {
  const parts = folder === '.' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

/** Indexes the entries of one side. */
export function treePaths(side: GateSide): TreePaths {
  const byFolder = new Map<string, TreeEntry[]>();
  const folders = new Map<string, Set<string>>();
  const special = new Map<string, TreeEntry>();
  for (const entry of side.listing.entries) {
    add(byFolder, folderOf(entry.path), entry);
    if (entry.kind !== 'file') special.set(entry.path, entry);
    for (let folder = folderOf(entry.path); folder !== '.'; folder = folderOf(folder)) {
      const known = folders.get(folderOf(folder)) ?? new Set();
      folders.set(folderOf(folder), known);
      const name = folder.slice(folder.lastIndexOf('/') + 1);
      // All folders above are known, too.
      if (known.has(name)) break;
      known.add(name);
    }
  }
  return {
    in: (folder) => byFolder.get(folder) ?? [],
    foldersIn: (folder) => folders.get(folder) ?? new Set(),
    follow: (path) => follow(path, special, side.links ?? new Map()),
  };
}

function add(map: Map<string, TreeEntry[]>, key: string, entry: TreeEntry): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}

function follow(path: string, special: ReadonlyMap<string, TreeEntry>, targets: ReadonlyMap<string, string>): Place {
  const links: string[] = [];
  let left = path === '.' ? [] : path.split('/').reverse();
  let here = '.';
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (here === '.') return { kind: 'escapes', at: links.at(-1) ?? path };
      here = folderOf(here);
      continue;
    }
    const next = here === '.' ? part : `${here}/${part}`;
    const entry = special.get(next);
    if (entry?.kind === 'submodule') return { kind: 'submodule', at: next };
    if (entry?.kind !== 'symlink') {
      here = next;
      continue;
    }
    const target = targets.get(next);
    if (target === undefined || links.length >= MAX_LINKS) return { kind: 'unread', at: next };
    if (target.startsWith('/')) return { kind: 'escapes', at: next };
    links.push(next);
    left = [...left, ...target.split('/').reverse()];
  }
  return { kind: 'inside', path: here, links };
}
