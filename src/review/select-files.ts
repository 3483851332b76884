import { affectedFolders, moduleSources } from '../evaluate/select.ts';
import type { Change } from '../model/change.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { fileSpan } from '../model/span.ts';
import type { OpenChange } from '../ports/change-source.ts';
import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';
import { fileKind } from '../syntax/file-kind.ts';

/** What of a tree is read for a change. */
export interface SelectedFiles {
  readonly base: readonly TreeEntry[];
  readonly head: readonly TreeEntry[];
  /** What is left out and why. */
  readonly gaps: readonly Diagnostic[];
}

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');
const isModuleFile = (path: string): boolean => fileKind(path) === 'terraform';
const isVariablesFile = (path: string): boolean => fileKind(path) === 'variables';

/**
 * The files that can change the outcome of a review: the module folders that the change touches, everything they call,
 * everything that calls them (root modules are evaluated whole), and changed files of other kinds by themselves.
 * Reads Terraform files of both trees once to find the calls; a tree over its read budget is searched in the changed folders only.
 */
export async function selectFiles(open: OpenChange): Promise<SelectedFiles> {
  const [baseEntries, headEntries] = await Promise.all([open.base.list(), open.head.list()]);
  const changed = changedPaths(open.change);
  const folders = new Set<string>();
  const gaps: Diagnostic[] = [];
  for (const [tree, entries] of [
    [open.base, baseEntries],
    [open.head, headEntries],
  ] as const) {
    const affected = await affectedIn(tree, entries, changed, gaps);
    for (const folder of affected) folders.add(folder);
  }
  const isWanted = ({ path }: TreeEntry): boolean =>
    changed.has(path)
      ? fileKind(path) !== undefined
      : (isModuleFile(path) || isVariablesFile(path)) && folders.has(folderOf(path));
  const head = headEntries.filter(isWanted);
  gaps.push(...head.filter((entry) => entry.kind !== 'file').map(notAFile));
  return {
    base: baseEntries.filter((entry) => entry.kind === 'file' && isWanted(entry)),
    head: head.filter((entry) => entry.kind === 'file'),
    gaps,
  };
}

function changedPaths(change: Change): ReadonlySet<string> {
  return new Set(change.files.flatMap(({ path, basePath }) => (basePath === undefined ? [path] : [path, basePath])));
}

async function affectedIn(
  tree: SourceTree,
  entries: readonly TreeEntry[],
  changed: ReadonlySet<string>,
  gaps: Diagnostic[],
): Promise<readonly string[]> {
  const touched = [...changed].filter((path) => isModuleFile(path) || isVariablesFile(path));
  if (touched.length === 0) return [];
  const modules = entries.filter((entry) => entry.kind === 'file' && isModuleFile(entry.path));
  const inBudget = tree.readBudget === undefined || modules.length <= tree.readBudget;
  const touchedFolders = new Set(touched.map(folderOf));
  const read = inBudget ? modules : modules.filter((entry) => touchedFolders.has(folderOf(entry.path)));
  if (!inBudget) {
    gaps.push({
      code: 'cap',
      severity: 'warning',
      span: fileSpan(touched[0] ?? ''),
      message:
        `the tree has ${modules.length} Terraform files, more than the ${tree.readBudget ?? 0} that are read for one review: ` +
        'modules that call the changed ones from other folders were not looked at',
    });
  }
  const contents = await tree.read(read.map((entry) => entry.path));
  const sources = new Map<string, readonly string[]>();
  const decoder = new TextDecoder();
  for (const [path, bytes] of contents) {
    const folder = folderOf(path);
    sources.set(folder, [...(sources.get(folder) ?? []), ...moduleSources(decoder.decode(bytes), path)]);
  }
  return affectedFolders(sources, touched).folders;
}

/** True for an entry that is parsed: a regular file of a known kind. */
export function isSourceEntry(entry: TreeEntry): boolean {
  return entry.kind === 'file' && fileKind(entry.path) !== undefined;
}

/** The gap that a link or a submodule in the place of a file leaves. */
export function notAFile(entry: TreeEntry): Diagnostic {
  const isLink = entry.kind === 'symlink';
  return {
    code: isLink ? 'symlink' : 'submodule',
    severity: 'error',
    span: fileSpan(entry.path),
    message: isLink
      ? `${entry.path} is a symbolic link: links are not followed, so what it points to was not reviewed under this name`
      : `${entry.path} is a submodule: its content is in another repository and was not reviewed`,
  };
}
