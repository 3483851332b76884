import { terragruntUnits } from '../../evaluate/terragrunt/terragrunt-units.ts';
import { unitRecords } from '../../evaluate/terragrunt/unit-records.ts';
import { defineModules } from '../../evaluate/module-definition.ts';
import { localFolder, moduleEdges } from '../../evaluate/root-modules.ts';
import type { TerragruntUnit } from '../../evaluate/terragrunt/unit.ts';
import { compareText } from '../../model/order.ts';
import { fileKind } from '../../syntax/file-kind.ts';
import { allExpressions } from '../../syntax/hcl/expression-parts.ts';
import type { ChangedPath } from './changed-paths.ts';
import { pathPieces } from './path-text.ts';
import { reachedCauses } from './reached-causes.ts';
import type { RootsSide } from './roots-input.ts';
import type { SideGraph } from './side-graph.ts';
import { toldChanges } from './told-changes.ts';
import type { TouchedFolders } from './touched-folders.ts';

/** A Terragrunt unit, as far as its files say without running anything. */
export interface UnitLinks {
  readonly folder: string;
  /** Folders of its module in the tree: several where a condition chooses, none for a module from elsewhere. */
  readonly sources: readonly string[];
  /** All files that it is read from: its own, what it includes and what those read. */
  readonly files: readonly string[];
  /** Folders of the units that it depends on. */
  readonly dependencies: readonly string[];
}

/** The Terragrunt units of a side by folder, sorted. Nothing is run: what only running tells is left out. */
export function unitLinks({ files, listing }: RootsSide): ReadonlyMap<string, UnitLinks> {
  if (![...files.keys()].some((path) => fileKind(path) === 'terragrunt')) return new Map();
  const sorted = [...files.values()].sort((a, b) => compareText(a.path, b.path));
  const modules = defineModules(sorted);
  const paths = new Set(listing.entries.flatMap(({ kind, path }) => (kind === 'file' ? [path] : [])));
  const sourceFiles = { paths, partial: !listing.complete, read: () => undefined };
  const text = (path: string): string => files.get(path)?.text ?? '';
  const records = unitRecords({ modules, text, sourceFiles, workspace: undefined });
  const { newWorld } = records;
  const { units } = terragruntUnits(files, { modules, edges: moduleEdges(modules), sourceFiles, extra: [], newWorld });
  const found = units.map((unit): readonly [string, UnitLinks] => {
    const { folder, source, dependencies } = unit;
    // What is read to tell the inputs is known once they are asked for.
    unit.inputs('');
    const { variableFiles } = unit.extraArguments;
    const modules = source.kind === 'local' ? [source.folder] : writtenSources(unit, files);
    const read = records.of(folder);
    const all = new Set([...unit.files, ...variableFiles, ...read.sources, ...read.wanted]);
    return [folder, { folder, sources: modules, files: [...all], dependencies }];
  });
  return new Map(found.sort(([a], [b]) => compareText(a, b)));
}

/** Local paths in the sources of a unit's files, whichever a condition chooses (`get_env(…) == "prod" ? "git::…" : "../modules//x"`). */
function writtenSources(unit: TerragruntUnit, files: RootsSide['files']): readonly string[] {
  const blocks = unit.files.flatMap((path) => files.get(path)?.hcl?.blocks ?? []);
  const expressions = blocks
    .filter(({ type }) => type === 'terraform')
    .flatMap(({ body }) => body.attributes.flatMap(({ name, expression }) => (name === 'source' ? [expression] : [])));
  const found = new Set<string>();
  for (const expression of expressions.flatMap((one) => [...allExpressions(one)])) {
    const [text, ...more] = pathPieces(expression, new Map())[0] ?? [];
    const folder =
      typeof text === 'string' && more.length === 0 ? localFolder(unit.folder, text.split('?')[0] ?? '') : undefined;
    if (folder !== undefined) found.add(folder);
  }
  return [...found];
}

/** By folder of each unit that a change affects: why, nearest first. Units that depend on an affected one come with it. */
export function affectedUnits(
  units: { readonly base: ReadonlyMap<string, UnitLinks>; readonly head: ReadonlyMap<string, UnitLinks> },
  changed: readonly ChangedPath[],
  touched: TouchedFolders,
  graphs: { readonly base: SideGraph; readonly head: SideGraph },
): ReadonlyMap<string, readonly string[]> {
  const says = new Map(changed.flatMap((one) => (one.isSameConfiguration ? [] : [[one.path, one.says] as const])));
  const causes = new Map<string, Set<string>>();
  const dependants = new Map<string, string[]>();
  for (const unit of [...units.head.values(), ...units.base.values()]) {
    const own = causes.get(unit.folder) ?? new Set<string>();
    causes.set(unit.folder, own);
    const files = unit.files.flatMap((path) => says.get(path) ?? []);
    if (files.length > 0) own.add(`${toldChanges(files)}, which it is read from`);
    for (const folder of touched.modules.size > 0 ? new Set([...unit.sources, unit.folder]) : []) {
      for (const cause of reachedCauses(folder, touched, graphs)) own.add(cause);
    }
    for (const folder of unit.dependencies) {
      const list = dependants.get(folder);
      if (list) list.push(unit.folder);
      else dependants.set(folder, [unit.folder]);
    }
  }
  const waiting = [...causes].flatMap(([folder, own]) => (own.size > 0 ? [folder] : []));
  for (const folder of waiting) {
    for (const dependant of dependants.get(folder) ?? []) {
      const own = causes.get(dependant);
      if (own?.size === 0) waiting.push(dependant);
      own?.add(`it depends on the unit ${folder}, which is affected`);
    }
  }
  return new Map([...causes].flatMap(([folder, own]) => (own.size > 0 ? [[folder, [...own]] as const] : [])));
}
