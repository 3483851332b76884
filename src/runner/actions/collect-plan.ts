import { z } from 'zod';
import type { PlanDiagnostic, PlanRun } from '../../model/plan-run.ts';
import type { GitHubClient } from '../../ports/github-client.ts';
import { createRedactor, type Redactor } from '../../redaction/create-redactor.ts';
import { readPlanLog, type PlanLog } from '../log/plan-log.ts';
import type { WorkflowRun } from './actions-schemas.ts';
import { downloadArtifact } from './download-artifact.ts';
import { planWorkflowNames } from './plan-workflow.ts';
import { readPlanRun, whyAnotherRun, type ExpectedRun } from './plan-workflow-run.ts';
import { unpackArtifact, type PlanArtifact } from './unpack-artifact.ts';

/** The plan that is collected. */
export interface PlanToCollect extends ExpectedRun {
  /** Folder of the root module, for the places of diagnostics. */
  readonly root: string;
  /** What the root module is for, where it is known: a workflow plans with one of the two. */
  readonly tool?: 'terraform' | 'tofu' | undefined;
}

/** Whose word such a plan is; what is concluded from it is said by the conclusion. */
export const AUTHOR_SUPPLIED =
  'The plan was made by a workflow that shares its job with code of the change: its author could have written it, so it is ' +
  'green only where the gate has nothing at all to mention.';

/**
 * The plan that a workflow run has made, once it is completed. The run is read again from GitHub and must be the one that was
 * asked for; its artifact is taken as something that the author of the change wrote. Throws a RemoteError.
 */
export async function collectPlan(octokit: GitHubClient, wanted: PlanToCollect, runId: number): Promise<PlanRun> {
  const run = await readPlanRun(octokit, wanted, runId);
  const redactor = createRedactor();
  const other = whyAnotherRun(run, wanted);
  if (other !== undefined) return ended(undefined, redactor, { outcome: 'not-run', reason: other });
  const early = endedEarly(run);
  if (early) return ended(run, redactor, early);
  const { artifact: name } = planWorkflowNames(wanted.correlationId);
  const downloaded = await downloadArtifact(octokit, wanted, run.id, name);
  if ('problem' in downloaded) return ended(run, redactor, unread(run, downloaded.problem));
  const artifact = await unpackArtifact(downloaded.zip);
  if ('problem' in artifact) return ended(run, redactor, unread(run, artifact.problem));
  const log = readPlanLog(artifact.events, wanted.root, (text) => redactor.redact(text));
  const tool = log.tool?.name ?? 'terraform';
  if (wanted.tool !== undefined && wanted.tool !== tool) {
    return ended(run, redactor, { outcome: 'not-run', reason: wrongTool(tool) });
  }
  return ended(run, redactor, resultOf(run, artifact, log));
}

function wrongTool(tool: 'terraform' | 'tofu'): string {
  const [used, meant] = tool === 'tofu' ? ['OpenTofu', 'Terraform'] : ['Terraform', 'OpenTofu'];
  return (
    `The workflow plans with ${used}, and this root module is for ${meant}: what only ${meant} reads is not in the plan. ` +
    `Write the workflow for ${meant} with \`plumbline plan init-actions\`, or plan with the back end local.`
  );
}

/** What the end of a plan is made of. */
interface Ending {
  readonly outcome: PlanRun['outcome'];
  readonly stage?: PlanRun['stage'];
  readonly reason?: string;
  readonly planJson?: string | undefined;
  readonly diagnostics?: readonly PlanDiagnostic[];
  readonly tool?: PlanRun['tool'];
  readonly notes?: readonly string[];
}

