import type { PullRequestRef } from './change-source.ts';

/** What every job has: the pull request it is about, and who asked. */
interface JobOrigin {
  readonly pullRequest: PullRequestRef;
  readonly installationId: number;
  /** `X-GitHub-Delivery` of the webhook, for tracing. */
  readonly deliveryId: string;
}

/** A person asked for a check to be run again, so its check run must be a new one: newer than `checkRunId` if known. */
export interface Rerun {
  readonly checkRunId?: number | undefined;
}

/** Review a pull request at whatever its head is when the job starts. */
export interface ReviewJob extends JobOrigin {
  readonly kind: 'review';
  readonly rerun?: Rerun | undefined;
}

/** Plan one root module at one head; when the pull request has another head by then, only the check run is ended. */
export interface PlanJob extends JobOrigin {
  readonly kind: 'plan';
  /** Name of the affected root: `live (prod)`. */
  readonly root: string;
  readonly headSha: string;
  readonly rerun?: Rerun | undefined;
  /** A person asked why the plan failed: it is made again, and the answer is a comment. */
  readonly diagnose?: boolean | undefined;
}

/** Fetch the plan that a workflow in the user's repository has made. */
export interface CollectJob extends JobOrigin {
  readonly kind: 'collect';
  readonly correlationId: string;
  readonly runId: number;
}

/** Answer a `/diagnose` command. The comment is read when the job starts: events do not say everything about their sender. */
export interface CommentJob extends JobOrigin {
  readonly kind: 'comment';
  readonly commentId: number;
}

/** Everything the worker can be asked to do. */
export type Job = ReviewJob | PlanJob | CollectJob | CommentJob;

/** What makes two jobs the same piece of work. GitHub's names are case-insensitive: a renamed case must not run beside the old one. */
export function jobKey(job: Job): string {
  const { owner, repo, number } = job.pullRequest;
  const pull = `${owner}/${repo}#${String(number)}`.toLowerCase();
  switch (job.kind) {
    case 'review':
      return pull;
    case 'plan':
      return `${pull} plan ${job.headSha} ${job.root}`;
    case 'collect':
      return `${pull} collect ${String(job.runId)}`;
    case 'comment':
      return `${pull} comment ${String(job.commentId)}`;
  }
}

/** How many jobs run at the same time in this process. */
export interface Concurrency {
  /** Reviews, comments and what else takes seconds. */
  readonly concurrency: number;
  /** Plans, which take minutes: they have places of their own, so that reviews never wait for them. */
  readonly planConcurrency: number;
}

/** Durable jobs: at most one active and one waiting of a key. */
export interface JobQueue {
  /** Resolves when the job is stored: `queued`, or `merged` into the one that already waits. */
  enqueue(job: Job): Promise<'queued' | 'merged'>;
  /**
   * Starts working jobs off with `handler`. A handler that throws a retryable RemoteError is retried with backoff; any other
   * error is not.
   */
  work(handler: (job: Job, signal: AbortSignal) => Promise<void>, options: Concurrency): Promise<void>;
  /** Stops taking jobs, waits for running ones (at most `timeoutMs`), closes the store. */
  stop(timeoutMs: number): Promise<void>;
}
