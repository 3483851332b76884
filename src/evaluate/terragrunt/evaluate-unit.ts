import { baseName, folderOf } from '../../model/path.ts';
import { fileSpan } from '../../model/span.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { defineModules, type ModuleDefinition } from '../module-definition.ts';
import { instantiateModule, type ModuleInstance, type World } from '../module-instance.ts';
import { unknownBecause } from '../origin.ts';
import { reach } from '../root-modules.ts';
import { valuesFrom, variableFiles } from '../tfvars.ts';
import type { GivenValue } from '../variable-value.ts';
import { readsSourceFiles } from '../reads-source-files.ts';
import { copiedFiles } from './copied-files.ts';
import { inputValue } from './input-value.ts';
import { placesSeenFrom } from './tree-path.ts';
import type { TerragruntUnit } from './unit.ts';

/** Files of one tree by their folder. */
export type FilesByFolder = ReadonlyMap<string, readonly ParsedFile[]>;

/** What `evaluateUnit` needs of the tree. */
export interface UnitContext {
  /** What modules are instantiated with that may be as large as `characters`. */
  readonly newWorld: (characters: number, unit: string) => World;
  /** Folders that each module calls. */
  readonly edges: ReadonlyMap<string, readonly string[]>;
  /** Terraform and variable files. */
  readonly byFolder: FilesByFolder;
  readonly files: ReadonlyMap<string, ParsedFile>;
  /** Variable files of the caller (`--var-file`); they win over all others. */
  readonly extra: readonly ParsedFile[];
}

/**
 * The root module that a unit runs: its source with the files beside the `terragrunt.hcl` and the generated ones copied over it,
 * and with its inputs, over which variable files win. Its root is the unit's folder.
 */
export function evaluateUnit(
  unit: TerragruntUnit,
  { newWorld, edges, byFolder, files, extra }: UnitContext,
): ModuleInstance {
  const definition = unitDefinition(unit, byFolder);
  const folders = new Set<string>();
  reach(definition.folder, edges, folders);
  const texts = [...folders].flatMap((folder) => byFolder.get(folder) ?? []);
  const world = newWorld(
    texts.reduce((sum, { text }) => sum + text.length, 0),
    unit.folder,
  );
  for (const diagnostic of definition.diagnostics) world.budget.report(diagnostic);
  const { extraArguments } = unit;
  const named = extraArguments.variableFiles.flatMap((path) => files.get(path) ?? []);
  const unread = extraArguments.variableFiles.filter((path) => !files.has(path));
  const [missing] = unread;
  const open = missing === undefined ? extraArguments.open : `${missing}, which was not loaded`;
  for (const path of unread) world.want?.(path);
  const found = [...texts, ...(byFolder.get(unit.folder) ?? []), ...unit.generated.map(({ file }) => file)].some(
    readsSourceFiles,
  )
    ? filesFound(unit, definition.folder, world)
    : {};
  const variables = copied(unit, byFolder, 'variables');
  const loaded = variableFiles(definition.folder, variables, [...named, ...extra]);
  let given: ReadonlyMap<string, GivenValue> | undefined;
  const module: ModuleInstance = instantiateModule(
    definition,
    { path: '', root: unit.folder, ancestors: [], startedIn: definition.folder, functions: unit.functions },
    (name) => {
      if (open !== undefined) return openVariable(name, open, unit);
      const fromFile = (given ??= valuesFrom(loaded, module)).get(name);
      if (fromFile) return fromFile;
      const variable = definition.variables.get(name);
      const input = variable && unit.inputs(name);
      return input && { ...input, value: inputValue(input.value, variable, module) };
    },
    { ...world, ...found, placeOfPath: placesSeenFrom(definition.folder) },
  );
  return module;
}

/** What file functions of the module read: the files of the unit lie over those of the module. */
function filesFound(unit: TerragruntUnit, folder: string, world: World): Pick<World, 'sourceFiles' | 'want'> {
  if (!world.sourceFiles) return {};
  const { sourceFiles, origin } = copiedFiles(unit.folder, folder, world.sourceFiles);
  return { sourceFiles, want: (path) => world.want?.(origin(path)) };
}

/** What is passed to Terraform and is not known may set any variable. */
function openVariable(name: string, by: string, unit: TerragruntUnit): GivenValue {
  const span = fileSpan(unit.files[0] ?? unit.folder);
  const value = unknownBecause('not-evaluated', `variable "${name}" may be set by ${by}`, span);
  return { value, step: { what: `input "${name}" of the unit`, span } };
}

/** The module of a unit; that of a source that is not in the tree is incomplete. */
export function unitDefinition(unit: TerragruntUnit, byFolder: FilesByFolder): ModuleDefinition {
  const folder = moduleFolder(unit);
  const definition = defineModules(copied(unit, byFolder, 'terraform')).get(folder);
  const empty: ModuleDefinition = {
    folder,
    incomplete: true,
    blocks: [],
    variables: new Map(),
    outputs: new Map(),
    calls: new Map(),
    locals: new Map(),
    objects: new Map(),
    diagnostics: [],
  };
  if (!definition) return empty;
  return unit.source.kind === 'remote' ? { ...definition, incomplete: true } : definition;
}

/** Folder of the files that a unit runs. */
export function moduleFolder(unit: TerragruntUnit): string {
  return unit.source.kind === 'local' ? unit.source.folder : unit.folder;
}

/** The files of a kind in the folder where Terraform runs: those of the source, then of the unit, then the generated ones. */
function copied(unit: TerragruntUnit, byFolder: FilesByFolder, kind: 'terraform' | 'variables'): readonly ParsedFile[] {
  const folder = moduleFolder(unit);
  const result = new Map<string, ParsedFile>();
  const put = (file: ParsedFile, keep: boolean): void => {
    const name = baseName(file.path);
    if (file.kind !== kind || (keep && result.has(name))) return;
    const path = folder === '.' ? name : `${folder}/${name}`;
    result.set(name, path === file.path ? file : { ...file, path });
  };
  for (const from of new Set([folder, unit.folder])) for (const file of byFolder.get(from) ?? []) put(file, false);
  for (const { file, ifExists } of unit.generated) put(file, ifExists === 'skip');
  return [...result.values()];
}

/** Terraform and variable files by folder. */
export function filesByFolder(files: Iterable<ParsedFile>): FilesByFolder {
  const result = new Map<string, ParsedFile[]>();
  for (const file of files) {
    if (file.kind !== 'terraform' && file.kind !== 'variables') continue;
    const list = result.get(folderOf(file.path));
    if (list) list.push(file);
    else result.set(folderOf(file.path), [file]);
  }
  return result;
}
