import { folderOf } from '../../model/path.ts';
import { fileKind } from '../../syntax/file-kind.ts';
import type { ChangedPath } from './changed-paths.ts';
import { reachedCauses, shown } from './reached-causes.ts';
import type { RootFolders } from './root-folders.ts';
import { isLoadedByItself, type RootInstance } from './root-instances.ts';
import type { RootsSide } from './roots-input.ts';
import type { SideGraph } from './side-graph.ts';
import type { UnitLinks } from './terragrunt-roots.ts';
import { toldChanges } from './told-changes.ts';
import { type TouchedFolders, versionFilesFor } from './touched-folders.ts';

/** Everything that was found out about one side. */
export interface SideRoots extends RootFolders {
  readonly side: RootsSide;
  readonly graph: SideGraph;
  readonly units: ReadonlyMap<string, UnitLinks>;
  /** Folders from which what changed is reached, over calls of this side. */
  readonly reached: ReadonlySet<string>;
  /** By root module: changed files that it reads relative to where it is started. */
  readonly reads: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What can affect a root module. */
export interface Causes {
  /** By path, sorted. */
  readonly changed: ReadonlyMap<string, ChangedPath>;
  readonly touched: TouchedFolders;
  readonly base: SideRoots;
  readonly head: SideRoots;
}

/** Whether something changed that counts for every way in which the root module is planned. */
export function isTouched(root: string, { touched, base, head }: Causes): boolean {
  return (
    [base, head].some(({ reached, reads }) => reached.has(root) || reads.has(root)) ||
    touched.started.has(root) ||
    touched.policy !== undefined ||
    versionFilesFor(root, touched).length > 0
  );
}

/** Changed variable files that only this way of planning is given, as reasons; what says the same as before is none. */
export function changedVarFiles(instance: RootInstance, { changed }: Causes): readonly string[] {
  return instance.varFiles.flatMap((path) => {
    const one = changed.get(path);
    return one && !one.isSameConfiguration ? [one.says] : [];
  });
}

/** Why a root module is planned in one way, nearest cause first. `name` is what it is called then. */
export function reasonsFor(root: string, name: string, instance: RootInstance, causes: Causes): readonly string[] {
  const { touched, base, head } = causes;
  const varFiles = changedVarFiles(instance, causes);
  const reads = new Set([...(head.reads.get(root) ?? []), ...(base.reads.get(root) ?? [])]);
  const versions = versionFilesFor(root, touched);
  return [
    ...(varFiles.length > 0
      ? [`${toldChanges(varFiles)}, a variable file of ${name === '.' ? shown(name) : name}`]
      : []),
    ...(touched.started.get(root) ?? []),
    ...reachedCauses(root, touched, { base: base.graph, head: head.graph }),
    ...(reads.size > 0 ? [`${toldChanges(reads)}, which ${shown(root)} reads`] : []),
    ...versions.map((says) => `${says}, which chooses the version of the tool`),
    ...(touched.policy === undefined ? [] : [`${touched.policy}, the policy for all root modules`]),
  ];
}

/** Variable files that belong to each module folder of a side: in it or below it, and not nearer to another. */
export function variableFilesByOwner({ side, graph }: SideRoots): ReadonlyMap<string, readonly string[]> {
  const byOwner = new Map<string, string[]>();
  for (const { path, kind } of side.listing.entries) {
    if (kind !== 'file' || fileKind(path) !== 'variables') continue;
    const owner = graph.ownerOf(path);
    if (owner === undefined || (owner === folderOf(path) && isLoadedByItself(path))) continue;
    const list = byOwner.get(owner);
    if (list) list.push(path);
    else byOwner.set(owner, [path]);
  }
  return byOwner;
}
