import type { Diagnostic } from '../../model/diagnostic.ts';
import { folderOf } from '../../model/path.ts';
import { compareText } from '../../model/order.ts';
import { fileSpan } from '../../model/span.ts';
import { isList } from '../../model/value.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { evaluateExpression } from '../expression.ts';
import type { ModuleDefinition } from '../module-definition.ts';
import type { ModuleInstance, World } from '../module-instance.ts';
import { unknownFrom } from '../origin.ts';
import type { SourceFiles } from '../source-files.ts';
import type { Config, Reading, TerragruntTree } from './config.ts';
import { dependenciesOf, dependencyFolder, unitFolder } from './dependency.ts';
import { dependencyOrder } from './dependency-order.ts';
import { evaluateUnit, filesByFolder, type UnitContext } from './evaluate-unit.ts';
import { generatedFiles } from './generate.ts';
import { report } from './includes.ts';
import { mergedInputs } from './inputs.ts';
import { openConfig } from './open-config.ts';
import { createPlaceholders } from './placeholders.ts';
import { sourceOf, variableFilesOf } from './source.ts';
import { stackDiagnostics } from './stacks.ts';
import type { GeneratedFile, TerragruntUnit } from './unit.ts';

/** Units of one tree; more is an attack. */
const MAX_UNITS = 2_000;

/** What units are read and evaluated with. */
export interface TerragruntContext {
  readonly modules: ReadonlyMap<string, ModuleDefinition>;
  /** Folders that each module calls. */
  readonly edges: ReadonlyMap<string, readonly string[]>;
  readonly sourceFiles: SourceFiles;
  /** Variable files of the caller (`--var-file`). */
  readonly extra: readonly ParsedFile[];
  /** What the files of one unit, or its module, are evaluated with; they may have so many characters. */
  readonly newWorld: (characters: number, unit: string) => World;
}

/** All units of a tree and the modules that they run. */
export interface TerragruntUnits {
  /** Each after those it depends on. */
  readonly units: readonly TerragruntUnit[];
  /** Folders of modules that units run: such a module is no root by itself. */
  readonly sources: ReadonlySet<string>;
  /** What does not come from evaluating one unit; that is in the budgets of the worlds. */
  readonly diagnostics: readonly Diagnostic[];
  /** The root module that a unit runs, with its inputs; made once. */
  readonly instanceOf: (unit: TerragruntUnit) => ModuleInstance;
}

/**
 * The units of a tree: folders with a `terragrunt.hcl` that has Terraform to run, its own or that of a source. A file that
 * others include is none when it has no module of its own. Nothing is run and nothing outside of the tree is read: what depends on
 * that is unknown. What is wrong is reported to the budgets.
 * Source: https://terragrunt.gruntwork.io/docs/features/units/
 */
export function terragruntUnits(
  files: ReadonlyMap<string, ParsedFile>,
  { modules, ...context }: TerragruntContext,
): TerragruntUnits {
  const paths = [...files.values()]
    .flatMap((file) => (file.kind === 'terragrunt' ? [file.path] : []))
    .sort(compareText);
  const diagnostics = [...stackDiagnostics(files)];
  const [tooMany] = paths.slice(MAX_UNITS);
  if (tooMany !== undefined) {
    const message = `There are more than ${String(MAX_UNITS)} Terragrunt units; the others were not reviewed`;
    diagnostics.push({ code: 'cap', severity: 'warning', span: fileSpan(tooMany), message });
  }
  const units = new Map<string, TerragruntUnit>();
  const shared = sharedTree(files, context, units);
  const opened = paths.slice(0, MAX_UNITS).map((path) => {
    const world = context.newWorld(files.get(path)?.text.length ?? 0, folderOf(path));
    return openUnit(path, { ...shared, world });
  });
  const included = new Set(opened.flatMap((config) => config?.includes().map((include) => include.path) ?? []));
  for (const config of opened) {
    const unit = config && unitOf(config, modules, included.has(config.file.path));
    if (unit) units.set(unit.folder, unit);
  }
  const ordered = dependencyOrder([...units.values()], (diagnostic) => diagnostics.push(diagnostic));
  const sources = ordered.flatMap(({ source }) => (source.kind === 'local' ? [source.folder] : []));
  return { units: ordered, sources: new Set(sources), diagnostics, instanceOf: (unit) => shared.instanceOf(unit) };
}

