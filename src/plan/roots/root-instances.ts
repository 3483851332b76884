import { compareText } from '../../model/order.ts';
import { baseName, folderOf } from '../../model/path.ts';
import { matchesAnyGlob } from '../../policy/glob.ts';
import type { Policy } from '../../policy/schema.ts';
import { variableFileIn } from '../../policy/variable-file.ts';

/** One way to plan a root module. */
export interface RootInstance {
  readonly environment: string | undefined;
  /** From the top of the tree, in Terraform's order. */
  readonly varFiles: readonly string[];
  readonly workspace: string | undefined;
}

/** How a root module is planned, and how that is known. */
export interface RootInstances {
  readonly instances: readonly RootInstance[];
  /** The environments were taken from the names of variable files. */
  readonly isGuessed: boolean;
}

/** Names of variable files that no plan is made with: samples, and the arguments of a backend. */
const NO_ENVIRONMENT =
  /(?:^|[._/-])(?:examples?|samples?|templates?|tpl|dist|backend|test|tests|fixtures?)(?:[._/-]|$)/i;

/** Names of variable files that go with every environment in the same folder. */
const SHARED = /^(?:common|shared|global|globals|defaults?|base|all)$/i;

/** Folders that are no part of an environment's name. */
const HOLDERS = new Set(['env', 'envs', 'environment', 'environments', 'vars', 'var', 'tfvars', 'config', 'variables']);

const EXTENSION = /\.tfvars(?:\.json)?$/;

/** True for a variable file that Terraform loads by itself for the root module in its folder. */
export function isLoadedByItself(path: string): boolean {
  return /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(baseName(path));
}

/**
 * How the root module in `folder` is planned: once for each environment of the policy, else once with what the policy gives all
 * plans, else once for each variable file of its own (`own`, paths that belong to no other module), else just once.
 */
export function rootInstances(folder: string, own: readonly string[], { plan }: Policy): RootInstances {
  const filesOf = (varFiles: readonly string[]): readonly string[] => [
    ...new Set([...plan.varFiles, ...varFiles].map((path) => variableFileIn(folder, path))),
  ];
  const environments = Object.entries(plan.environments).filter(
    ([, { roots }]) => roots === undefined || matchesAnyGlob(roots, folder),
  );
  if (environments.length > 0) {
    const instances = environments.map(([environment, { varFiles, workspace }]) => ({
      environment,
      varFiles: filesOf(varFiles),
      workspace,
    }));
    return { instances, isGuessed: false };
  }
  const byDefault = { environment: undefined, varFiles: filesOf([]), workspace: undefined };
  // A workspace of HCP Terraform has its variables.
  const isOne = plan.varFiles.length > 0 || Object.hasOwn(plan.hcp?.workspaces ?? {}, folder);
  const guessed = isOne ? [] : guessedInstances(folder, own);
  return guessed.length > 0 ? { instances: guessed, isGuessed: true } : { instances: [byDefault], isGuessed: false };
}

function guessedInstances(folder: string, own: readonly string[]): readonly RootInstance[] {
  const below = (path: string): string => (folder === '.' ? path : path.slice(folder.length + 1));
  const files = own.filter((path) => {
    const isAutomatic = folderOf(path) === folder && isLoadedByItself(path);
    return !isAutomatic && !NO_ENVIRONMENT.test(below(path).replace(EXTENSION, ''));
  });
  const isShared = (path: string): boolean => SHARED.test(baseName(path).replace(EXTENSION, ''));
  const shared = files.filter(isShared);
  const single = files.length > shared.length ? files.filter((path) => !isShared(path)) : [...files];
  const names = single.sort(compareText).map((path) => environmentOf(below(path)));
  // `projects/a` and `projects/b` are `a` and `b`: the folder that all are in tells nothing.
  const common = commonFolder(names);
  const byName = new Map<string, string>();
  for (const [index, path] of single.entries()) {
    const short = (names[index] ?? '').slice(common.length);
    byName.set(byName.has(short) ? below(path) : short, path);
  }
  return [...byName].map(([environment, path]) => ({
    environment,
    varFiles: [...shared.filter((one) => one !== path && folderOf(one) === folderOf(path)).sort(compareText), path],
    workspace: undefined,
  }));
}

/** The folders that all names start with, `/` at the end; '' when there are none. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  let common = first.slice(0, first.lastIndexOf('/') + 1);
  while (common !== '' && !others.every((name) => name.startsWith(common))) {
    common = common.slice(0, common.lastIndexOf('/', common.length - 2) + 1);
  }
  return common;
}

/** `envs/prod.tfvars`, `prod/terraform.tfvars` and `envs/prod.auto.tfvars` are all `prod`. */
function environmentOf(path: string): string {
  const parts = path.replace(/(?:\.auto)?\.tfvars(?:\.json)?$/, '').split('/');
  const named = parts.filter((part, index) => index === parts.length - 1 || !HOLDERS.has(part));
  return (named.length > 1 && named.at(-1) === 'terraform' ? named.slice(0, -1) : named).join('/');
}
