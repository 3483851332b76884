import type { EnvironmentInputs } from '../evaluate/evaluate-options.ts';
import { InputError } from '../model/errors.ts';
import { matchesAnyGlob } from '../policy/glob.ts';
import type { Policy } from '../policy/schema.ts';
import { variableFileIn } from '../policy/variable-file.ts';

/** Inputs that are chosen on the command line. */
export interface InputFlags {
  /** `--var-file`: paths from the top of the tree. */
  readonly varFiles?: readonly string[] | undefined;
  /** `--workspace` */
  readonly workspace?: string | undefined;
  /** `--environment`: the name of one of the policy's. */
  readonly environment?: string | undefined;
}

/** One evaluation of every root module that `roots` matches; all when it is undefined. */
interface ChosenEvaluation extends EnvironmentInputs {
  readonly roots: readonly string[] | undefined;
}

/** Which evaluations are made, before it is known of which root modules. */
export interface ChosenInputs {
  /** One for each environment. */
  readonly environments: readonly ChosenEvaluation[];
  /** For root modules that have none of the environments; undefined when nothing was chosen. */
  readonly otherwise: EnvironmentInputs | undefined;
}

/**
 * The policy's inputs, and those of the command line after them. `--var-file` or `--workspace` alone ask for one evaluation, so
 * the policy's environments are left out; with `--environment` they change that one. Throws an InputError for an environment
 * that the policy does not have.
 */
export function chosenInputs({ plan }: Policy, flags: InputFlags = {}): ChosenInputs {
  const { varFiles = [], workspace, environment } = flags;
  const all = Object.entries(plan.environments);
  if (environment !== undefined && !all.some(([name]) => name === environment)) {
    const names = all.map(([name]) => name).join(', ');
    throw new InputError(
      `the policy has no environment ${JSON.stringify(environment)}; ` +
        (names === '' ? 'its plan.environments is empty' : `it has ${names}`),
    );
  }
  const isOneEvaluation = environment === undefined && (varFiles.length > 0 || workspace !== undefined);
  const environments = isOneEvaluation
    ? []
    : all
        .filter(([name]) => environment === undefined || name === environment)
        .map(([name, own]) => ({
          name,
          varFiles: [...plan.varFiles, ...own.varFiles, ...varFiles],
          workspace: workspace ?? own.workspace,
          roots: own.roots,
        }));
  const common = [...plan.varFiles, ...varFiles];
  const isChosen = common.length > 0 || workspace !== undefined;
  return { environments, otherwise: isChosen ? { name: '', varFiles: common, workspace } : undefined };
}

/** The evaluations of the root module in `folder`, with paths of the tree; none when nothing was chosen for it. */
export function inputsOf(folder: string, { environments, otherwise }: ChosenInputs): readonly EnvironmentInputs[] {
  const own = environments.filter(({ roots }) => roots === undefined || matchesAnyGlob(roots, folder));
  const chosen = own.length > 0 ? own : otherwise ? [otherwise] : [];
  return chosen.map(({ name, varFiles, workspace }) => ({
    name,
    varFiles: [...new Set(varFiles.map((path) => variableFileIn(folder, path)))],
    workspace,
  }));
}

/** The same for several folders; folders for which nothing was chosen are left out. */
export function inputsByFolder(
  folders: Iterable<string>,
  chosen: ChosenInputs,
): ReadonlyMap<string, readonly EnvironmentInputs[]> {
  const result = new Map<string, readonly EnvironmentInputs[]>();
  for (const folder of folders) {
    const inputs = inputsOf(folder, chosen);
    if (inputs.length > 0) result.set(folder, inputs);
  }
  return result;
}

/** By path of a variable file: the folders whose root module is given it. */
export function givenTo(
  inputs: ReadonlyMap<string, readonly EnvironmentInputs[]>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const [folder, evaluations] of inputs) {
    for (const path of evaluations.flatMap(({ varFiles }) => varFiles)) {
      folders.set(path, (folders.get(path) ?? new Set()).add(folder));
    }
  }
  return folders;
}
