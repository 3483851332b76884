import type { Block } from '../../model/resource.ts';
import type { FailOutcome, Outcome, UnknownOutcome, WhenAbsent } from '../rule.ts';
import type { AttributeView, ResourceView } from '../resource-view.ts';
import type { Condition, WhenAbsentOf } from './definitions.ts';
import { meets } from './expectation.ts';

/** `yes`, `no`, or what keeps it from being decided, where. */
export type ConditionAnswer = 'yes' | 'no' | UnknownOutcome;

/** Whether all conditions hold in `block` (the resource's body unless given). One that fails decides, whatever is unknown. */
export function holds(
  conditions: readonly Condition[] | undefined,
  view: ResourceView,
  block: Block = view.resource.body,
): ConditionAnswer {
  let undecided: UnknownOutcome | undefined;
  for (const condition of conditions ?? []) {
    const answer = holdsOne(condition, view, block);
    if (answer === 'no') return 'no';
    if (answer !== 'yes') undecided ??= answer;
  }
  return undecided ?? 'yes';
}

function holdsOne(condition: Condition, view: ResourceView, block: Block): ConditionAnswer {
  let undecided: UnknownOutcome | undefined;
  for (const place of view.attrsOf(block, condition.attribute)) {
    if (place.value.kind === 'absent') {
      if (condition.whenAbsent) return 'yes';
      continue;
    }
    const answer = meets(place.value, condition.expect);
    if (answer === 'yes') return 'yes';
    if (answer !== 'no') undecided ??= unknownAt(place, answer);
  }
  return undecided ?? 'no';
}

/** The outcome for a place whose value decides and is not known. */
export function unknownAt(place: AttributeView, value: UnknownOutcome['value']): UnknownOutcome {
  return { kind: 'unknown', attribute: place.path, value, span: place.span };
}

/** Outcomes under a condition that may be unknown: a failure is then unknown too, a pass stays a pass. */
export function under(condition: 'yes' | UnknownOutcome, outcomes: readonly Outcome[]): readonly Outcome[] {
  if (condition === 'yes') return outcomes;
  return outcomes.map((outcome) => (outcome.kind === 'fail' ? { ...condition, ...pickAttribute(outcome) } : outcome));
}

function pickAttribute(outcome: FailOutcome): { attribute?: string } {
  return outcome.attribute === undefined ? {} : { attribute: outcome.attribute };
}

/** What an absent argument means for a resource of this type. A type that the definition forgot is unknown: silent. */
export function whenAbsentFor(whenAbsent: WhenAbsentOf, type: string): WhenAbsent {
  if (typeof whenAbsent === 'string') return whenAbsent;
  return Object.hasOwn(whenAbsent, type) ? (whenAbsent[type] ?? 'unknown') : 'unknown';
}
