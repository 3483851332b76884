import type { Diagnostic } from '../../model/diagnostic.ts';
import { compareText } from '../../model/order.ts';
import { folderOf } from '../../model/path.ts';
import type { Resource } from '../../model/resource.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { EvaluationCache } from '../evaluation-cache.ts';
import type { ModuleDefinition } from '../module-definition.ts';
import { moduleResources } from '../module-resources.ts';
import type { SourceFiles } from '../source-files.ts';
import { rememberUnits } from './remember-units.ts';
import { terragruntUnits } from './terragrunt-units.ts';
import { unitMemory, type RecalledUnit } from './unit-memory.ts';
import { unitRecords } from './unit-records.ts';

/** What the units of a tree are evaluated with. */
export interface UnitsContext {
  readonly modules: ReadonlyMap<string, ModuleDefinition>;
  /** Folders that each module calls. */
  readonly edges: ReadonlyMap<string, readonly string[]>;
  readonly files: ReadonlyMap<string, ParsedFile>;
  readonly sourceFiles: SourceFiles;
  /** Variable files of the caller (`--var-file`); they win over all others. */
  readonly varFiles: readonly string[];
  /** `terraform.workspace`; `default` when left out. */
  readonly workspace: string | undefined;
  /** Folders of the units that are evaluated; all when left out. */
  readonly roots?: readonly string[] | undefined;
  readonly cache?: EvaluationCache | undefined;
}

/** The units of a tree, evaluated. */
export interface EvaluatedUnits {
  /** Folders of the units, sorted: they are root modules. */
  readonly roots: readonly string[];
  /** Folders of modules that are no roots, because a unit runs them. */
  readonly replaced: ReadonlySet<string>;
  readonly resources: readonly Resource[];
  readonly diagnostics: readonly Diagnostic[];
  /** Paths of the tree that file functions asked for and that were not loaded. */
  readonly wanted: ReadonlySet<string>;
}

const NO_UNITS: EvaluatedUnits = { roots: [], replaced: new Set(), resources: [], diagnostics: [], wanted: new Set() };

/** Evaluates what Terragrunt would run in each folder of a tree (see `terragruntUnits`). Costs nothing in a tree without units. */
export function evaluateUnits(context: UnitsContext): EvaluatedUnits {
  const { modules, edges, files, sourceFiles, workspace, cache } = context;
  if (![...files.values()].some((file) => file.kind === 'terragrunt' || file.kind === 'hcl')) return NO_UNITS;
  const extra = context.varFiles.flatMap((path) => files.get(path) ?? []);
  const memory = cache && unitMemory(cache, { files, sourceFiles, workspace, extra });
  const recalled = new Map<string, RecalledUnit>();
  for (const { kind, path } of memory ? files.values() : []) {
    const unit = kind === 'terragrunt' ? memory?.recall(path) : undefined;
    if (unit) recalled.set(path, unit);
  }
  const records = unitRecords({ modules, text: (file) => files.get(file)?.text ?? '', sourceFiles, workspace });
  const { newWorld, onLookUp } = records;
  const found = terragruntUnits(files, { modules, edges, sourceFiles, extra, newWorld, recalled, onLookUp });
  const isChosen = (folder: string): boolean => context.roots?.includes(folder) !== false;
  const evaluated = new Map(
    found.units
      .filter(({ folder }) => isChosen(folder))
      .map((unit) => [
        unit.folder,
        moduleResources(found.instanceOf(unit), { root: unit.folder, rootFolder: unit.folder }),
      ]),
  );
  // A unit that is not chosen is read, but not evaluated as far as it would have to be to be kept.
  if (memory && !context.roots && records.isWithinBounds()) {
    rememberUnits(found, { memory, files, records, resources: evaluated });
  }
  const kept = found.kept.filter(({ folder }) => isChosen(folder));
  for (const { folder, resources } of kept) evaluated.set(folder, resources);
  const roots = [...evaluated.keys()].sort(compareText);
  const isReplaced = (folder: string): boolean => evaluated.has(folder) || !isRootOfItsOwn(folder, modules, files);
  return {
    roots,
    replaced: new Set([...found.sources, ...roots].filter(isReplaced)),
    resources: roots.flatMap((root) => evaluated.get(root) ?? []),
    wanted: new Set([...records.wanted(), ...kept.flatMap(({ wanted }) => wanted)]),
    diagnostics: [
      ...found.diagnostics,
      ...records.diagnostics(isChosen),
      ...kept.flatMap(({ diagnostics }) => diagnostics),
    ],
  };
}

/**
 * Whether Terraform is meant to be run in the folder of a module that a unit uses as well: it has variable files that Terraform
 * reads by itself, or its backend is configured. Else whoever adds a unit could hide the module.
 */
function isRootOfItsOwn(
  folder: string,
  modules: ReadonlyMap<string, ModuleDefinition>,
  files: ReadonlyMap<string, ParsedFile>,
): boolean {
  const settings = modules.get(folder)?.blocks.filter((block) => block.type === 'terraform') ?? [];
  const isConfigured = settings.some(({ body }) =>
    body.blocks.some(
      (block) => block.type === 'cloud' || (block.type === 'backend' && block.body.attributes.length > 0),
    ),
  );
  if (isConfigured) return true;
  return [...files.keys()].some(
    (path) => folderOf(path) === folder && /(?:^|\/)(?:terraform|[^/]+\.auto)\.tfvars(?:\.json)?$/.test(path),
  );
}
