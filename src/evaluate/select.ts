import { folderOf } from '../model/path.ts';
import { localFolder, reach, rootFolders } from './root-modules.ts';

/** What a change can reach. */
export interface AffectedFolders {
  /** Folders whose files must be read to evaluate the affected root modules whole; sorted. */
  readonly folders: readonly string[];
  /** The root modules among them; sorted. */
  readonly roots: readonly string[];
}

/** Local sources in HCL and in JSON: `source = "./x"`, `"source": "../x"`. Linear: no repetition inside a repetition. */
const SOURCE = /\bsource"?\s*[=:]\s*"(\.\.?\/[^"\\\n]*)"/g;

/**
 * Folders of the tree that the module calls in one file lead to, found without parsing; unique, in order. May find one
 * too many (another block with an argument `source`), never one too few.
 */
export function moduleSources(text: string, path: string): string[] {
  const folders = new Set<string>();
  for (const match of text.matchAll(SOURCE)) {
    const lineStart = text.lastIndexOf('\n', match.index) + 1;
    const before = text.slice(lineStart, match.index).trimStart();
    if (before.startsWith('#') || before.startsWith('//')) continue;
    const folder = localFolder(folderOf(path), match[1] ?? '');
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders];
}

/**
 * The folders and root modules that a change of the files `changed` affects: the modules it touches, everything that
 * calls them and everything that those call. `sources` has the texts of the tree's Terraform files by path, or by folder
 * what `moduleSources` found in its files. Linear in the number of folders and calls.
 */
export function affectedFolders(
  sources: ReadonlyMap<string, string | readonly string[]>,
  changed: readonly string[],
): AffectedFolders {
  const calls = new Map<string, string[]>();
  for (const [key, source] of sources) {
    const folder = typeof source === 'string' ? folderOf(key) : key;
    const targets = calls.get(folder) ?? [];
    targets.push(...(typeof source === 'string' ? moduleSources(source, key) : source));
    calls.set(folder, targets);
  }
  const callers = new Map<string, string[]>();
  for (const [folder, targets] of calls) {
    for (const target of targets) {
      const list = callers.get(target);
      if (list) list.push(folder);
      else callers.set(target, [folder]);
    }
  }
  const above = new Set<string>();
  for (const path of changed) reach(moduleFolder(path, calls, callers), callers, above);
  const affected = new Set<string>();
  for (const folder of above) reach(folder, calls, affected);
  const present = [...affected].filter((folder) => calls.has(folder)).sort();
  const edges = new Map([...calls].map(([folder, targets]) => [folder, targets.filter((target) => calls.has(target))]));
  return { folders: present, roots: rootFolders(edges).filter((root) => affected.has(root)) };
}

/** The module that a file belongs to: a variable file in a folder of its own belongs to the nearest module above it. */
function moduleFolder(
  path: string,
  calls: ReadonlyMap<string, unknown>,
  callers: ReadonlyMap<string, unknown>,
): string {
  const own = folderOf(path);
  if (!/\.tfvars(?:\.json)?$/.test(path)) return own;
  for (let folder = own; ; folder = folderOf(folder)) {
    if (calls.has(folder) || callers.has(folder)) return folder;
    if (folder === '.') return own;
  }
}