function sharedTree(
  files: ReadonlyMap<string, ParsedFile>,
  { sourceFiles, ...shared }: Omit<TerragruntContext, 'modules'>,
  units: ReadonlyMap<string, TerragruntUnit>,
): Omit<TerragruntTree, 'world'> {
  const context: UnitContext = { ...shared, byFolder: filesByFolder(files.values()), files };
  const folders = foldersOf([...files.keys(), ...sourceFiles.paths]);
  const instances = new Map<TerragruntUnit, ModuleInstance>();
  return {
    files,
    hasFile: (path) => files.has(path) || sourceFiles.paths.has(path),
    hasFolder: (path) => folders.has(path),
    unitAt: (folder) => units.get(folder),
    instanceOf: (unit) => {
      const instance = instances.get(unit) ?? evaluateUnit(unit, context);
      instances.set(unit, instance);
      return instance;
    },
  };
}

function openUnit(path: string, tree: TerragruntTree): Config | undefined {
  const seen = new Set<string>();
  const reading: Reading = {
    ...{ current: path, original: path, included: undefined, dependencies: undefined },
    ...{ around: [], seen, reads: new Map() },
  };
  const config = openConfig(path, reading, tree);
  return typeof config === 'string' ? undefined : config;
}

function unitOf(
  config: Config,
  modules: ReadonlyMap<string, ModuleDefinition>,
  isIncluded: boolean,
): TerragruntUnit | undefined {
  const folder = folderOf(config.file.path);
  const written = sourceOf(config);
  if (!written && !modules.has(folder)) return undefined;
  const source = written?.source ?? { kind: 'local', folder };
  if (isIncluded && source.kind === 'remote' && !modules.has(folder)) return undefined;
  if (written && source.kind === 'remote') {
    const message = `The module of the unit "${folder}" was not reviewed: ${source.text} is not in this repository; what the unit generates was`;
    report(config, 'module-not-resolved', written.expression.span, message);
  }
  const placeholders = createPlaceholders();
  let generated: readonly GeneratedFile[] | undefined;
  const inputs = (): ReturnType<typeof mergedInputs> => mergedInputs(config);
  return {
    folder,
    source,
    inputs: (name) => {
      const { values, open } = inputs();
      const given = values.get(name);
      if (given || !open) return given;
      const span = open.span ?? fileSpan(config.file.path);
      return { value: unknownFrom(span, [open]), step: { what: `inputs of ${config.file.path}`, span } };
    },
    get generated() {
      return (generated ??= generatedFiles(config, source.kind === 'local' ? source.folder : folder, placeholders));
    },
    functions: placeholders.functions,
    get variableFiles() {
      return variableFilesOf(config);
    },
    dependencies: dependencyFolders(config),
    get files() {
      return [...config.reading.seen];
    },
  };
}

/** Folders of `dependency` and `dependencies` blocks; what cannot be found is left out. */
function dependencyFolders(config: Config): readonly string[] {
  const folders = new Set<string>();
  for (const dependency of dependenciesOf(config).values()) {
    const folder = dependencyFolder(dependency, config);
    if (folder !== undefined) folders.add(folder);
  }
  const included = config.includes().flatMap((include) => include.config() ?? []);
  // An included file that includes others is reported even when nothing of it is read.
  for (const one of included) one.includes();
  const blocks = [config, ...included].flatMap((from) =>
    from.body.blocks.filter((block) => block.type === 'dependencies').map((block) => [block, from] as const),
  );
  for (const [block, from] of blocks) {
    const paths = block.body.attributes.find((attribute) => attribute.name === 'paths');
    const value = paths && evaluateExpression(paths.expression, from.scope);
    const items = value?.kind === 'known' && isList(value.value) ? value.value : [];
    for (const item of items) {
      const folder = unitFolder(item, config);
      if (folder !== undefined) folders.add(folder);
    }
  }
  return [...folders];
}

/** All folders of a tree. */
function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set(['.']);
  for (const path of paths) {
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  }
  return folders;
}
