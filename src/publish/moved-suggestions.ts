import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PullRequestRef } from '../ports/change-source.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import { readConversation } from './conversation.ts';

/** A comment on a line of the head that proposes an edit. */
export interface LineSuggestion {
  readonly file: string;
  readonly line: number;
  /** Markdown with GitHub's suggestion block, escaped. */
  readonly body: string;
}

/**
 * Posts suggestions that follow from a plan in one review, each once in the life of the pull request. Resolves to how many were
 * posted: none when the head has moved. Throws a RemoteError.
 */
export async function postSuggestions(
  octokit: GitHubClient,
  pr: PullRequestRef,
  headSha: string,
  suggestions: readonly LineSuggestion[],
): Promise<number> {
  if (suggestions.length === 0) return 0;
  const conversation = await readConversation(octokit, pr);
  if (conversation.headSha !== headSha) return 0;
  const said = new Set(conversation.inlineComments.flatMap(({ body }) => markersIn(body)));
  const fresh = suggestions.filter((suggestion) => !said.has(identityOf(suggestion)));
  if (fresh.length === 0) return 0;
  const { owner, repo, number } = pr;
  await callGitHub(
    octokit,
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    {
      owner,
      repo,
      pull_number: number,
      commit_id: headSha,
      event: 'COMMENT',
      body: 'A plan destroys what seems to have only a new name.',
      comments: fresh.map((suggestion) => ({
        path: suggestion.file,
        side: 'RIGHT',
        line: suggestion.line,
        body: `${suggestion.body}\n\n<!-- plumbline:moved ${identityOf(suggestion)} -->`,
      })),
    },
    z.object({ id: z.number() }),
    { doing: `post the suggestions for ${owner}/${repo}#${number}`, permission: 'pull_requests: write' },
  );
  return fresh.length;
}

function identityOf({ file, body }: LineSuggestion): string {
  return createHash('sha256')
    .update(JSON.stringify([file, body]))
    .digest('hex')
    .slice(0, 16);
}

function markersIn(body: string): readonly string[] {
  return [...body.matchAll(/<!-- plumbline:moved ([0-9a-f]{16}) -->/g)].map((match) => match[1] ?? '');
}
