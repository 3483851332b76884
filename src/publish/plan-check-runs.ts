import { z } from 'zod';
import type { PullRequestRef } from '../ports/change-source.ts';
import { externalIdOf, rootInCheckName } from '../ports/external-id.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';

/** A check run of ours about a plan, as GitHub has it. */
export interface PlanCheckRunState {
  readonly id: number;
  /** Name of the root module. */
  readonly root: string;
  readonly isOpen: boolean;
  readonly conclusion: string | undefined;
  /** Where the reader can watch it: the run in GitHub Actions. */
  readonly detailsUrl: string | undefined;
}

const schema = z.object({
  check_runs: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullish(),
      external_id: z.string().nullish(),
      details_url: z.string().nullish(),
    }),
  ),
});

/** More check runs than a head of ours has: the review and at most 50 plans. */
const PAGE = 100;

/** The newest check run of each plan of a head, by name of the root module. */
export async function readPlanCheckRuns(
  octokit: GitHubClient,
  pr: PullRequestRef,
  headSha: string,
  appId: number,
): Promise<ReadonlyMap<string, PlanCheckRunState>> {
  const { owner, repo } = pr;
  const { check_runs: runs } = await callGitHub(
    octokit,
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { owner, repo, ref: headSha, app_id: appId, filter: 'latest', per_page: PAGE },
    schema,
    { doing: `read the check runs of ${headSha.slice(0, 7)}`, permission: 'checks: write' },
  );
  const states = new Map<string, PlanCheckRunState>();
  for (const run of runs.sort((a, b) => a.id - b.id)) {
    const root = rootInCheckName(run.name);
    if (root === undefined || run.external_id !== externalIdOf(pr)) continue;
    states.set(root, {
      id: run.id,
      root,
      isOpen: run.status !== 'completed',
      conclusion: run.conclusion ?? undefined,
      detailsUrl: run.details_url ?? undefined,
    });
  }
  return states;
}
