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
import { extraArgumentsOf, sourceOf } from './source.ts';
import { jsonDiagnostics, stackDiagnostics } from './stacks.ts';
import type { ExtraArguments, GeneratedFile, TerragruntUnit } from './unit.ts';
import type { RecalledUnit } from './unit-memory.ts';

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
  /** Units as earlier evaluations left them, by the path of their file; they are read again only where another one needs them. */
  readonly recalled?: ReadonlyMap<string, RecalledUnit> | undefined;
  /** Told that the unit in `folder` looked for a unit in `other`. */
  readonly onLookUp?: ((folder: string, other: string) => void) | undefined;
}

/** All units of a tree and the modules that they run. */
export interface TerragruntUnits {
  /** Those that were read, each after those it depends on. */
  readonly units: readonly TerragruntUnit[];
  /** The unit in a folder, if it was read; one that was kept is read when another one needs it. */
  readonly unitAt: (folder: string) => TerragruntUnit | undefined;
  /** Those of earlier evaluations that are as they were. */
  readonly kept: readonly RecalledUnit[];
  /** Files that each unit that was read includes, by its folder. */
  readonly includes: ReadonlyMap<string, readonly string[]>;
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
  const diagnostics = [...stackDiagnostics(files), ...jsonDiagnostics(files)];
  const [tooMany] = paths.slice(MAX_UNITS);
  if (tooMany !== undefined) {
    const message = `There are more than ${String(MAX_UNITS)} Terragrunt units; the others were not reviewed`;
    diagnostics.push({ code: 'cap', severity: 'warning', span: fileSpan(tooMany), message });
  }
  const shared = sharedTree(files, context);
  const { units } = shared;
  const { recalled = new Map<string, RecalledUnit>() } = context;
  const open = (path: string): Config | undefined => {
    const folder = folderOf(path);
    const world = context.newWorld(files.get(path)?.text.length ?? 0, folder);
    const unitAt = (other: string): TerragruntUnit | undefined => {
      context.onLookUp?.(folder, other);
      return shared.unitAt(other);
    };
    return openUnit(path, { ...shared.tree, unitAt, world });
  };
  const known = paths.slice(0, MAX_UNITS);
  const opened = new Map(known.map((path) => [path, recalled.has(path) ? undefined : open(path)]));
  const includes = new Map(
    [...opened].map(([path, config]) => [path, recalled.get(path)?.includes ?? includedBy(config)] as const),
  );
  const included = new Set([...includes.values()].flat());
  const read = (path: string): TerragruntUnit | undefined => {
    const config = opened.get(path) ?? open(path);
    const unit = config && unitOf(config, modules, included.has(path));
    if (unit) units.set(unit.folder, unit);
    return unit;
  };
  for (const path of known) {
    const unit = recalled.get(path);
    if (!unit) read(path);
    else if (unit.module !== undefined || !included.has(path) || modules.has(unit.folder)) shared.kept.set(path, unit);
  }
  rereadStale(shared, read);
  const ordered = dependencyOrder(
    [...units.values(), ...shared.kept.values()].sort((a, b) => compareText(a.folder, b.folder)),
    (diagnostic) => diagnostics.push(diagnostic),
  );
  const ofReadUnits = ordered.flatMap(({ folder }) => units.get(folder) ?? []);
  const kept = [...shared.kept.values()];
  const sources = ofReadUnits.flatMap(({ source }) => (source.kind === 'local' ? [source.folder] : []));
  return {
    units: ofReadUnits,
    unitAt: (folder) => units.get(folder),
    kept,
    includes: new Map([...includes].map(([path, list]) => [folderOf(path), list])),
    sources: new Set([...sources, ...kept.flatMap(({ module }) => module ?? [])]),
    diagnostics,
    instanceOf: (unit) => shared.tree.instanceOf(unit),
  };
}

function includedBy(config: Config | undefined): readonly string[] {
  return config?.includes().flatMap((include) => include.path ?? []) ?? [];
}

/** The units of a tree while they are being found. */
interface SharedTree {
  readonly tree: Omit<TerragruntTree, 'world' | 'unitAt'>;
  readonly units: Map<string, TerragruntUnit>;
  /** By the path of their file. */
  readonly kept: Map<string, RecalledUnit>;
  readonly unitAt: (folder: string) => TerragruntUnit | undefined;
  /** Reads the unit in a folder that was kept; set once all are found. */
  reread: (folder: string) => TerragruntUnit | undefined;
}

/**
 * Reads kept units again that were told something else of other units, or that a unit that is read depends on: its values are
 * needed, and evaluated as if nothing had been kept.
 */
function rereadStale(shared: SharedTree, read: (path: string) => TerragruntUnit | undefined): void {
  const { units, kept } = shared;
  const pathOf = new Map([...kept].map(([path, { folder }]) => [folder, path]));
  const isUnit = (folder: string): boolean => units.has(folder) || pathOf.has(folder);
  shared.reread = (folder) => {
    const path = pathOf.get(folder);
    if (path === undefined || !kept.delete(path)) return undefined;
    return read(path);
  };
  for (const { folder, told } of [...kept.values()]) {
    if (told.some(([other, wasUnit]) => isUnit(other) !== wasUnit)) shared.reread(folder);
  }
  const waiting = [...units.values()];
  for (let unit = waiting.pop(); unit; unit = waiting.pop()) {
    for (const folder of unit.dependencies) {
      const other = shared.reread(folder);
      if (other) waiting.push(other);
    }
  }
}

function sharedTree(
  files: ReadonlyMap<string, ParsedFile>,
  { sourceFiles, ...shared }: Omit<TerragruntContext, 'modules'>,
): SharedTree {
  const units = new Map<string, TerragruntUnit>();
  const context: UnitContext = { ...shared, byFolder: filesByFolder(files.values()), files };
  const folders = foldersOf([...files.keys(), ...sourceFiles.paths]);
  const instances = new Map<TerragruntUnit, ModuleInstance>();
  const result: SharedTree = {
    tree: {
      files,
      hasFile: (path) => files.has(path) || sourceFiles.paths.has(path),
      hasFolder: (path) => folders.has(path),
      instanceOf: (unit) => {
        const instance = instances.get(unit) ?? evaluateUnit(unit, context);
        instances.set(unit, instance);
        return instance;
      },
    },
    units,
    kept: new Map(),
    unitAt: (folder) => units.get(folder) ?? result.reread(folder),
    reread: () => undefined,
  };
  return result;
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
  let extraArguments: ExtraArguments | undefined;
  const inputs = (): ReturnType<typeof mergedInputs> => mergedInputs(config);
  return {
    folder,
    source,
    inputs: (name) => {
      const { values, open } = inputs();
      const given = values.get(name);
      if (given || !open) return given;
      const span = open.span ?? fileSpan(config.file.path);
      return { value: unknownFrom(span, [open]), step: { what: 'inputs that are not known', span } };
    },
    get generated() {
      return (generated ??= generatedFiles(config, source.kind === 'local' ? source.folder : folder, placeholders));
    },
    functions: placeholders.functions,
    get extraArguments() {
      return (extraArguments ??= extraArgumentsOf(config));
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
