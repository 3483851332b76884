import type { Rule } from './engine/rule.ts';
import { loadPlan } from './evaluate/plan/load-plan.ts';
import type { PlanBackEnd, PlanRun } from './model/plan-run.ts';
import { concludePlan } from './plan/conclusion.ts';
import { planFacts } from './plan/facts/facts.ts';
import type { GateDecision } from './plan/gate/gate-decision.ts';
import type { GateInput } from './plan/gate/gate-input.ts';
import { judgeGate } from './plan/gate/judge-gate.ts';
import type { PlanReport } from './plan/plan-report.ts';
import type { AffectedRoot } from './plan/roots/affected-root.ts';
import type { OpenChange } from './ports/change-source.ts';
import type { PlanHooks, PlanRunner } from './ports/plan-runner.ts';
import { judgeSide } from './review/judge-side.ts';
import { gateInputOf } from './review/planned/gate-input-of.ts';
import { judgePlan } from './review/planned/judge-plan.ts';
import { planRequestOf } from './review/planned/plan-request.ts';
import { rootNameIn, sourceIndex } from './review/planned/source-index.ts';
import type { ReadChange } from './review/read-change.ts';

/** What a plan needs besides the change. */
export interface PlanDeps {
  readonly rules: readonly Rule[];
  readonly backEnd: PlanBackEnd;
  /** Who makes it; or, in a whole sentence, why nobody does. */
  readonly runner: PlanRunner | { readonly unavailable: string };
  /** Looks for a maintainer's approval of this head; asked only when the gate holds the plan. */
  readonly approval: () => Promise<GateInput['approval']>;
  readonly hooks: PlanHooks;
  /** A state to plan against, where the back end does not read one itself. */
  readonly state?: Uint8Array | undefined;
}

/**
 * READ FIRST, after review.ts. The plan of one root module, top to bottom: the gate reads what would be run, the back end runs
 * it, and what it says goes through the rules. Throws a RemoteError when another system does not answer.
 */
export async function planRoot(
  open: OpenChange,
  read: ReadChange,
  root: AffectedRoot,
  deps: PlanDeps,
): Promise<PlanReport> {
  const { gate, input } = await gateRoot(open, read, root, deps);
  if (gate.outcome !== 'run') return reportPlan(open, read, root, { gate, run: undefined }, deps);
  const { runner, hooks, state } = deps;
  const run =
    'unavailable' in runner
      ? notRun(deps.backEnd, runner.unavailable)
      : await runner.run(await planRequestOf(open, read, root, { state, gate: input }), hooks);
  return reportPlan(open, read, root, { gate, run }, deps);
}

/** Whether a root module may be planned, and what that was judged by; an approval is looked for when it is held. */
export async function gateRoot(
  open: OpenChange,
  read: ReadChange,
  root: AffectedRoot,
  { backEnd, approval }: Pick<PlanDeps, 'backEnd' | 'approval'>,
): Promise<{ readonly gate: GateDecision; readonly input: GateInput }> {
  const input = await gateInputOf(open, read, root, backEnd);
  const first = judgeGate(input);
  if (first.outcome !== 'hold') return { gate: first, input };
  const asked = { ...input, approval: await approval() };
  return { gate: judgeGate(asked), input: asked };
}

/** The report of a plan that was made, or was not: what it changes, what the rules say about it, what follows. Pure. */
export function reportPlan(
  open: Pick<OpenChange, 'change'>,
  read: ReadChange,
  root: AffectedRoot,
  { gate, run }: { readonly gate: GateDecision | undefined; readonly run: PlanRun | undefined },
  { rules }: Pick<PlanDeps, 'rules'>,
): PlanReport {
  const { policy, head, base } = read;
  const source = sourceIndex(head.graph, rootNameIn(head, root));
  const sourceAtBase = sourceIndex(base.graph, rootNameIn(base, root));
  const loaded = run?.planJson === undefined ? undefined : loadPlan(run.planJson, { root: root.root, source });
  const plan = loaded && 'plan' in loaded ? loaded.plan : undefined;
  const diagnostics = plan?.diagnostics ?? (loaded && 'diagnostics' in loaded ? loaded.diagnostics : []);
  const facts =
    plan &&
    planFacts(plan, {
      place: (address, path) => source.place(address, path),
      lifecycleOf: (address) => source.lifecycleOf(address),
      lifecycleAtBase: (address) => sourceAtBase.lifecycleOf(address),
      diagnostics: run?.diagnostics,
    });
  const judged = judgeSide(head, policy, rules, read.caches.judgement);
  const judgement = plan && judgePlan({ plan, source, base: sourceAtBase, head: judged, policy, rules });
  // A job in Actions is shared with code of the change, which could write what it likes unless the gate found nothing.
  // Modules from elsewhere are downloaded in that job, where the gate does not see them.
  const isAllSeen = !head.diagnostics.some(({ code }) => code === 'module-not-resolved');
  const trusted = run?.backEnd !== 'actions' || (gate?.reasons.length === 0 && isAllSeen);
  const verdict = concludePlan({ run, gate, plan, facts, judgement, diagnostics, policy, trusted });
  return {
    root,
    change: open.change,
    gate,
    run,
    plan,
    facts,
    judgement,
    diagnostics,
    ...verdict,
    text: (file) => head.graph.text(file),
  };
}

/** A plan that nobody makes, and why, in a whole sentence. */
export function notRun(backEnd: PlanBackEnd, reason: string): PlanRun {
  return {
    backEnd,
    level: 'L5',
    outcome: 'not-run',
    reason,
    diagnostics: [],
    commands: [],
    notes: [],
    refreshed: false,
    redactions: 0,
    hosts: [],
    milliseconds: 0,
  };
}
