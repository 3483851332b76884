import { type Command, Option } from 'commander';
import { type ActionsWorkflowOptions, actionsWorkflow } from '../plan/actions-workflow.ts';
import type { Io } from './io.ts';

const EXAMPLES = `
Examples:
  $ plumbline plan init-actions --cloud aws > .github/workflows/plumbline-plan.yml
  $ plumbline plan init-actions --cloud none --tool tofu --tool-version 1.10.0
`;

/** Adds `plan init-actions`: prints the workflow that makes plans in GitHub Actions (docs/plan.md). */
export function initActionsCommand(plan: Command, io: Io): void {
  plan
    .command('init-actions')
    .description('print the workflow for plans in GitHub Actions; put it on the default branch')
    .addOption(
      new Option('--cloud <cloud>', 'whose credentials the plan gets, by OIDC')
        .choices(['aws', 'azure', 'google', 'none'])
        .default('aws'),
    )
    .addOption(new Option('--tool <tool>', 'program to plan with').choices(['terraform', 'tofu']).default('terraform'))
    .option('--tool-version <version>', 'its version, where a plan names none')
    .option('--workspaces <name...>', 'workspaces that exist beside the default one')
    .addHelpText('after', EXAMPLES)
    .action((options: Omit<ActionsWorkflowOptions, 'version'> & { readonly toolVersion?: string }) => {
      io.write(actionsWorkflow({ ...options, version: options.toolVersion }));
    });
}
