import { affectedFolders, moduleSources } from '../evaluate/select.ts';
import type { Change } from '../model/change.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { fileSpan } from '../model/span.ts';
import type { OpenChange } from '../ports/change-source.ts';
import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';
import { fileKind } from '../syntax/file-kind.ts';
import { baseName, folderOf } from '../model/path.ts';

/** What of a tree is read for a change. */
export interface SelectedFiles {
  readonly base: readonly TreeEntry[];
  readonly head: readonly TreeEntry[];
  /** What is left out and why. */
  readonly gaps: readonly Diagnostic[];
}

const isModuleFile = (path: string): boolean => fileKind(path) === 'terraform';
const isTerraform = (path: string): boolean => isModuleFile(path) || fileKind(path) === 'variables';

/**
 * The files that can change the outcome of a review: the module folders that the change touches, everything they call,
 * everything that calls them (root modules are evaluated whole), and changed files of other kinds by themselves.
 * Reads Terraform files of both trees once to find the calls; a tree over its read budget is searched in the changed
 * folders only. What is selected has been fetched, both sides together.
 */
export async function selectFiles(open: OpenChange): Promise<SelectedFiles> {
  const [baseEntries, headEntries] = await Promise.all([open.base.list(), open.head.list()]);
  const changed = changedPaths(open.change);
  const homeOf = homesOf([...baseEntries, ...headEntries]);
  const changedTerraform = [...changed].filter(isTerraform);
  const touched = changedTerraform.map(homeOf);
  const gaps: Diagnostic[] = changedTerraform.flatMap((path) => notLoaded(path, homeOf(path)));
  const base = searchIn(open.base, baseEntries, touched, gaps);
  const head = searchIn(open.head, headEntries, touched, gaps);
  const isSelf = ({ path }: TreeEntry): boolean => changed.has(path) && fileKind(path) !== undefined;
  await open.prefetch?.({
    base: [...base.fetched, ...baseEntries.filter(isSelf)].map(({ path }) => path),
    head: [...head.fetched, ...headEntries.filter(isSelf)].map(({ path }) => path),
  });
  const folders = new Set<string>();
  for (const [tree, { modules }] of [
    [open.base, base],
    [open.head, head],
  ] as const) {
    for (const folder of await affectedIn(tree, modules, touched)) folders.add(folder);
  }
  const isWanted = (entry: TreeEntry): boolean =>
    changed.has(entry.path) ? isSelf(entry) : isTerraform(entry.path) && folders.has(homeOf(entry.path));
  const wanted = headEntries.filter(isWanted);
  gaps.push(...wanted.filter((entry) => entry.kind !== 'file').map(notAFile));
  const selected = {
    base: baseEntries.filter((entry) => entry.kind === 'file' && isWanted(entry)),
    head: wanted.filter((entry) => entry.kind === 'file'),
  };
  await open.prefetch?.({
    base: selected.base.map(({ path }) => path),
    head: selected.head.map(({ path }) => path),
  });
  return { ...selected, gaps };
}

function changedPaths(change: Change): ReadonlySet<string> {
  return new Set(change.files.flatMap(({ path, basePath }) => (basePath === undefined ? [path] : [path, basePath])));
}

/** Where calls are searched in one tree. */
interface Search {
  readonly modules: readonly TreeEntry[];
  /** The modules with the variable files beside them, which a review of them needs as well. */
  readonly fetched: readonly TreeEntry[];
}

function searchIn(
  tree: SourceTree,
  entries: readonly TreeEntry[],
  touched: readonly string[],
  gaps: Diagnostic[],
): Search {
  if (touched.length === 0) return { modules: [], fetched: [] };
  const all = entries.filter((entry) => entry.kind === 'file' && isTerraform(entry.path));
  const budget = tree.readBudget ?? Infinity;
  const touchedFolders = new Set(touched);
  const fetched = all.length <= budget ? all : all.filter((entry) => touchedFolders.has(folderOf(entry.path)));
  // Said once for both sides.
  if (all.length > budget && !gaps.some(({ code }) => code === 'cap')) {
    gaps.push({
      code: 'cap',
      severity: 'warning',
      span: fileSpan(all.find(({ path }) => touchedFolders.has(folderOf(path)))?.path ?? ''),
      message:
        `the tree has ${all.length} Terraform files, more than the ${budget} that are read for one review: ` +
        'modules that call the changed ones from other folders were not looked at',
    });
  }
  return { modules: fetched.filter((entry) => isModuleFile(entry.path)), fetched };
}

async function affectedIn(
  tree: SourceTree,
  entries: readonly TreeEntry[],
  touched: readonly string[],
): Promise<readonly string[]> {
  if (touched.length === 0) return [];
  const contents = await tree.read(entries.map((entry) => entry.path));
  const sources = new Map<string, readonly string[]>();
  const decoder = new TextDecoder();
  for (const [path, bytes] of contents) {
    const folder = folderOf(path);
    sources.set(folder, [...(sources.get(folder) ?? []), ...moduleSources(decoder.decode(bytes), path)]);
  }
  // The stage takes paths of files; which file of the folder it is does not matter.
  return affectedFolders(
    sources,
    touched.map((folder) => `${folder}/main.tf`),
  ).folders;
}

/**
 * The folder of the module that a file belongs to: its own, and for a variable file in a folder without a module
 * (`environments/prod.tfvars`) the nearest one above.
 */
function homesOf(entries: readonly TreeEntry[]): (path: string) => string {
  const modules = new Set(entries.flatMap(({ path }) => (isModuleFile(path) ? [folderOf(path)] : [])));
  return (path) => {
    const own = folderOf(path);
    let folder = own;
    while (!modules.has(folder)) {
      if (folder === '.') return own;
      folder = folderOf(folder);
    }
    return folder;
  };
}

/** The gap of a changed variable file that Terraform does not read by itself. */
function notLoaded(path: string, home: string): readonly Diagnostic[] {
  if (fileKind(path) !== 'variables') return [];
  const name = baseName(path);
  if (folderOf(path) === home && /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(name)) return [];
  const message = `${path} is read only with -var-file, so what it sets counts as unknown here`;
  return [{ code: 'not-evaluated', severity: 'warning', span: fileSpan(path), message }];
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
