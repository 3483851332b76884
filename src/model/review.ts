import type { Change } from './change.ts';
import type { Coverage } from './coverage.ts';
import type { ComparedFinding } from './finding.ts';
import type { Scorecard } from './scorecard.ts';

/** Conclusion of the check run, GitHub's own words. */
export type Conclusion = 'success' | 'failure' | 'neutral' | 'action_required';

/** The gate's decision and the reasons for it, most important first. */
export interface GateResult {
  readonly conclusion: Conclusion;
  readonly reasons: readonly string[];
}

/** Everything a report says, as data: the result of reviewing one change, or one tree (`scan`: no base). */
export interface Review {
  readonly change: Change;
  /** `tree`: a scan, all findings are `pre-existing` in state and count. */
  readonly mode: 'change' | 'tree';
  /** Introduced first, then worsened, fixed, pre-existing; inside each worst first, then by file and line. */
  readonly findings: readonly ComparedFinding[];
  /** Fingerprints of findings whose fix was applied and judged again: the finding goes, none comes, the file parses. */
  readonly provenFixes: ReadonlySet<string>;
  readonly base: Scorecard | undefined;
  readonly head: Scorecard;
  /** Points of 100 that this change's own findings cost on a clean repository (docs/scoring.md). */
  readonly newPenalty: number;
  readonly gate: GateResult;
  readonly coverage: Coverage;
  /** Text of files at head and at base, for excerpts and suggestions. */
  text(side: 'LEFT' | 'RIGHT', file: string): string | undefined;
}
