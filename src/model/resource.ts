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
   * Terraform address without instance keys (`module.db.aws_db_instance.this`, `var.x`, `provider.aws.eu`, `terraform`);
   * in workflows `jobs.build`, `jobs.build.steps[0]`, and `workflow` for the file itself.
   */
  readonly address: string;
  /** Folder of the root module, `.` for the top of the tree; for workflows the path of the file. */
  readonly root: string;
  /** Folder of the module the block is written in, `.` for the top of the tree. */
  readonly folder: string;
  readonly body: Block;
  /** Whether Terraform creates it: `count = 0` is `no`, an unknown `count`/`for_each` is `unknown`. */
  readonly exists: 'yes' | 'no' | 'unknown';
  /** True when `count` or `for_each` is set (one block, several instances). */
  readonly multiple: boolean;
  /** The raw positioned YAML behind a workflow, job or step (expressions, comments, scripts). */
  readonly yaml?: unknown;
}

/** Everything evaluated from one side of a change. Frozen; rules may not change it. */
export interface Graph {
  /** All resources of all root modules and workflows, in file order. */
  readonly resources: readonly Resource[];
  /** Resources of one root whose type is `type`. */
  ofType(root: string, type: string): readonly Resource[];
  /** The resource at an address in a root, if it is there. Instance keys in the address are ignored. */
  at(root: string, address: string): Resource | undefined;
  /** Resources of a root that refer to `target` anywhere in their body, through locals and module inputs and outputs too. */
  referrers(target: Resource): readonly Resource[];
  /** Text of a file (byte order mark removed), for fixes and excerpts. */
  text(file: string): string | undefined;
}
