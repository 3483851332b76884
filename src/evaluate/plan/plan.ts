import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Graph } from '../../model/resource.ts';
import type { Value } from '../../model/value.ts';

/** Steps into a value: attribute names, keys and indexes. */
export type AttributePath = readonly (string | number)[];

/**
 * What Terraform will do with an object. A replacement says which comes first; `create-then-forget` makes a new object and
 * leaves the old one alone. `unrecognised`: this version does not know the words, see `words`; treat it as dangerous.
 * Sources: https://developer.hashicorp.com/terraform/internals/json-format#change-representation,
 * https://opentofu.org/docs/internals/json-format/#change-representation
 */
export type PlanAction =
  | 'no-op'
  | 'create'
  | 'read'
  | 'update'
  | 'delete'
  | 'delete-then-create'
  | 'create-then-delete'
  | 'forget'
  | 'create-then-forget'
  | 'open'
  | 'renew'
  | 'close'
  | 'unrecognised';

/**
 * Why Terraform chose the action, where it is not plain from the configuration.
 * Source: https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export type ActionReason =
  | 'replace_because_cannot_update'
  | 'replace_because_tainted'
  | 'replace_by_request'
  | 'replace_by_triggers'
  | 'delete_because_no_resource_config'
  | 'delete_because_wrong_repetition'
  | 'delete_because_count_index'
  | 'delete_because_each_key'
  | 'delete_because_no_module'
  | 'delete_because_no_move_target'
  | 'read_because_config_unknown'
  | 'read_because_dependency_pending'
  | 'read_because_check_nested'
  | 'unrecognised';

/** Before and after of something, with what the plan hides or does not know. */
export interface Change {
  readonly action: PlanAction;
  /** The words of the plan that `action` was read from. */
  readonly words: readonly string[];
  /** Absent when there is nothing before. Sensitive parts carry the mark: show values through `valueText`. */
  readonly before: Value;
  /** Absent when there is nothing afterwards; what is known only after apply is unknown in it. */
  readonly after: Value;
  /** Where `after` is unknown, in the order of the plan; the first 10,000 places. */
  unknownPaths(): readonly AttributePath[];
  /**
   * What the mask of a side covers, the first 10,000 places. More values may carry the mark: the same secret can stand in
   * other places.
   */
  sensitivePaths(side: 'before' | 'after'): readonly AttributePath[];
}

/** The change of one object: an instance of a resource or data source, or a deposed object of it. */
export interface ResourceChange extends Change {
  /** As Terraform writes it, with instance keys: `module.a["x"].aws_s3_bucket.b[0]`. */
  readonly address: string;
  /** Where it was before it moved. */
  readonly previousAddress: string | undefined;
  /** Address of the module instance, '' for the root module. */
  readonly modulePath: string;
  readonly mode: 'managed' | 'data' | 'ephemeral';
  readonly type: string;
  readonly name: string;
  /** The instance key. */
  readonly index: string | number | undefined;
  /** `registry.terraform.io/hashicorp/aws`; `aws` before format 0.2. '' when the plan does not say. */
  readonly provider: string;
  /** Key of a deposed object: left over from a create-before-destroy whose destroy did not happen. */
  readonly deposed: string | undefined;
  readonly reason: ActionReason | undefined;
  /** What forces the replacement. Empty when it is forced otherwise (see `reason`). */
  readonly replacePaths: readonly AttributePath[];
  /** Set when the object is imported, besides what `action` says. */
  readonly importing: { readonly id: Value; readonly identity: Value } | undefined;
  /** Configuration that Terraform wrote for an import; a text, or absent. */
  readonly generatedConfig: Value;
}

/** A change that Terraform puts off to a later plan, and why (`unknown`, `instance_count_unknown`, `deferred_prereq` …). */
export interface DeferredChange {
  readonly reason: string;
  readonly change: ResourceChange;
}

/** The change of an output of the root module. */
export interface OutputChange extends Change {
  readonly name: string;
}

/** A value given to an input variable of the root module (or its default, which older versions print too). */
export interface PlanVariable {
  readonly name: string;
  readonly value: Value;
  /** Whether it is declared `sensitive`; undefined when the plan does not hold the declaration. */
  readonly sensitive: boolean | undefined;
}

/** Result of a precondition, postcondition, check block or validation. */
export type CheckStatus = 'pass' | 'fail' | 'error' | 'unknown';

/** Conditions of one object, as far as they were tested. */
export interface PlanCheck {
  /** Address without instance keys. */
  readonly address: string;
  /** `resource`, `output_value`, `check`, `var`. */
  readonly kind: string;
  readonly status: CheckStatus;
  readonly instances: readonly {
    readonly address: string;
    readonly status: CheckStatus;
    /** The error messages written by the author of the configuration; may span lines. Secrets are taken out. */
    readonly problems: readonly string[];
  }[];
}

/** A plan as `terraform show -json` prints it, checked and with its values three-valued. */
export interface Plan {
  /** `1.2`; of HCP Terraform's redacted form its `plan_format_version`. */
  readonly formatVersion: string;
  /** Of Terraform or OpenTofu, which do not tell themselves apart. */
  readonly terraformVersion: string | undefined;
  /** When the plan was made, as printed. */
  readonly timestamp: string | undefined;
  /** Whether planning failed; the changes are then only those found up to there. */
  readonly errored: boolean;
  /** Whether applying would reach the wished-for state; undefined before Terraform 1.8 and in OpenTofu. */
  readonly complete: boolean | undefined;
  /** Whether Terraform would apply it; undefined before Terraform 1.7 and in OpenTofu. */
  readonly applyable: boolean | undefined;
  /** True for the form that HCP Terraform prints without secrets, which has no configuration, variables and state. */
  readonly redacted: boolean;
  readonly variables: readonly PlanVariable[];
  /**
   * What will be there after apply: one resource for each instance, data sources with what was read, and module calls,
   * providers, variables and outputs as the configuration gives them.
   */
  readonly graph: Graph;
  /** What is there before: the instances as the state has them (after refresh). */
  readonly priorGraph: Graph;
  /** In the order of the plan; no-op ones too. */
  readonly changes: readonly ResourceChange[];
  /** What Terraform found changed outside of it. Entries may differ in sensitivity only. */
  readonly drift: readonly ResourceChange[];
  readonly deferred: readonly DeferredChange[];
  readonly outputs: readonly OutputChange[];
  readonly checks: readonly PlanCheck[];
  /** Attributes that the changes depend on: drift in others has no effect on the plan. */
  readonly relevantAttributes: readonly { readonly resource: string; readonly path: AttributePath }[];
  /** True for texts that hold a secret of this plan, for what comes from elsewhere (a log): never show such a text. */
  readonly hasSecret: (text: string) => boolean;
  /** What could not be read. An `error` means that a change may be missing: the plan must not count as harmless. */
  readonly diagnostics: readonly Diagnostic[];
}
