import type { Rule } from './engine/rule.ts';
import type { Policy } from './policy/schema.ts';
import { loadPlan } from './evaluate/plan/load-plan.ts';
import type { PlanReport } from './plan/plan-report.ts';
import { concludePlan } from './plan/conclusion.ts';
import { planFacts } from './plan/facts/facts.ts';
import type { AffectedRoot } from './plan/roots/affected-root.ts';
import { judgeSide } from './review/judge-side.ts';
import { judgePlan } from './review/planned/judge-plan.ts';
import { rootNameIn, sourceIndex } from './review/planned/source-index.ts';
import type { ReadChange } from './review/read-change.ts';

/** What a plan from a file is reviewed with. */
export interface FilePlanDeps {
  /** Name of the file, for places that have no source. */
  readonly file: string;
  readonly policy: Policy;
  readonly rules: readonly Rule[];
  /** The configuration that was planned, if it is there: findings then stand in it. */
  readonly source?: { readonly read: ReadChange; readonly root: AffectedRoot } | undefined;
}

/** The report of a plan that exists already (`terraform show -json`). Pure; what is no plan gives a report that says so. */
export function planFromFile(bytes: Uint8Array, { file, policy, rules, source }: FilePlanDeps): PlanReport {
  const folder = source?.root.root ?? '.';
  const index = source && sourceIndex(source.read.head.graph, rootNameIn(source.read.head, source.root));
  const loaded = loadPlan(bytes, { root: folder, file, source: index });
  const plan = 'plan' in loaded ? loaded.plan : undefined;
  const diagnostics = 'plan' in loaded ? loaded.plan.diagnostics : loaded.diagnostics;
  const facts =
    plan &&
    planFacts(plan, {
      place: index && ((address, path) => index.place(address, path)),
      lifecycleOf: index && ((address) => index.lifecycleOf(address)),
    });
  const head = source && judgeSide(source.read.head, policy, rules, source.read.caches.judgement);
  const judgement = plan && judgePlan({ plan, source: index, head, policy, rules });
  const verdict = concludePlan({
    run: undefined,
    gate: undefined,
    plan,
    facts,
    judgement,
    diagnostics,
    policy,
    trusted: true,
  });
  return {
    root: source?.root ?? { root: '.', name: file, kind: 'terraform', varFiles: [], reasons: ['given as a file'] },
    change: undefined,
    gate: undefined,
    run: undefined,
    plan,
    facts,
    judgement,
    diagnostics,
    ...verdict,
    text: (path) => source?.read.head.graph.text(path),
  };
}
