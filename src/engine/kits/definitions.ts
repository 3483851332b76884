import type { Scalar } from '../../model/value.ts';
import type { Example, FailOutcome, RuleDescription, WhenAbsent } from '../rule.ts';
import type { PolicyStatement } from '../../evaluate/facts/policy.ts';

/**
 * What a value must be. Comparison is Terraform's: "true" equals true, "7" equals 7, and text is compared exactly unless
 * `ignoreCase` is set. A list or object where a scalar is expected is unknown, never a failure.
 */
export type Expectation =
  | { readonly oneOf: readonly Scalar[]; readonly ignoreCase?: boolean }
  | { readonly noneOf: readonly Scalar[]; readonly ignoreCase?: boolean }
  | { readonly min?: number; readonly max?: number }
  | { readonly matches: RegExp }
  | { readonly doesNotMatch: RegExp }
  /** The text ends otherwise. A text that is known in part is decided by its end where that is enough. */
  | { readonly doesNotEndWith: string }
  /** Written, and neither "" nor an empty list or object. An unknown value that is written counts as set. */
  | { readonly set: true }
  /** Not written, or empty. */
  | { readonly set: false }
  /** A list (or set) that has all / none of these elements. */
  | { readonly includes: readonly Scalar[] }
  | { readonly excludes: readonly Scalar[] };

/**
 * What an absent argument means, by the provider's or the service's default (say which in a comment when it is not
 * obvious). An object gives it by resource type; a type that is not in it must not occur in `resource`.
 */
export type WhenAbsentOf = WhenAbsent | Readonly<Record<string, WhenAbsent>>;

/**
 * Restricts a rule to resources where an attribute is as expected (in at least one place, when its path goes through
 * repeated blocks). When that is unknown, a failure becomes unknown; a pass stays a pass.
 */
export interface Condition {
  readonly attribute: string;
  readonly expect: Expectation;
  /** Whether an absent attribute satisfies the condition. */
  readonly whenAbsent: boolean;
}

interface KitDefinition extends RuleDescription {
  /** All must hold, else the rule does not apply. */
  readonly when?: readonly Condition[];
  readonly example: Example;
}

/** One attribute against an expectation. A path that goes through a repeated block judges every block of that type. */
export interface AttributeRuleDefinition extends KitDefinition {
  /** Dotted path, or several: the resource passes when any of them passes (`anyOf` alternatives across provider versions). */
  readonly attribute: string | readonly string[];
  readonly expect: Expectation;
  readonly whenAbsent: WhenAbsentOf;
  /** Types of resources whose computed values are as expected whatever they turn out to be: the ARN of an own policy is none of AWS. */
  readonly metBy?: readonly string[];
  /** What the provider does when the argument is absent, for the message. A rule that expects only true or only false need not say. */
  readonly defaultValue?: Scalar;
  /** Value to write, as HCL (`true`, `7`, `"TLSv1.2_2021"`) or YAML. Only when this edit alone repairs the finding. */
  readonly fixTo?: string;
  /** False when the edit may replace or interrupt a running resource; default true. */
  readonly fixIsSafe?: boolean;
}

/** An argument or nested block must be (`must: 'exist'`) or must not be written, whatever its value. */
export interface PresenceRuleDefinition extends KitDefinition {
  /** Dotted path of an argument or block. Several: one of them is enough. */
  readonly path: string | readonly string[];
  readonly must: 'exist' | 'not-exist';
  /** Text to insert for a missing argument or block, as HCL or YAML, without indentation. */
  readonly fixTo?: string;
  readonly fixIsSafe?: boolean;
}

/** Every nested block of a type must have (or not have) something. No block: `whenAbsent`. */
export interface BlockRuleDefinition extends KitDefinition {
  readonly block: string;
  /** All must hold in each block; paths are relative to the block. */
  readonly each: readonly {
    readonly attribute: string;
    readonly expect: Expectation;
    readonly whenAbsent: WhenAbsent;
    readonly fixTo?: string;
  }[];
  /** Only blocks where these hold are judged. */
  readonly only?: readonly Condition[];
  /** `every`: each judged block must hold; `some`: one is enough. */
  readonly quantifier?: 'every' | 'some';
  readonly whenAbsent: WhenAbsentOf;
}

/**
 * Another resource of the same root must refer to this one. A link that cannot be followed (the companion's `through`
 * attribute is unknown and has no reference) makes the judgement unknown; so does a bucket name that is a variable.
 */
export interface CompanionRuleDefinition extends KitDefinition {
  /** Companion types; one that fulfils `expect` is enough. */
  readonly companion: readonly string[];
  /** Attribute of the companion that refers to this resource (`bucket`): by reference, or by the same literal as one of `identity`. */
  readonly through: string;
  /** Attributes of this resource whose literal value identifies it: `['bucket', 'id']`. */
  readonly identity: readonly string[];
  /** What must hold in the companion. */
  readonly expect?: readonly Condition[];
  /** An argument or block of the resource itself that satisfies the rule too (older provider versions). */
  readonly orOwn?: readonly Condition[];
  /** No companion: `fail` only where the provider documents that nothing else can supply it. */
  readonly whenAbsent: WhenAbsentOf;
}

/** A number must lie in a range. The finding has a degree: how far outside it is, so a change can make it worse. */
export interface RangeRuleDefinition extends KitDefinition {
  readonly attribute: string | readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly whenAbsent: WhenAbsentOf;
  /** What the provider does when the argument is absent, for the message. */
  readonly defaultValue?: Scalar;
  readonly fixTo?: string;
  readonly fixIsSafe?: boolean;
}

/** Statements of an IAM or resource policy (heredoc, JSON text, jsonencode, aws_iam_policy_document). */
export interface PolicyRuleDefinition extends KitDefinition {
  /** Attributes that hold a policy: `['policy']`, `['assume_role_policy']`, `['inline_policy.policy']`. For `data.aws_iam_policy_document` the resource itself is read: `['']`. */
  readonly policy: readonly string[];
  /** What is wrong with one statement, as the end of a sentence about it (`allows every action on every resource`); undefined: nothing. `undecided`: a condition that is not known decides. */
  defect(
    statement: PolicyStatement,
  ):
    | { readonly message: string; readonly severity?: FailOutcome['severity']; readonly valueClass?: string }
    | 'undecided'
    | undefined;
}

/** Sensitive ports of a security group or firewall open to the world (IPv4 or IPv6). One finding for each rule block that opens them. */
export interface IngressRuleDefinition extends KitDefinition {
  /** Ports this rule is about. A rule block that opens every port is reported by the definition with `all` only. */
  readonly ports: readonly number[] | 'all';
  /** Transport of the service; default tcp. A rule block that opens every protocol counts for each. */
  readonly protocol?: 'tcp' | 'udp' | 'any';
  /** Name of what listens there: `SSH`. */
  readonly service: string;
}
