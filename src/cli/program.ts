import { Command, CommanderError, Option } from 'commander';
import { ConfigError, InputError, RemoteError } from '../model/errors.ts';
import { SEVERITIES } from '../model/items.ts';
import { visibleText } from '../redaction/visible-text.ts';
import { checkConfigCommand } from './config-check.ts';
import { doctorCommand, type Machine } from './doctor.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { explainCommand, type ExplainArguments } from './explain-command.ts';
import type { Io } from './io.ts';
import { FORMATS } from './render.ts';
import { type GitHubAccess, reviewCommand, type ReviewArguments } from './review-command.ts';
import { initActionsCommand } from './init-actions-command.ts';
import { type PlanAccess, type PlanArguments, planCommand } from './plan-command.ts';
import { rulesCommand } from './rules-command.ts';
import { scanCommand, type ScanArguments } from './scan-command.ts';
import { VERSION } from './version.ts';

/** What the commands need of the machine; the composition root (cli.ts) fills it in. */
export interface CliDeps {
  readonly io: Io;
  /** Says how to reach GitHub; only asked when a command needs it. */
  readonly github: GitHubAccess;
  readonly machine: Machine;
  readonly plans: PlanAccess;
}

/** Runs the command line `args` (without `node` and the script). Resolves to the exit status (docs/commands.md); never rejects. */
export async function runProgram(args: readonly string[], deps: CliDeps): Promise<ExitCode> {
  let exit: ExitCode = EXIT.holds;
  const program = commands(deps, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.holds : EXIT.failed;
    deps.io.warn(`plumbline: ${lineOf(error)}\n`);
    return EXIT.failed;
  }
}

/** One clear line: what happened and who must do what. An error that is none of ours is a bug, and says so. */
function lineOf(error: unknown): string {
  if (error instanceof InputError || error instanceof ConfigError || error instanceof RemoteError) {
    return visibleText(error.message, 2000);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `internal error, please report it: ${visibleText(text, 4000)}`;
}

function commands({ io, github, machine, plans }: CliDeps, exitWith: (code: ExitCode) => void): Command {
  const program = new Command('plumbline')
    .description(
      'Reviews infrastructure changes: security checklist, reliability standards. Measures and never touches.',
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: io.write, writeErr: io.warn })
    .showHelpAfterError('(see --help)')
    .addHelpText('after', EXAMPLES);
  const format = () => new Option('--format <format>', 'output').choices(FORMATS).default('pretty');
  const failOn = () => new Option('--fail-on <severity>', 'least severity that fails the gate').choices(SEVERITIES);
  const workspace = () => new Option('--workspace <name>', 'terraform.workspace (default: default)');
  const environment = () => new Option('--environment <name>', 'only this one of the environments in the policy');

  program
    .command('scan')
    .description('review whole trees; each folder is a root of its own')
    .argument('<dir...>', 'folders or files')
    .addOption(format())
    .addOption(failOn())
    .option(
      '--var-file <file...>',
      'variable files that Terraform would be given, relative to the folder; later ones win',
    )
    .addOption(workspace())
    .addOption(environment())
    .option('--verbose', 'list everything: values that are unknown, links, traces')
    .addHelpText('after', SCAN_EXAMPLES)
    .action(async (dirs: string[], options: Omit<ScanArguments, 'dirs'>) => {
      exitWith(await scanCommand({ dirs, ...options }, io));
    });

  program
    .command('review')
    .description('what the App would say about a local change, or about a pull request')
    .argument(
      '[pull-request]',
      'URL of a pull request, or owner/repo#number; without it the local repository is reviewed',
    )
    .option('--repo <dir>', 'folder in the local repository', '.')
    .option('--base <ref>', 'commit to compare with (default: the default branch; always the merge base)')
    .option('--head <ref>', 'commit to review (default: the working copy when it has changes, else HEAD)')
    .addOption(format())
    .addOption(failOn())
    .option('--var-file <file...>', 'variable files that Terraform would be given, from the top of the repository')
    .addOption(workspace())
    .addOption(environment())
    .option('--include-pre-existing', 'SARIF: list findings that were there before the change, too')
    .option('--post', 'post the review to the pull request (without it nothing is written)')
    .option('--verbose', 'list everything: values that are unknown, links, traces')
    .addHelpText('after', REVIEW_EXAMPLES)
    .action(async (pullRequest: string | undefined, options: Omit<ReviewArguments, 'pullRequest'>) => {
      exitWith(await reviewCommand({ pullRequest, ...options }, io, github));
    });

  const plan = program
    .command('plan')
    .description('plan a root module in a sandbox, or review a plan that exists; nothing is ever applied')
    .argument('[dir]', 'folder of the root module; with --from the configuration that was planned (default: .)')
    .option('--from <file>', 'output of terraform show -json to review, - for standard input; nothing is run')
    .addOption(format())
    .option('--state <file>', 'state to plan against (terraform state pull); without it the state counts as empty')
    .option('--approve', 'run what the gate holds for a look; what it refuses is never run')
    .option('--var-file <file...>', 'variable files, relative to the folder; later ones win')
    .addOption(workspace())
    .addOption(environment())
    .option('--verbose', 'list everything')
    .addHelpText('after', PLAN_EXAMPLES)
    .action(async (dir: string | undefined, options: Omit<PlanArguments, 'dir'>) => {
      exitWith(await planCommand({ dir, ...options }, io, plans));
    });
  initActionsCommand(plan, io);

  program
    .command('diagnose')
    .description('reports on a working copy')
    .command('explain')
    .description('the value of an argument and where it comes from, line by line')
    .argument('<argument>', 'address of a resource and an argument of it')
    .argument('[dir]', 'folder with the configuration', '.')
    .addOption(new Option('--format <format>', 'output').choices(['pretty', 'json']).default('pretty'))
    .option('--var-file <file...>', 'variable files that Terraform would be given, relative to the folder')
    .addOption(workspace())
    .addOption(environment())
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (argument: string, dir: string, options: Omit<ExplainArguments, 'argument' | 'dir'>) => {
      exitWith(await explainCommand({ argument, dir, ...options }, io));
    });

  program
    .command('rules')
    .description('list the rules: id, title, severity, items, resource types, aliases')
    .addOption(new Option('--format <format>', 'output').choices(['pretty', 'json']).default('pretty'))
    .addHelpText('after', '\nExamples:\n  $ plumbline rules\n  $ plumbline rules --format json\n')
    .action((options: { readonly format: 'pretty' | 'json' }) => {
      exitWith(rulesCommand(options, io));
    });

  program
    .command('config')
    .description('work with the policy file')
    .command('check')
    .description('check a policy file; every problem has its line and column')
    .argument('[file]', 'policy file', '.github/plumbline.yml')
    .addHelpText('after', '\nExamples:\n  $ plumbline config check\n  $ plumbline config check path/to/plumbline.yml\n')
    .action(async (file: string) => {
      exitWith(await checkConfigCommand(file, io));
    });

  program
    .command('doctor')
    .description('say what is installed, what is missing, and what that disables')
    .addHelpText('after', '\nExample:\n  $ plumbline doctor\n')
    .action(async () => {
      exitWith(await doctorCommand(machine, io));
    });
  return program;
}

