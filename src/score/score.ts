import { type Item, ITEMS } from '../model/items.ts';
import type { Figure, ItemScore, Scorecard, Verdict } from '../model/scorecard.ts';
import { type Deficit, deficitOf } from './deficit.ts';
import { type Judgement, type NotComputed, UNDECIDED } from './judgement.ts';
import {
  POINTS,
  RELIABILITY_FIGURE,
  SCORED_ITEMS,
  SECURITY_FIGURE,
  type ScoredItem,
  TIER_WEIGHT,
  scoredItem,
} from './weights.ts';

/** An item with its bounds, before it becomes part of a scorecard. */
interface Scored {
  readonly score: ItemScore;
  readonly deficit: Deficit;
}

/**
 * The scorecard of one side of a change (docs/scoring.md). An item with no judgement that is not in
 * `notComputed` is not applicable: it costs nothing and the other weights stay as they are.
 *
 * `items` has every item of `ITEMS` but `state-safety` (part of `backups`). `input-validation` and `data-validation` are one
 * item of six points and both carry it; `explain` counts it once. `passes` counts passes for which there is no judgement.
 */
export function score(
  judgements: readonly Judgement[],
  notComputed: readonly NotComputed[] = [],
  passes: ReadonlyMap<Item, number> = new Map(),
): Scorecard {
  const byItem = new Map<ScoredItem, Judgement[]>(SCORED_ITEMS.map((item) => [item, []]));
  for (const judgement of judgements) byItem.get(scoredItem(judgement.item))?.push(judgement);
  for (const missing of notComputed) byItem.get(scoredItem(missing.item))?.push(asJudgement(missing));

  const scored = new Map<ScoredItem, Scored>();
  const passed = new Map<ScoredItem, number>();
  for (const [item, count] of passes) passed.set(scoredItem(item), (passed.get(scoredItem(item)) ?? 0) + count);
  for (const [item, list] of byItem) scored.set(item, scoreItem(item, list, passed.get(item) ?? 0));
  const items: ItemScore[] = [];
  for (const item of ITEMS) {
    if (item === 'state-safety') continue;
    const result = scored.get(scoredItem(item));
    if (result) items.push({ ...result.score, item });
  }
  return {
    overall: figure(SCORED_ITEMS, scored),
    reliability: figure(RELIABILITY_FIGURE, scored),
    security: figure(SECURITY_FIGURE, scored),
    items,
  };
}

/** Evidence that is not computed is one undecided judgement that, at worst, is a full failure. */
function asJudgement({ item, why, subject, criticality = TIER_WEIGHT.standard }: NotComputed): Judgement {
  return {
    item,
    ruleId: UNDECIDED,
    subject: subject?.address ?? '',
    file: subject?.file ?? '',
    line: subject?.line ?? 1,
    verdict: 'unknown',
    delta: 1,
    confidence: 1,
    criticality,
    undecided: why,
  };
}

function scoreItem(item: ScoredItem, judgements: readonly Judgement[], counted: number): Scored {
  const decisive = judgements.filter((judgement) => judgement.verdict !== 'pass');
  const deficit = deficitOf(decisive);
  const passes = counted + judgements.length - decisive.length;
  const verdict = verdictOf(decisive, passes);
  return {
    deficit,
    score: {
      item,
      verdict,
      deficit: deficit.deficit,
      weight: POINTS[item],
      penalty: POINTS[item] * deficit.deficit,
      deductions: deficit.deductions,
      ...(verdict === 'unknown' ? { undecided: undecidedText(decisive) } : {}),
      passes,
    },
  };
}

/** A failure decides whatever the unknowns turn out to be; one unknown prevents a pass. */
function verdictOf(decisive: readonly Judgement[], passes: number): Verdict {
  if (decisive.some(({ verdict }) => verdict === 'fail')) return 'fail';
  if (decisive.length > 0) return 'unknown';
  return passes > 0 ? 'pass' : 'not-applicable';
}

/** How many different reasons are spelled out; the rest is counted. */
const MAX_REASONS = 3;

function undecidedText(judgements: readonly Judgement[]): string {
  const unknowns = judgements.filter((judgement) => judgement.verdict === 'unknown');
  const reasons = [...new Set(unknowns.map(({ undecided }) => undecided ?? 'a value is not known'))].toSorted();
  const rest = reasons.length - MAX_REASONS;
  return reasons.slice(0, MAX_REASONS).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

function figure(items: readonly ScoredItem[], scored: ReadonlyMap<ScoredItem, Scored>): Figure {
  let points = 0;
  let lost = 0;
  let lostAtBest = 0;
  let lostAtWorst = 0;
  let applicable = 0;
  let decided = 0;
  for (const item of items) {
    points += POINTS[item];
    const entry = scored.get(item);
    if (!entry || entry.score.verdict === 'not-applicable') continue;
    applicable += POINTS[item];
    if (entry.score.verdict !== 'unknown') decided += POINTS[item];
    lost += POINTS[item] * entry.deficit.deficit;
    lostAtBest += POINTS[item] * entry.deficit.best;
    lostAtWorst += POINTS[item] * entry.deficit.worst;
  }
  const of = (loss: number): number => Math.min(100, Math.max(0, 100 * (1 - loss / points)));
  return {
    score: of(lost),
    low: of(lostAtWorst),
    high: of(lostAtBest),
    coverage: applicable === 0 ? 1 : decided / applicable,
    points,
  };
}
