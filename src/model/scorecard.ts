import type { Item } from './items.ts';

/** `fail`: at least one defect. `unknown`: no defect, but something is undecided. `not-applicable`: nothing to judge. */
export type Verdict = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/** The verdict on one checklist item or standard, with what decided it. */
export interface ItemScore {
  readonly item: Item;
  readonly verdict: Verdict;
  /** Deficit d in 0…1 (docs/scoring.md). */
  readonly deficit: number;
  /** Points of 100 that the item holds, and the points lost. */
  readonly weight: number;
  readonly penalty: number;
  /** The rules that cost points, worst first, each with its worst subject. */
  readonly deductions: readonly Deduction[];
  /** For `unknown`: what would decide it. */
  readonly undecided?: string | undefined;
  /** For `pass`: how many judgements passed. */
  readonly passes: number;
}

/** What one rule took from an item. */
export interface Deduction {
  readonly ruleId: string;
  /** x of the rule: severity × confidence × criticality of the worst subject. */
  readonly x: number;
  readonly address: string;
  readonly file: string;
  readonly line: number;
  /** How many subjects have the same defect. */
  readonly count: number;
}

/** One of the three figures. `low`…`high`: all unknowns fail … all pass. Scores are 0…100. */
export interface Figure {
  readonly score: number;
  readonly low: number;
  readonly high: number;
  /** Points with a known verdict / points applicable, 0…1; 1 when nothing is applicable. */
  readonly coverage: number;
  /** Points the figure is out of (100, 71, 26). */
  readonly points: number;
}

/** A side of the change in points: three figures, and what each item contributes. */
export interface Scorecard {
  readonly overall: Figure;
  readonly reliability: Figure;
  readonly security: Figure;
  readonly items: readonly ItemScore[];
}
