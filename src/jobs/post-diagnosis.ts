import type { PullRequestRef } from '../ports/change-source.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { PlanReport } from '../plan/plan-report.ts';
import { diagnosisOf } from '../report/plan/diagnosis.ts';
import { z } from 'zod';

/** Answers “Diagnose error” with a comment: what failed, of which kind it is, and the next step that only reads. */
export async function postDiagnosis(octokit: GitHubClient, pr: PullRequestRef, report: PlanReport): Promise<void> {
  await postComment(octokit, pr, diagnosisOf(report));
}

/** Posts a comment in the thread of a pull request. `body` is Markdown, escaped. */
export async function postComment(octokit: GitHubClient, pr: PullRequestRef, body: string): Promise<void> {
  const { owner, repo, number } = pr;
  await callGitHub(
    octokit,
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    { owner, repo, issue_number: number, body },
    z.object({ id: z.number() }),
    { doing: `comment on ${owner}/${repo}#${number}`, permission: 'pull_requests: write' },
  );
}
