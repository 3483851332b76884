import { baseName, folderOf } from '../model/path.ts';
import { fileKind } from '../syntax/file-kind.ts';

/** True for `terragrunt.hcl` and the other `.hcl` files, which units include. */
export function isTerragrunt(path: string): boolean {
  const kind = fileKind(path);
  return kind === 'terragrunt' || kind === 'hcl';
}

/** The folder of a file and those around it, up to the top. */
export function foldersAround(path: string): readonly string[] {
  const folders = [folderOf(path)];
  for (let folder = folders[0] ?? '.'; folder !== '.';) {
    folder = folderOf(folder);
    folders.push(folder);
  }
  return folders;
}

/** Units that a changed `.hcl` file is included in by its place: those in its folder and below it. */
export function unitsBelow(changed: string, units: Iterable<string>): readonly string[] {
  const folder = folderOf(changed);
  return [...units].filter((unit) => folder === '.' || unit === folder || unit.startsWith(`${folder}/`));
}

/**
 * Whether a Terragrunt file is read for the units in `folders`: it is in one of them, in a folder around one, or named in one's text
 * (`words`).
 */
export function isForUnits(
  path: string,
  folders: ReadonlySet<string>,
  around: ReadonlySet<string>,
  words: ReadonlySet<string>,
): boolean {
  if (!isTerragrunt(path)) return false;
  const folder = folderOf(path);
  return folders.has(folder) || around.has(folder) || (fileKind(path) === 'hcl' && words.has(baseName(path)));
}
