import { z } from 'zod';
import type { PullRequestRef } from '../ports/change-source.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import type { Conversation } from './conversation.ts';
import { clipText, COMMENT_LIMIT, fingerprintsIn } from './markers.ts';

/** An edit waits a second behind the one before it (Octokit's throttling); more can wait for the next push. */
const MAX_EDITS = 20;

const FIXED = '<!-- plumbline:fixed -->';
const BEFORE = '\n\n<details><summary>What it was</summary>\n\n';
const AFTER = '\n\n</details>';
const idSchema = z.object({ id: z.number() });

/**
 * Edits our inline comments: what is not among `open` any more is said to be fixed as of this head, what has come back is
 * said again. Threads are not resolved: that would need write access to the code. Returns the number of edits.
 */
export async function settleComments(
  octokit: GitHubClient,
  pr: PullRequestRef,
  head: { readonly sha: string; readonly open: ReadonlySet<string> },
  conversation: Conversation,
): Promise<number> {
  const { owner, repo, number } = pr;
  let edits = 0;
  for (const { id, body } of conversation.inlineComments) {
    const fingerprint = fingerprintsIn(body)[0];
    if (fingerprint === undefined || edits >= MAX_EDITS) continue;
    const isOpen = head.open.has(fingerprint);
    const saysFixed = body.startsWith(FIXED);
    if (isOpen !== saysFixed) continue;
    const text = isOpen ? original(body) : `${FIXED}\n**Fixed** as of ${head.sha}.${BEFORE}${body}${AFTER}`;
    await callGitHub(
      octokit,
      'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}',
      { owner, repo, comment_id: id, body: clipText(text, COMMENT_LIMIT) },
      idSchema,
      { doing: `edit a comment on ${owner}/${repo}#${number}`, permission: 'pull_requests: write' },
    );
    edits++;
  }
  return edits;
}

function original(body: string): string {
  const start = body.indexOf(BEFORE);
  const end = body.endsWith(AFTER) ? body.length - AFTER.length : body.length;
  return start < 0 ? body : body.slice(start + BEFORE.length, end);
}
