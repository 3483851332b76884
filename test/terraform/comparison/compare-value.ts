import { isList, isObject, isScalar, type KnownValue, type Value } from '../../../src/model/value.ts';
import { isPlanObject, plainDigits, type PlanJson } from '../expected-plan.ts';
import type { AttributeSchema, CtyType } from '../provider/schema.ts';
import { add, differ, emptyComparison, gap, type Comparison } from './comparison.ts';
import { fromDataSource, isUnknownInPlan, knownLeaves } from './planned.ts';

/** Compares the value of an argument with what is planned for it, after the conversion that its schema asks for. */
export function compareArgument(
  ours: Value,
  planned: PlanJson,
  schema: AttributeSchema,
  where: string,
  into: Comparison,
): void {
  // Null leaves the decision to the provider.
  if (isNull(ours) && (planned === schema.default || schema.use.endsWith('computed'))) return;
  const { nested } = schema;
  if (!nested || ours.kind !== 'known' || planned === null || isUnknownInPlan(planned)) {
    compareValue(ours, planned, schema.type, where, into);
    return;
  }
  const object = (one: Value, plan: PlanJson, place: string, part: Comparison): void => {
    compareFields(one, plan, nested.attributes, place, part);
  };
  if (nested.nesting === 'single') object(ours, planned, where, into);
  else compareItems(ours, planned, nested.nesting, object, where, into);
}

function compareFields(
  ours: Value,
  planned: PlanJson,
  attributes: Readonly<Record<string, AttributeSchema>>,
  where: string,
  into: Comparison,
): void {
  if (ours.kind === 'unknown') {
    gap(into, where, ours, planned);
    return;
  }
  if (ours.kind !== 'known' || !isObject(ours.value) || !isPlanObject(planned)) {
    differ(into, where, 'no object', describe(ours), planned);
    return;
  }
  for (const [name, value] of ours.value) {
    const schema = attributes[name];
    if (schema) compareArgument(value, planned[name] ?? null, schema, `${where}.${name}`, into);
    else differ(into, `${where}.${name}`, 'no such attribute', describe(value), null);
  }
  for (const [name, plan] of Object.entries(planned)) {
    const decided = attributes[name]?.use.endsWith('computed') === true;
    if (!ours.value.has(name) && !decided && knownLeaves(plan) > 0)
      differ(into, `${where}.${name}`, 'missing', '(nothing)', plan);
  }
}

/** Compares a value with a planned one of a type. */
export function compareValue(ours: Value, planned: PlanJson, type: CtyType, where: string, into: Comparison): void {
  if (ours.kind === 'unknown') {
    if (!fromDataSource(planned)) gap(into, where, ours, planned);
    return;
  }
  if (isNull(ours)) {
    if (planned !== null) differ(into, where, 'null to us', 'null', planned);
    return;
  }
  if (ours.kind !== 'known') return;
  if (isUnknownInPlan(planned)) {
    // A part that we know of a whole that Terraform calls unknown is no claim against it.
    if (isWhollyKnown(ours)) differ(into, where, 'known to us only', describe(ours), planned);
    return;
  }
  if (isScalar(ours.value)) compareScalar(ours, planned, type, where, into);
  else if (type === 'dynamic') compareUntyped(ours, planned, where, into);
  else if (typeof type === 'string') differ(into, where, `no ${type}`, describe(ours), planned);
  else if (type[0] === 'object') compareObject(ours, planned, (name) => type[1][name], where, into);
  else {
    const element = type[1];
    const item = (one: Value, plan: PlanJson, place: string, part: Comparison): void => {
      compareValue(one, plan, element, place, part);
    };
    compareItems(ours, planned, type[0], item, where, into);
  }
}

/** Nothing is asked of the value, so its own type decides: a list, tuple or set in its order, an object or a map. */
function compareUntyped(ours: KnownValue, planned: PlanJson, where: string, into: Comparison): void {
  if (isObject(ours.value)) {
    compareObject(ours, planned, () => 'dynamic', where, into);
    return;
  }
  const item = (one: Value, plan: PlanJson, place: string, part: Comparison): void => {
    compareValue(one, plan, 'dynamic', place, part);
  };
  compareItems(ours, planned, 'list', item, where, into);
}

function compareObject(
  ours: KnownValue,
  planned: PlanJson,
  typeOf: (name: string) => CtyType | undefined,
  where: string,
  into: Comparison,
): void {
  if (!isObject(ours.value) || !isPlanObject(planned)) {
    differ(into, where, 'an object and something else', describe(ours), planned);
    return;
  }
  for (const name of new Set([...ours.value.keys(), ...Object.keys(planned)])) {
    const value = ours.value.get(name);
    const type = typeOf(name);
    const place = `${where}.${name}`;
    if (value && type) compareValue(value, planned[name] ?? null, type, place, into);
    // A conversion to an object drops what the object does not have.
    else if (!value && knownLeaves(planned[name] ?? null) > 0)
      differ(into, place, 'missing', '(nothing)', planned[name] ?? null);
  }
}

