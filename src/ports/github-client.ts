/** One REST answer. */
export interface GitHubResponse {
  readonly status: number;
  readonly data: unknown;
}

/**
 * The part of Octokit that is used: what `@octokit/core` and Probot's clients have in common, already authenticated and
 * pointed at github.com or a GitHub Enterprise Server. Answers are untyped on purpose: they are checked where they are read.
 */
export interface GitHubClient {
  /** `GET /repos/{owner}/{repo}` with the values of the placeholders, the query and the body in `parameters`. */
  request(route: string, parameters?: Record<string, unknown>): Promise<GitHubResponse>;
  graphql(query: string, variables?: Record<string, unknown>): Promise<unknown>;
}
