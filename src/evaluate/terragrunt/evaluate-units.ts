import type { Diagnostic } from '../../model/diagnostic.ts';
import { compareText } from '../../model/order.ts';
import { folderOf } from '../../model/path.ts';
import type { Span } from '../../model/span.ts';
import type { Resource } from '../../model/resource.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { createBudget, type Budget } from '../budget.ts';
import type { ModuleDefinition } from '../module-definition.ts';
import type { World } from '../module-instance.ts';
import { moduleResources } from '../module-resources.ts';
import type { SourceFiles } from '../source-files.ts';
import { terragruntUnits } from './terragrunt-units.ts';

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
export function evaluateUnits({
  modules,
  edges,
  files,
  sourceFiles,
  varFiles,
  workspace,
}: UnitsContext): EvaluatedUnits {
  if (![...files.values()].some((file) => file.kind === 'terragrunt' || file.kind === 'hcl')) return NO_UNITS;
  const text = (file: string): string => files.get(file)?.text ?? '';
  const extra = varFiles.flatMap((path) => files.get(path) ?? []);
  // Units evaluate each other, so they share one measure of nesting; each has its own measure of work.
  const nesting = createBudget(0);
  const budgets: Budget[] = [nesting];
  const wanted = new Set<string>();
  const newWorld = (characters: number, unit: string): World => {
    const own = createBudget(characters, unit);
    const budget = {
      ...own,
      enter: (where: Span | undefined) => nesting.enter(where),
      leave: () => {
        nesting.leave();
      },
    };
    budgets.push(budget);
    return { modules, text, budget, sourceFiles, workspace, want: (path) => wanted.add(path), instances: 0 };
  };
  const { units, sources, diagnostics, instanceOf } = terragruntUnits(files, {
    modules,
    edges,
    sourceFiles,
    extra,
    newWorld,
  });
  const evaluated = new Map(
    units.map((unit) => [
      unit.folder,
      moduleResources(instanceOf(unit), { root: unit.folder, rootFolder: unit.folder }),
    ]),
  );
  const roots = [...evaluated.keys()].sort(compareText);
  const isReplaced = (folder: string): boolean => evaluated.has(folder) || !isRootOfItsOwn(folder, modules, files);
  return {
    roots,
    replaced: new Set([...sources, ...roots].filter(isReplaced)),
    resources: roots.flatMap((root) => evaluated.get(root) ?? []),
    wanted,
    diagnostics: [...diagnostics, ...budgets.flatMap((budget) => budget.diagnostics)],
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
