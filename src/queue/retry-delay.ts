import { RemoteError } from '../model/errors.ts';

/** How often and how fast a job is tried again. All times in seconds. */
export interface RetryPolicy {
  /** Tries after the first one. */
  readonly limit: number;
  /** Wait before the first retry; doubles with every further one. */
  readonly firstDelay: number;
  readonly maxDelay: number;
}

/**
 * Six retries over about half an hour (30 s, 1, 2, 4, 8, 15 min): longer than a GitHub incident's usual first hiccup and
 * longer than the one minute GitHub asks for after a secondary rate limit
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
export const DEFAULT_RETRIES: RetryPolicy = { limit: 6, firstDelay: 30, maxDelay: 900 };

/**
 * Seconds until a job that failed with `error` is tried again; undefined when it must not be: the error is not a
 * retryable RemoteError, or the retries are used up. `attempt` counts from 0. A `retryAfter` is a floor, never cut short.
 */
export function retryDelay(error: unknown, attempt: number, policy: RetryPolicy): number | undefined {
  if (!(error instanceof RemoteError) || !error.retryable || attempt >= policy.limit) return undefined;
  const backoff = Math.min(policy.maxDelay, policy.firstDelay * 2 ** attempt);
  return Math.max(backoff, error.retryAfter ?? 0);
}
