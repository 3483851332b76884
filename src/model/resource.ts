import type { Span } from './span.ts';
import type { Value } from './value.ts';

/** An argument as written: `name = expression` in HCL, `key: value` in YAML. */
export interface Attribute {
  readonly name: string;
  readonly value: Value;
  /** The whole argument, name and value. */
  readonly span: Span;
  readonly valueSpan: Span;
}

/** A nested block (or the body of a resource). */
export interface Block {
  /** Block type: `ingress`, `server_side_encryption_configuration`; for a resource body the resource's own block type. */
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Nested blocks in source order; `dynamic` blocks with a known `for_each` are expanded here. */
  readonly blocks: readonly Block[];
  /** Types of nested blocks whose number or content cannot be known (`dynamic` over an unknown), each with what would decide it. */
  readonly openBlocks: ReadonlyMap<string, Value>;
  /** From the block type to the closing brace. */
  readonly span: Span;
  /** The block's first line without the brace: `resource "aws_s3_bucket" "logs"`. */
  readonly headerSpan: Span;
}

/**
 * One thing that rules look at. In Terraform: a managed resource, a data source, a module call, or a language-level
 * block. In GitHub Actions: a workflow, a job or a step (their YAML mapping is presented as a block).
 *
 * `type` is what rules select by: `aws_s3_bucket` · `data.aws_iam_policy_document` · `module` · `terraform` · `variable` ·
 * `output` · `provider.aws` · `workflow` · `workflow.job` · `workflow.step` · `action`.
 */
export interface Resource {
  readonly type: string;
  /** Second label of a resource; the only label of a module, variable, output; a job's or step's id. */
  readonly name: string;
  /**
   * Address of the first instance as Terraform writes it (`module.db["eu"].aws_db_instance.this[0]`, `var.x`, `provider.aws.eu`,
   * `terraform`), without a key where the instances cannot be told; in workflows `jobs.build`, `jobs.build.steps[0]`, and
   * `workflow` for the file itself.
   */
  readonly address: string;
  /** `address` without instance keys: what `Value.references` names and what all instances of one block have in common. */
  readonly configAddress: string;
  /** Addresses of all instances that this stands for, since they have one body: `address` first, at most 1,000. */
  readonly instances: readonly string[];
  /** Address of the module instance it is in (`module.db["eu"]`); '' in a root module and in workflows. */
  readonly module: string;
  /**
   * What was evaluated as one: the folder of the root module, `.` for the top of the tree, followed by the environment if
   * there are several (`live (prod)`); for workflows the path of the file.
   */
  readonly root: string;
  /** Folder of the root module, `.` for the top of the tree; for workflows the path of the file. */
  readonly rootFolder: string;
  /** The environment whose variable files it was evaluated with, when the root module has environments. */
  readonly environment?: string | undefined;
  /** Folder of the module the block is written in, `.` for the top of the tree. */
  readonly folder: string;
  readonly body: Block;
  /** Whether Terraform creates it: `count = 0` is `no`, an unknown `count`/`for_each` is `unknown`. */
  readonly exists: 'yes' | 'no' | 'unknown';
  /** True when `count` or `for_each` is set (one block, several instances). */
  readonly multiple: boolean;
  /**
   * Config address of the `provider` block that configures it (of `root`, in the module where it is written); undefined when
   * there is none, or for what has no provider.
   */
  readonly provider?: string | undefined;
  /** The raw positioned YAML behind a workflow, job or step (expressions, comments, scripts). */
  readonly yaml?: unknown;
}

/** A reference from one thing of a graph to another. */
export interface Edge {
  /** Address of what refers, with the keys of its first instance. */
  readonly from: string;
  /** Config address of what it refers to; it may be missing in the graph (a module that is not in the tree). */
  readonly to: string;
  /** Where the reference stands in `from`: names of nested blocks and the argument, joined by dots (`ingress.cidr_blocks`). */
  readonly attribute: string;
  /** The expression that made it, in the file of `from`. */
  readonly span: Span;
}

/** Everything evaluated from one side of a change. Frozen; rules may not change it. */
export interface Graph {
  /** All resources of all root modules and workflows, in file order. */
  readonly resources: readonly Resource[];
  /** Resources of one root whose type is `type`. */
  ofType(root: string, type: string): readonly Resource[];
  /** The resource at an address in a root, if it is there; without (or with other) instance keys the first instance. */
  at(root: string, address: string): Resource | undefined;
  /** All resources of a root that one block stands for. Instance keys in the address are ignored. */
  instancesOf(root: string, address: string): readonly Resource[];
  /** Every reference in a root, in the order of its resources. Found when first asked for; linear. */
  edges(root: string): readonly Edge[];
  /**
   * Resources of a root that refer to `target` (or to another instance of its block) anywhere in their body, through locals
   * and module inputs and outputs too.
   */
  referrers(target: Resource): readonly Resource[];
  /** Text of a file (byte order mark removed), for fixes and excerpts. */
  text(file: string): string | undefined;
}
