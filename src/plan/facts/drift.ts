import type { AttributePath, Plan, ResourceChange } from '../../evaluate/plan/plan.ts';
import { withoutInstanceKeys } from '../../evaluate/addresses.ts';
import { compareText } from '../../model/order.ts';
import type { Drift } from './plan-facts.ts';
import { shownChange } from './shown-value.ts';
import { differences, type Difference } from './value-difference.ts';

/** Attributes told of one object. */
const MOST_ATTRIBUTES = 100;

/**
 * Objects that are no longer as the state has them, by address. Entries of the plan that differ in nothing but sensitivity are
 * left out. What affects the plan: attributes that it says it rests on, and those that it changes again.
 */
export function driftOf(plan: Plan): readonly Drift[] {
  const relevant = new Map<string, AttributePath[]>();
  for (const { resource, path } of plan.relevantAttributes) {
    const paths = relevant.get(resource);
    if (paths) paths.push(path);
    else relevant.set(resource, [path]);
  }
  const planned = new Map<string, ResourceChange>();
  for (const change of plan.changes) {
    if (change.deposed === undefined && change.action !== 'no-op') planned.set(change.address, change);
  }
  return plan.drift
    .flatMap((change): readonly Drift[] => {
      if (change.mode !== 'managed' || change.action === 'no-op') return [];
      const { address } = change;
      const isGone = change.action === 'delete';
      const found = isGone ? [] : differences(change.before, change.after, MOST_ATTRIBUTES);
      if (!isGone && found.length === 0) return [];
      const paths = [...(relevant.get(address) ?? []), ...(relevant.get(withoutInstanceKeys(address)) ?? [])];
      const again = planned.get(address);
      const affectsPlan = isGone
        ? again !== undefined || paths.length > 0
        : touches(found, paths) || (again !== undefined && touches(found, changedPaths(again)));
      const attributes = found.map((part) => shownChange(part.path, part, plan.hasSecret));
      return [{ address, kind: isGone ? 'gone' : 'changed', attributes, affectsPlan }];
    })
    .sort((a, b) => compareText(a.address, b.address));
}

function changedPaths(change: ResourceChange): readonly AttributePath[] {
  return differences(change.before, change.after, MOST_ATTRIBUTES).map(({ path }) => path);
}

/** Whether a path leads to one of the places, around it, or into it. */
function touches(found: readonly Difference[], paths: readonly AttributePath[]): boolean {
  return paths.some((path) =>
    found.some((place) => {
      const length = Math.min(path.length, place.path.length);
      for (let at = 0; at < length; at++) if (String(path[at]) !== String(place.path[at])) return false;
      return true;
    }),
  );
}
