import type { Change } from '../../model/change.ts';
import type { Policy } from '../../policy/schema.ts';
import type { TreeListing } from '../../ports/source-tree.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';

/** One side of a change, as far as it was listed and read. */
export interface RootsSide {
  /** Everything that is in the tree (`listAll`): var files, templates and links are found by their names. */
  readonly listing: TreeListing;
  /**
   * Parsed files by path. A folder of which no file is here is not looked at: of the folders that a change touches, all that
   * call them must be here, as `selectFiles` reads them (and the whole tree where `concernsAllRoots` says so of a changed file).
   */
  readonly files: ReadonlyMap<string, ParsedFile>;
  /** What symbolic links point to, as written, by path of the link. A link that is not here is followed by its name. */
  readonly linkTargets?: ReadonlyMap<string, string> | undefined;
}

/** What the root modules of a change are found from. */
export interface RootsInput {
  readonly base: RootsSide;
  readonly head: RootsSide;
  readonly change: Change;
  /** The policy in force: that of the base. */
  readonly policy: Policy;
  /** True when callers of what changed may not have been read (a tree over its read budget): the answer then says so. */
  readonly isReadInPart?: boolean | undefined;
}
