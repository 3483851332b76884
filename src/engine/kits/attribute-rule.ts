import type { Graph } from '../../model/resource.ts';
import { isList, type Scalar, type Value } from '../../model/value.ts';
import { setArgument } from '../fixes/set-argument.ts';
import type { AttributeView, ResourceView } from '../resource-view.ts';
import type { FailOutcome, Outcome, Rule } from '../rule.ts';
import { provenance, valueText } from '../value-text.ts';
import { holds, under, unknownAt, whenAbsentFor } from './conditions.ts';
import type { AttributeRuleDefinition, Expectation, WhenAbsentOf } from './definitions.ts';
import { describe, fixableOf } from './describe.ts';
import { meets } from './expectation.ts';

/** A rule about one attribute (or alternatives of it): see AttributeRuleDefinition. */
export function attributeRule(definition: AttributeRuleDefinition): Rule {
  return argumentRule(definition, 'attribute', undefined);
}

/** How bad a value that is not as expected is: larger is worse. */
export type DegreeOf = (value: Scalar) => number;

/** What `attributeRule` and `rangeRule` share: an argument is judged by an expectation. */
export function argumentRule(definition: AttributeRuleDefinition, kit: string, degreeOf: DegreeOf | undefined): Rule {
  const paths = typeof definition.attribute === 'string' ? [definition.attribute] : definition.attribute;
  const [firstPath = ''] = paths;
  return {
    ...describe(definition, kit),
    ...fixableOf(definition.fixTo, definition.fixIsSafe),
    absence: { path: firstPath, means: definition.whenAbsent },
    check({ resource, graph }) {
      const condition = holds(definition.when, resource);
      if (condition === 'no') return undefined;
      const readings = paths.map((path) => readPath(path, definition, resource, graph, degreeOf));
      return under(condition, combine(readings));
    },
  };
}

interface Reading {
  readonly outcomes: readonly Outcome[];
  readonly isWritten: boolean;
}

function readPath(
  path: string,
  definition: AttributeRuleDefinition,
  resource: ResourceView,
  graph: Graph,
  degreeOf: DegreeOf | undefined,
): Reading {
  const places = resource.attrs(path);
  const outcomes = places.flatMap((place): Outcome[] => {
    const outcome = judgePlace(place, resource, definition);
    if (outcome?.kind !== 'fail') return outcome ? [outcome] : [];
    const fix =
      definition.fixTo === undefined
        ? undefined
        : setArgument(place, definition.fixTo, definition.fixIsSafe ?? true, graph);
    const { value } = place;
    const scalar = value.kind === 'known' ? value.value : definition.defaultValue;
    const degree = degreeOf && isScalarOrAbsent(scalar) ? degreeOf(scalar) : undefined;
    return [{ ...outcome, ...(fix ? { fix } : {}), ...(degree === undefined ? {} : { degree }) }];
  });
  return { outcomes, isWritten: places.some((place) => place.value.kind !== 'absent') };
}

function isScalarOrAbsent(value: unknown): value is Scalar {
  return value !== undefined && (value === null || typeof value !== 'object');
}

/** Alternatives: one path that passes everywhere is enough; else what is written is judged, else the first path. */
function combine(readings: readonly Reading[]): readonly Outcome[] {
  const [first] = readings;
  if (!first || readings.length === 1) return first?.outcomes ?? [];
  const isAll = (reading: Reading, kind: Outcome['kind']): boolean =>
    reading.outcomes.length > 0 && reading.outcomes.every((outcome) => outcome.kind === kind);
  const passing = readings.find((reading) => reading.isWritten && isAll(reading, 'pass'));
  if (passing) return passing.outcomes;
  const undecided = readings.flatMap((reading) => reading.outcomes).find((outcome) => outcome.kind === 'unknown');
  if (undecided) return [undecided];
  return (readings.find((reading) => reading.isWritten) ?? first).outcomes;
}

/** What a judged place needs to know of the definition; nested blocks are judged with it as well. */
export interface PlaceRule {
  readonly expect: Expectation;
  readonly whenAbsent: WhenAbsentOf;
  readonly metBy?: readonly string[];
  readonly defaultValue?: Scalar;
}

/** The outcome for one place of an argument; undefined when the rule does not apply there. `prefix` completes the path in messages. */
export function judgePlace(
  place: AttributeView,
  resource: ResourceView,
  rule: PlaceRule,
  prefix = '',
): Outcome | undefined {
  const path = prefix + place.path;
  const { value, span } = place;
  const pass: Outcome = { kind: 'pass', attribute: path, span };
  if (value.kind === 'absent') {
    const means = whenAbsentFor(rule.whenAbsent, resource.type);
    if (means === 'not-applicable') return undefined;
    if (means === 'pass') return pass;
    if (means === 'unknown') return unknownAt({ ...place, path }, value);
    const message = `${resource.address} does not set ${path}${defaultText(rule)}`;
    // An argument that is written as null has a line of its own.
    return { kind: 'fail', message, attribute: path, missing: place.written === undefined, span, trace: value.trace };
  }
  const { metBy } = rule;
  if (metBy && isComputedBy(value, metBy)) return pass;
  const answer = meets(metBy ? withoutComputedBy(value, metBy) : value, rule.expect);
  if (answer === 'yes') return pass;
  if (answer !== 'no') return unknownAt({ ...place, path }, answer);
  return failAt(place, path, resource);
}

/** Whether a value is known after apply only, and then comes from resources of these types alone. */
function isComputedBy(value: Value, types: readonly string[]): boolean {
  return (
    value.kind === 'unknown' &&
    value.reason === 'computed' &&
    value.references.length > 0 &&
    value.references.every((address) => types.includes(/(?:^|\.)([^.]+)\.[^.]+$/.exec(address)?.[1] ?? ''))
  );
}

/** A list without the elements that are computed by resources of these types; any other value as it is. */
function withoutComputedBy(value: Value, types: readonly string[]): Value {
  if (value.kind !== 'known' || !isList(value.value)) return value;
  return { ...value, value: value.value.filter((item) => !isComputedBy(item, types)) };
}

function failAt(place: AttributeView, path: string, resource: ResourceView): FailOutcome {
  const { value, span } = place;
  const message = `${resource.address} has ${path} = ${valueText(value)}${provenance(value)}`;
  return { kind: 'fail', message, attribute: path, span, trace: value.trace };
}

function defaultText(rule: PlaceRule): string {
  const value = rule.defaultValue ?? impliedDefault(rule.expect);
  return value === undefined
    ? ''
    : `; the default is ${valueText({ kind: 'known', value, trace: [], references: [] })}`;
}

/** A rule that fails on absence and accepts only one truth value implies that the default is the other. */
function impliedDefault(expect: Expectation): Scalar | undefined {
  if (!('oneOf' in expect) || expect.oneOf.length !== 1) return undefined;
  const [only] = expect.oneOf;
  return typeof only === 'boolean' ? !only : undefined;
}
