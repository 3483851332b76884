import { affectedFolders, moduleSources } from '../evaluate/select.ts';
import type { Change } from '../model/change.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { fileSpan } from '../model/span.ts';
import { concernsAllRoots } from '../plan/roots/concerns-all-roots.ts';
import type { OpenChange } from '../ports/change-source.ts';
import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';
import { fileKind } from '../syntax/file-kind.ts';
import { baseName, folderOf } from '../model/path.ts';
import { calledFiles } from './called-files.ts';
import { type ChosenInputs, givenTo, inputsByFolder } from './evaluation-inputs.ts';
import { mentioningFolders, wordsOf } from './mentioning-folders.ts';
import type { SideToRead } from './read-side.ts';
import { foldersAround, isForUnits, isTerragrunt, unitsBelow } from './terragrunt-files.ts';
import { terragruntLinks } from './terragrunt-links.ts';

/** What of a tree is read for a change. */
export interface SelectedFiles {
  readonly base: SideToRead;
  readonly head: SideToRead;
  /** What is left out and why. */
  readonly gaps: readonly Diagnostic[];
}

const POLICY_FILE = /^\.github\/plumbline\.ya?ml$/;

/** Calls that are followed in a tree over its read budget: each step may cost a request. */
const MAX_STEPS = 3;

const NOTHING_CHOSEN: ChosenInputs = { environments: [], otherwise: undefined };

const isModuleFile = (path: string): boolean => fileKind(path) === 'terraform';
const isTerraform = (path: string): boolean => isModuleFile(path) || fileKind(path) === 'variables';

/**
 * The files that can change the outcome of a review: the module folders that the change touches, everything they call,
 * everything that calls them (root modules are evaluated whole), the variable files that `inputs` names for them, and
 * changed files of other kinds by themselves. A changed file that a module may read with a file function touches that module.
 * Reads Terraform files of both trees once to find the calls; a tree over its read budget is searched in the changed
 * folders only. What is selected has been fetched, both sides together.
 */
export async function selectFiles(open: OpenChange, inputs: ChosenInputs = NOTHING_CHOSEN): Promise<SelectedFiles> {
  const [baseEntries, headEntries] = await Promise.all([open.base.list(), open.head.list()]);
  const both = [...baseEntries, ...headEntries];
  const changed = changedPaths(open.change);
  const homeOf = homesOf(both);
  const modules = new Set(both.flatMap(({ path }) => (isModuleFile(path) ? [folderOf(path)] : [])));
  const users = givenTo(inputsByFolder(modules, inputs));
  const changedTerraform = [...changed].filter(isTerraform);
  const units = new Set(both.flatMap(({ path }) => (fileKind(path) === 'terragrunt' ? [folderOf(path)] : [])));
  const included = [...changed].filter(isTerragrunt);
  const touched = [
    // What is about all root modules (the policy, a version file) has to be known of all of them, so that they can be planned.
    ...([...changed].some(concernsAllRoots) ? modules : []),
    ...changedTerraform.flatMap((path) => [...(users.get(path) ?? []), homeOf(path)]),
    ...included.flatMap((path) => unitsBelow(path, units)),
  ];
  // An included file is named by those that include it, as a file that is read is.
  const others = [...changed].filter(
    (path) => (fileKind(path) === undefined || fileKind(path) === 'hcl') && !POLICY_FILE.test(path),
  );
  const gaps: Diagnostic[] = changedTerraform.flatMap((path) => (users.has(path) ? [] : notLoaded(path, homeOf(path))));
  const search = { touched: new Set(touched), others };
  const base = searchIn(open.base, baseEntries, search, gaps);
  const head = searchIn(open.head, headEntries, search, gaps);
  const isSelf = ({ path }: TreeEntry): boolean => changed.has(path) && fileKind(path) !== undefined;
  await open.prefetch?.({
    base: [...base.fetched, ...baseEntries.filter(isSelf)].map(({ path }) => path),
    head: [...head.fetched, ...headEntries.filter(isSelf)].map(({ path }) => path),
  });
  await fetchCalled(open, [base, head], modules);
  const folders = new Set<string>();
  const words = new Set<string>();
  for (const [tree, found] of [
    [open.base, base],
    [open.head, head],
  ] as const) {
    const affected = await affectedIn(tree, found.fetched.filter(isSearched), search, modules);
    for (const folder of affected.folders) folders.add(folder);
    for (const word of affected.words) words.add(word);
  }
  const around = new Set([...folders].flatMap((folder) => (units.has(folder) ? foldersAround(`${folder}/x`) : [])));
  const isGiven = (path: string): boolean => [...(users.get(path) ?? [])].some((folder) => folders.has(folder));
  const isWanted = (entry: TreeEntry): boolean =>
    changed.has(entry.path)
      ? isSelf(entry)
      : isForUnits(entry.path, folders, around, words) ||
        (isTerraform(entry.path) && (folders.has(homeOf(entry.path)) || isGiven(entry.path)));
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
  return {
    base: { tree: open.base, entries: selected.base },
    head: { tree: open.head, entries: selected.head },
    gaps,
  };
}

function changedPaths(change: Change): ReadonlySet<string> {
  return new Set(change.files.flatMap(({ path, basePath }) => (basePath === undefined ? [path] : [path, basePath])));
}

