import type { Span } from '../../model/span.ts';
import type { AttributePath, PlanAction, ResourceChange } from '../../evaluate/plan/plan.ts';

/**
 * Counts as Terraform's own line has them (`Plan: 3 to add, 1 to change, 2 to destroy.`): a replacement counts in `add` and in
 * `destroy`. The others count by themselves.
 */
export interface PlanTotals {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  /** Objects that are both created and destroyed. */
  readonly replace: number;
  readonly import: number;
  readonly forget: number;
  readonly read: number;
  /** Objects with a new address, whatever else happens to them. */
  readonly move: number;
}

/**
 * What a reader is told a change to be. What Plumbline does not recognise (`action` is `unrecognised`) is a `destroy`, for it
 * may be one; `forget` covers a new object beside a forgotten one too.
 */
export type ChangeKind = 'destroy' | 'replace' | 'forget' | 'update' | 'create' | 'import' | 'move' | 'read';

/** An attribute before and after, as text that may be shown (secrets hidden, long texts cut). */
export interface ShownChange {
  /** `ingress[0].cidr_blocks`. */
  readonly attribute: string;
  readonly path: AttributePath;
  readonly before: string;
  readonly after: string;
}

/** One change of the plan, explained. */
export interface ExplainedChange {
  readonly change: ResourceChange;
  readonly kind: ChangeKind;
  readonly action: PlanAction;
  /** One plain sentence without a full stop: `region us-east-1 → eu-west-1 cannot be changed in place`; undefined when there is nothing to say. */
  readonly why: string | undefined;
  /** What forces a replacement. */
  readonly forcing: readonly ShownChange[];
  /** Whether destroying it loses data: known to, may, does not. */
  readonly stateful: 'yes' | 'maybe' | 'no';
  /** Resources of the plan that depend on its block, directly or not; 0 for a block that is in no configuration any more. */
  readonly dependants: number;
  /** Where it is written, undefined when that is not in the tree. */
  readonly span: Span | undefined;
}

/** A setting that protects something and is switched off or lowered. */
export interface ProtectionLost extends ShownChange {
  readonly address: string;
  /** `deletion_protection goes from true to false`. */
  readonly message: string;
  readonly span: Span | undefined;
}

/** An object that is destroyed and one that is created, which look like the same one under another name. */
export interface ProbableRename {
  readonly from: string;
  readonly to: string;
  readonly type: string;
  /** The `moved` block that would keep it, ready to be pasted, with a line feed at the end. */
  readonly moved: string;
  /** Attributes that are equal on both sides, of those compared. */
  readonly equal: number;
  readonly compared: number;
  /** Header of the block of `to`: the place of the suggestion. Undefined when it is not in the tree. */
  readonly span: Span | undefined;
}

/** An object that is no longer as the state has it, found while refreshing; not this change's doing. */
export interface Drift {
  readonly address: string;
  readonly kind: 'changed' | 'gone';
  readonly attributes: readonly ShownChange[];
  /** True when the plan says that the change depends on one of these attributes. */
  readonly affectsPlan: boolean;
}

/** Everything that a report says about the changes of a plan, dangers first. Pure and the same for the same plan. */
export interface PlanFacts {
  readonly totals: PlanTotals;
  /**
   * Without no-ops that nothing else happens to. Destroyed data (and what is not recognised) first, then replaced, destroyed,
   * forgotten, updated, created, read, imported, moved; in each stateful first, then by address.
   */
  readonly changes: readonly ExplainedChange[];
  /** Those that destroy or replace something that holds data (`stateful` is not `no`). */
  readonly dataLoss: readonly ExplainedChange[];
  readonly protectionLost: readonly ProtectionLost[];
  readonly renames: readonly ProbableRename[];
  /** Objects that the configuration forbids to destroy and that the plan would: the plan fails there. */
  readonly preventDestroy: readonly { readonly address: string; readonly span: Span | undefined }[];
  readonly drift: readonly Drift[];
  /** Conditions that do not hold, and (`unknown`) those that only applying decides: they are no failures. */
  readonly failedChecks: readonly {
    readonly address: string;
    readonly status: 'fail' | 'error' | 'unknown';
    readonly problems: readonly string[];
  }[];
  /** Outputs that change, values hidden where they are sensitive. */
  readonly outputs: readonly (ShownChange & { readonly name: string; readonly action: PlanAction })[];
  /** Changes that wait for a later plan. */
  readonly deferred: readonly { readonly address: string; readonly reason: string }[];
}
