import { compareFindings } from './engine/compare.ts';
import { proveFixes } from './engine/prove-fixes.ts';
import type { Review } from './model/review.ts';
import { judge } from './policy/gate.ts';
import { runSettings } from './policy/rule-setting.ts';
import type { OpenChange } from './ports/change-source.ts';
import { coverageOf } from './review/coverage.ts';
import { judgeSide } from './review/judge-side.ts';
import { readChange, type ReadChange, type ReadChangeDeps } from './review/read-change.ts';
import { newPenaltyOf } from './score/from-findings.ts';

/** What a review needs besides the change. */
export interface ReviewDeps extends ReadChangeDeps {
  /** Told what was read before it is judged: the root modules to plan follow from it. What it answers are notes for the reader. */
  readonly onRead?: ((read: ReadChange) => Promise<readonly string[]>) | undefined;
}

/**
 * READ FIRST. One change, top to bottom: both sides are read, parsed, evaluated and judged by the same rules; what differs is
 * this change's doing. Pure but for the reading; publishing the result is the caller's. Plans: plan-root.ts.
 */
export async function reviewChange(open: OpenChange, deps: ReviewDeps): Promise<Review> {
  const { change } = open;
  const { rules, signal } = deps;
  const read = await readChange(open, deps);
  const { policy, caches } = read;
  const planNotes = (await deps.onRead?.(read)) ?? [];

  const base = judgeSide(read.base, policy, rules, caches.judgement);
  const head = judgeSide(read.head, policy, rules, caches.judgement);
  signal?.throwIfAborted();

  const findings = compareFindings(base, head, change);
  const provenFixes = await proveFixes(findings, head, { rules, options: runSettings(policy, rules) });
  signal?.throwIfAborted();

  const coverage = coverageOf({ head, gaps: read.gaps, notes: [...read.notes, ...(open.notes ?? []), ...planNotes] });
  const scores = { base: base.scorecard, head: head.scorecard };
  return {
    change,
    mode: 'change',
    findings,
    provenFixes,
    ...scores,
    newPenalty: newPenaltyOf(findings, head.criticality),
    gate: judge({ findings, ...scores, coverage, policy, policyProblems: read.problems, mode: 'change' }),
    coverage,
    text: (side, file) => (side === 'LEFT' ? base : head).graph.text(file),
  };
}
