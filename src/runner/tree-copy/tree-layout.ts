import { TreeRefusal } from './tree-refusal.ts';

/** Links followed for one path, as the kernel does (path_resolution(7)). */
const MAX_LINKS = 40;

/**
 * Throws a TreeRefusal when two paths cannot both be written anywhere: the same one twice, names that differ only in case
 * (folders too), or a file where another path needs a folder.
 */
export function checkLayout(paths: Iterable<string>): void {
  // By the folded path: as written, and whether it is a folder.
  const seen = new Map<string, { readonly written: string; readonly isFolder: boolean }>();
  const claim = (written: string, isFolder: boolean): void => {
    const key = written.normalize('NFC').toLowerCase();
    const other = seen.get(key);
    if (other === undefined) {
      seen.set(key, { written, isFolder });
      return;
    }
    if (other.written !== written) {
      throw new TreeRefusal(`differs from ${JSON.stringify(other.written)} only in case; rename one of them`, written);
    }
    if (!isFolder || !other.isFolder) {
      const problem = isFolder || other.isFolder ? 'is both a file and a folder' : 'is there twice';
      throw new TreeRefusal(`${problem}; keep one of them`, written);
    }
  };
  for (const path of paths) {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      claim(path.slice(0, slash), true);
    }
    claim(path, false);
  }
}

/**
 * Throws a TreeRefusal when a link leads out of the tree, by itself or through other links, or in a circle. `links` holds
 * the target of each link by its path; everything else is taken as a plain file or folder.
 */
export function checkLinks(links: ReadonlyMap<string, string>): void {
  for (const [path, target] of links) {
    const problem = linkProblem(path, target, links);
    if (problem !== undefined) {
      throw new TreeRefusal(`${problem}; make the link relative to a file of this repository, or remove it`, path);
    }
  }
}

function linkProblem(path: string, target: string, links: ReadonlyMap<string, string>): string | undefined {
  let at = path.split('/').slice(0, -1);
  // Reversed: the next part is the last one.
  const left = target.split('/').reverse();
  let followed = 0;
  if (target === '' || target.includes('\0')) return 'is a link without a target';
  if (target.startsWith('/')) return 'is a link to an absolute path';
  while (left.length > 0) {
    const part = left.pop() ?? '';
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (at.length === 0) return 'is a link that leads out of the repository';
      at = at.slice(0, -1);
      continue;
    }
    const next = links.get([...at, part].join('/'));
    if (next === undefined) {
      at = [...at, part];
      continue;
    }
    if (++followed > MAX_LINKS || left.length > 4096) return 'is a link that leads in a circle';
    if (next.startsWith('/')) return 'is a link that leads to a link to an absolute path';
    left.push(...next.split('/').reverse());
  }
  return undefined;
}