/** Where calls are searched in one tree. */
interface Search {
  /** Terraform and Terragrunt files, and the variable files beside them, which a review of them needs as well. */
  fetched: readonly TreeEntry[];
  /** What was left out with them, where the tree has more files than are read. */
  readonly all: readonly TreeEntry[];
}

/** What the search starts from. */
interface Start {
  /** Folders of modules that the change touches. */
  readonly touched: ReadonlySet<string>;
  /** Changed files that are no infrastructure themselves; a module may read them. */
  readonly others: readonly string[];
}

function searchIn(
  tree: SourceTree,
  entries: readonly TreeEntry[],
  { touched, others }: Start,
  gaps: Diagnostic[],
): Search {
  if (touched.size === 0 && others.length === 0) return { fetched: [], all: [] };
  const all = entries.filter((entry) => entry.kind === 'file' && (isTerraform(entry.path) || isTerragrunt(entry.path)));
  const budget = tree.readBudget ?? Infinity;
  const isOver = all.length > budget;
  const fetched = isOver ? nearOnly(all, { touched, others }, budget) : all;
  // Said once for both sides; a change that touches no infrastructure is no reason to say it.
  const isLeft = new Set(all.map(({ path }) => path));
  for (const { path } of fetched) isLeft.delete(path);
  const left = [...isLeft].filter((path) => fileKind(path) === 'terragrunt' && touched.has(folderOf(path))).length;
  if (isOver && touched.size > 0 && !gaps.some(({ code }) => code === 'cap')) {
    gaps.push({
      code: 'cap',
      severity: 'warning',
      span: fileSpan(all.find(({ path }) => touched.has(folderOf(path)))?.path ?? ''),
      message:
        `the tree has ${all.length} Terraform files, more than the ${budget} that are read for one review: ` +
        'modules that call the changed ones from other folders were not looked at' +
        (left > 0 ? `, nor were ${left} Terragrunt units that the change may concern` : ''),
    });
  }
  return { fetched, all };
}

/** True for a file in which calls are searched. */
function isSearched({ path }: TreeEntry): boolean {
  return isModuleFile(path) || isTerragrunt(path);
}

/** Fetches what the files lead to that were fetched of trees which are too large to be fetched whole. */
async function fetchCalled(
  open: OpenChange,
  [base, head]: readonly [Search, Search],
  modules: ReadonlySet<string>,
): Promise<void> {
  const more = async (tree: SourceTree, { all, fetched }: Search): Promise<readonly TreeEntry[]> =>
    all.length === fetched.length ? [] : calledFiles({ tree, all, fetched, modules });
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const ofBase = await more(open.base, base);
    const ofHead = await more(open.head, head);
    if (ofBase.length + ofHead.length === 0) return;
    await open.prefetch?.({ base: ofBase.map(({ path }) => path), head: ofHead.map(({ path }) => path) });
    base.fetched = [...base.fetched, ...ofBase];
    head.fetched = [...head.fetched, ...ofHead];
  }
}

/**
 * Of too many files those of the touched modules, and as far as the budget goes of folders around other changed files. A changed
 * `root.hcl` touches any number of units: half of the budget is left for what they lead to.
 */
function nearOnly(all: readonly TreeEntry[], { touched, others }: Start, budget: number): readonly TreeEntry[] {
  const around = new Set(others.flatMap(foldersAround));
  const own = all.filter(({ path }) => touched.has(folderOf(path)));
  const units = own.filter(({ path }) => isTerragrunt(path)).slice(0, Math.ceil(budget / 2));
  const near = all.filter(({ path }) => !touched.has(folderOf(path)) && around.has(folderOf(path)));
  const first = [...own.filter(({ path }) => !isTerragrunt(path)), ...units];
  const isCut = own.length > first.length;
  return [...first, ...near.slice(0, isCut ? 0 : Math.max(0, budget - first.length))];
}

/** What the texts of a tree say. */
interface Affected {
  readonly folders: readonly string[];
  /** Words of the Terragrunt files in them. */
  readonly words: ReadonlySet<string>;
}

async function affectedIn(
  tree: SourceTree,
  entries: readonly TreeEntry[],
  { touched, others }: Start,
  moduleFolders: ReadonlySet<string>,
): Promise<Affected> {
  if (entries.length === 0 && touched.size === 0) return { folders: [], words: new Set() };
  const contents = await tree.read(entries.map((entry) => entry.path));
  const decoder = new TextDecoder();
  const texts = new Map([...contents].map(([path, bytes]) => [path, decoder.decode(bytes)]));
  const links = terragruntLinks(texts, moduleFolders);
  const reading = others.length > 0 ? [...mentioningFolders(texts, others), ...links.unitsReading(others)] : [];
  const sources = new Map<string, readonly string[]>(links.targets);
  for (const [path, text] of texts) {
    if (isTerragrunt(path)) continue;
    sources.set(folderOf(path), [...(sources.get(folderOf(path)) ?? []), ...moduleSources(text, path)]);
  }
  // The stage takes paths of files; which file of the folder it is does not matter.
  const { folders } = affectedFolders(
    sources,
    [...touched, ...reading].map((folder) => `${folder}/main.tf`),
  );
  const inside = new Set(folders);
  const units = [...texts].filter(([path]) => isTerragrunt(path) && inside.has(folderOf(path)));
  return { folders, words: new Set(units.flatMap(([, text]) => wordsOf(text))) };
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
