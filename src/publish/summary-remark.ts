import { z } from 'zod';
import type { PullRequestRef } from '../ports/change-source.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import { SUMMARY_MARKER } from '../report/summary-comment.ts';
import type { Conversation } from './conversation.ts';
import { clipText, COMMENT_LIMIT } from './markers.ts';

/** Without the SHA, so that further clean pushes are no reason to edit. */
const ALL_CLEAR = `${SUMMARY_MARKER}\n**Plumbline: nothing to report any more.** What was reported here before is no longer part of this change.`;

const idSchema = z.object({ id: z.number() });

/**
 * Makes the one summary comment say `text`: created when there is none, edited only when it says something else. Without
 * text an existing comment is set to "all clear" and none is created.
 */
export async function writeSummary(
  octokit: GitHubClient,
  pr: PullRequestRef,
  text: string | undefined,
  conversation: Conversation,
): Promise<'created' | 'edited' | 'unchanged'> {
  const { owner, repo, number } = pr;
  const what = { doing: `write the summary comment of ${owner}/${repo}#${number}`, permission: 'pull_requests: write' };
  const existing = conversation.comments.find(({ body }) => body.startsWith(SUMMARY_MARKER));
  if (!existing && text === undefined) return 'unchanged';
  const body = clipText(text ?? ALL_CLEAR, COMMENT_LIMIT);
  if (!existing) {
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    await callGitHub(octokit, route, { owner, repo, issue_number: number, body }, idSchema, what);
    return 'created';
  }
  if (flat(existing.body) === flat(body)) return 'unchanged';
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
  await callGitHub(octokit, route, { owner, repo, comment_id: existing.id, body }, idSchema, what);
  return 'edited';
}

/** GitHub may change line ends and trailing space on the way. */
function flat(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
