import { localFolder } from '../evaluate/root-modules.ts';
import { moduleSources } from '../evaluate/select.ts';
import { baseName, folderOf } from '../model/path.ts';
import { fileKind } from '../syntax/file-kind.ts';
import { wordsOf } from './mentioning-folders.ts';
import { isTerragrunt, unitsBelow } from './terragrunt-files.ts';

/** The unit that a `dependency` block means. Linear: no repetition inside a repetition. */
const CONFIG_PATH = /\bconfig_path\s*=\s*"(\.\.?\/[^"\\\n]*)"/g;

/** A source whose beginning is computed: `"${get_repo_root()}/modules//vpc"`. */
const COMPUTED_SOURCE = /\bsource\s*=\s*"\$\{/g;

/** Characters of a computed source that are looked at. */
const MAX_SOURCE = 400;

/** Files between a unit and a file that it reads through others. */
const MAX_STEPS = 5;

/** What the texts of the Terragrunt files of one tree lead to, found without evaluating: may find too much. */
export interface TerragruntLinks {
  /** By folder of a unit: folders of modules and other units that it, or a file that it names, leads to. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
  /** Folders of the units that read one of the files `changed`, which are no units, through other files. */
  unitsReading(changed: readonly string[]): readonly string[];
}

/** Links of the Terragrunt files among `texts`; `modules` are all folders with Terraform files of the tree. */
export function terragruntLinks(texts: ReadonlyMap<string, string>, modules: Iterable<string>): TerragruntLinks {
  const files = [...texts].filter(([path]) => isTerragrunt(path));
  const units = files.filter(([path]) => fileKind(path) === 'terragrunt').map(([path, text]) => [path, text] as const);
  const byName = new Map<string, string[]>();
  for (const [path] of files) {
    const list = byName.get(baseName(path)) ?? [];
    byName.set(baseName(path), list);
    list.push(path);
  }
  const words = new Map(files.map(([path, text]) => [path, new Set(wordsOf(text))]));
  const byLastPart = new Map<string, string[]>();
  for (const folder of modules) {
    const list = byLastPart.get(baseName(folder)) ?? [];
    byLastPart.set(baseName(folder), list);
    list.push(folder);
  }
  /** Files that are included by their name; those with a source or a dependency are few. */
  const leading = new Map(
    files.flatMap(([path, text]) => (/\bsource\s*=|\bconfig_path\s*=/.test(text) ? [[path, text] as const] : [])),
  );
  const targets = new Map<string, readonly string[]>();
  for (const [path, text] of units) {
    const named = [...(words.get(path) ?? [])].flatMap((word) => byName.get(word) ?? []);
    const found = new Set(foldersIn(text, folderOf(path), byLastPart));
    for (const other of named) {
      const included = other === path || fileKind(other) === 'terragrunt' ? undefined : leading.get(other);
      // A path in an included file is relative to the unit.
      for (const folder of included === undefined ? [] : foldersIn(included, folderOf(path), byLastPart))
        found.add(folder);
    }
    targets.set(folderOf(path), [...found]);
  }
  const unitFolders = units.map(([path]) => folderOf(path));
  return {
    targets,
    unitsReading: (changed) => {
      const found = new Set<string>();
      let wanted = new Set(changed);
      for (let step = 0; step < MAX_STEPS && wanted.size > 0; step += 1) {
        const next = new Set<string>();
        const names = new Map([...wanted].map((path) => [baseName(path), path]));
        for (const [path, text] of files) {
          for (const [name, target] of names) {
            if (path === target || words.get(path)?.has(name) !== true) continue;
            const isLookedFor = text.includes(`find_in_parent_folders("${name}"`);
            const readers = isLookedFor ? unitsBelow(target, unitFolders) : [];
            for (const folder of readers) found.add(folder);
            if (fileKind(path) === 'terragrunt') found.add(folderOf(path));
            // Who includes a file that looks for another one in the folders above finds it there or not at all.
            if (!isLookedFor) next.add(path);
          }
        }
        wanted = next;
        // A parent `terragrunt.hcl` is included by its place alone.
        for (const path of next) {
          if (fileKind(path) === 'terragrunt') for (const folder of unitsBelow(path, unitFolders)) found.add(folder);
        }
      }
      return [...found];
    },
  };
}

/** Folders that a text leads to when it is read for the unit in `folder`. */
function foldersIn(text: string, folder: string, modules: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const plain = text.replaceAll(/\$\{get_(?:original_)?terragrunt_dir\(\)\}\//g, './');
  const units = [...plain.matchAll(CONFIG_PATH)].flatMap((match) => localFolder(folder, match[1] ?? '') ?? []);
  const computed = [...plain.matchAll(COMPUTED_SOURCE)].flatMap((match) => {
    const line = plain.slice(match.index, match.index + MAX_SOURCE).split('\n', 1)[0] ?? '';
    return foldersEndingIn(line.slice(line.lastIndexOf('}') + 1).split(/["?]/, 1)[0] ?? '', modules);
  });
  return [...moduleSources(plain, `${folder}/terragrunt.hcl`), ...units, ...computed];
}

/** Folders whose path ends like the known part of a source. */
function foldersEndingIn(written: string, modules: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const parts: string[] = [];
  for (const part of written.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const tail = parts.join('/');
  return (modules.get(parts.at(-1) ?? '') ?? []).filter((folder) => folder === tail || folder.endsWith(`/${tail}`));
}
