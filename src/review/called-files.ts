import { moduleSources } from '../evaluate/select.ts';
import { folderOf } from '../model/path.ts';
import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';
import { fileKind } from '../syntax/file-kind.ts';
import { wordsOf } from './mentioning-folders.ts';
import { foldersAround, isForUnits, isTerragrunt } from './terragrunt-files.ts';
import { terragruntLinks } from './terragrunt-links.ts';

/** What of one tree was fetched, when it has more files than are read for a review. */
export interface PartlyFetched {
  readonly tree: SourceTree;
  /** All files that could be. */
  readonly all: readonly TreeEntry[];
  readonly fetched: readonly TreeEntry[];
  /** Folders with Terraform files. */
  readonly modules: ReadonlySet<string>;
}

/**
 * What the fetched files lead to and that was not fetched: the modules that they call, the units they depend on, and what the units
 * include. As much as the tree's read budget allows.
 */
export async function calledFiles({ tree, all, fetched, modules }: PartlyFetched): Promise<readonly TreeEntry[]> {
  const left = (tree.readBudget ?? Infinity) - fetched.length;
  if (left <= 0) return [];
  const searched = fetched.filter(({ path }) => fileKind(path) === 'terraform' || isTerragrunt(path));
  const contents = await tree.read(searched.map(({ path }) => path));
  const decoder = new TextDecoder();
  const texts = new Map([...contents].map(([path, bytes]) => [path, decoder.decode(bytes)]));
  const units = new Set([...texts.keys()].flatMap((path) => (fileKind(path) === 'terragrunt' ? [folderOf(path)] : [])));
  const folders = new Set([...terragruntLinks(texts, modules).targets.values()].flat());
  for (const [path, text] of texts) {
    if (!isTerragrunt(path)) for (const folder of moduleSources(text, path)) folders.add(folder);
  }
  const around = new Set([...units].flatMap((folder) => foldersAround(`${folder}/x`)));
  const words = new Set([...texts].flatMap(([path, text]) => (isTerragrunt(path) ? wordsOf(text) : [])));
  const known = new Set(fetched.map(({ path }) => path));
  return all
    .filter(({ path }) => !known.has(path) && (folders.has(folderOf(path)) || isForUnits(path, units, around, words)))
    .slice(0, left);
}