/** Compares the elements of a collection: by place, by key, or for sets whichever fit together. */
export function compareItems(
  ours: KnownValue,
  planned: PlanJson,
  kind: 'list' | 'set' | 'map',
  item: (one: Value, plan: PlanJson, where: string, into: Comparison) => void,
  where: string,
  into: Comparison,
): void {
  if (kind === 'map') {
    if (!isObject(ours.value) || !isPlanObject(planned)) {
      differ(into, where, 'a map and something else', describe(ours), planned);
      return;
    }
    for (const name of new Set([...ours.value.keys(), ...Object.keys(planned)])) {
      const value = ours.value.get(name);
      if (value && name in planned) item(value, planned[name] ?? null, `${where}.${name}`, into);
      else differ(into, `${where}.${name}`, value ? 'not planned' : 'missing', describe(value), planned[name] ?? null);
    }
    return;
  }
  if (!isList(ours.value) || !Array.isArray(planned)) {
    differ(into, where, `a ${kind} and something else`, describe(ours), planned);
    return;
  }
  const values = ours.value;
  const plans = planned as readonly PlanJson[];
  if (kind === 'set') compareUnordered(values, plans, item, describe, where, into);
  else if (values.length !== plans.length) differ(into, where, 'another length', describe(ours), planned);
  else
    values.forEach((value, index) => {
      item(value, plans[index] ?? null, `${where}[${index}]`, into);
    });
}

/** Finds for each of ours the planned element that it agrees with best; equal ones of ours are one. */
export function compareUnordered<T>(
  ours: readonly T[],
  planned: readonly PlanJson[],
  item: (one: T, plan: PlanJson, where: string, into: Comparison) => void,
  text: (one: T) => string,
  where: string,
  into: Comparison,
): void {
  const free = new Set(planned.keys());
  for (const one of ours) {
    const trials = planned.map((plan, index) => {
      const trial = emptyComparison();
      item(one, plan, `${where}[${index}]`, trial);
      return { index, trial };
    });
    const fitting = trials
      .filter(({ trial }) => trial.differences.length === 0)
      .sort((a, b) => a.trial.gaps.length - b.trial.gaps.length || b.trial.known - a.trial.known);
    const best = fitting.find(({ index }) => free.has(index)) ?? fitting[0];
    if (!best) {
      differ(into, where, 'an element that is not planned', text(one), planned);
      continue;
    }
    if (free.delete(best.index)) add(into, best.trial);
  }
  for (const index of free)
    differ(into, where, 'a planned element that we do not have', '(nothing)', planned[index] ?? null);
}

function compareScalar(ours: KnownValue, planned: PlanJson, type: CtyType, where: string, into: Comparison): void {
  if (fromDataSource(planned)) return;
  const mine = scalarText(ours);
  const theirs = planText(planned);
  const wanted = type === 'dynamic' ? kindOf(ours.value) : type;
  const kind = isPlanObject(planned) || Array.isArray(planned) ? 'container' : kindOf(planned);
  // `"0012"` in a number is 12.
  const converted = wanted === 'number' && typeof ours.value === 'string' ? plainDigits(Number(ours.value)) : mine;
  if (wanted !== kind || converted !== theirs) differ(into, where, 'another value', describe(ours), planned);
  else into.known += 1;
}

function kindOf(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'number';
}

function scalarText(value: KnownValue): string {
  if (value.exact !== undefined) return value.exact;
  if (typeof value.value === 'number') return plainDigits(value.value);
  return typeof value.value === 'string' ? value.value : JSON.stringify(value.value);
}

function planText(planned: PlanJson): string {
  if (typeof planned === 'number') return plainDigits(planned);
  const digits = typeof planned === 'object' && planned !== null && '$number' in planned && planned['$number'];
  if (typeof digits === 'string') return digits;
  return typeof planned === 'string' ? planned : JSON.stringify(planned);
}

function isNull(value: Value): boolean {
  return value.kind === 'absent' || (value.kind === 'known' && value.value === null);
}

function isWhollyKnown(value: Value): boolean {
  if (value.kind !== 'known') return value.kind === 'absent';
  if (isScalar(value.value)) return true;
  return isList(value.value) ? value.value.every(isWhollyKnown) : [...value.value.values()].every(isWhollyKnown);
}

/** A value for a reader. */
export function describe(value: Value | undefined): string {
  if (value === undefined || value.kind === 'absent') return '(nothing)';
  if (value.kind === 'unknown') return `?${value.reason}`;
  if (isList(value.value)) return `[${value.value.map(describe).join(', ')}]`;
  if (isObject(value.value)) return `{${[...value.value].map(([k, v]) => `${k}: ${describe(v)}`).join(', ')}}`;
  return value.exact ?? JSON.stringify(value.value);
}
