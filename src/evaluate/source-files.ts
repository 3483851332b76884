/**
 * The files of the reviewed tree beyond those that are parsed, for `file`, `templatefile`, `fileset` and the like. Only what is in
 * the tree can be read: never the machine that evaluates. The answers of one object never change.
 */
export interface SourceFiles {
  /** Paths of all regular files of the tree, relative to its top. */
  readonly paths: ReadonlySet<string>;
  /** True when the tree may have more than `paths`: that a path is not among them then says nothing. */
  readonly partial?: boolean | undefined;
  /** Content of a file of the tree; undefined when it was not loaded: the evaluation then names it in `wanted`. */
  read(path: string): Uint8Array | undefined;
}

/** A tree of which nothing but the parsed files is known. */
export const NO_SOURCE_FILES: SourceFiles = { paths: new Set(), partial: true, read: () => undefined };
