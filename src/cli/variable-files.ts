import { relative, resolve, sep } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { SourceTree } from '../ports/source-tree.ts';
import { fileKind } from '../syntax/file-kind.ts';

/** A folder that names are relative to, and the words for it. */
interface Place {
  readonly root: string;
  readonly called: string;
}

/**
 * The paths in `tree` of the variable files that `--var-file` names, relative to its folder `root`. Throws an InputError for one
 * that is not there: left out silently, other values would be judged than the ones that were asked about.
 */
export async function variableFilesIn(
  tree: SourceTree,
  { root, called }: Place,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const entries = await tree.list();
  const known = new Set(
    entries.flatMap(({ path, kind }) => (kind === 'file' && fileKind(path) === 'variables' ? [path] : [])),
  );
  return names.map((name) => {
    const path = relative(root, resolve(root, name)).split(sep).join('/');
    if (known.has(path)) return path;
    throw new InputError(
      `--var-file ${name} is no variable file in ${root}; name a .tfvars or .tfvars.json file, relative to ${called}`,
    );
  });
}
