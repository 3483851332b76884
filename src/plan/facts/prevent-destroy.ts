import { destroys } from '../../evaluate/plan/action.ts';
import type { ResourceChange } from '../../evaluate/plan/plan.ts';
import { compareText } from '../../model/order.ts';
import type { FactsContext } from './facts-context.ts';
import type { PlanFacts } from './plan-facts.ts';

/** Title of Terraform's and OpenTofu's error. */
const SUMMARY = 'Instance cannot be destroyed';

/**
 * Objects that must not be destroyed and that the plan would, by address: those whose block at head says so, and those that
 * Terraform refused to plan. A block that is gone protects nothing any more.
 * Source: https://developer.hashicorp.com/terraform/language/meta-arguments/prevent_destroy
 */
export function preventDestroyOf(
  changes: readonly ResourceChange[],
  context: FactsContext,
): PlanFacts['preventDestroy'] {
  const addresses = new Set<string>();
  for (const change of changes) {
    // A deposed object is destroyed all the same.
    if (change.mode !== 'managed' || change.deposed !== undefined || !destroys(change)) continue;
    if (context.lifecycleOf?.(change.address)?.preventDestroy === true) addresses.add(change.address);
  }
  for (const { severity, summary, detail, address } of context.diagnostics ?? []) {
    if (severity !== 'error' || summary !== SUMMARY) continue;
    const named =
      address ?? /^Resource (?:instance )?(\S[^\n]{0,999}?) has lifecycle\.prevent_destroy set/.exec(detail)?.[1];
    if (named !== undefined) addresses.add(named);
  }
  return [...addresses].sort(compareText).map((address) => ({
    address,
    span: context.place?.(address, ['lifecycle', 'prevent_destroy']) ?? context.place?.(address, []),
  }));
}
