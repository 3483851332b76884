import type { Span } from '../../model/span.ts';

/** What a reason does: nothing is run (`refuse`), a maintainer must approve first (`hold`), or it is only told (`flag`). */
export type GateEffect = 'refuse' | 'hold' | 'flag';

/** One thing that the gate found. */
export interface GateReason {
  /** Stable, for tests and docs: `provider-not-allowed`, `symlink-escapes`, `fork` … (docs/plan-gate.md lists them). */
  readonly code: string;
  readonly effect: GateEffect;
  /** Where; undefined for what is not in a file (a fork). */
  readonly span?: Span | undefined;
  /** The line it stands on, as written, at most 200 characters; hostile text. */
  readonly quoted?: string | undefined;
  /** What was found and why it matters: one plain sentence, hostile text possible. */
  readonly message: string;
  /** Who must do what. */
  readonly remedy: string;
}

/** Whether a root module of a change may be planned. */
export interface GateDecision {
  /** The strictest effect; an approval turns `hold` into `run`, never `refuse`. */
  readonly outcome: 'run' | 'hold' | 'refuse';
  /** Strictest first, then by file and line. */
  readonly reasons: readonly GateReason[];
  /** Who released a hold, when somebody did. */
  readonly approvedBy?: string | undefined;
}
