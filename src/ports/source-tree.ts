/** One entry of a tree of files at one commit (or of a folder). */
export interface TreeEntry {
  /** Relative to the top of the tree, `/` between parts, no `.` or `..` parts. */
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'submodule';
  /** Bytes; undefined when not known before reading. */
  readonly size: number | undefined;
  /** Identity of the content (git blob SHA) when known: equal means equal text. */
  readonly sha: string | undefined;
}

/** Every entry of a tree. */
export interface TreeListing {
  /** Sorted by path; folders are not entries. */
  readonly entries: readonly TreeEntry[];
  /** False when the tree has more than is listed: that a path is not among the entries then says nothing. */
  readonly complete: boolean;
}

/** The files of one side of a change. Nothing is executed and nothing is written. */
export interface SourceTree {
  /** How many files may be read for one review where reading costs requests; undefined where it is cheap. */
  readonly readBudget?: number | undefined;
  /** All entries of the tree that look like infrastructure files, sorted by path. */
  list(): Promise<readonly TreeEntry[]>;
  /**
   * All entries, whatever they are: what Terraform's file functions can see. May leave the size open where telling it is dear.
   * Costs no request beyond those of `list`; a tree that is too large is listed in part.
   */
  listAll(): Promise<TreeListing>;
  /**
   * Contents by path, read in as few requests as possible. A path that is not there, or cannot be read, is left out
   * of the result. Throws a RemoteError when the source as a whole does not answer.
   */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * The whole tree as a gzipped tar, its paths below one folder of any name, in one request; undefined where there is none.
   * The bytes are hostile. The caller ends the iteration early to stop.
   */
  readonly archive?: (() => Promise<AsyncIterable<Uint8Array>>) | undefined;
}
