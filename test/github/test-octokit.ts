import { ProbotOctokit } from 'probot';

/** The client that Probot gives to handlers, without waiting: no throttling, and no retries unless asked for. */
export function testOctokit(
  baseUrl = 'https://api.github.com',
  retry: { enabled: boolean; retryAfterBaseValue?: number } = { enabled: false },
): InstanceType<typeof ProbotOctokit> {
  return new ProbotOctokit({
    auth: { token: 'ghs_test' },
    baseUrl,
    retry,
    throttle: { enabled: false },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
}

function quiet(): void {
  // The tests assert what is thrown; the client's own log would only repeat it.
}
