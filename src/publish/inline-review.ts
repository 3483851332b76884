import { z } from 'zod';
import type { PullRequestRef } from '../ports/change-source.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import { statusOf } from '../ports/github-error.ts';
import type { ReviewComment, ReviewToPost } from '../report/review-comments.ts';
import type { Conversation, Remark } from './conversation.ts';
import { clipText, COMMENT_LIMIT, fingerprintsIn, reviewMarker } from './markers.ts';

/** What became of the review. */
export interface PostedReview {
  readonly posted: boolean;
  readonly comments: number;
  /** Comments whose line GitHub refused; their text is in the body of the review. */
  readonly movedToBody: number;
  /** The new head, when GitHub refused the review because of a push in this moment; nothing was posted then. */
  readonly movedHead?: string;
}

const NOT_POSTED: PostedReview = { posted: false, comments: 0, movedToBody: 0 };
const idSchema = z.object({ id: z.number() });

/**
 * Posts the review of one head unless it is there, with those comments that were not made on an earlier head: a finding
 * gets one comment in its life. `currentHead` asks GitHub for the head as it is now. One request, whatever the number of comments; it never approves and never requests changes.
 */
export async function postInlineReview(
  octokit: GitHubClient,
  pr: PullRequestRef,
  headSha: string,
  review: ReviewToPost,
  conversation: Conversation,
  currentHead: () => Promise<string>,
): Promise<PostedReview> {
  const earlier = conversation.reviews.filter(({ body }) => body.includes('<!-- plumbline:review '));
  const marker = reviewMarker(headSha);
  if (earlier.some((each) => each.body.includes(marker))) return NOT_POSTED;
  const known = knownFingerprints([...earlier, ...conversation.inlineComments]);
  const fresh = review.comments.filter((comment) => !known.has(identityOf(comment)));
  const freshInBody = fingerprintsIn(review.body).some((fingerprint) => !known.has(fingerprint));
  // Without a new fact there is nothing to say.
  if (fresh.length === 0 && !freshInBody && earlier.length > 0) return NOT_POSTED;

  const send = async (body: string, comments: readonly ReviewComment[]): Promise<void> => {
    const { owner, repo, number } = pr;
    await callGitHub(
      octokit,
      'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
      {
        owner,
        repo,
        pull_number: number,
        commit_id: headSha,
        event: 'COMMENT',
        body: `${clipText(body, COMMENT_LIMIT - marker.length - 2)}\n\n${marker}`,
        comments: comments.map(requestOf),
      },
      idSchema,
      { doing: `post the review of ${owner}/${repo}#${number}`, permission: 'pull_requests: write' },
    );
  };
  try {
    await send(review.body, fresh);
    return { posted: true, comments: fresh.length, movedToBody: 0 };
  } catch (error) {
    if (statusOf(error) !== 422 || fresh.length === 0) throw error;
    const movedHead = await currentHead();
    if (movedHead !== headSha) return { ...NOT_POSTED, movedHead };
    // GitHub refuses the whole review for one line outside its diff and does not say which: said in the body, nothing is lost.
    await send(withEntries(review.body, fresh), []);
    return { posted: true, comments: 0, movedToBody: fresh.length };
  }
}

/** What GitHub is sent: the fingerprint is in the body. */
function requestOf(comment: ReviewComment): Omit<ReviewComment, 'fingerprint'> {
  const { path, side, line, start_line, start_side } = comment;
  const range = start_line === undefined ? {} : { start_line, start_side: start_side ?? side };
  return { path, side, line, ...range, body: clipText(comment.body, COMMENT_LIMIT) };
}

function knownFingerprints(remarks: readonly Remark[]): Set<string> {
  return new Set(remarks.flatMap((remark) => fingerprintsIn(remark.body)));
}

/** The fingerprint as it stands in the hidden line of the comment. */
function identityOf(comment: ReviewComment): string {
  return fingerprintsIn(comment.body)[0] ?? comment.fingerprint;
}

/** The body with each comment under its place; those that do not fit in full keep their place and hidden line. */
function withEntries(body: string, comments: readonly ReviewComment[]): string {
  const heads = comments.map((comment) => `**${placeName(comment)}**`);
  const short = (index: number): string => {
    const comment = comments[index];
    return comment ? `${heads[index] ?? ''} <!-- plumbline:finding ${identityOf(comment)} -->` : '';
  };
  let left = COMMENT_LIMIT - 200 - Buffer.byteLength(body);
  left -= comments.reduce((sum, _comment, index) => sum + Buffer.byteLength(short(index)) + 2, 0);
  const entries = comments.map((comment, index) => {
    const full = `${heads[index] ?? ''}\n\n${comment.body}`;
    const extra = Buffer.byteLength(full) - Buffer.byteLength(short(index));
    if (extra > left) return short(index);
    left -= extra;
    return full;
  });
  return [body, ...entries].join('\n\n');
}

/** A path is text of the author's: it is shown as code, which no backtick in it can end. */
function placeName({ path, line, side }: ReviewComment): string {
  const shown = path.replaceAll(/[\p{Cc}`]/gu, ' ').slice(0, 300);
  return `\`${shown}\`, line ${line}${side === 'LEFT' ? ' of the base' : ''}`;
}
