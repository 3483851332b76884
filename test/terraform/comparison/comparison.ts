import type { Value } from '../../../src/model/value.ts';
import type { PlanJson } from '../expected-plan.ts';
import { knownLeaves } from './planned.ts';

/** Evaluation says something else than the plan. */
export interface Difference {
  /** `aws_s3_bucket.this[0].tags.a` */
  readonly where: string;
  readonly problem: string;
  readonly ours: string;
  readonly plan: string;
}

/** The plan knows what evaluation calls unknown. */
export interface Gap {
  readonly where: string;
  /** The reason that evaluation gives, and its detail. */
  readonly reason: string;
  readonly detail: string;
  /** How many known scalars of the plan are unknown to us. */
  readonly leaves: number;
}

/** What came out of comparing a configuration with its plan. */
export interface Comparison {
  /** Scalars that evaluation knows and that equal the plan's. */
  known: number;
  readonly differences: Difference[];
  readonly gaps: Gap[];
}

/** A comparison in which nothing has been compared. */
export function emptyComparison(): Comparison {
  return { known: 0, differences: [], gaps: [] };
}

/** Adds the outcome of a part. */
export function add(into: Comparison, part: Comparison): void {
  into.known += part.known;
  into.differences.push(...part.differences);
  into.gaps.push(...part.gaps);
}

/** Notes that evaluation disagrees. */
export function differ(into: Comparison, where: string, problem: string, ours: string, plan: PlanJson): void {
  into.differences.push({ where, problem, ours, plan: JSON.stringify(plan) });
}

/** Notes that evaluation does not know what the plan knows. */
export function gap(into: Comparison, where: string, ours: Value, plan: PlanJson): void {
  const leaves = knownLeaves(plan);
  if (leaves === 0) return;
  const { reason, detail } = ours.kind === 'unknown' ? ours : { reason: 'absent', detail: '' };
  into.gaps.push({ where, reason, detail, leaves });
}
