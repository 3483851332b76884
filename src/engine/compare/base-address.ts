import type { ChangedFile } from '../../model/change.ts';
import { folderOf } from '../../model/path.ts';
import type { Graph } from '../../model/resource.ts';
import { withoutIndex } from '../fingerprint.ts';
import { viewOf } from '../resource-view.ts';

/** Moves followed one after another (`a` to `b` to `c`): more than anyone keeps. */
const MOST_MOVES = 10;

/** Where things of the head were at base. */
export interface BasePlaces {
  /** Path at base of a file at head. */
  file(headPath: string): string;
  /** Root at base of a root at head. */
  root(headRoot: string): string;
  /** Address at base of an address in a root at head. */
  address(headRoot: string, headAddress: string): string;
}

/** Follows renamed files, renamed root folders and `moved` blocks from head back to base. */
export function basePlaces(base: Graph, head: Graph, files: readonly ChangedFile[]): BasePlaces {
  const renamed = new Map<string, string>();
  for (const { path, basePath } of files) if (basePath !== undefined && basePath !== path) renamed.set(path, basePath);
  const roots = renamedRoots(base, head, renamed);
  const moved = movedAddresses(head);
  const environments = new Map(
    head.resources.flatMap(({ root, rootFolder, environment }) =>
      environment === undefined ? [] : [[root, { rootFolder, environment }] as const],
    ),
  );
  const rootOf = (root: string): string => {
    const evaluated = environments.get(root);
    if (!evaluated) return renamed.get(root) ?? roots.get(root) ?? root;
    const { rootFolder, environment } = evaluated;
    return `${roots.get(rootFolder) ?? rootFolder} (${environment})`;
  };
  return {
    file: (path) => renamed.get(path) ?? path,
    root: rootOf,
    address: (root, address) => {
      let current = withoutIndex(address);
      for (let i = 0; i < MOST_MOVES; i++) {
        // A block that is still called so at base was not moved by this change: the `moved` block is an old one.
        if (base.at(rootOf(root), current)) return current;
        const from = moveBack(moved.get(root), current);
        if (from === undefined) return current;
        current = from;
      }
      return current;
    },
  };
}

/** Head roots that base does not have, with the folder that their files come from when that is no root any more. */
function renamedRoots(base: Graph, head: Graph, renamed: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const baseRoots = new Set(base.resources.map((resource) => resource.rootFolder));
  const headRoots = new Set(head.resources.map((resource) => resource.rootFolder));
  const result = new Map<string, string>();
  for (const [path, basePath] of renamed) {
    const [to, from] = [folderOf(path), folderOf(basePath)];
    const isRename = headRoots.has(to) && !baseRoots.has(to) && baseRoots.has(from) && !headRoots.has(from);
    if (isRename && !result.has(to)) result.set(to, from);
  }
  return result;
}

/** By root: new address to old address, as the `moved` blocks of the head say. */
function movedAddresses(head: Graph): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const byRoot = new Map<string, Map<string, string>>();
  for (const resource of head.resources) {
    if (resource.type !== 'moved') continue;
    const view = viewOf(resource);
    const [from, to] = [view.attr('from').value, view.attr('to').value];
    if (from.kind !== 'known' || to.kind !== 'known') continue;
    if (typeof from.value !== 'string' || typeof to.value !== 'string') continue;
    // Addresses in a module's own `moved` block are relative to it.
    const prefix = resource.configAddress.slice(0, -'moved'.length);
    const plain = (text: string): string => prefix + withoutIndex(text.replace(/\s+/g, ''));
    const moves = byRoot.get(resource.root) ?? new Map<string, string>();
    byRoot.set(resource.root, moves);
    if (plain(to.value) !== plain(from.value)) moves.set(plain(to.value), plain(from.value));
  }
  return byRoot;
}

/** The address before the move of it, or of a module around it (the innermost first). */
function moveBack(moves: ReadonlyMap<string, string> | undefined, address: string): string | undefined {
  if (!moves || moves.size === 0) return undefined;
  const exact = moves.get(address);
  if (exact !== undefined) return exact;
  for (let end = address.lastIndexOf('.'); end > 0; end = address.lastIndexOf('.', end - 1)) {
    const module = moves.get(address.slice(0, end));
    if (module !== undefined) return module + address.slice(end);
  }
  return undefined;
}
