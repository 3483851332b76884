import { compareText } from '../model/order.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { type Allowance, createBudget, createReports } from './budget.ts';
import type { EnvironmentInputs } from './evaluate-options.ts';
import type { EvaluationCache, RootEvaluation } from './evaluation-cache.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { instantiateModule, type World } from './module-instance.ts';
import { moduleResources } from './module-resources.ts';
import { rootKey, type RootInputs } from './root-key.ts';
import { reach } from './root-modules.ts';
import { openVariables, valuesFrom, variableFiles } from './tfvars.ts';
import type { GivenValue } from './variable-value.ts';

/** What the root modules of one tree have in common. */
export interface RootContext extends Omit<RootInputs, 'root' | 'environment'> {
  readonly modules: ReadonlyMap<string, ModuleDefinition>;
  readonly files: ReadonlyMap<string, ParsedFile>;
  readonly cache: EvaluationCache | undefined;
  /** What all of them may spend together. */
  readonly allowance: Allowance;
}

/**
 * One root module with one set of inputs. It depends on nothing but what `rootKey` covers (its budget is its own, too), so that
 * an earlier result can take its place; it pays for that as if it were evaluated again. What was cut off because of other root
 * modules is not kept. `label` is the root of its resources: the folder, with the environment where there
 * are several.
 */
export function evaluateRoot(
  definition: ModuleDefinition,
  environment: EnvironmentInputs,
  label: string,
  context: RootContext,
): RootEvaluation {
  const { cache, allowance } = context;
  if (!cache) return compute(definition, environment, label, context).result;
  const key = `${rootKey({ ...context, root: definition.folder, environment })} ${label}`;
  const known = cache.get(key);
  const { steps = 0, bytes = 0 } = known?.spent ?? {};
  if (known && steps <= allowance.steps && bytes <= allowance.bytes) {
    allowance.steps -= steps;
    allowance.bytes -= bytes;
    return known;
  }
  const { result, isCutOff } = compute(definition, environment, label, context);
  if (!isCutOff) cache.set(key, result);
  return result;
}

function compute(
  definition: ModuleDefinition,
  environment: EnvironmentInputs,
  label: string,
  { modules, files, moduleFiles, edges, variableFiles: variables, sourceFiles, allowance }: RootContext,
): { readonly result: RootEvaluation; readonly isCutOff: boolean } {
  const root = definition.folder;
  const budget = createBudget(charactersOf(root, edges, moduleFiles), label, createReports(), allowance);
  const wanted = new Set<string>();
  const world: World = {
    modules,
    budget,
    text: (file) => files.get(file)?.text ?? '',
    workspace: environment.workspace ?? 'default',
    sourceFiles,
    want: (path) => wanted.add(path),
    instances: 0,
  };
  const extra = environment.varFiles.flatMap((path) => files.get(path) ?? []);
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
  const resources = moduleResources(module, {
    root: label,
    rootFolder: root,
    ...(environment.name === '' ? {} : { environment: environment.name }),
  });
  const spent = budget.spent();
  const result = { resources, diagnostics: budget.diagnostics, wanted: [...wanted].sort(compareText), spent };
  return { result, isCutOff: budget.isCutOff() };
}

/** Characters of the module folders that a root leads to: what its budget is measured by. */
function charactersOf(root: string, edges: RootContext['edges'], moduleFiles: RootContext['moduleFiles']): number {
  const folders = new Set<string>();
  reach(root, edges, folders);
  let characters = 0;
  for (const folder of folders) for (const { text } of moduleFiles.get(folder) ?? []) characters += text.length;
  return characters;
}
