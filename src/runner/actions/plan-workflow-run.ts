import { callGitHub } from '../../ports/github-calls.ts';
import type { GitHubClient } from '../../ports/github-client.ts';
import { workflowRunSchema, workflowRunsSchema, type WorkflowRun } from './actions-schemas.ts';
import type { PlanWorkflowPlace } from './dispatch-plan.ts';
import { planWorkflowNames } from './plan-workflow.ts';

/** The run that was asked for. */
export interface ExpectedRun extends PlanWorkflowPlace {
  readonly correlationId: string;
  /** Undefined where the dispatch did not tell it. */
  readonly runId: number | undefined;
  /** Login of the App's user, which started it: `plumbline[bot]`. */
  readonly actor: string;
}

/** The run as it is now. Throws a RemoteError. https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run */
export function readPlanRun(octokit: GitHubClient, place: PlanWorkflowPlace, runId: number): Promise<WorkflowRun> {
  const { owner, repo } = place;
  return callGitHub(
    octokit,
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    { owner, repo, run_id: runId },
    workflowRunSchema,
    { doing: `read the workflow run ${String(runId)} of ${owner}/${repo}`, permission: 'actions: read' },
  );
}

/**
 * The run with the name of this plan among the latest of the workflow; undefined when it is not there (yet). For servers that do
 * not tell which run a dispatch started. Throws a RemoteError.
 * https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function findPlanRun(
  octokit: GitHubClient,
  place: PlanWorkflowPlace,
  correlationId: string,
): Promise<WorkflowRun | undefined> {
  const { owner, repo, workflow, defaultBranch } = place;
  const { workflow_runs: runs } = await callGitHub(
    octokit,
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    { owner, repo, workflow_id: workflow, event: 'workflow_dispatch', branch: defaultBranch, per_page: 100 },
    workflowRunsSchema,
    { doing: `list the runs of ${workflow} in ${owner}/${repo}`, permission: 'actions: read' },
  );
  const { runName } = planWorkflowNames(correlationId);
  const found = runs.filter((run) => run.display_title === runName);
  return found.length === 1 ? found[0] : undefined;
}

/**
 * Why a run is not the one that was asked for, as a whole sentence; undefined when it is. Anybody who may start workflows can
 * start one with our correlation, and run an old one again: neither speaks for this plan.
 */
export function whyAnotherRun(run: WorkflowRun, expected: ExpectedRun): string | undefined {
  const { owner, repo, workflow, defaultBranch, correlationId, runId, actor } = expected;
  const isSame = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
  // GitHub may add `@refs/heads/main` to the path.
  const path = run.path.replace(/@.*$/s, '');
  const not = (what: string): string =>
    `The workflow run ${String(run.id)} is not the plan that was asked for: ${what}.`;
  if (runId !== undefined && run.id !== runId) return not(`it should be run ${String(runId)}`);
  if (run.display_title !== planWorkflowNames(correlationId).runName) return not('it has another name');
  if (!isSame(run.repository.full_name, `${owner}/${repo}`)) return not('it is of another repository');
  if (!isSame(run.head_repository?.full_name, `${owner}/${repo}`)) return not('its workflow is of another repository');
  if (path !== `.github/workflows/${workflow}`) return not('it is of another workflow');
  if (run.event !== 'workflow_dispatch') return not('another event started it');
  if (run.head_branch !== defaultBranch) return not(`its workflow is not the one on ${defaultBranch}`);
  if (!isSame(run.actor?.login, actor)) return not(`${actor} did not start it`);
  if ((run.run_attempt ?? 1) !== 1) return not('somebody ran it again. Plan again from the check run instead');
  return undefined;
}
