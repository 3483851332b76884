import type { AttributePath } from '../../evaluate/plan/plan.ts';
import type { PlanDiagnostic } from '../../model/plan-run.ts';
import type { Span } from '../../model/span.ts';

/** Settings of a resource that no plan holds; `unknown` when the source does not decide. */
export interface Lifecycle {
  readonly preventDestroy: boolean | 'unknown';
}

/** What the facts of a plan need beside the plan. All of it may be missing: a plan from a file has no source. */
export interface FactsContext {
  /** Where something is written at head; an empty path is the header of the block. Addresses have instance keys. */
  readonly place?: ((address: string, path: AttributePath) => Span | undefined) | undefined;
  /** Settings of a resource at head; undefined when its block is not in the source. */
  readonly lifecycleOf?: ((address: string) => Lifecycle | undefined) | undefined;
  /** The same at base, to tell when a protection goes. */
  readonly lifecycleAtBase?: ((address: string) => Lifecycle | undefined) | undefined;
  /** What Terraform said while planning: it tells of objects that must not be destroyed there. */
  readonly diagnostics?: readonly PlanDiagnostic[] | undefined;
}
