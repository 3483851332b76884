import { z } from 'zod';
import { MAX_GLOB_LENGTH, globProblem } from './glob.ts';

const text = (describe: string) => z.string().min(1).max(1000).describe(describe);
const texts = (describe: string) => z.array(z.string().min(1).max(1000)).max(200).describe(describe);
const glob = z
  .string()
  .min(1)
  .max(MAX_GLOB_LENGTH)
  .superRefine((pattern, context) => {
    const problem = globProblem(pattern);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

/** Names of HCP Terraform's organisations and workspaces: https://developer.hashicorp.com/terraform/cloud-docs/workspaces/create */
const hcpName = z.string().regex(/^[\w-]{1,90}$/, 'must be letters, digits, _ and -');

/** Plans of one pull request, at most: each may take minutes. */
const MAX_ROOTS = 50;

/** Keys of `plan` that are about the plan-only job (docs/plan.md). */
export const planJob = {
  backend: z
    .enum(['local', 'hcp', 'actions', 'off'])
    .optional()
    .describe('Where the plan-only job runs; left out, what the installation offers.'),
  tool: z.enum(['terraform', 'tofu']).optional().describe('Program to plan with; left out, what the files ask for.'),
  roots: z.array(glob).max(200).optional().describe('Root modules that are planned; all affected ones when left out.'),
  maxRoots: z.int().min(1).max(MAX_ROOTS).default(20).describe('Root modules planned for one pull request, at most.'),
  refresh: z.boolean().default(true).describe('Reads real infrastructure before planning, where the back end can.'),
  allow: z
    .strictObject({
      providers: texts(
        'Provider addresses that may run: host/namespace/type, * at the end of one for all of it.',
      ).optional(),
      moduleHosts: texts('Hosts that modules may come from, beside the tree itself.').default([]),
    })
    .prefault({})
    .describe('Allow-lists of the gate before init.'),
  timeoutMinutes: z.int().min(1).max(120).default(15).describe('Minutes until a plan is given up.'),
  forks: z
    .enum(['hold', 'refuse'])
    .default('hold')
    .describe('Pull requests from forks and outside contributors: wait for a maintainer, or never.'),
  hcp: z
    .strictObject({
      organization: hcpName.describe('Organisation at HCP Terraform or Terraform Enterprise.'),
      workspaces: z.record(z.string(), hcpName).describe('Workspace by name of the root module: live, or live (prod).'),
    })
    .optional()
    .describe('For the back end hcp.'),
  actions: z
    .strictObject({ workflow: text('File name in .github/workflows.').regex(/^[\w][\w.-]{0,99}\.ya?ml$/) })
    .prefault({ workflow: 'plumbline-plan.yml' })
    .describe('For the back end actions.'),
  conclusion: z
    .strictObject({
      dataLoss: z
        .enum(['action_required', 'failure', 'neutral'])
        .default('action_required')
        .describe('When something that holds data is destroyed or replaced.'),
      update: z.enum(['success', 'neutral']).default('success').describe('When something is changed in place.'),
    })
    .prefault({})
    .describe('Conclusion of the check run of a plan.'),
};
