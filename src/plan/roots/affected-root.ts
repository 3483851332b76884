/** A root module (in one environment) that a change touches. */
export interface AffectedRoot {
  /** Folder from the top of the tree; `.` for the top. */
  readonly root: string;
  /** Name of its check run's root: the folder, followed by the environment if there are several: `live (prod)`. Unique. */
  readonly name: string;
  readonly kind: 'terraform' | 'terragrunt';
  readonly environment?: string | undefined;
  /** From the top of the tree, in Terraform's order; without those that Terraform loads by itself. */
  readonly varFiles: readonly string[];
  readonly workspace?: string | undefined;
  /** Why, nearest cause first: `modules/db/main.tf changed; module.db calls it`. Plain text from the pull request. */
  readonly reasons: readonly string[];
}

/** What a change means for the root modules of a repository. */
export interface AffectedRoots {
  /** To plan, sorted by name. */
  readonly roots: readonly AffectedRoot[];
  /** Affected, but not to be planned, each with a whole sentence that says why (a limit, a policy, a terragrunt unit). */
  readonly notPlanned: readonly { readonly name: string; readonly reason: string }[];
  /** Root modules that are gone at head: what they manage may be orphaned. */
  readonly removed: readonly string[];
  /** Whole sentences about what the answer rests on (a tree that was listed in part, sources that cannot be followed). */
  readonly notes: readonly string[];
}