const EXAMPLES = `
Examples:
  $ plumbline scan .                          review a whole tree
  $ plumbline review                          review what you are about to push
  $ plumbline review --base main --format markdown
  $ plumbline review https://github.com/acme/infra/pull/7
  $ plumbline doctor

Exit status: 0 the gate holds, 1 it does not, 2 the command could not do its work.
`;

const EXPLAIN_EXAMPLES = `
Examples:
  $ plumbline diagnose explain aws_db_instance.main.multi_az
  $ plumbline diagnose explain 'module.db["eu"].aws_db_instance.this.multi_az' infra --var-file prod.tfvars
`;

const PLAN_EXAMPLES = `
Examples:
  $ plumbline plan live/network               plan it, in a sandbox, without any access
  $ plumbline plan live --var-file prod.tfvars --state state.json
  $ terraform show -json tfplan | plumbline plan --from -
  $ plumbline plan live --from plan.json --format sarif
  $ plumbline plan init-actions > .github/workflows/plumbline-plan.yml

Exit status: 0 nothing speaks against it, 1 something does, 2 the command could not do its work.
`;

const SCAN_EXAMPLES = `
Examples:
  $ plumbline scan infra                      one tree, for reading
  $ plumbline scan infra modules --fail-on critical
  $ plumbline scan infra --var-file prod.tfvars --workspace prod
  $ plumbline scan . --format sarif > plumbline.sarif
`;

const REVIEW_EXAMPLES = `
Examples:
  $ plumbline review                          the working copy, or HEAD, against the default branch
  $ plumbline review --base main --head feature
  $ plumbline review --format markdown        as GitHub would receive it
  $ plumbline review https://github.com/acme/infra/pull/7         dry run
  $ plumbline review acme/infra#7 --post
`;
