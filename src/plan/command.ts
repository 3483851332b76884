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

/** Commands of Terraform and OpenTofu that change state, infrastructure, files or accounts, or start something unbounded. */
const PROHIBITED: ReadonlySet<string> = new Set([
  'apply',
  'destroy',
  'import',
  'taint',
  'untaint',
  'refresh',
  'force-unlock',
  'login',
  'logout',
  'console',
  'fmt',
  'get',
  'graph',
  'test',
  'modules',
  'metadata',
  'providers',
  'query',
  'stacks',
  'workspace',
  'state',
  'state rm',
  'state mv',
  'state pull',
  'state push',
  'state replace-provider',
  'rpcapi',
]);

/** Whether the words (`state rm`, `apply`) name a command that can be run. */
export function wishOf(words: readonly string[]): CommandWish {
  const [first = '', second = ''] = words.map((word) => word.toLowerCase());
  const pair = `${first} ${second}`.trim();
  const isAllowed = (name: string): boolean => ALLOWED_COMMANDS.some((allowed) => allowed === name);
  if (first === 'state') return isAllowed(pair) ? 'allowed' : 'prohibited';
  if (isAllowed(first)) return 'allowed';
  return PROHIBITED.has(first) || first.startsWith('-') ? 'prohibited' : 'unknown';
}

/** What the author of a prohibited wish is told: one plain sentence without the words themselves. */
export const REFUSAL =
  'Plumbline measures and never touches: it runs only init, validate, plan, show, state list, state show, output and version, ' +
  'each in a sandbox. Anything that changes state or infrastructure is for you to run where you apply.';
