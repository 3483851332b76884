import { z } from 'zod';
import { diagnoseCommands, type DiagnoseCommand } from '../diagnose/command-line.ts';
import { REFUSAL } from '../plan/command.ts';
import type { OpenChange, PullRequestRef } from '../ports/change-source.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import type { CommentJob } from '../ports/job-queue.ts';
import { readChange } from '../review/read-change.ts';
import { policyOf } from '../review/policy-of.ts';
import { isPermitted, permissionOf, readComment } from '../sources/plan-approval.ts';
import { backEndOf, type PlanServices } from './plan-services.ts';
import { postComment } from './post-diagnosis.ts';
import { queuePlans } from './queue-plans.ts';

type Reaction = 'eyes' | 'rocket' | 'confused';

/** What a command comes to. */
interface Answer {
  readonly done: boolean;
  /** Markdown without text from the pull request. */
  readonly text: string;
}

/**
 * Answers the commands of one comment: a reaction at once, what is asked for where its author may ask for it, one reply. The
 * comment is read now, so that what its author (or a maintainer) took back is not done.
 */
export async function runCommentJob(job: CommentJob, services: PlanServices): Promise<object> {
  const { pullRequest: pr, commentId } = job;
  const octokit = await services.octokitFor(job.installationId);
  const comment = await readComment(octokit, pr, commentId);
  const commands = comment?.author.isPerson === true ? diagnoseCommands(comment.body) : [];
  if (!comment || commands.length === 0) return { commands: 0 };
  await react(octokit, pr, commentId, 'eyes');
  const open = await services.open(octokit, pr);
  const { policy } = policyOf(open, services.rules);
  const needed = policy.diagnose?.terraform ?? 'write';
  const permission = await permissionOf(octokit, pr, comment.author.login);
  const answers: Answer[] = [];
  for (const command of commands) {
    const answer = isPermitted(permission, needed)
      ? await answerTo(command, octokit, open, job, services)
      : withoutPermission(command, needed);
    answers.push(answer);
    services.log.info(
      {
        audit: 'comment',
        deliveryId: job.deliveryId,
        commentId,
        kind: command.kind,
        by: comment.author.login,
        done: answer.done,
      },
      'command answered',
    );
  }
  await postComment(octokit, pr, answers.map(({ text }) => text).join('\n\n'));
  await react(octokit, pr, commentId, answers.every(({ done }) => done) ? 'rocket' : 'confused');
  return { commands: commands.length, done: answers.filter(({ done }) => done).length };
}

function withoutPermission(command: DiagnoseCommand, needed: string): Answer {
  if (command.kind === 'prohibited') return { done: false, text: REFUSAL };
  return {
    done: false,
    text: `This needs the permission \`${needed}\` in this repository; ask somebody who has it.`,
  };
}

async function answerTo(
  command: DiagnoseCommand,
  octokit: GitHubClient,
  open: OpenChange,
  job: CommentJob,
  services: PlanServices,
): Promise<Answer> {
  switch (command.kind) {
    case 'prohibited':
      return { done: false, text: REFUSAL };
    case 'incomplete':
      return { done: false, text: `Write \`${command.usage}\`.` };
    case 'other':
      return {
        done: false,
        text:
          'This version answers `/diagnose plan`, `/diagnose plan <root module>` and `/diagnose plan approve <head SHA>`. ' +
          'The other reports do not exist yet.',
      };
    case 'approve': {
      const { headSha } = open.change;
      if (!headSha.startsWith(command.sha)) {
        return {
          done: false,
          text: `Nothing is released: the head is \`${headSha}\` now. An approval counts for exactly one commit; look at that one.`,
        };
      }
      return plansAgain(octokit, open, job, undefined, services);
    }
    case 'plan':
      return plansAgain(octokit, open, job, command.root, services);
  }
}

async function plansAgain(
  octokit: GitHubClient,
  open: OpenChange,
  job: CommentJob,
  root: string | undefined,
  services: PlanServices,
): Promise<Answer> {
  const { rules, caches } = services;
  const read = await readChange(open, { rules, caches });
  if (backEndOf(read.policy, services.backEnds) === 'off') {
    return {
      done: false,
      text: 'Plans are switched off here: `plan.backend` of the policy, or the installation, says so.',
    };
  }
  const { pullRequest, installationId, deliveryId } = job;
  const wanted = { pullRequest, installationId, deliveryId, rerun: {}, root };
  const { affected, queued } = await queuePlans(octokit, open, read, wanted, services);
  if (queued.length > 0) {
    const count = queued.length === 1 ? '1 plan is' : `${String(queued.length)} plans are`;
    return { done: true, text: `${count} made for \`${open.change.headSha.slice(0, 7)}\`; see the checks.` };
  }
  const known = affected.roots.length === 0 ? 'this change affects none' : 'the checks name those that it affects';
  return { done: false, text: `There is no such root module to plan: ${known}.` };
}

async function react(octokit: GitHubClient, pr: PullRequestRef, commentId: number, content: Reaction): Promise<void> {
  const { owner, repo } = pr;
  await callGitHub(
    octokit,
    'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
    { owner, repo, comment_id: commentId, content },
    z.object({ id: z.number() }),
    { doing: `react to a comment of ${owner}/${repo}`, permission: 'pull_requests: write' },
  );
}
