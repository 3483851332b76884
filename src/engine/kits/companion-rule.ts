import type { Graph, Resource } from '../../model/resource.ts';
import { isScalar, unknown, type UnknownValue } from '../../model/value.ts';
import { viewOf, type AttributeView, type ResourceView } from '../resource-view.ts';
import type { Outcome, Rule, UnknownOutcome } from '../rule.ts';
import { provenance, valueText } from '../value-text.ts';
import { companionIndex, hiddenIn, type CompanionIndex } from './companion-index.ts';
import { ofInstance } from './companion-instances.ts';
import { holds, under, whenAbsentFor } from './conditions.ts';
import type { CompanionRuleDefinition, Condition } from './definitions.ts';
import { describe } from './describe.ts';

/** A rule that another resource must refer to this one: see CompanionRuleDefinition. */
export function companionRule(definition: CompanionRuleDefinition): Rule {
  return {
    ...describe(definition, 'companion'),
    // That there is no companion at all is certain, whatever the resource's own arguments are.
    ...(definition.when || definition.orOwn
      ? {}
      : { certainDespiteUnknown: 'without any companion no argument of the resource matters' }),
    check({ resource, graph }) {
      const condition = holds(definition.when, resource);
      if (condition === 'no') return undefined;
      const outcome = judge(definition, resource, graph);
      return outcome && under(condition, [outcome]);
    },
  };
}

// The attribute of every outcome is the first companion type, so that a finding keeps its identity when the companion
// is removed instead of changed.
function judge(definition: CompanionRuleDefinition, resource: ResourceView, graph: Graph): Outcome | undefined {
  const attribute = definition.companion[0] ?? '';
  const own = definition.orOwn ? holds(definition.orOwn, resource) : 'no';
  if (own === 'yes') {
    const place = definition.orOwn?.[0] && resource.attr(definition.orOwn[0].attribute);
    return { kind: 'pass', attribute, span: place?.span ?? resource.headerSpan };
  }
  const undecidedAs = (value: UnknownValue): UnknownOutcome => ({
    kind: 'unknown',
    attribute,
    value,
    span: resource.headerSpan,
  });
  const index = companionIndex(graph, resource.resource.root, definition);
  const { linked, undecided } = companionsOf(resource, index, definition);
  const verdicts = linked.map((companion) => judgeCompanion(companion, definition, resource, attribute));
  const passing = verdicts.find((verdict) => verdict.kind === 'pass');
  if (passing) return passing;
  if (own !== 'no') return { ...own, attribute };
  const open = verdicts.find((verdict) => verdict.kind === 'unknown');
  if (open) return open;
  if (undecided) return undecidedAs(undecided);
  const [failing] = verdicts;
  if (failing) return failing;
  const means = whenAbsentFor(definition.whenAbsent, resource.type);
  if (means === 'not-applicable') return undefined;
  if (means === 'pass') return { kind: 'pass', attribute, span: resource.headerSpan };
  if (means === 'unknown') return undecidedAs(unknown('not-evaluated', `no ${attribute} in this root module`));
  const hidden = hiddenIn(graph, resource.resource);
  if (hidden) return undecidedAs(unknown('module-not-resolved', `${hidden.address} may contain ${attribute}`));
  const message = `${resource.address} has no ${definition.companion.join(' or ')}`;
  return { kind: 'fail', message, attribute, missing: true, span: resource.headerSpan };
}

interface Companions {
  readonly linked: readonly Resource[];
  /** What keeps it from being known whether there are more. */
  readonly undecided: UnknownValue | undefined;
}

function companionsOf(resource: ResourceView, index: CompanionIndex, definition: CompanionRuleDefinition): Companions {
  const linked = new Set(ofInstance(index.byReference.get(resource.resource.configAddress) ?? [], resource.resource));
  let { undecided } = index;
  for (const name of definition.identity) {
    const { value } = resource.attr(name);
    if (value.kind === 'known' && isScalar(value.value)) {
      for (const companion of index.byLiteral.get(String(value.value)) ?? []) linked.add(companion);
    } else if (value.kind === 'unknown' && index.byLiteral.size > 0) {
      // A name that is not known may be one of the literals.
      undecided ??= value;
    }
  }
  return { linked: [...linked], undecided };
}

function judgeCompanion(
  companion: Resource,
  definition: CompanionRuleDefinition,
  owner: ResourceView,
  attribute: string,
): Outcome {
  const view = viewOf(companion);
  const span = companion.body.headerSpan;
  const answer = holds(definition.expect, view);
  if (answer === 'no') {
    const { message, place } = firstFailing(definition.expect ?? [], view);
    const { span: at, value } = place;
    return {
      kind: 'fail',
      message: `${owner.address}: ${companion.address} ${message}`,
      attribute,
      span: at,
      trace: value.trace,
    };
  }
  if (answer !== 'yes') return { ...answer, attribute };
  if (companion.exists === 'yes') return { kind: 'pass', attribute, span };
  const value = unknown('variable-without-value', `the number of ${companion.address} is not known`);
  return { kind: 'unknown', attribute, value, span };
}

function firstFailing(conditions: readonly Condition[], view: ResourceView): { message: string; place: AttributeView } {
  const failing = conditions.find((condition) => holds([condition], view) === 'no');
  const place = view.attr(failing?.attribute ?? '');
  const message =
    place.value.kind === 'absent'
      ? `does not set ${place.path}`
      : `has ${place.path} = ${valueText(place.value)}${provenance(place.value)}`;
  return { message, place };
}
