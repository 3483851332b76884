import type { Review } from '../model/review.ts';
import type { PullRequestRef } from '../ports/change-source.ts';
import { externalIdOf } from '../ports/external-id.ts';
import type { PublishedReport } from '../publish/published-report.ts';
import { checkRunOf } from '../report/check-run.ts';
import type { CommentPolicy } from '../report/review-comments.ts';
import { reviewOf } from '../report/review-comments.ts';
import { hasGaps } from '../report/selection.ts';
import { summaryCommentOf } from '../report/summary-comment.ts';

/** Everything that a pull request should show for a review. Pure. */
export function reportToPublish(
  review: Review,
  pr: Pick<PullRequestRef, 'number'>,
  comments: CommentPolicy,
  docsBase?: string,
): PublishedReport {
  // Merged into the base meanwhile is not fixed, and neither is what could not be read.
  const open = review.findings.filter(({ state }) => state !== 'fixed').map(({ fingerprint }) => fingerprint);
  return {
    headSha: review.change.headSha,
    externalId: externalIdOf(pr),
    checkRun: checkRunOf(review),
    review: reviewOf(review, comments, docsBase),
    summaryComment: summaryCommentOf(review),
    openFindings: hasGaps(review) ? undefined : new Set(open),
  };
}
