import { unit } from './judgement.ts';

/** What a path loses against an availability target, in two parts that are judged by two rules (docs/scoring.md). */
export interface AvailabilityDelta {
  /** Severity of what configuration can repair; proven, q = 1. */
  readonly fixable: number;
  /** Severity of what no setting of the chosen services can repair; q = `CONTRACTUAL_CONFIDENCE`. */
  readonly contractual: number;
}

/** q of a contractual gap: advice, quarter weight. */
export const CONTRACTUAL_CONFIDENCE = 0.25;

/** q of a ceiling that rests on an assumed number of queries per request. */
export const ASSUMED_CONFIDENCE = 0.6;

/**
 * S1, S2. All arguments are fractions (0.999): the upper bound of the path's availability, the best the same services can
 * reach (`A*`), and the target. Losses are compared as −ln(A), which adds along a path.
 */
export function availabilityDelta(reached: number, reachable: number, target: number): AvailabilityDelta {
  const loss = -Math.log(reached);
  const unavoidable = -Math.log(reachable);
  const allowed = -Math.log(target);
  const repairable = Math.max(0, loss - Math.max(unavoidable, allowed));
  return {
    fixable: unit(Math.log10(1 + repairable / allowed)),
    contractual: unit(Math.log10(Math.max(1, unavoidable / allowed))),
  };
}

/**
 * S1, S2, what a change makes worse: severity of what the same entry point lost between base and head below the target,
 * also when the loss is contractual. Fractions; q = 1. Merged with the fixable part by `max`.
 */
export function regressionDelta(base: number, head: number, target: number): number {
  const allowed = -Math.log(target);
  const added = Math.max(0, -Math.log(head) - Math.max(-Math.log(base), allowed));
  return unit(Math.log10(1 + added / allowed));
}

/** S3: hours of planned maintenance a month that users see, against `target` hours. */
export function maintenanceDelta(hours: number, target = 2): number {
  return unit(Math.log2(hours / target));
}

/** S4: seconds until the service is back, against `target` seconds; Infinity when nothing brings it back. */
export function recoveryDelta(seconds: number, target = 300): number {
  return unit(Math.log10(seconds / target));
}

/** S8: requests a second at the ceiling, against `target`. */
export function throughputDelta(perSecond: number, target = 1000): number {
  return unit(Math.log10(target / perSecond));
}
