import { compareText } from '../../model/order.ts';
import { folderOf } from '../../model/path.ts';
import type { Resource } from '../../model/resource.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { ModuleInstance } from '../module-instance.ts';
import type { TerragruntUnits } from './terragrunt-units.ts';
import type { TerragruntUnit } from './unit.ts';
import type { UnitMemory, UnitUse } from './unit-memory.ts';
import type { UnitRecords } from './unit-records.ts';

/** What was found out about the units of one evaluation. */
interface Evaluated {
  readonly memory: UnitMemory;
  readonly files: ReadonlyMap<string, ParsedFile>;
  readonly records: UnitRecords;
  /** By folder of the unit. */
  readonly resources: ReadonlyMap<string, readonly Resource[]>;
}

/** Keeps what the units that were evaluated gave, each under everything that it used, through the units it depends on too. */
export function rememberUnits(found: TerragruntUnits, { memory, files, records, resources }: Evaluated): void {
  const byFolder = new Map<string, string[]>();
  for (const { path, kind } of files.values()) {
    if (kind !== 'terraform' && kind !== 'variables') continue;
    const list = byFolder.get(folderOf(path)) ?? [];
    byFolder.set(folderOf(path), list);
    list.push(path);
  }
  const own = new Map<TerragruntUnit, UnitUse>();
  const useOf = (unit: TerragruntUnit): UnitUse => {
    const known = own.get(unit);
    if (known) return known;
    const folders = new Set([unit.folder]);
    addFolders(found.instanceOf(unit), folders);
    const inFolders = [...folders].flatMap((folder) => byFolder.get(folder) ?? []);
    const { sources, units: lookedFor } = records.of(unit.folder);
    const use = {
      files: new Set([...unit.files, ...unit.extraArguments.variableFiles, ...inFolders]),
      sources,
      units: lookedFor,
    };
    own.set(unit, use);
    return use;
  };
  for (const unit of found.units) {
    const path = unit.files[0];
    const result = resources.get(unit.folder);
    if (path === undefined || !result) continue;
    const use: UnitUse = { files: new Set(), sources: new Set(), units: new Set() };
    for (const reached of unitsReachedFrom(unit, found.unitAt, useOf)) {
      const part = useOf(reached);
      for (const file of part.files) use.files.add(file);
      for (const file of part.sources) use.sources.add(file);
      for (const folder of part.units) use.units.add(folder);
    }
    const record = records.of(unit.folder);
    memory.remember(path, use, {
      folder: unit.folder,
      module: unit.source.kind === 'local' ? unit.source.folder : undefined,
      includes: found.includes.get(unit.folder) ?? [],
      dependencies: unit.dependencies,
      files: unit.files,
      told: [...use.units].sort(compareText).map((folder) => [folder, found.unitAt(folder) !== undefined]),
      resources: result,
      diagnostics: record.budgets.flatMap((budget) => budget.diagnostics),
      wanted: [...record.wanted],
    });
  }
}

/** The unit and those whose values it may have. */
function unitsReachedFrom(
  start: TerragruntUnit,
  unitAt: (folder: string) => TerragruntUnit | undefined,
  useOf: (unit: TerragruntUnit) => UnitUse,
): ReadonlySet<TerragruntUnit> {
  const reached = new Set<TerragruntUnit>();
  const waiting = [start];
  for (let unit = waiting.pop(); unit; unit = waiting.pop()) {
    if (reached.has(unit)) continue;
    reached.add(unit);
    for (const folder of useOf(unit).units) {
      const other = unitAt(folder);
      if (other) waiting.push(other);
    }
  }
  return reached;
}

/** Folders of the modules that a module calls, and its own; calls in a circle are not resolved. */
function addFolders(module: ModuleInstance, folders: Set<string>): void {
  folders.add(module.folder);
  for (const name of module.definition.calls.keys()) {
    for (const instance of module.call(name)?.instances() ?? []) addFolders(instance, folders);
  }
}
