import { mentionsFileFunction } from '../evaluate/reads-source-files.ts';
import { baseName, folderOf } from '../model/path.ts';

/** What stands between the parts of paths and the other words of an expression. */
const BETWEEN_NAMES = /["/${}()\n\\,]/;

/** Names of files and folders, and everything else between quotes and slashes. */
export function wordsOf(text: string): readonly string[] {
  return text.split(BETWEEN_NAMES);
}

/**
 * Module folders that may read one of the files `changed` with a file function, by their texts alone: one that has the file's name in it,
 * or one that calls a file function and names the folder the file is in (`fileset(path.module, "policies/*.json")`) or holds it.
 * May find one too many; one whose texts name neither (a name put together from parts) is not found. `texts` are those of the
 * Terraform files by path. Linear.
 */
export function mentioningFolders(texts: ReadonlyMap<string, string>, changed: readonly string[]): readonly string[] {
  const names = new Set(changed.map(baseName));
  const folderNames = new Set(changed.map((path) => baseName(folderOf(path))));
  const holding = new Set(changed.map(folderOf));
  const found = new Set<string>();
  const readers = new Set<string>();
  const naming = new Set<string>();
  for (const [path, text] of texts) {
    const folder = folderOf(path);
    if (mentionsFileFunction(text)) readers.add(folder);
    if (found.has(folder)) continue;
    for (const word of wordsOf(text)) {
      if (names.has(word)) found.add(folder);
      else if (folderNames.has(word)) naming.add(folder);
    }
  }
  for (const folder of readers) if (naming.has(folder) || holding.has(folder)) found.add(folder);
  return [...found].sort();
}
