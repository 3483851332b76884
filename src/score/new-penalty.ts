import { type Judgement, failing, unit } from './judgement.ts';
import { POINTS, SCORED_ITEMS, type ScoredItem, scoredItem } from './weights.ts';

/** A failure with the line-independent identity by which base and head are compared. */
export interface IdentifiedFailure extends Judgement {
  readonly fingerprint: string;
}

/**
 * Points of 100 that this change's own failures cost on an otherwise clean repository.
 * Needed beside the difference of the two scores, because in a repository that fails already noisy-or saturates and that
 * difference tends to 0. A failure that is in base too counts with what it got worse by. Judgements that are not failures
 * are ignored. 0 when nothing is new.
 */
export function newPenalty(head: readonly IdentifiedFailure[], base: readonly IdentifiedFailure[]): number {
  const before = new Map<string, number>();
  for (const failure of base) {
    if (failure.verdict !== 'fail') continue;
    const key = keyOf(failure);
    before.set(key, Math.max(before.get(key) ?? 0, unit(failure.delta)));
  }
  const worstByRule = new Map<ScoredItem, Map<string, number>>();
  for (const failure of head) {
    if (failure.verdict !== 'fail') continue;
    const delta = Math.max(0, unit(failure.delta) - (before.get(keyOf(failure)) ?? 0));
    const item = scoredItem(failure.item);
    const rules = worstByRule.get(item) ?? new Map<string, number>();
    worstByRule.set(item, rules);
    rules.set(failure.ruleId, Math.max(rules.get(failure.ruleId) ?? 0, failing({ ...failure, delta })));
  }
  return SCORED_ITEMS.reduce((sum, item) => {
    const losses = [...(worstByRule.get(item)?.values() ?? [])].toSorted((a, b) => a - b);
    return sum + POINTS[item] * (1 - losses.reduce((product, x) => product * (1 - x), 1));
  }, 0);
}

/** A finding counts towards several items under one fingerprint. */
function keyOf(failure: IdentifiedFailure): string {
  return `${scoredItem(failure.item)}\0${failure.fingerprint}`;
}
