import type { ChangeAuthor } from '../../model/change.ts';
import type { PlanBackEnd } from '../../model/plan-run.ts';
import type { Policy } from '../../policy/schema.ts';
import type { TreeListing } from '../../ports/source-tree.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';

/** One side of a change as the gate sees it. */
export interface GateSide {
  /** Parsed files by path from the top of the tree: of the closure of the root at least; more does no harm. */
  readonly files: ReadonlyMap<string, ParsedFile>;
  /** Everything that the tree holds, parsed or not. */
  readonly listing: TreeListing;
  /** Targets of symbolic links, as they are written, by path. A link that matters and is not among them is refused. */
  readonly links?: ReadonlyMap<string, string> | undefined;
}

/** Everything that the static gate judges. */
export interface GateInput {
  /** Folder of the root module from the top of the tree; `.` for the top itself. */
  readonly root: string;
  readonly headSha: string;
  readonly head: GateSide;
  /** What was reviewed before; undefined when there is nothing to compare with (a plan of one folder). */
  readonly base: GateSide | undefined;
  /** Of the policy at the base: the head's is not trusted. */
  readonly policy: Pick<Policy['plan'], 'allow' | 'forks'>;
  /** Undefined for a local run. */
  readonly author: ChangeAuthor | undefined;
  /** Who released which commit: a full SHA, or 7 hexadecimal digits of it or more. */
  readonly approval: { readonly sha: string; readonly by: string } | undefined;
  readonly backEnd: PlanBackEnd;
  /** Decides which registry an address without a host means. */
  readonly tool: 'terraform' | 'tofu';
}
