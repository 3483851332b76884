import type { Graph } from '../../model/resource.ts';
import { insertText } from '../fixes/set-argument.ts';
import type { ResourceView } from '../resource-view.ts';
import type { Outcome, Rule, UnknownOutcome } from '../rule.ts';
import { provenance } from '../value-text.ts';
import type { UnknownValue } from '../../model/value.ts';
import type { Span } from '../../model/span.ts';
import { holds, under } from './conditions.ts';
import type { PresenceRuleDefinition } from './definitions.ts';
import { describe, fixableOf } from './describe.ts';

/** A rule about whether an argument or nested block is written at all: see PresenceRuleDefinition. */
export function presenceRule(definition: PresenceRuleDefinition): Rule {
  const paths = typeof definition.path === 'string' ? [definition.path] : definition.path;
  const [firstPath = ''] = paths;
  return {
    ...describe(definition, 'presence'),
    ...fixableOf(definition.fixTo, definition.fixIsSafe),
    absence: { path: firstPath, means: definition.must === 'exist' ? 'fail' : 'pass' },
    check({ resource, graph }) {
      const condition = holds(definition.when, resource);
      if (condition === 'no') return undefined;
      const found = paths.map((path) => presence(path, resource));
      const outcomes =
        definition.must === 'exist'
          ? [mustExist(definition, firstPath, paths, found, resource, graph)]
          : mustNotExist(firstPath, found, resource);
      return under(condition, outcomes);
    },
  };
}

type Presence =
  | {
      readonly kind: 'written';
      readonly path: string;
      readonly span: Span;
      readonly from: string;
      readonly isArgument: boolean;
      readonly unknown?: UnknownValue;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly outcome: UnknownOutcome };

/** An argument or a block of this path, whichever is written. */
function presence(path: string, resource: ResourceView): Presence {
  const { blocks, open } = resource.blocks(path);
  const attributes = resource.attrs(path);
  const written = attributes.find((place) => place.written && place.value.kind !== 'absent');
  if (written) {
    const { value, span } = written;
    const from = provenance(value);
    return {
      kind: 'written',
      path,
      span,
      from,
      isArgument: true,
      ...(value.kind === 'unknown' ? { unknown: value } : {}),
    };
  }
  const [block] = blocks;
  if (block) return { kind: 'written', path, span: block.headerSpan, from: '', isArgument: false };
  const hidden = open ?? attributes.map((place) => place.value).find((value) => value.kind === 'unknown');
  if (hidden?.kind !== 'unknown') return { kind: 'absent' };
  return { kind: 'unknown', outcome: { kind: 'unknown', attribute: path, value: hidden, span: resource.headerSpan } };
}

function mustExist(
  definition: PresenceRuleDefinition,
  attribute: string,
  paths: readonly string[],
  found: readonly Presence[],
  resource: ResourceView,
  graph: Graph,
): Outcome {
  const written = found.find((item) => item.kind === 'written');
  // `attribute` is always the first path, so that a finding keeps its identity when an alternative is removed.
  if (written) return { kind: 'pass', attribute, span: written.span };
  const undecided = found.find((item) => item.kind === 'unknown');
  if (undecided) return undecided.outcome;
  const { fixTo } = definition;
  const title = `Add ${attribute}`;
  const [place] = resource.attrs(attribute);
  const fix =
    fixTo === undefined || !place ? undefined : insertText(place, fixTo, title, definition.fixIsSafe ?? true, graph);
  return {
    kind: 'fail',
    message: `${resource.address} has no ${paths.join(' or ')}`,
    attribute,
    missing: true,
    span: resource.headerSpan,
    ...(fix ? { fix } : {}),
  };
}

function mustNotExist(firstPath: string, found: readonly Presence[], resource: ResourceView): readonly Outcome[] {
  const outcomes = found.flatMap((item): Outcome[] => {
    if (item.kind === 'absent') return [];
    if (item.kind === 'unknown') return [item.outcome];
    // What a resource will have is never null; a variable without a value may be, and null is as good as not written.
    if (item.unknown && item.unknown.reason !== 'computed') {
      return [{ kind: 'unknown', attribute: item.path, value: item.unknown, span: item.span }];
    }
    const message = `${resource.address} ${item.isArgument ? 'sets' : 'has a block'} ${item.path}${item.from}`;
    return [{ kind: 'fail', message, attribute: item.path, span: item.span }];
  });
  return outcomes.length > 0 ? outcomes : [{ kind: 'pass', attribute: firstPath, span: resource.headerSpan }];
}
