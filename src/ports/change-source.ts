import type { Change } from '../model/change.ts';
import type { SourceTree } from './source-tree.ts';

/** A change with both of its sides. */
export interface OpenChange {
  readonly change: Change;
  /** The merge base, not the tip of the base branch. */
  readonly base: SourceTree;
  readonly head: SourceTree;
  /** The policy file of the base branch's tip (docs/configure.md), if there is one. */
  readonly policy: { readonly path: string; readonly text: string } | undefined;
  /**
   * Reads files of both sides together where reading costs requests; a `read` of them afterwards costs none. Paths that
   * are not there are left out. Throws a RemoteError when the source does not answer.
   */
  readonly prefetch?:
    ((paths: { readonly base: readonly string[]; readonly head: readonly string[] }) => Promise<void>) | undefined;
  /** What the reader must know about how the change was read, in whole sentences, for `Coverage.notes`. */
  readonly notes?: readonly string[] | undefined;
}

/** Opens changes of one kind: a local range, or a pull request. `Ref` says which change. */
export interface ChangeSource<Ref> {
  /** Reads the head SHA now. Throws an InputError for a ref that does not exist. */
  open(ref: Ref): Promise<OpenChange>;
}

/** A pull request, without a SHA: the head is read when the work starts. */
export interface PullRequestRef {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}
