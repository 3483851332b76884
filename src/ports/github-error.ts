import { InputError, RemoteError } from '../model/errors.ts';

/** What was being done, for the message. */
export interface GitHubCall {
  /** With the verb first: `read the files of o/r#7`. */
  readonly doing: string;
  /** The App permission that the call needs, in the manifest's words: `contents: read`. */
  readonly permission: string;
}

/** Seconds to wait when GitHub refuses for its limits without saying how long: its own advice. Source:
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately */
const DEFAULT_RETRY_AFTER = 60;

/**
 * Any error of a GitHub call as a RemoteError. Retryable: server errors, broken connections and rate limits (with the
 * seconds to wait). Not retryable: missing permission, not found, refused input. Our own errors come back as they are.
 */
export function githubError(error: unknown, call: GitHubCall): Error {
  if (error instanceof RemoteError || error instanceof InputError) return error;
  const status = numberAt(error, 'status') ?? graphqlStatus(error);
  const headers = headersOf(error);
  const failed = (reason: string, retryable: boolean, retryAfter?: number): RemoteError =>
    new RemoteError(`could not ${call.doing}: ${reason}`, { retryable, retryAfter, cause: error });

  const wait = rateLimitWait(error, status, headers);
  if (wait !== undefined) return failed(`GitHub's rate limit is reached; it opens again in ${wait} s`, true, wait);
  if (status === 401) {
    return failed(
      'GitHub does not accept the credentials (401); check the App id and private key, or GITHUB_TOKEN',
      false,
    );
  }
  if (status === 403 && error instanceof Error && /must authenticate via a GitHub App/i.test(error.message)) {
    return failed("GitHub lets only Apps do it (403), and this token is not an App's", false);
  }
  if (status === 403) return failed(`GitHub refuses it (403); the App needs the permission ${call.permission}`, false);
  if (status === 404 || status === 410) {
    return failed(
      `GitHub does not find it (${status}); it does not exist, or the App is not installed there with ${call.permission}`,
      false,
    );
  }
  const said = error instanceof Error ? error.message.slice(0, 300) : 'no reason given';
  if (status !== undefined && status >= 400 && status < 500 && status !== 408) {
    return failed(`GitHub refuses it (${status}): ${said}`, false);
  }
  // 5xx, 408, a reset connection, or a GraphQL answer that is only errors.
  return failed(said, true, Number(headers['retry-after']) || undefined);
}

/** The HTTP status of an error of Octokit, if it has one. */
export function statusOf(error: unknown): number | undefined {
  return (
    numberAt(error, 'status') ?? (error instanceof Error && error.cause ? numberAt(error.cause, 'status') : undefined)
  );
}

/** GraphQL answers 200 and names the kind of error in `type`; this is the status REST would have given. */
function graphqlStatus(error: unknown): number | undefined {
  const types = listAt(error, 'errors').map((each) => at(each, 'type'));
  if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES')) return 403;
  return types.includes('NOT_FOUND') ? 404 : undefined;
}

/** Seconds until the limit opens; undefined when the error is not about a rate limit. */
function rateLimitWait(
  error: unknown,
  status: number | undefined,
  headers: Readonly<Record<string, unknown>>,
): number | undefined {
  const graphql = listAt(error, 'errors').some((each) => at(each, 'type') === 'RATE_LIMITED');
  const spent = String(headers['x-ratelimit-remaining']) === '0';
  const secondary = error instanceof Error && /secondary rate limit|abuse detection/i.test(error.message);
  const asked = headers['retry-after'] !== undefined;
  if (!(graphql || status === 429 || (status === 403 && (spent || secondary || asked)))) return undefined;
  if (asked) return positive(Number(headers['retry-after']));
  // GitHub's own clock, so that a wrong clock here does not matter.
  const now = Date.parse(String(headers['date'])) / 1000;
  return spent ? positive(Number(headers['x-ratelimit-reset']) - now) : DEFAULT_RETRY_AFTER;
}

function positive(seconds: number): number {
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : DEFAULT_RETRY_AFTER;
}

function headersOf(error: unknown): Readonly<Record<string, unknown>> {
  const headers = at(at(error, 'response'), 'headers') ?? at(error, 'headers');
  return typeof headers === 'object' && headers !== null ? { ...headers } : {};
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, key) as unknown) : undefined;
}

function numberAt(value: unknown, key: string): number | undefined {
  const found = at(value, key);
  return typeof found === 'number' ? found : undefined;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
}
