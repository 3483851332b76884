import type { ResourceAddress, TreePath } from './command-argument.ts';

/**
 * Every Terraform (or OpenTofu) command that Plumbline can run: THE command policy. What is not a value of this type cannot
 * be run: the argument vectors are written here, from enumerations and checked addresses and paths only. All of them read;
 * `init` writes into a data folder of the job alone.
 */
export type TerraformCommand =
  | { readonly name: 'version' }
  | { readonly name: 'init'; readonly lockFile: 'readonly' | 'writable' }
  | { readonly name: 'validate' }
  | {
      readonly name: 'plan';
      readonly refresh: boolean;
      /** Paths from the top of the tree; later ones win. */
      readonly varFiles: readonly TreePath[];
    }
  | { readonly name: 'show' }
  | { readonly name: 'state list' }
  | { readonly name: 'state show'; readonly address: ResourceAddress }
  | { readonly name: 'output' };

/** Names of the commands that can be run. */
export const ALLOWED_COMMANDS = [
  'version',
  'init',
  'validate',
  'plan',
  'show',
  'state list',
  'state show',
  'output',
] as const satisfies readonly TerraformCommand['name'][];

/** Where the tree, and the files of the job, are inside of the sandbox. */
export const SANDBOX_FOLDERS = { tree: '/src', job: '/job' } as const;

const PLAN_FILE = `${SANDBOX_FOLDERS.job}/tfplan`;

/** Operations at once: Terraform's own default, written down so that the process limit of the sandbox can rely on it. */
const PARALLELISM = 10;

/**
 * The arguments of a command, without the program. Nothing else makes arguments.
 * Source: https://developer.hashicorp.com/terraform/cli/commands
 */
export function argumentsOf(command: TerraformCommand): readonly string[] {
  switch (command.name) {
    case 'version':
      return ['version', '-json'];
    case 'init': {
      const lockFile = command.lockFile === 'readonly' ? ['-lockfile=readonly'] : [];
      return ['init', '-input=false', '-no-color', ...lockFile];
    }
    case 'validate':
      return ['validate', '-json', '-no-color'];
    case 'plan':
      return [
        'plan',
        '-input=false',
        '-lock=false',
        `-refresh=${command.refresh ? 'true' : 'false'}`,
        `-parallelism=${PARALLELISM}`,
        '-json',
        '-detailed-exitcode',
        `-out=${PLAN_FILE}`,
        ...command.varFiles.map((path) => `-var-file=${SANDBOX_FOLDERS.tree}/${path}`),
      ];
    case 'show':
      return ['show', '-json', PLAN_FILE];
    case 'state list':
      return ['state', 'list'];
    case 'state show':
      return ['state', 'show', '-no-color', command.address];
    case 'output':
      return ['output', '-json'];
  }
}

/** What somebody asked for in words, for the answer: a command that can be run, one that never is, or none of Terraform's. */
export type CommandWish = 'allowed' | 'prohibited' | 'unknown';

/**
 * The other commands of Terraform and OpenTofu: they change state, infrastructure, files or accounts, or start something
 * unbounded, or are of no use here. Source: `commands.go` of hashicorp/terraform and of opentofu/opentofu.
 */
const PROHIBITED: ReadonlySet<string> = new Set([
  'apply',
  'console',
  'destroy',
  'env',
  'fmt',
  'force-unlock',
  'get',
  'graph',
  'import',
  'internal-plugin',
  'login',
  'logout',
  'metadata',
  'modules',
  'providers',
  'push',
  'query',
  'refresh',
  'rpcapi',
  'stacks',
  'state',
  'taint',
  'test',
  'untaint',
  'workspace',
]);

const PROGRAMS: ReadonlySet<string> = new Set(['terraform', 'tofu']);

/**
 * Whether the words (`state rm`, `terraform apply`) name a command that can be run. An option anywhere (`plan -destroy`)
 * makes a prohibited wish of it, because nobody can pass options.
 */
export function wishOf(words: readonly string[]): CommandWish {
  const lower = words.map((word) => word.toLowerCase());
  const [first = '', second = ''] = PROGRAMS.has(lower[0] ?? '') ? lower.slice(1) : lower;
  if (lower.some((word) => word.startsWith('-'))) return 'prohibited';
  const name = first === 'state' ? `${first} ${second}`.trimEnd() : first;
  if (ALLOWED_COMMANDS.some((allowed) => allowed === name)) return 'allowed';
  return PROHIBITED.has(first) ? 'prohibited' : 'unknown';
}

/** What the author of a prohibited wish is told: one plain sentence without the words themselves. */
export const REFUSAL =
  'Plumbline measures and never touches: it runs only init, validate, plan, show, state list, state show, output and version, ' +
  'each in a sandbox. Anything that changes state or infrastructure is for you to run where you apply.';
