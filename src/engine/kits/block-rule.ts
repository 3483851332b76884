import type { Block, Graph } from '../../model/resource.ts';
import { setArgument } from '../fixes/set-argument.ts';
import type { ResourceView } from '../resource-view.ts';
import type { Outcome, Rule, UnknownOutcome } from '../rule.ts';
import { judgePlace } from './attribute-rule.ts';
import { holds, under, whenAbsentFor } from './conditions.ts';
import type { BlockRuleDefinition } from './definitions.ts';
import { describe } from './describe.ts';

/** A rule about every (or at least one) nested block of a type: see BlockRuleDefinition. */
export function blockRule(definition: BlockRuleDefinition): Rule {
  return {
    ...describe(definition, 'block'),
    ...(definition.each.some((requirement) => requirement.fixTo !== undefined) ? { fixable: 'safe' } : {}),
    check({ resource, graph }) {
      const condition = holds(definition.when, resource);
      if (condition === 'no') return undefined;
      return under(condition, judgeBlocks(definition, resource, graph));
    },
  };
}

function judgeBlocks(definition: BlockRuleDefinition, resource: ResourceView, graph: Graph): readonly Outcome[] {
  const { blocks, open } = resource.blocks(definition.block);
  const judged = blocks.flatMap((block): Outcome[] => {
    const condition = holds(definition.only, resource, block);
    return condition === 'no' ? [] : [...under(condition, [judgeBlock(block, definition, resource, graph)])];
  });
  const hidden: UnknownOutcome[] =
    open?.kind === 'unknown'
      ? [{ kind: 'unknown', attribute: definition.block, value: open, span: resource.headerSpan }]
      : [];
  if (judged.length === 0) return hidden.length > 0 ? hidden : withoutBlock(definition, resource);
  if (definition.quantifier !== 'some') return [...judged, ...hidden];
  const passing = judged.find((outcome) => outcome.kind === 'pass');
  if (passing) return [passing];
  const undecided = hidden[0] ?? judged.find((outcome) => outcome.kind === 'unknown');
  return undecided ? [undecided] : judged.slice(0, 1);
}

/** One outcome for one block: the first requirement that fails, else the first that is unknown, else a pass. */
function judgeBlock(block: Block, definition: BlockRuleDefinition, resource: ResourceView, graph: Graph): Outcome {
  const prefix = `${definition.block}.`;
  const outcomes = definition.each.flatMap((requirement) =>
    resource.attrsOf(block, requirement.attribute).flatMap((place): Outcome[] => {
      const outcome = judgePlace(place, resource, requirement, prefix);
      if (outcome?.kind !== 'fail') return outcome ? [outcome] : [];
      const fix = requirement.fixTo === undefined ? undefined : setArgument(place, requirement.fixTo, true, graph);
      return [fix ? { ...outcome, fix } : outcome];
    }),
  );
  return (
    outcomes.find((outcome) => outcome.kind === 'fail') ??
    outcomes.find((outcome) => outcome.kind === 'unknown') ?? {
      kind: 'pass',
      attribute: prefix + (definition.each[0]?.attribute ?? ''),
      span: block.headerSpan,
    }
  );
}

function withoutBlock(definition: BlockRuleDefinition, resource: ResourceView): readonly Outcome[] {
  const means = whenAbsentFor(definition.whenAbsent, resource.type);
  const [first] = definition.each;
  const attribute = `${definition.block}.${first?.attribute ?? ''}`;
  const span = resource.headerSpan;
  switch (means) {
    case 'not-applicable':
      return [];
    case 'pass':
      return [{ kind: 'pass', attribute, span }];
    case 'unknown':
      return [{ kind: 'unknown', attribute, value: { kind: 'absent', trace: [], references: [] }, span }];
    case 'fail': {
      const suffix = definition.only ? ' that this rule asks for' : '';
      const message = `${resource.address} has no ${definition.block} block${suffix}`;
      return [{ kind: 'fail', message, attribute, missing: true, span }];
    }
  }
}
