import type { EvaluationCache } from './evaluation-cache.ts';
import type { SourceFiles } from './source-files.ts';

/** The inputs of one evaluation of a root module: what `terraform plan` would be given on its command line. */
export interface EnvironmentInputs {
  /** `prod`; '' where there is only one evaluation and it has no name. */
  readonly name: string;
  /** Paths in the tree of variable files, in the order in which they are given; later ones win. */
  readonly varFiles: readonly string[];
  /** `terraform.workspace`; `default` when left out. */
  readonly workspace?: string | undefined;
}

/** What may be chosen about an evaluation. */
export interface EvaluateOptions {
  /** Paths of variable files that every root is given, after those that Terraform reads by itself, as with `-var-file`. */
  readonly varFiles?: readonly string[] | undefined;
  /** Folders to take as root modules; found out from the module calls when left out. */
  readonly roots?: readonly string[] | undefined;
  /** Files of the tree for `file`, `templatefile`, `fileset` and the like. */
  readonly sourceFiles?: SourceFiles | undefined;
  /** `terraform.workspace`; `default` when left out. */
  readonly workspace?: string | undefined;
  /** By folder of a root module: one evaluation for each; they take the place of `varFiles` and `workspace` there. */
  readonly environments?: ReadonlyMap<string, readonly EnvironmentInputs[]> | undefined;
  /** Results of root modules by everything they depend on, from earlier evaluations. */
  readonly cache?: EvaluationCache | undefined;
}
