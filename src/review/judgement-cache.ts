import type { RunResult } from '../engine/run-rules.ts';
import { type BoundedCache, boundedCache } from '../model/bounded-cache.ts';
import type { Scorecard } from '../model/scorecard.ts';

/** What the rules say about one side, and its score. */
export interface Judgement {
  readonly run: RunResult;
  readonly scorecard: Scorecard;
}

/** Judgements by the identity of side, policy and rules: the base of a change is judged once, however often it is pushed to. */
export type JudgementCache = BoundedCache<Judgement>;

/** Findings, passes and open judgements; some hundred bytes each. */
const DEFAULT_MAX_ENTRIES = 400_000;

/** A cache of judgements that hold up to `maxEntries` findings, passes and open judgements together. */
export function judgementCache(maxEntries: number = DEFAULT_MAX_ENTRIES): JudgementCache {
  return boundedCache(maxEntries, ({ run }) => {
    const { findings, passes, undecided, ifRemoved, errors } = run;
    return 100 + findings.length + passes.length + undecided.length + ifRemoved.length + errors.length;
  });
}
