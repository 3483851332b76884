import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { PlanRun } from '../model/plan-run.ts';
import type { AffectedRoot } from '../plan/roots/affected-root.ts';
import type { OpenChange, PullRequestRef } from '../ports/change-source.ts';
import { correlationId } from '../ports/external-id.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import { planRequestOf } from '../review/planned/plan-request.ts';
import type { ReadChange } from '../review/read-change.ts';
import { dispatchPlan } from '../runner/actions/dispatch-plan.ts';
import { notRun } from '../plan-root.ts';

/** Digits of chance in a correlation. */
const RANDOM_BYTES = 6;

/** Starts the workflow that plans a root module; resolves to the page of its run, or to a run that was not made. */
export async function dispatchFor(
  octokit: GitHubClient,
  pr: PullRequestRef,
  { open, read, root }: { readonly open: OpenChange; readonly read: ReadChange; readonly root: AffectedRoot },
  htmlUrl: string,
): Promise<{ readonly url: string } | { readonly run: PlanRun }> {
  const { owner, repo, number } = pr;
  const { headSha, author } = open.change;
  const { workflow } = read.policy.plan.actions;
  const correlation = correlationId({ number, headSha, random: randomBytes(RANDOM_BYTES).toString('hex') });
  const sent = await dispatchPlan(octokit, {
    owner,
    repo,
    workflow,
    defaultBranch: await defaultBranchOf(octokit, pr),
    correlationId: correlation,
    author,
    request: await planRequestOf(open, read, root),
  });
  if (sent.kind === 'refused') return { run: notRun('actions', sent.reason) };
  const page = sent.runId === undefined ? `workflows/${workflow}` : `runs/${String(sent.runId)}`;
  // The correlation goes with the address: by it the check run is found again when the run has ended.
  return { url: `${htmlUrl}/${owner}/${repo}/actions/${page}#${correlation}` };
}

/** Name of the branch whose workflows may be dispatched. */
export async function defaultBranchOf(octokit: GitHubClient, { owner, repo }: PullRequestRef): Promise<string> {
  const { default_branch: branch } = await callGitHub(
    octokit,
    'GET /repos/{owner}/{repo}',
    { owner, repo },
    z.object({ default_branch: z.string() }),
    { doing: `read the default branch of ${owner}/${repo}`, permission: 'metadata: read' },
  );
  return branch;
}
