import { z } from 'zod';
import { RemoteError } from '../model/errors.ts';
import type { PullRequestRef } from '../ports/change-source.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import type { CheckRunHandle } from './check-runs.ts';
import { openCheckRun } from './check-runs.ts';
import { readConversation } from './conversation.ts';
import type { PostedReview } from './inline-review.ts';
import { postInlineReview } from './inline-review.ts';
import type { PublishedReport, PublishResult } from './published-report.ts';
import { settleComments } from './settle-comments.ts';
import { writeSummary } from './summary-remark.ts';

const pullSchema = z.object({ head: z.object({ sha: z.string() }) });

/**
 * Makes a pull request show `report`: reads what is there and adds or edits only what differs, so that it may be called
 * again after a crash or a lost answer. The check run comes last: complete means that everything else is there.
 *
 * Something GitHub refuses for good (a locked thread, a token that is no App's) is a problem in the result and the rest
 * goes on; throws a RemoteError when nothing at all could be done, or when trying again later may help.
 * `started` is the check run of this head where the review has one already; without it, it is looked up when it is needed.
 */
export async function publishReview(
  octokit: GitHubClient,
  pr: PullRequestRef,
  report: PublishedReport,
  started?: CheckRunHandle,
): Promise<PublishResult> {
  const { headSha, externalId, checkRun } = report;
  const handle = async (): Promise<CheckRunHandle> =>
    started ?? openCheckRun(octokit, pr, { headSha, externalId, name: checkRun.name });
  const conversation = await readConversation(octokit, pr);
  if (conversation.headSha !== headSha) return superseded(await handle(), conversation.headSha);

  const refusals: RemoteError[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RemoteError) || error.retryable) throw error;
      refusals.push(error);
      return undefined;
    }
  };

  const { review, openFindings } = report;
  const posted = await attempt(async (): Promise<PostedReview> =>
    review
      ? postInlineReview(octokit, pr, headSha, review, conversation, () => readHead(octokit, pr))
      : { posted: false, comments: 0, movedToBody: 0 },
  );
  if (posted?.movedHead !== undefined) return superseded(await handle(), posted.movedHead);
  const summary = await attempt(() => writeSummary(octokit, pr, report.summaryComment, conversation));
  const settled = await attempt(async () =>
    openFindings ? settleComments(octokit, pr, { sha: headSha, open: openFindings }, conversation) : 0,
  );
  const completed = await attempt(async () => (await handle()).complete(checkRun));
  const first = refusals[0];
  if (first && !posted && !summary && !completed) throw first;
  return {
    outcome: 'published',
    headSha,
    checkRun: completed ? (completed.changed ? 'written' : 'unchanged') : 'failed',
    review: posted ? (posted.posted ? 'posted' : 'unchanged') : 'failed',
    comments: posted?.comments ?? 0,
    movedToBody: posted?.movedToBody ?? 0,
    summary: summary ?? 'failed',
    settled: settled ?? 0,
    problems: [
      ...refusals.map((error) => error.message),
      ...(completed?.problem === undefined ? [] : [completed.problem]),
    ],
  };
}

/** The head of a pull request as it is now. */
export async function readHead(octokit: GitHubClient, pr: PullRequestRef): Promise<string> {
  const { owner, repo, number } = pr;
  const pull = await callGitHub(
    octokit,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    { owner, repo, pull_number: number },
    pullSchema,
    { doing: `read the head of ${owner}/${repo}#${number}`, permission: 'pull_requests: read' },
  );
  return pull.head.sha;
}

/** Nothing is said about a head that is no longer there; its check run ends with a pointer to the new one. */
async function superseded(checkRun: CheckRunHandle, headSha: string): Promise<PublishResult> {
  return {
    outcome: 'superseded',
    headSha,
    checkRun: (await checkRun.supersede(headSha)) ? 'written' : 'unchanged',
    review: 'unchanged',
    comments: 0,
    movedToBody: 0,
    summary: 'unchanged',
    settled: 0,
    problems: [],
  };
}
