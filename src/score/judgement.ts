import type { Item } from '../model/items.ts';

/** What one rule (or one computation) says about one subject, for one item. The only input of the score. */
export interface Judgement {
  readonly item: Item;
  readonly ruleId: string;
  /** Address of the resource or path judged. */
  readonly subject: string;
  readonly file: string;
  readonly line: number;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** Severity of the failure, 0…1; for `unknown` what it would be if it turned out to fail. Ignored for `pass`. */
  readonly delta: number;
  /** q, 0…1. */
  readonly confidence: number;
  /** c of the subject, 0…1. */
  readonly criticality: number;
  /** For `unknown`: what would decide it, for the reader. */
  readonly undecided?: string | undefined;
  /** How many subjects this stands for (instances of one block); default 1. Shown, never scored. */
  readonly count?: number | undefined;
}

/** An item that applies but whose evidence this version does not compute: scored as undecided, and said so. */
export interface NotComputed {
  readonly item: Item;
  /** What is missing, for the reader. */
  readonly why: string;
  /** c of the subject it would be about; default is that of the standard tier. */
  readonly criticality?: number | undefined;
  /** That subject, where there is one. */
  readonly subject?: { readonly address: string; readonly file: string; readonly line: number } | undefined;
}

/** Rule id of the deduction for what is undecided in an item (docs/scoring.md). */
export const UNDECIDED = 'undecided';

/** x of a judgement if it fails: severity × confidence × criticality, kept inside 0…1 whatever the input. */
export function failing(judgement: Judgement): number {
  return unit(judgement.delta) * unit(judgement.confidence) * unit(judgement.criticality);
}

/** `value` inside 0…1; NaN counts as 1, so that a mistake of ours shows as a loss and not as health. */
export function unit(value: number): number {
  return Number.isNaN(value) ? 1 : Math.min(1, Math.max(0, value));
}
