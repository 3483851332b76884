/** A run of changed lines. Lines start at 1; a count of 0 means nothing on that side (start is then the line before). */
export interface Hunk {
  readonly baseStart: number;
  readonly baseCount: number;
  readonly headStart: number;
  readonly headCount: number;
}

/** One file of the change. */
export interface ChangedFile {
  /** Path at head; for a removed file its path at base. */
  readonly path: string;
  /** Path at base: differs from `path` when the file was renamed; undefined when it was added. */
  readonly basePath: string | undefined;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
  /**
   * Hunks as the reviewer's diff shows them, with context lines (GitHub: 3): a comment must lie inside one.
   * Undefined when the diff is not available (GitHub omits the patch of large and binary files).
   */
  readonly hunks: readonly Hunk[] | undefined;
}

/** Who made the change, as far as GitHub says. */
export interface ChangeAuthor {
  readonly login: string;
  /** True when the head is in another repository. */
  readonly fromFork: boolean;
  /** GitHub's `author_association`: `OWNER`, `MEMBER`, `COLLABORATOR`, `CONTRIBUTOR`, `FIRST_TIME_CONTRIBUTOR`, `NONE` … */
  readonly association: string;
}

/** What is reviewed: two commits and the files between them. */
export interface Change {
  /** `owner/repo#7` for a pull request, `base..head` for a local range. */
  readonly name: string;
  readonly title: string;
  readonly baseSha: string;
  readonly headSha: string;
  readonly files: readonly ChangedFile[];
  /** Set when GitHub's limit of 3,000 files was reached and the list is incomplete. */
  readonly truncated: boolean;
  /** Undefined for local changes. */
  readonly author?: ChangeAuthor | undefined;
}

/** True when line `line` of the given side of a file can carry a review comment. */
export function isInDiff(file: ChangedFile, side: 'LEFT' | 'RIGHT', line: number): boolean {
  return (file.hunks ?? []).some((hunk) => {
    const [start, count] = side === 'LEFT' ? [hunk.baseStart, hunk.baseCount] : [hunk.headStart, hunk.headCount];
    return line >= start && line < start + count;
  });
}
