import { compareText } from '../model/order.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { createBudget } from './budget.ts';
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
}

/**
 * One root module with one set of inputs. It depends on nothing but what `rootKey` covers (its budget is its own, too), so that
 * an earlier result can take its place. `label` is the root of its resources: the folder, with the environment where there
 * are several.
 */
export function evaluateRoot(
  definition: ModuleDefinition,
  environment: EnvironmentInputs,
  label: string,
  context: RootContext,
): RootEvaluation {
  const { cache } = context;
  if (!cache) return compute(definition, environment, label, context);
  const key = `${rootKey({ ...context, root: definition.folder, environment })} ${label}`;
  const known = cache.get(key);
  if (known) return known;
  const result = compute(definition, environment, label, context);
  cache.set(key, result);
  return result;
}

function compute(
  definition: ModuleDefinition,
  environment: EnvironmentInputs,
  label: string,
  { modules, files, moduleFiles, edges, variableFiles: variables, sourceFiles }: RootContext,
): RootEvaluation {
  const root = definition.folder;
  const budget = createBudget(charactersOf(root, edges, moduleFiles), label);
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
  return { resources, diagnostics: budget.diagnostics, wanted: [...wanted].sort(compareText) };
}

/** Characters of the module folders that a root leads to: what its budget is measured by. */
function charactersOf(root: string, edges: RootContext['edges'], moduleFiles: RootContext['moduleFiles']): number {
  const folders = new Set<string>();
  reach(root, edges, folders);
  let characters = 0;
  for (const folder of folders) for (const { text } of moduleFiles.get(folder) ?? []) characters += text.length;
  return characters;
}
