import type { z } from 'zod';
import { RemoteError } from '../model/errors.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import type { GitHubCall } from '../ports/github-error.ts';
import { githubError } from '../ports/github-error.ts';

/** One REST call, its answer checked. Throws a RemoteError. */
export async function call<T>(
  octokit: GitHubClient,
  route: string,
  parameters: Record<string, unknown>,
  schema: z.ZodType<T>,
  what: GitHubCall,
): Promise<T> {
  const data = await octokit.request(route, parameters).then(
    (response) => response.data,
    (error: unknown) => {
      throw githubError(error, what);
    },
  );
  return checked(data, schema, what);
}

/** One GraphQL query, its answer checked. Throws a RemoteError. */
export async function query<T>(
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