function ended(run: WorkflowRun | undefined, redactor: Redactor, ending: Ending): PlanRun {
  const { outcome, stage, planJson, diagnostics = [], tool, notes = [] } = ending;
  const isPlanned = outcome === 'planned' || outcome === 'failed';
  return {
    backEnd: 'actions',
    // The workflow always refreshes, with the credentials of its environment.
    level: isPlanned ? 'L0' : 'L5',
    outcome,
    stage: outcome === 'planned' ? undefined : (stage ?? 'plan'),
    reason: ending.reason ?? AUTHOR_SUPPLIED,
    tool,
    planJson,
    diagnostics,
    commands: [], // the workflow started the programs
    notes: isPlanned && ending.reason !== undefined ? [AUTHOR_SUPPLIED, ...notes] : notes,
    refreshed: outcome === 'planned',
    redactions: redactor.count(),
    hosts: [],
    url: run && /^https?:\/\/[^\s<>"]{1,1000}$/.test(run.html_url) ? run.html_url : undefined,
    milliseconds: run ? millisecondsOf(run) : 0,
  };
}

function millisecondsOf(run: WorkflowRun): number {
  const time = Date.parse(run.updated_at ?? '') - Date.parse(run.run_started_at ?? '');
  return Number.isFinite(time) && time > 0 ? time : 0;
}

/** Runs that cannot have a plan. https://docs.github.com/en/rest/checks/runs#create-a-check-run (conclusion) */
function endedEarly(run: WorkflowRun): Ending | undefined {
  if (run.status !== 'completed') return { outcome: 'not-run', reason: 'The workflow has not ended yet.' };
  const conclusion = run.conclusion ?? 'unknown';
  switch (conclusion) {
    case 'success':
    case 'failure':
      return undefined;
    case 'cancelled':
      return { outcome: 'cancelled', reason: 'The workflow was cancelled at GitHub.' };
    case 'timed_out':
      return { outcome: 'timed-out', reason: 'The workflow took longer than GitHub lets it.' };
    case 'startup_failure':
      return {
        outcome: 'not-run',
        reason: 'GitHub could not start the workflow: look at its page, the file may be wrong.',
      };
    case 'action_required':
      return { outcome: 'not-run', reason: 'Somebody has to approve the workflow first: look at its environment.' };
    default:
      return {
        outcome: 'not-run',
        reason: `The workflow ended without planning (${/^[a-z_]{1,40}$/.test(conclusion) ? conclusion : 'unknown'}).`,
      };
  }
}

/** No plan to read says nothing about the change: neither that it is good nor that it is bad. */
function unread(run: WorkflowRun, problem: string): Ending {
  const job = run.conclusion === 'failure' ? ' The workflow failed: its page says where.' : '';
  return { outcome: 'not-run', reason: `${problem}${job}` };
}

const planShape = z.object({ errored: z.boolean().optional(), terraform_version: z.string().max(100).optional() });

/** `terraform plan -detailed-exitcode`: 0 without changes, 2 with; 2 is also what a crash of a Go program ends with. */
function resultOf(run: WorkflowRun, artifact: PlanArtifact, log: PlanLog): Ending {
  const { planJson, exitCode } = artifact;
  const plan = planJson === undefined ? undefined : planShape.safeParse(parsed(planJson));
  const { diagnostics } = log;
  const version = plan?.data?.terraform_version ?? '';
  const common = {
    diagnostics,
    tool:
      log.tool ?? (/^\d+\.\d+\.\d+[\w.+-]{0,50}$/.test(version) ? { name: 'terraform' as const, version } : undefined),
    notes: log.omitted > 0 ? [`${String(log.omitted)} more messages of Terraform are on the workflow's page.`] : [],
  };
  const isGood = plan?.success === true && plan.data.errored !== true && (exitCode === 0 || exitCode === 2);
  if (isGood && run.conclusion === 'success') return { ...common, outcome: 'planned', planJson };
  const hasError = diagnostics.some(({ severity }) => severity === 'error');
  if (hasError || plan?.data?.errored === true) {
    return { ...common, outcome: 'failed', stage: 'plan', planJson: plan?.success === true ? planJson : undefined };
  }
  // What is left is odd: an exit code, a plan and a conclusion that do not go together.
  if (plan?.success === false) return { ...common, ...unread(run, "The artifact's plan.json is no plan.") };
  const code = exitCode === undefined ? 'no exit code' : `exit code ${String(exitCode)}`;
  const tail = log.tail === '' ? '' : ` It said: ${log.tail.slice(0, 500)}`;
  return { ...common, ...unread(run, `Terraform ended with ${code} in the workflow and left no whole plan.${tail}`) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema refuses it
  }
}
