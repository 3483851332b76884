import type { Diagnostic } from '../model/diagnostic.ts';
import type { Graph, Resource } from '../model/resource.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { createBudget } from './budget.ts';
import type { EvaluateOptions } from './evaluate-options.ts';
import { createGraph } from './graph.ts';
import { defineModules } from './module-definition.ts';
import { instantiateModule, type World } from './module-instance.ts';
import { moduleResources } from './module-resources.ts';
import { moduleEdges, rootFolders } from './root-modules.ts';
import { openVariables, valuesFrom, variableFiles } from './tfvars.ts';
import type { GivenValue } from './variable-value.ts';
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

/** Evaluates all root modules and workflows of `files`. Pure; the same files give the same result. */
export function evaluate(files: ReadonlyMap<string, ParsedFile>, options: EvaluateOptions = {}): Evaluation {
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const budget = createBudget(sorted.reduce((sum, file) => sum + file.text.length, 0));
  const modules = defineModules(sorted);
  const world: World = { modules, budget, text: (file) => files.get(file)?.text ?? '', instances: 0 };
  for (const definition of modules.values()) for (const d of definition.diagnostics) budget.report(d);

  const roots = options.roots ? options.roots.filter((root) => modules.has(root)) : rootFolders(moduleEdges(modules));
  const variables = sorted.filter((file) => file.kind === 'variables');
  const extra = (options.varFiles ?? []).flatMap((path) => files.get(path) ?? []);
  const resources: Resource[] = [];
  for (const root of roots) {
    const definition = modules.get(root);
    if (!definition) continue;
    const loaded = variableFiles(root, variables, extra);
    let given: ReadonlyMap<string, GivenValue> | undefined;
    // Who names variable files has chosen among them.
    const open = extra.length > 0 ? undefined : openVariables(root, variables, loaded, (folder) => modules.has(folder));
    const module = instantiateModule(
      definition,
      { path: '', root, ancestors: [] },
      (name) => (given ??= valuesFrom(loaded, module)).get(name) ?? open?.get(name),
      world,
    );
    resources.push(...moduleResources(module));
  }
  for (const file of sorted) {
    if (file.kind !== 'workflow' && file.kind !== 'action') continue;
    const found = workflowResources(file);
    resources.push(...found);
    for (const d of workflowDiagnostics(file, found.length, MAX_RESOURCES)) budget.report(d);
  }
  const diagnostics = [...budget.diagnostics].sort(
    (a, b) => (a.span.file < b.span.file ? -1 : a.span.file > b.span.file ? 1 : 0) || a.span.start - b.span.start,
  );
  return { graph: createGraph(resources, (file) => files.get(file)?.text), roots, diagnostics, files, wanted: [] };
}
