import { joinPath } from '../../evaluate/terragrunt/tree-path.ts';
import { folderOf } from '../../model/path.ts';
import { fileKind } from '../../syntax/file-kind.ts';
import { type ModuleFolder, moduleFolders } from './module-folders.ts';
import type { PathText } from './path-text.ts';
import type { RootsSide } from './roots-input.ts';
import { type TreeLinks, treeLinks } from './tree-links.ts';

/** One call seen from either end. */
export interface Edge {
  readonly folder: string;
  /** Name of the module block. */
  readonly call: string;
}

/** The modules of one tree, what calls what, and what reads what. */
export interface SideGraph {
  readonly folders: ReadonlyMap<string, ModuleFolder>;
  readonly callers: ReadonlyMap<string, readonly Edge[]>;
  readonly links: TreeLinks;
  /** The nearest module folder that a path is in or below; undefined when there is none. */
  ownerOf(path: string): string | undefined;
  /** Folders whose files name the file `path` relative to themselves, or link to it. */
  readersOf(path: string): readonly string[];
  /** Folders whose files name paths relative to where Terraform runs. */
  readonly rootReaders: readonly string[];
}

/** Builds the graph of a side. Linear in its entries, calls and reads. */
export function sideGraph(side: RootsSide): SideGraph {
  const links = treeLinks(side);
  const folders = moduleFolders(side, links);
  const callers = new Map<string, Edge[]>();
  const exact = new Map<string, Set<string>>();
  const below = new Map<string, { readonly folder: string; readonly read: PathText; readonly name: string }[]>();
  const addExact = (path: string, folder: string): void => {
    for (const place of links.follow(path)) exact.set(place, (exact.get(place) ?? new Set()).add(folder));
    // The link itself may change, too.
    exact.set(path, (exact.get(path) ?? new Set()).add(folder));
  };
  for (const { folder, calls, reads, linked } of folders.values()) {
    for (const { name, targets } of calls) {
      for (const target of targets) {
        const list = callers.get(target);
        if (list) list.push({ folder, call: name });
        else callers.set(target, [{ folder, call: name }]);
      }
    }
    for (const path of linked) exact.set(path, (exact.get(path) ?? new Set()).add(folder));
    for (const read of reads) {
      if (read.base !== 'module' && !read.isOpen) continue;
      const place = readPlace(folder, read);
      if (!place) continue;
      if (read.isExact) addExact(place.path, folder);
      else {
        for (const path of links.follow(place.path)) {
          const list = below.get(path) ?? [];
          below.set(path, list);
          list.push({ folder, read, name: place.name });
        }
      }
    }
  }
  return {
    folders,
    callers,
    links,
    ownerOf: (path) => {
      for (let folder = folderOf(path); ; folder = folderOf(folder)) {
        if (folders.has(folder)) return folder;
        if (folder === '.') return undefined;
      }
    },
    readersOf: (path) => {
      const readers = new Set(exact.get(path));
      for (let folder = folderOf(path); ; folder = folderOf(folder)) {
        for (const reader of exact.get(folder) ?? []) readers.add(reader);
        for (const { folder: reader, read, name } of below.get(folder) ?? []) {
          if (isRead(folder, read, name, path)) readers.add(reader);
        }
        if (folder === '.') return [...readers];
      }
    },
    rootReaders: [...folders.values()].flatMap(({ folder, reads }) =>
      reads.some(({ base, isOpen }) => base === 'root' && !isOpen) ? [folder] : [],
    ),
  };
}

/** Whether a module whose files have the reads `reads` reads `path` when Terraform runs in `root`. */
export function readsFrom(root: string, reads: readonly PathText[], path: string): boolean {
  return reads.some((read) => {
    if (read.base !== 'root' || read.isOpen) return false;
    const place = readPlace(root, read);
    if (!place) return false;
    if (read.isExact) return path === place.path || path.startsWith(`${place.path}/`);
    return (place.path === '.' || path.startsWith(`${place.path}/`)) && isRead(place.path, read, place.name, path);
  });
}

/** The path that is read, or the folder and what names in it start with. */
function readPlace(folder: string, { prefix, isExact }: PathText): { path: string; name: string } | undefined {
  const slash = prefix.lastIndexOf('/');
  const path = joinPath(folder, isExact ? prefix : prefix.slice(0, slash + 1));
  return path === undefined ? undefined : { path, name: isExact ? '' : prefix.slice(slash + 1) };
}

/** Whether a path below `folder` is one that an inexact read means. Configuration is read as a text only where it is asked for. */
function isRead(folder: string, { suffix }: PathText, name: string, path: string): boolean {
  const rest = folder === '.' ? path : path.slice(folder.length + 1);
  if (!rest.startsWith(name) || !rest.endsWith(suffix)) return false;
  const kind = fileKind(path);
  return suffix !== '' || ((kind === undefined || kind === 'hcl') && !path.startsWith('.github/'));
}
