import type { ComparedFinding } from '../model/finding.ts';
import type { Severity } from '../model/items.ts';
import { compareSeverity, SEVERITIES } from '../model/items.ts';
import type { Review } from '../model/review.ts';
import { compareText } from '../model/order.ts';

const CONFIDENCE = { high: 0, medium: 1, low: 2 } as const;

/** Negative when `a` is worse than `b`: by severity, confidence, then by file, line and rule, so that the order is stable. */
function worstFirst(a: ComparedFinding, b: ComparedFinding): number {
  return (
    compareSeverity(b.severity, a.severity) || CONFIDENCE[a.confidence] - CONFIDENCE[b.confidence] || byPlace(a, b)
  );
}

/** Negative when `a` stands before `b`: by file, line, column, rule, fingerprint. */
function byPlace(a: ComparedFinding, b: ComparedFinding): number {
  return (
    compareText(a.anchor.file, b.anchor.file) ||
    a.anchor.startLine - b.anchor.startLine ||
    a.anchor.startColumn - b.anchor.startColumn ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** The findings that this change is answerable for: introduced and worsened, worst first. */
export function ownFindings(review: Review): readonly ComparedFinding[] {
  return review.findings
    .filter((finding) => finding.state === 'introduced' || finding.state === 'worsened')
    .sort(worstFirst);
}

/** The findings in one state, worst first. */
export function inState(review: Review, state: ComparedFinding['state']): readonly ComparedFinding[] {
  return review.findings.filter((finding) => finding.state === state).sort(worstFirst);
}

/** How many findings there are of each severity, worst first; severities without any are left out. */
export function countBySeverity(
  findings: readonly ComparedFinding[],
): readonly { readonly severity: Severity; readonly count: number }[] {
  return SEVERITIES.toReversed()
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0);
}

/** Gaps that left something out, apart from those that were only not followed to the end (`warning`). */
export function notReviewed(review: Review): Review['coverage']['gaps'] {
  return review.coverage.gaps.filter(({ severity }) => severity === 'error');
}

/**
 * True when something was not looked at or a rule failed: such a review must not look complete. A module that is not in the
 * repository is no such gap: it is listed, but nearly every change has one, and saying so each time would teach people to look away.
 */
export function hasGaps(review: Review): boolean {
  return notReviewed(review).length > 0 || review.coverage.ruleErrors.length > 0 || review.change.truncated;
}
