import type { Rule } from '../../engine/rule.ts';
import type { Plan } from '../../evaluate/plan/plan.ts';
import { createGraph } from '../../evaluate/graph.ts';
import { withoutInstanceKeys, moduleOf } from '../../evaluate/addresses.ts';
import type { Graph } from '../../model/resource.ts';
import type { PlanJudgement } from '../../plan/plan-report.ts';
import type { Policy } from '../../policy/schema.ts';
import { type JudgedSide, judgeSide } from '../judge-side.ts';
import type { Side } from '../read-side.ts';
import { comparePlanned } from './compare-planned.ts';
import { parityOf } from './parity.ts';
import type { SourceIndex } from './source-index.ts';

/** What is judged, and what it is compared with. */
export interface PlanToJudge {
  /** Loaded with `source` where there is one (`loadPlan(json, { source })`): without it, findings stand in the plan file. */
  readonly plan: Plan;
  /** What was planned, at head. Undefined for a plan without a tree. */
  readonly source?: SourceIndex | undefined;
  /** What the same rules say about the source, under the same policy; without it there is nothing to compare with. */
  readonly head?: Pick<JudgedSide, 'run' | 'graph'> | undefined;
  /** The source at base: where something stood that the plan destroys and that head does not have any more. */
  readonly base?: SourceIndex | undefined;
  readonly policy: Policy;
  readonly rules: readonly Rule[];
}

/**
 * What the rules say about what will be there after apply, against what is there before: findings at their lines in the source,
 * the score, and where the plan says something else than the source. A finding is introduced only where the plan changes its
 * resource, or takes away what put it in order. Pure; never throws for what a plan or a tree holds.
 */
export function judgePlan({ plan, source, head, base, policy, rules }: PlanToJudge): PlanJudgement {
  const planned = judgeSide(sideOf(plan.graph), policy, rules);
  const prior = judgeSide(sideOf(atNewAddresses(plan)), policy, rules);
  return {
    findings: comparePlanned({ prior, planned, plan, source, base }),
    undecided: planned.run.undecided,
    scorecard: planned.scorecard,
    parity: source && head ? parityOf({ plan, source, head, planned }) : { agreed: 0, differences: [] },
    ruleErrors: [...planned.run.errors, ...prior.run.errors],
  };
}

/** A graph as a side of a change. A plan has no files that could hide something: Terraform has read them all. */
function sideOf(graph: Graph): Side {
  return { graph, roots: [], diagnostics: [], files: new Map(), wanted: [], unreadable: [], options: {}, key: '' };
}

/** The graph before, with what moves at the address that it will have: it is the same object. */
function atNewAddresses({ priorGraph, changes }: Plan): Graph {
  const movedTo = new Map(
    changes.flatMap(({ address, previousAddress }) =>
      previousAddress === undefined ? [] : [[previousAddress, address] as const],
    ),
  );
  if (movedTo.size === 0) return priorGraph;
  const resources = priorGraph.resources.map((resource) => {
    const address = movedTo.get(resource.address);
    if (address === undefined) return resource;
    const configAddress = withoutInstanceKeys(address);
    return Object.freeze({ ...resource, address, configAddress, instances: [address], module: moduleOf(address) });
  });
  return createGraph(resources, (file) => priorGraph.text(file));
}
