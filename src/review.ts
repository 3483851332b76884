import { compareFindings } from './engine/compare.ts';
import { proveFixes } from './engine/prove-fixes.ts';
import type { Rule } from './engine/rule.ts';
import type { Severity } from './model/items.ts';
import type { Review } from './model/review.ts';
import { judge } from './policy/gate.ts';
import { runSettings } from './policy/rule-setting.ts';
import type { OpenChange } from './ports/change-source.ts';
import { coverageOf } from './review/coverage.ts';
import { chosenInputs, type InputFlags } from './review/evaluation-inputs.ts';
import { judgeSide } from './review/judge-side.ts';
import { policyOf } from './review/policy-of.ts';
import { newCaches } from './review/new-caches.ts';
import { type OnProgress, type ReadCaches, readSides } from './review/read-side.ts';
import { selectFiles } from './review/select-files.ts';
import { newPenaltyOf } from './score/from-findings.ts';

/** What a review needs besides the change. */
export interface ReviewDeps {
  readonly rules: readonly Rule[];
  readonly onProgress?: OnProgress | undefined;
  /** Of the process, so that what earlier reviews parsed and evaluated is not again; of this review alone when left out. */
  readonly caches?: ReadCaches | undefined;
  /** Inputs of evaluation beside those of the policy. */
  readonly inputs?: InputFlags | undefined;
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

  const inputs = chosenInputs(policy, deps.inputs);
  const { gaps, ...selected } = await selectFiles(open, inputs);
  signal?.throwIfAborted();
  const { caches = newCaches(), onProgress } = deps;
  const sides = await readSides(selected, open.prefetch, { caches, inputs, onProgress });
  signal?.throwIfAborted();
  const base = judgeSide(sides.base, policy, rules, caches.judgement);
  const head = judgeSide(sides.head, policy, rules, caches.judgement);
  signal?.throwIfAborted();

  const findings = compareFindings(base, head, change);
  const provenFixes = await proveFixes(findings, head, { rules, options: runSettings(policy, rules) });
  signal?.throwIfAborted();

  const coverage = coverageOf({ head, gaps, notes: [...notes, ...(open.notes ?? [])] });
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
