import { compareFindings } from './engine/compare.ts';
import { proveFixes } from './engine/prove-fixes.ts';
import type { Rule } from './engine/rule.ts';
import type { Severity } from './model/items.ts';
import type { Review } from './model/review.ts';
import { judge } from './policy/gate.ts';
import { runSettings } from './policy/rule-setting.ts';
import type { OpenChange } from './ports/change-source.ts';
import { coverageOf } from './review/coverage.ts';
import { judgeSide } from './review/judge-side.ts';
import { policyOf } from './review/policy-of.ts';
import { type OnProgress, readSide } from './review/read-side.ts';
import { selectFiles } from './review/select-files.ts';
import { newPenaltyOf } from './score/from-findings.ts';
import { parseCache } from './syntax/parse-cache.ts';

/** What a review needs besides the change. */
export interface ReviewDeps {
  readonly rules: readonly Rule[];
  readonly onProgress?: OnProgress | undefined;
  /** Replaces the policy's gate severity (`--fail-on`). */
  readonly gateSeverity?: Severity | undefined;
  /** Aborted when a newer push supersedes this review: the work stops between stages. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * READ FIRST. One change, top to bottom: both sides are read, parsed, evaluated and judged by the same rules; what differs is
 * this change's doing. Pure but for the reading; publishing the result is the caller's.
 */
export async function reviewChange(open: OpenChange, deps: ReviewDeps): Promise<Review> {
  const { change } = open;
  const { rules, signal } = deps;
  const { policy, problems, notes } = policyOf(open, rules, deps.gateSeverity);

  const selected = await selectFiles(open);
  signal?.throwIfAborted();
  const reading = { cache: parseCache(), onProgress: deps.onProgress };
  const base = judgeSide(await readSide(open.base, selected.base, reading), policy, rules);
  const head = judgeSide(await readSide(open.head, selected.head, reading), policy, rules);
  signal?.throwIfAborted();

  const findings = compareFindings(base, head, change);
  const provenFixes = await proveFixes(findings, head, { rules, options: runSettings(policy, rules) });
  signal?.throwIfAborted();

  const coverage = coverageOf({ head, gaps: selected.gaps, notes: [...notes, ...(open.notes ?? [])] });
  const scores = { base: base.scorecard, head: head.scorecard };
  return {
    change,
    mode: 'change',
    findings,
    provenFixes,
    ...scores,
    newPenalty: newPenaltyOf(findings, head.criticality),
    gate: judge({ findings, ...scores, coverage, policy, policyProblems: problems, mode: 'change' }),
    coverage,
    text: (side, file) => (side === 'LEFT' ? base : head).graph.text(file),
  };
}
