import type { ComparedFinding } from '../model/finding.ts';
import type { Severity } from '../model/items.ts';
import { compareSeverity } from '../model/items.ts';
import type { Review } from '../model/review.ts';
import { commentBody, findingMarker } from './comment-body.ts';
import { lineOf } from './finding-text.ts';
import type { Section } from './fit.ts';
import { fit } from './fit.ts';
import { type Placement, placementOf } from './placement.ts';
import { redactReview } from './secrets.ts';
import { ownFindings } from './selection.ts';
import { suggestionOf } from './suggestion.ts';
import { lastLine, plural } from './wording.ts';

/**
 * One inline comment as GitHub's `POST /repos/{owner}/{repo}/pulls/{number}/reviews` takes it.
 * Source: https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request
 */
export interface ReviewComment {
  readonly path: string;
  readonly side: 'LEFT' | 'RIGHT';
  readonly line: number;
  readonly start_line?: number;
  readonly start_side?: 'LEFT' | 'RIGHT';
  readonly body: string;
  /** Identity of the finding, for reconciling; not sent. */
  readonly fingerprint: string;
}

/** A review with its comments, worst first. */
export interface ReviewToPost {
  readonly body: string;
  readonly comments: readonly ReviewComment[];
}

/** The part of the policy that decides how much is said inline. */
export interface CommentPolicy {
  readonly minimum: Severity | 'off';
  /** Most inline comments of one review. */
  readonly cap: number;
}

/** GitHub takes 65,536 characters; what it counts is not said, so there is a margin. */
const BODY_LIMIT = 60_000;

/**
 * The review to post: comments for the findings of this change at or above the minimum, worst first, at most `cap`. What
 * has no line in the diff is said in the body, what is beyond the cap is counted there. Undefined when there is nothing to say.
 */
export function reviewOf(review: Review, policy: CommentPolicy, docsBase?: string): ReviewToPost | undefined {
  const { minimum } = policy;
  if (minimum === 'off' || review.mode === 'tree') return undefined;
  const worthy = ownFindings(redactReview(review)).filter((finding) => compareSeverity(finding.severity, minimum) >= 0);
  if (worthy.length === 0) return undefined;
  const comments: ReviewComment[] = [];
  const placeless: ComparedFinding[] = [];
  const beyond: ComparedFinding[] = [];
  for (const finding of worthy) {
    const comment = commentOf(review, finding, docsBase);
    if (!comment) placeless.push(finding);
    else if (comments.length < policy.cap) comments.push(comment);
    else beyond.push(finding);
  }
  return { body: bodyOf(worthy.length, comments.length, placeless, beyond), comments };
}

function commentOf(review: Review, finding: ComparedFinding, docsBase: string | undefined): ReviewComment | undefined {
  const { anchor, side, fingerprint } = finding;
  const suggestion = suggestionOf(review, finding);
  if (suggestion) {
    const { firstLine, lastLine: line } = suggestion;
    const body = commentBody(finding, { suggestion: suggestion.markdown, elsewhere: false, docsBase });
    return { path: suggestion.path, side: 'RIGHT', line, ...rangeFrom(firstLine, line, 'RIGHT'), body, fingerprint };
  }
  const at = { side, file: anchor.file, first: anchor.startLine, last: lastLine(anchor) };
  const place = placementOf(review.change, at) ?? causeInDiff(review, finding);
  if (!place) return undefined;
  const body = commentBody(finding, { elsewhere: !place.exact, docsBase });
  return {
    path: place.path,
    side: place.side,
    line: place.line,
    ...rangeFrom(place.startLine ?? place.line, place.line, place.side),
    body,
    fingerprint,
  };
}

/** For a finding in a file that the change does not touch: a changed line that its value, or its module, comes from. */
function causeInDiff({ change }: Review, finding: ComparedFinding): Placement | undefined {
  const causes = [...finding.trace, ...finding.related].map(({ span }) => span);
  for (const { file, startLine } of causes) {
    const place = placementOf(change, { side: 'RIGHT', file, first: startLine, last: startLine });
    if (place?.exact) return { ...place, exact: false };
  }
  return undefined;
}

function rangeFrom(first: number, last: number, side: 'LEFT' | 'RIGHT'): Partial<ReviewComment> {
  return first < last ? { start_line: first, start_side: side } : {};
}

function bodyOf(
  total: number,
  inline: number,
  placeless: readonly ComparedFinding[],
  beyond: readonly ComparedFinding[],
): string {
  const where = [
    ...(inline > 0 ? [`${String(inline)} marked on ${inline === 1 ? 'its line' : 'their lines'}`] : []),
    ...(placeless.length > 0
      ? [
          `${String(placeless.length)} listed here, as the diff has no line for ${placeless.length === 1 ? 'it' : 'them'}`,
        ]
      : []),
    ...(beyond.length > 0 ? [`${String(beyond.length)} more only in the check run`] : []),
  ];
  const sections: readonly Section[] = [
    {
      head: '',
      items: [
        `**${plural(total, 'problem')}** ${total === 1 ? 'comes' : 'come'} with this change: ${where.join('; ')}.`,
      ],
      between: '\n',
      tail: '',
      rank: 1,
    },
    {
      head: '',
      items: placeless.map((finding) => `${lineOf(finding)} ${findingMarker(finding)}`),
      between: '\n',
      tail: '',
      rank: 2,
    },
  ];
  return fit(sections, BODY_LIMIT);
}
