import { z } from 'zod';
import { diagnoseCommands } from '../diagnose/command-line.ts';
import type { PullRequestRef } from '../ports/change-source.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import { statusOf } from '../ports/github-error.ts';

/** GitHub's repository permissions, least first. */
const PERMISSIONS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
/** One of them. */
export type Permission = (typeof PERMISSIONS)[number];

/** A comment in the thread of a pull request. */
export interface ThreadComment {
  readonly id: number;
  readonly body: string;
  readonly author: { readonly login: string; readonly isPerson: boolean };
}

const commentSchema = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string() }).nullish(), // null for a deleted account
});

const permissionSchema = z.object({ permission: z.string(), role_name: z.string().optional() });

/** 1,000 comments: approvals are looked for when a plan is held, and the newest matter. */
const MAX_PAGES = 10;
const PAGE = 100;

/** A comment as it is now; undefined when it is gone. */
export async function readComment(
  octokit: GitHubClient,
  { owner, repo }: PullRequestRef,
  id: number,
): Promise<ThreadComment | undefined> {
  try {
    const comment = await callGitHub(
      octokit,
      'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
      { owner, repo, comment_id: id },
      commentSchema,
      { doing: `read a comment of ${owner}/${repo}`, permission: 'pull_requests: read' },
    );
    return commentOf(comment);
  } catch (error) {
    if (error instanceof Error && statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** What a person may do in the repository. Custom roles count as the role they are made from. */
export async function permissionOf(
  octokit: GitHubClient,
  { owner, repo }: PullRequestRef,
  login: string,
): Promise<Permission> {
  const what = { doing: `read the permission of ${login} in ${owner}/${repo}`, permission: 'metadata: read' };
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  try {
    const found = await callGitHub(octokit, route, { owner, repo, username: login }, permissionSchema, what);
    // `permission` knows only the four old words; `role_name` says triage and maintain, or the name of a custom role.
    const known = (name: string | undefined): Permission | undefined => PERMISSIONS.find((each) => each === name);
    return known(found.role_name) ?? known(found.permission) ?? 'none';
  } catch (error) {
    // Not a collaborator, or no such user any more.
    if (error instanceof Error && statusOf(error) === 404) return 'none';
    throw error;
  }
}

/** Whether `actual` is at least `needed`. */
export function isPermitted(actual: Permission, needed: Permission): boolean {
  return PERMISSIONS.indexOf(actual) >= PERMISSIONS.indexOf(needed);
}

/** Somebody who may, released the plans of one head. */
export interface PlanApproval {
  /** As written, 7 to 64 hexadecimal digits: a prefix of the head's. */
  readonly sha: string;
  readonly by: string;
}

/**
 * The newest approval of exactly `headSha` in the thread, by a person with at least the permission `needed` at this moment; so
 * that an approval is worth no more than who gave it, it is read when it is needed and kept nowhere.
 */
export async function readApproval(
  octokit: GitHubClient,
  pr: PullRequestRef,
  headSha: string,
  needed: Permission,
): Promise<PlanApproval | undefined> {
  const asked = new Map<string, Permission>();
  const approvals = (await readThread(octokit, pr)).flatMap(({ body, author }) =>
    author.isPerson
      ? diagnoseCommands(body).flatMap((command) =>
          command.kind === 'approve' && headSha.startsWith(command.sha) ? [{ sha: command.sha, by: author.login }] : [],
        )
      : [],
  );
  for (const approval of approvals.reverse()) {
    const permission = asked.get(approval.by) ?? (await permissionOf(octokit, pr, approval.by));
    asked.set(approval.by, permission);
    if (isPermitted(permission, needed)) return approval;
  }
  return undefined;
}

async function readThread(octokit: GitHubClient, { owner, repo, number }: PullRequestRef): Promise<ThreadComment[]> {
  const comments: ThreadComment[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const found = await callGitHub(
      octokit,
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { owner, repo, issue_number: number, per_page: PAGE, page },
      z.array(commentSchema),
      { doing: `read the comments of ${owner}/${repo}#${number}`, permission: 'pull_requests: read' },
    );
    comments.push(...found.map(commentOf));
    if (found.length < PAGE) break;
  }
  return comments;
}

function commentOf({ id, body, user }: z.infer<typeof commentSchema>): ThreadComment {
  return { id, body: body ?? '', author: { login: user?.login ?? 'ghost', isPerson: user?.type === 'User' } };
}
