import { withoutInstanceKeys } from '../../evaluate/addresses.ts';
import type { Plan } from '../../evaluate/plan/plan.ts';
import { compareText } from '../../model/order.ts';
import { changeKind } from './change-kind.ts';
import { dependantCounter } from './dependants.ts';
import { driftOf } from './drift.ts';
import { explainChange } from './explain-change.ts';
import type { FactsContext } from './facts-context.ts';
import type { ChangeKind, ExplainedChange, PlanFacts } from './plan-facts.ts';
import { preventDestroyOf } from './prevent-destroy.ts';
import { protectionLost } from './protection-lost.ts';
import { probableRenames } from './renames.ts';
import { shownSides, shownText } from './shown-value.ts';
import type { Stateful } from './stateful-types.ts';
import { planTotals } from './totals.ts';

/** Everything that a report says about the changes of a plan. Pure; linear in the plan; the same in whatever order it lists them. */
export function planFacts(plan: Plan, context: FactsContext = {}): PlanFacts {
  // One order for everything that is found: that of the plan is Terraform's own affair.
  const ordered = [...plan.changes].sort(
    (a, b) => compareText(a.address, b.address) || compareText(a.deposed ?? '', b.deposed ?? ''),
  );
  const dependants = dependantCounter(plan.graph);
  const changes = ordered
    .flatMap((change) => {
      const kind = changeKind(change);
      if (!kind) return [];
      return [explainChange(change, kind, dependants(withoutInstanceKeys(change.address)), plan, context)];
    })
    // Stable: by address within a rank.
    .sort((a, b) => rankOf(a) - rankOf(b) || STATEFUL[a.stateful] - STATEFUL[b.stateful]);
  return {
    totals: planTotals(ordered),
    changes,
    dataLoss: changes.filter(({ kind, stateful }) => isDestructive(kind) && stateful !== 'no'),
    protectionLost: protectionLost(ordered, plan, context),
    renames: probableRenames(ordered, plan.terraformVersion, context),
    preventDestroy: preventDestroyOf(ordered, context),
    drift: driftOf(plan),
    failedChecks: failedChecks(plan),
    outputs: plan.outputs
      .filter(({ action }) => action !== 'no-op')
      .map(({ name, action, before, after }) => ({
        name,
        action,
        attribute: name,
        path: [],
        ...shownSides(before, after),
      }))
      .sort((a, b) => compareText(a.name, b.name)),
    deferred: plan.deferred
      .map(({ reason, change: { address } }) => ({ address, reason: shownText(reason) }))
      .sort((a, b) => compareText(a.address, b.address)),
  };
}

const STATEFUL: Readonly<Record<Stateful, number>> = { yes: 0, maybe: 1, no: 2 };

const RANKS: readonly ChangeKind[] = ['replace', 'destroy', 'forget', 'update', 'create', 'read', 'import', 'move'];

/** Most dangerous first: the loss of data for good, and what nobody can tell. */
function rankOf({ kind, stateful, action }: ExplainedChange): number {
  const isWorst = kind === 'destroy' && (stateful === 'yes' || action === 'unrecognised');
  return isWorst ? -1 : RANKS.indexOf(kind);
}

function isDestructive(kind: ChangeKind): boolean {
  return kind === 'destroy' || kind === 'replace';
}

/** Conditions that do not hold, and those that only applying decides, each at its instance. */
function failedChecks(plan: Plan): PlanFacts['failedChecks'] {
  return plan.checks
    .flatMap(({ address, status, instances }) => {
      const failed = instances.flatMap((instance) =>
        instance.status === 'pass'
          ? []
          : [{ address: instance.address, status: instance.status, problems: instance.problems }],
      );
      if (failed.length > 0 || status === 'pass') return failed;
      return [{ address, status, problems: [] }];
    })
    .sort((a, b) => compareText(a.address, b.address));
}
