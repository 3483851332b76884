import { folderOf } from '../../model/path.ts';
import { fileKind } from '../../syntax/file-kind.ts';
import type { ChangedPath } from './changed-paths.ts';
import { isPolicyFile, isVersionFile } from './concerns-all-roots.ts';
import { isModuleFile } from './module-folders.ts';
import type { SideGraph } from './side-graph.ts';

/** What changed about one folder. */
export interface Touched {
  /** `main.tf changed`: files of the module itself. */
  readonly own: Set<string>;
  /** The same of files that it reads or links to. */
  readonly read: Set<string>;
}

/** What a change touches directly. */
export interface TouchedFolders {
  /** Modules: whoever calls one is affected, too. */
  readonly modules: ReadonlyMap<string, Touched>;
  /** Changed files that count only where Terraform is started in that very folder: lock file, variable files that are loaded there. */
  readonly started: ReadonlyMap<string, ReadonlySet<string>>;
  /** By folder: version files, which count for all root modules in and below it. */
  readonly versions: ReadonlyMap<string, string>;
  /** The changed policy file. */
  readonly policy: string | undefined;
}

/** Texts that modules are made with, whoever names them. */
const TEMPLATE = /\.(?:tftpl|tpl|tmpl)$/;

/** What the changed paths touch in the trees that they are in. `isLoaded` tells variable files that Terraform loads by itself. */
export function touchedFolders(
  changed: readonly ChangedPath[],
  sides: readonly { readonly graph: SideGraph; readonly has: (one: ChangedPath) => boolean }[],
  isLoaded: (path: string) => boolean,
): TouchedFolders {
  const modules = new Map<string, Touched>();
  const started = new Map<string, Set<string>>();
  const versions = new Map<string, string>();
  let policy: string | undefined;
  const touch = (folder: string, how: keyof Touched, says: string): void => {
    const touched = modules.get(folder) ?? { own: new Set<string>(), read: new Set<string>() };
    modules.set(folder, touched);
    touched[how].add(says);
  };
  for (const one of changed) {
    const { path, says } = one;
    const kind = fileKind(path);
    if (isPolicyFile(path)) policy ??= says;
    if (isVersionFile(path)) versions.set(folderOf(path), says);
    for (const { graph } of sides.filter(({ has }) => has(one))) {
      for (const reader of graph.readersOf(path)) {
        if (!isModuleFile(path) || reader !== folderOf(path)) touch(reader, 'read', says);
      }
      if (one.isSameConfiguration) continue;
      const owner = graph.ownerOf(path);
      if (isModuleFile(path)) touch(folderOf(path), 'own', says);
      else if (owner !== undefined && TEMPLATE.test(path)) touch(owner, 'own', says);
      else if (owner === folderOf(path) && (kind === 'lock' || (kind === 'variables' && isLoaded(path))))
        started.set(owner, (started.get(owner) ?? new Set()).add(says));
    }
  }
  return { modules, started, versions, policy };
}

/** Version files that count for the root module in `folder`, nearest first. */
export function versionFilesFor(folder: string, { versions }: TouchedFolders): readonly string[] {
  const found: string[] = [];
  for (let at = folder; versions.size > 0; at = folderOf(at)) {
    const says = versions.get(at);
    if (says !== undefined) found.push(says);
    if (at === '.') break;
  }
  return found;
}
