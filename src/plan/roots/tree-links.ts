import { joinPath } from '../../evaluate/terragrunt/tree-path.ts';
import { baseName, folderOf } from '../../model/path.ts';
import type { RootsSide } from './roots-input.ts';

/** Links that lead to links, at most: the kernel's limit is 40, honest trees have one or two. */
const MAX_HOPS = 8;

/** Places that a link of unknown target may mean, at most. */
const MAX_GUESSES = 50;

/** The symbolic links of one tree. */
export interface TreeLinks {
  /** Paths of all links. */
  readonly paths: readonly string[];
  /**
   * Where `path` leads in the tree when links on its way are followed: the path itself where there are none. Several places where
   * a target is not known and more than one thing of the tree has its name; none where it leads out of the tree.
   */
  follow(path: string): readonly string[];
  /** Links that were followed by their names, because their targets are not known. */
  readonly guessed: ReadonlySet<string>;
}

/** Finds the links of a tree. Following one costs the length of its path. */
export function treeLinks({ listing, linkTargets }: RootsSide): TreeLinks {
  const paths = listing.entries.flatMap(({ kind, path }) => (kind === 'symlink' ? [path] : []));
  const isLink = new Set(paths);
  const guessed = new Set<string>();
  let names: ReadonlyMap<string, readonly string[]> | undefined;
  const follow = (path: string, hops: number): readonly string[] => {
    const link = isLink.size === 0 ? undefined : firstLink(path, isLink);
    if (link === undefined) return [path];
    if (hops === 0) return [];
    const rest = path.slice(link.length + 1);
    const target = linkTargets?.get(link);
    if (target !== undefined) {
      const place = target.startsWith('/') ? undefined : joinPath(folderOf(link), `${target}/${rest}`);
      return place === undefined ? [] : follow(place, hops - 1);
    }
    guessed.add(link);
    names ??= placesByName(listing.entries.flatMap((entry) => (entry.kind === 'file' ? [entry.path] : [])));
    const tail = rest === '' ? baseName(link) : `${baseName(link)}/${rest}`;
    const alike = names.get(baseName(tail)) ?? [];
    return alike.filter((place) => place === tail || place.endsWith(`/${tail}`)).slice(0, MAX_GUESSES);
  };
  return { paths, guessed, follow: (path) => follow(path, MAX_HOPS) };
}

/** The first link on the way to `path`, or `path` itself. */
function firstLink(path: string, isLink: ReadonlySet<string>): string | undefined {
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
    const part = path.slice(0, end);
    if (isLink.has(part)) return part;
  }
  return isLink.has(path) ? path : undefined;
}

/** Files, and the folders they are in, by their last part. */
function placesByName(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  const seen = new Set<string>(['.']);
  const add = (path: string): void => {
    seen.add(path);
    const list = byName.get(baseName(path));
    if (list) list.push(path);
    else byName.set(baseName(path), [path]);
  };
  for (const path of files) {
    add(path);
    for (let folder = folderOf(path); !seen.has(folder); folder = folderOf(folder)) add(folder);
  }
  return byName;
}
