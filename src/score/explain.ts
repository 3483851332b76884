import type { Deduction, ItemScore, Scorecard } from '../model/scorecard.ts';
import { RELIABILITY_FIGURE, SCORED_ITEMS, SECURITY_FIGURE, type ScoredItem } from './weights.ts';

/** A deduction with the points it costs. */
export interface ExplainedDeduction extends Deduction {
  readonly item: ScoredItem;
  /** Points of 100 (of 71 and 26 for the other figures: the same points, a smaller whole). */
  readonly points: number;
}

const FIGURES: Readonly<Record<'overall' | 'reliability' | 'security', readonly ScoredItem[]>> = {
  overall: SCORED_ITEMS,
  reliability: RELIABILITY_FIGURE,
  security: SECURITY_FIGURE,
};

/** Larger x are treated as this: a certain total failure would otherwise take all points and leave its neighbours none. */
const MAX_X = 0.999;

/**
 * Why a figure is not 100: deductions that add up, dearest first. Their points sum to `figure.points × (1 − score / 100)`;
 * for `overall` that is 100 − score.
 *
 * Noisy-or does not add: two rules of x = 0.5 cost 0.75 together. The points an item lost are therefore split among its rules
 * in proportion to −ln(1 − x), the quantity that does add where noisy-or multiplies. The split does not depend on any order.
 */
export function explain(
  card: Scorecard,
  figure: 'overall' | 'reliability' | 'security' = 'overall',
): readonly ExplainedDeduction[] {
  const shown = new Set<string>(FIGURES[figure]);
  return card.items
    .filter((item): item is ItemScore & { item: ScoredItem } => shown.has(item.item))
    .flatMap((item) => split(item))
    .toSorted((a, b) => b.points - a.points || (a.ruleId < b.ruleId ? -1 : 1));
}

function split(item: ItemScore & { item: ScoredItem }): readonly ExplainedDeduction[] {
  const shares = item.deductions.map(({ x }) => -Math.log1p(-Math.min(x, MAX_X)));
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total === 0) return [];
  return item.deductions.map((deduction, index) => ({
    ...deduction,
    item: item.item,
    points: (item.penalty * (shares[index] ?? 0)) / total,
  }));
}
