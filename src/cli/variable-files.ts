import { relative, resolve, sep } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { SourceTree } from '../ports/source-tree.ts';
import { fileKind } from '../syntax/file-kind.ts';

/**
 * The paths in `tree` of the variable files that `--var-file` names, relative to its real folder `root`. Throws an InputError for one
 * that is not there: left out silently, the scan would judge other values than the ones it was asked about.
 */
export async function variableFilesIn(tree: SourceTree, root: string, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const entries = await tree.list();
  const known = new Set(
    entries.flatMap(({ path, kind }) => (kind === 'file' && fileKind(path) === 'variables' ? [path] : [])),
  );
  return names.map((name) => {
    const path = relative(root, resolve(root, name)).split(sep).join('/');
    if (known.has(path)) return path;
    throw new InputError(
      `--var-file ${name} is no variable file in ${root}; name a .tfvars or .tfvars.json file, relative to the scanned folder`,
    );
  });
}
