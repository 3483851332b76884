import type { Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/order.ts';
import { folderOf } from '../model/path.ts';
import type { Graph, Resource } from '../model/resource.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { createAllowance } from './budget.ts';
import type { EvaluateOptions } from './evaluate-options.ts';
import { evaluateRoot, type RootContext } from './evaluate-root.ts';
import { evaluateUnits } from './terragrunt/evaluate-units.ts';
import { createGraph } from './graph.ts';
import { defineModules } from './module-definition.ts';
import { moduleEdges, rootFolders } from './root-modules.ts';
import { NO_SOURCE_FILES } from './source-files.ts';
import { MAX_RESOURCES, workflowResources } from './workflow.ts';
import { workflowDiagnostics } from './workflow-diagnostics.ts';

export type { EvaluateOptions } from './evaluate-options.ts';

/** One side of a change, evaluated. */
export interface Evaluation {
  readonly graph: Graph;
  /** Folders of the root modules that were evaluated, sorted. */
  readonly roots: readonly string[];
  /** What evaluation has to say beyond the files' own diagnostics; by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  readonly files: ReadonlyMap<string, ParsedFile>;
  /** Paths of the tree that file functions asked for and that were not loaded; sorted. Load them and evaluate again. */
  readonly wanted: readonly string[];
}

/** Evaluates all root modules and workflows of `files`. Pure; the same files and options give the same result. */
export function evaluate(files: ReadonlyMap<string, ParsedFile>, options: EvaluateOptions = {}): Evaluation {
  const sorted = [...files.values()].sort((a, b) => compareText(a.path, b.path));
  const modules = defineModules(sorted);
  const edges = moduleEdges(modules);
  const moduleFiles = new Map<string, ParsedFile[]>();
  for (const file of sorted) {
    if (file.kind !== 'terraform') continue;
    const list = moduleFiles.get(folderOf(file.path));
    if (list) list.push(file);
    else moduleFiles.set(folderOf(file.path), [file]);
  }
  const { sourceFiles = NO_SOURCE_FILES, cache } = options;
  const variables = sorted.filter((file) => file.kind === 'variables');
  const allowance = createAllowance(sorted.reduce((sum, { text }) => sum + text.length, 0));
  const context: RootContext = {
    modules,
    edges,
    moduleFiles,
    variableFiles: variables,
    sourceFiles,
    files,
    cache,
    allowance,
  };
  const units = evaluateUnits({
    modules,
    edges,
    files,
    sourceFiles,
    varFiles: options.varFiles ?? [],
    workspace: options.workspace,
    roots: options.roots,
    cache,
  });
  const isUnit = new Set(units.roots);
  const roots = options.roots
    ? options.roots.filter((root) => modules.has(root) && !isUnit.has(root))
    : rootFolders(edges).filter((root) => !units.replaced.has(root));
  const resources: Resource[] = [];
  const diagnostics: Diagnostic[] = [];
  const wanted = new Set<string>();
  for (const definition of modules.values()) diagnostics.push(...definition.diagnostics);
  for (const root of roots) {
    const definition = modules.get(root);
    if (!definition) continue;
    const given = options.environments?.get(root);
    const environments = given ?? [{ name: '', varFiles: options.varFiles ?? [], workspace: options.workspace }];
    for (const environment of environments) {
      const { name } = environment;
      const result = evaluateRoot(definition, environment, name === '' ? root : `${root} (${name})`, context);
      for (const resource of result.resources) resources.push(resource);
      diagnostics.push(...result.diagnostics);
      for (const path of result.wanted) wanted.add(path);
    }
  }
  for (const resource of units.resources) resources.push(resource);
  diagnostics.push(...units.diagnostics);
  for (const path of units.wanted) wanted.add(path);
  for (const file of sorted) {
    if (file.kind !== 'workflow' && file.kind !== 'action') continue;
    const found = workflowResources(file);
    for (const resource of found) resources.push(resource);
    diagnostics.push(...workflowDiagnostics(file, found.length, MAX_RESOURCES));
  }
  return {
    graph: createGraph(resources, (file) => files.get(file)?.text),
    roots: [...roots, ...units.roots].sort(compareText),
    diagnostics: onceEach(diagnostics),
    files,
    wanted: [...wanted].sort(compareText),
  };
}

/** In the order of their places; what several root modules say of one place is said once. */
function onceEach(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byPlace = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.code} ${diagnostic.span.file} ${diagnostic.span.start}`;
    if (!byPlace.has(key)) byPlace.set(key, diagnostic);
  }
  return [...byPlace.values()].sort((a, b) => compareText(a.span.file, b.span.file) || a.span.start - b.span.start);
}
