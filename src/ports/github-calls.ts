import type { z } from 'zod';
import { RemoteError } from '../model/errors.ts';
import type { GitHubClient } from './github-client.ts';
import type { GitHubCall } from './github-error.ts';
import { githubError } from './github-error.ts';

/** One REST call, its answer checked. Throws a RemoteError. */
export async function callGitHub<T>(
  octokit: GitHubClient,
  route: string,
  parameters: Record<string, unknown>,
  schema: z.ZodType<T>,
  what: GitHubCall,
): Promise<T> {
  // Octokit's retry plugin would repeat a POST whose answer was lost, and so post twice; whoever reconciles must decide.
  const sent = route.startsWith('POST ') ? { ...parameters, request: { retries: 0 } } : parameters;
  const data = await octokit.request(route, sent).then(
    (response) => response.data,
    (error: unknown) => {
      throw githubError(error, what);
    },
  );
  return checked(data, schema, what);
}

/** One GraphQL query, its answer checked. Throws a RemoteError. */
export async function queryGitHub<T>(
  octokit: GitHubClient,
  text: string,
  variables: Record<string, unknown>,
  schema: z.ZodType<T>,
  what: GitHubCall,
): Promise<T> {
  const data = await octokit.graphql(text, variables).catch((error: unknown) => {
    throw githubError(error, what);
  });
  return checked(data, schema, what);
}

function checked<T>(data: unknown, schema: z.ZodType<T>, what: GitHubCall): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new RemoteError(`could not ${what.doing}: GitHub's answer is not as documented at ${where || 'its top'}`, {
    retryable: true, // a proxy's error page, or a half-deployed API: worth another try
    cause: result.error,
  });
}
