import { isPlanObject, type ExpectedValues, type PlanJson } from '../expected-plan.ts';

/** What stands in a plan for a value that is only known after apply. */
export const UNKNOWN_IN_PLAN: PlanJson = { $unknown: true };

/** True for a value that is only known after apply. */
export function isUnknownInPlan(value: PlanJson): boolean {
  return isPlanObject(value) && value['$unknown'] === true;
}

/** The values of a plan with a mark in every place that is unknown. */
export function plannedValues(expected: ExpectedValues): PlanJson {
  return (expected.unknown ?? []).reduce((tree, pointer) => mark(tree, segments(pointer)), expected.values);
}

/** The parts of a JSON pointer (RFC 6901). */
export function segments(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function mark(tree: PlanJson, [first, ...rest]: readonly string[]): PlanJson {
  if (first === undefined) return UNKNOWN_IN_PLAN;
  if (Array.isArray(tree)) {
    const items = tree as readonly PlanJson[];
    return items.map((item, index) => (index === Number(first) ? mark(item, rest) : item));
  }
  const object = isPlanObject(tree) ? tree : {};
  return { ...object, [first]: mark(object[first] ?? {}, rest) };
}

/** How many known scalars there are; an empty list or object counts as one. */
export function knownLeaves(value: PlanJson): number {
  if (value === null || isUnknownInPlan(value)) return 0;
  const items = Array.isArray(value) ? (value as readonly PlanJson[]) : isPlanObject(value) ? Object.values(value) : [];
  if (items.length === 0) return 1;
  return items.reduce<number>((sum, item) => sum + knownLeaves(item), 0);
}

/** Whether a text that the test provider put into a data source is part of the value. */
export function fromDataSource(value: PlanJson): boolean {
  return JSON.stringify(value).includes('<data:');
}
