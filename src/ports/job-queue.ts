import type { PullRequestRef } from './change-source.ts';

/** Review a pull request at whatever its head is when the job starts. */
export interface ReviewJob {
  readonly kind: 'review';
  readonly pullRequest: PullRequestRef;
  readonly installationId: number;
  /** `X-GitHub-Delivery` of the webhook, for tracing. */
  readonly deliveryId: string;
  /** A person asked for this review to be run again, so its check run must be a new one: newer than `checkRunId` if known. */
  readonly rerun?: { readonly checkRunId?: number | undefined } | undefined;
}

/** Everything the worker can be asked to do. */
export type Job = ReviewJob;

/** Durable jobs: at most one active and one waiting per pull request. */
export interface JobQueue {
  /** Resolves when the job is stored: `queued`, or `merged` into the one that already waits. */
  enqueue(job: Job): Promise<'queued' | 'merged'>;
  /** Starts working jobs off with `handler`, `concurrency` at once. A handler that throws a retryable RemoteError is retried with backoff; any other error is not. */
  work(
    handler: (job: Job, signal: AbortSignal) => Promise<void>,
    options: { readonly concurrency: number },
  ): Promise<void>;
  /** Stops taking jobs, waits for running ones (at most `timeoutMs`), closes the store. */
  stop(timeoutMs: number): Promise<void>;
}
