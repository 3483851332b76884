import { z } from 'zod';
import type { PullRequestRef } from '../ports/change-source.ts';
import { callGitHub, queryGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';

/** Something that was said on the pull request: a review, an inline comment or a comment in the thread. */
export interface Remark {
  readonly id: number;
  readonly body: string;
  readonly login: string;
}

/** 3,000 remarks; a thread that long is not read by people either. */
const MAX_PAGES = 30;
const PAGE = 100;

const remarksSchema = z.array(
  z.object({
    id: z.number(),
    body: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(), // null for a deleted account
  }),
);

const ROUTES = {
  reviews: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'review comments': 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
  comments: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
} as const;

/** What is said on a pull request, oldest first, by us. */
export interface Conversation {
  /** Our remarks that hold `marker`. Only asks who we are when there is one. */
  ours(kind: keyof typeof ROUTES, marker: string): Promise<readonly Remark[]>;
}

/** Reads the conversation of a pull request. Throws RemoteErrors. */
export function conversationOf(octokit: GitHubClient, pr: PullRequestRef): Conversation {
  let login: Promise<string> | undefined;
  return {
    async ours(kind, marker) {
      const marked = (await readAll(octokit, pr, kind)).filter((remark) => remark.body.includes(marker));
      if (marked.length === 0) return [];
      // Anyone can write our marker into a comment; only the author tells.
      const self = await (login ??= ownLogin(octokit));
      return marked.filter((remark) => accountName(remark.login) === self);
    },
  };
}

async function readAll(octokit: GitHubClient, pr: PullRequestRef, kind: keyof typeof ROUTES): Promise<Remark[]> {
  const { owner, repo, number } = pr;
  const what = { doing: `read the ${kind} of ${owner}/${repo}#${number}`, permission: 'pull_requests: write' };
  const target = kind === 'comments' ? { issue_number: number } : { pull_number: number };
  const remarks: Remark[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const parameters = { owner, repo, ...target, per_page: PAGE, page };
    const next = await callGitHub(octokit, ROUTES[kind], parameters, remarksSchema, what);
    remarks.push(...next.map(({ id, body, user }) => ({ id, body: body ?? '', login: user?.login ?? '' })));
    if (next.length < PAGE) break;
  }
  return remarks;
}

const viewerSchema = z.object({ viewer: z.object({ login: z.string() }) });

/** Who the token acts as. `GET /user` does not answer an App; the viewer of GraphQL does. */
async function ownLogin(octokit: GitHubClient): Promise<string> {
  const { viewer } = await queryGitHub(octokit, 'query { viewer { login } }', {}, viewerSchema, {
    doing: 'ask which account the token acts as',
    permission: 'metadata: read',
  });
  return accountName(viewer.login);
}

/** REST writes the account of an App `name[bot]`, GraphQL in places without the suffix. A user cannot have brackets. */
function accountName(login: string): string {
  return login.replace(/\[bot\]$/, '').toLowerCase();
}
