import type { Diagnostic } from './diagnostic.ts';
import type { Undecided } from './finding.ts';

/** What was and was not looked at. A review with gaps is never `success`. */
export interface Coverage {
  /** Infrastructure files read at head. */
  readonly filesReviewed: number;
  /** Files and modules that were not, or only partly, reviewed: parse errors, caps, unresolved modules. */
  readonly gaps: readonly Diagnostic[];
  /** Judgements that could not be made because a value is unknown. */
  readonly undecided: readonly Undecided[];
  /** Rules that failed (bugs of ours): rule id and where. */
  readonly ruleErrors: readonly { readonly ruleId: string; readonly address: string; readonly message: string }[];
  /** Work that was not done and why, in whole sentences (plan not run, …). */
  readonly notes: readonly string[];
}
