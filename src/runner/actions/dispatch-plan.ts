import { RemoteError } from '../../model/errors.ts';
import type { ChangeAuthor } from '../../model/change.ts';
import { treePath } from '../../plan/command-argument.ts';
import { callGitHub } from '../../ports/github-calls.ts';
import type { GitHubClient } from '../../ports/github-client.ts';
import type { PlanRequest } from '../../ports/plan-runner.ts';
import { dispatchedSchema } from './actions-schemas.ts';
import { isCorrelationId } from './plan-workflow.ts';

/** A repository and the workflow that plans there. */
export interface PlanWorkflowPlace {
  readonly owner: string;
  readonly repo: string;
  /** File name in `.github/workflows`. */
  readonly workflow: string;
  /** The workflow of this branch is run, never one of the change. */
  readonly defaultBranch: string;
}

/** What to plan. */
export interface PlanDispatch extends PlanWorkflowPlace {
  /** Random, and never used before: `isCorrelationId`. Keep it: it is how the run is known again. */
  readonly correlationId: string;
  /** Undefined when nobody knows who made the change: then nothing is started. */
  readonly author: ChangeAuthor | undefined;
  readonly request: Pick<PlanRequest, 'root' | 'varFiles' | 'workspace' | 'headSha'>;
  /** `1.11.4`; the default of the workflow when undefined. */
  readonly terraformVersion?: string | undefined;
}

/** A plan that was started, or why none was, as a whole sentence. */
export type DispatchedPlan =
  | {
      readonly kind: 'dispatched';
      /** Undefined on servers that do not tell (GitHub Enterprise Server so far): find the run by its name then. */
      readonly runId: number | undefined;
    }
  | { readonly kind: 'refused'; readonly reason: string };

const PERMISSION = 'actions: write';

/**
 * Starts the workflow of the default branch that plans one root module of a change. Never for a fork: the run has credentials,
 * and a checkout by SHA would fetch the fork's code without any of the protections of `pull_request`. Throws a RemoteError.
 * Source: https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 */
export async function dispatchPlan(octokit: GitHubClient, dispatch: PlanDispatch): Promise<DispatchedPlan> {
  const refused = whyNotDispatched(dispatch);
  if (refused !== undefined) return { kind: 'refused', reason: refused };
  try {
    return {
      kind: 'dispatched',
      runId: (await send(octokit, dispatch, { return_run_details: true }))?.workflow_run_id,
    };
  } catch (error) {
    if (!isUnknownQuestion(error)) throw explained(error, dispatch);
  }
  try {
    return { kind: 'dispatched', runId: (await send(octokit, dispatch, {}))?.workflow_run_id };
  } catch (error) {
    throw explained(error, dispatch);
  }
}

/** A server that does not know which run it started, and so refused the dispatch for the question. Nothing was started. */
function isUnknownQuestion(error: unknown): boolean {
  return error instanceof RemoteError && !error.retryable && error.message.includes('return_run_details');
}

function send(octokit: GitHubClient, dispatch: PlanDispatch, details: object) {
  const { owner, repo, workflow, defaultBranch } = dispatch;
  return callGitHub(
    octokit,
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    { owner, repo, workflow_id: workflow, ref: defaultBranch, inputs: inputsOf(dispatch), ...details },
    dispatchedSchema,
    { doing: `start ${workflow} in ${owner}/${repo}`, permission: PERMISSION },
  );
}

function whyNotDispatched(dispatch: PlanDispatch): string | undefined {
  const { author, request, correlationId, workflow } = dispatch;
  if (!isCorrelationId(correlationId)) throw new Error('a correlation must be 8 to 64 letters, digits and -');
  if (author?.fromFork !== false) {
    return author === undefined
      ? 'Nobody knows whose change this is, so no workflow with credentials is started for it.'
      : 'The change comes from a fork: GitHub Actions is never started for it, as the run has credentials and would run its code.';
  }
  if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(request.headSha)) throw new Error('the head is not a full SHA');
  if (!/^[\w][\w.-]{0,99}\.ya?ml$/.test(workflow)) throw new Error('the workflow is not a file name');
  const odd = [request.root, ...request.varFiles].find((path) => path !== '.' && !isPlainPath(path));
  if (odd !== undefined) {
    return `The path ${JSON.stringify(odd)} is not given to a workflow: rename it to letters, digits, spaces and . _ - + = , @ ~.`;
  }
  if (request.varFiles.join('\n').length > 10_000)
    return 'There are too many variable files for the inputs of a workflow.';
  if (request.workspace !== undefined && !/^[A-Za-z0-9_][\w.-]{0,89}$/.test(request.workspace)) {
    return `The workspace ${JSON.stringify(request.workspace)} is not given to a workflow: it has other characters than letters, digits, dots and dashes.`;
  }
  return undefined;
}

/** What the workflow takes for a path too: its script checks again. */
function isPlainPath(path: string): boolean {
  return treePath(path) !== undefined && /^[A-Za-z0-9._/@+=, ~-]+$/.test(path);
}

/** Inputs are texts, all of them checked above; what is left out gets the default of the workflow. */
function inputsOf({ correlationId, request, terraformVersion }: PlanDispatch): Readonly<Record<string, string>> {
  const { root, varFiles, workspace, headSha } = request;
  return {
    correlation_id: correlationId,
    head_sha: headSha,
    root,
    var_files: varFiles.join('\n'),
    workspace: workspace ?? 'default',
    ...(terraformVersion !== undefined && /^\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[\w.]{1,40})?$/.test(terraformVersion)
      ? { terraform_version: terraformVersion }
      : {}),
  };
}

/** 404 and 422 mostly have one cause here, and GitHub's words do not name it. */
function explained(error: unknown, { workflow, defaultBranch }: PlanDispatch): unknown {
  if (!(error instanceof RemoteError) || error.retryable) return error;
  return new RemoteError(
    `${error.message}. The workflow must be at .github/workflows/${workflow} on ${defaultBranch} with the inputs that ` +
      '`plumbline plan init-actions` writes, and the App needs the permission actions: write',
    { retryable: false, cause: error.cause },
  );
}
