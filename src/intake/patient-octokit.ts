import { ProbotOctokit } from 'probot';
import type { Log } from '../ports/log.ts';

/** Tries inside one job before the error goes up. */
const MAX_RETRIES = 3;
/** Longest wait inside a job, in seconds. What takes longer goes back to the queue, which keeps to `Retry-After` too. */
const MAX_WAIT = 120;

interface LimitedRequest {
  readonly method: string;
  readonly url: string;
}

type LimitHandler = (retryAfter: number, request: LimitedRequest, octokit: unknown, retryCount: number) => boolean;

/**
 * Octokit that waits and tries again when GitHub limits the rate. Probot's own handler gives up on secondary limits,
 * which would leave check runs in progress for ever (https://github.com/taskcluster/taskcluster/pull/8817).
 */
export function patientOctokit(log: Log, base: typeof ProbotOctokit = ProbotOctokit): typeof ProbotOctokit {
  const onLimit =
    (limit: string): LimitHandler =>
    (retryAfter, { method, url }, _octokit, retryCount) => {
      const again = isWorthWaiting(retryAfter, retryCount);
      log.warn({ limit, method, url, retryAfter, retryCount, again }, 'GitHub limits our requests');
      return again;
    };
  const limits = { onRateLimit: onLimit('primary'), onSecondaryRateLimit: onLimit('secondary') };
  // Probot puts its handlers into the options it passes on, so ours have to be set after them: here.
  return base.defaults((options: { throttle?: object }) => ({
    ...options,
    throttle: { ...options.throttle, ...limits },
  }));
}

/** Whether a job waits for the limit to pass (`retryAfter` in seconds) or goes back to the queue. */
export function isWorthWaiting(retryAfter: number, retryCount: number): boolean {
  return retryCount < MAX_RETRIES && retryAfter <= MAX_WAIT;
}
