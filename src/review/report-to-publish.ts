import type { Severity } from '../model/items.ts';
import type { Review } from '../model/review.ts';
import type { PullRequestRef } from '../ports/change-source.ts';
import { externalIdOf } from '../ports/external-id.ts';
import type { PublishedReport } from '../publish/published-report.ts';
import { checkRunOf } from '../report/check-run.ts';
import type { CommentPolicy } from '../report/review-comments.ts';
import { reviewOf } from '../report/review-comments.ts';
import { hasGaps } from '../report/selection.ts';
import { summaryCommentOf } from '../report/summary-comment.ts';

/** The parts of a policy that say what is shown. */
export interface PublishingPolicy {
  readonly gate: { readonly severity: Severity };
  readonly comments: { readonly inline: CommentPolicy['minimum']; readonly cap: number };
}

/** Everything that a pull request should show for a review under its policy. Pure. */
export function reportToPublish(
  review: Review,
  pr: Pick<PullRequestRef, 'number'>,
  { gate, comments }: PublishingPolicy,
  docsBase?: string,
): PublishedReport {
  // Merged into the base meanwhile is not fixed, and neither is what may stand in a part that was not read to the end.
  const isWhole = !hasGaps(review) && review.coverage.gaps.length === 0;
  const open = review.findings.filter(({ state }) => state !== 'fixed').map(({ fingerprint }) => fingerprint);
  return {
    headSha: review.change.headSha,
    externalId: externalIdOf(pr),
    checkRun: checkRunOf(review),
    review: reviewOf(review, { minimum: comments.inline, cap: comments.cap }, docsBase),
    summaryComment: summaryCommentOf(review, gate.severity),
    openFindings: isWhole ? new Set(open) : undefined,
  };
}
