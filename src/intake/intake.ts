import type { EmitterWebhookEventName } from '@octokit/webhooks';
import type { ApplicationFunction } from 'probot';
import { correlationIn, pullRequestIn, rootInCheckName } from '../ports/external-id.ts';
import type { Job, JobQueue, ReviewJob } from '../ports/job-queue.ts';
import type { Log } from '../ports/log.ts';
import { UnstoredDelivery } from './unstored-delivery.ts';

/** Events after which a pull request shows another change, or wants its first review. */
const CHANGED = [
  'pull_request.opened',
  'pull_request.synchronize',
  'pull_request.reopened',
  'pull_request.ready_for_review',
] as const satisfies readonly EmitterWebhookEventName[];

/** What the event handlers need. */
export interface IntakeDeps {
  readonly queue: Pick<JobQueue, 'enqueue'>;
  readonly log: Log;
  /** Our own App, to tell our check runs from those of others. */
  readonly appId: number;
}

/** The parts of an event that a job is made of. */
interface Delivery {
  readonly id: string;
  readonly payload: {
    readonly repository: { readonly id: number; readonly name: string; readonly owner: { readonly login: string } };
    readonly installation?: { readonly id: number } | undefined;
  };
}

/** What a check run and a check suite have in common. */
interface Check {
  readonly name?: string;
  readonly head_sha: string;
  readonly app?: { readonly id: number | null } | null | undefined;
  readonly external_id?: string | null | undefined;
  readonly pull_requests: readonly {
    readonly number: number;
    readonly base: { readonly repo: { readonly id: number } };
  }[];
}

type WithoutOrigin<Kind> = Kind extends Job ? Omit<Kind, 'pullRequest' | 'installationId' | 'deliveryId'> : never;

/** A job before it is known which delivery asks for it. */
interface Wanted {
  readonly number: number;
  readonly work: WithoutOrigin<Job>;
}

/**
 * The Probot app: every event that changes what a review would say becomes a job, and nothing else happens in the
 * request, because GitHub waits ten seconds at most. Pull requests that bots open are reviewed like all others;
 * our own check runs are the only events we cause, and of those only a person's wish to run them again arrives here.
 */
export function intake({ queue, log, appId }: IntakeDeps): ApplicationFunction {
  async function store({ id, payload }: Delivery, wanted: readonly Wanted[]): Promise<void> {
    const { repository, installation } = payload;
    const { name: repo, owner } = repository;
    const fields = {
      deliveryId: id,
      repository: `${owner.login}/${repo}`,
      numbers: wanted.map(({ number }) => number),
    };
    if (installation === undefined) {
      // A webhook set up on the repository by hand, with our secret: there is no token to answer with.
      log.warn(fields, 'delivery ignored: not sent by an installation of the App');
      return;
    }
    for (const { number, work } of wanted) {
      const pullRequest = { owner: owner.login, repo, number };
      const job: Job = { ...work, pullRequest, installationId: installation.id, deliveryId: id };
      try {
        log.info({ ...fields, kind: job.kind, result: await queue.enqueue(job) }, `${job.kind} wanted`);
      } catch (error) {
        log.error({ ...fields, err: error }, 'delivery not stored');
        throw new UnstoredDelivery();
      }
    }
  }

  async function enqueue(delivery: Delivery, numbers: readonly number[], rerun?: ReviewJob['rerun']): Promise<void> {
    const work = { kind: 'review', ...(rerun === undefined ? {} : { rerun }) } as const;
    await store(
      delivery,
      numbers.map((number) => ({ number, work })),
    );
  }

  async function again(delivery: Delivery, check: Check, checkRunId?: number, diagnose?: boolean): Promise<void> {
    if (check.app?.id !== appId) return;
    // The list names every open pull request with this head, those of other repositories of the network too.
    const listed = check.pull_requests.filter(({ base }) => base.repo.id === delivery.payload.repository.id);
    // For a fork the list is empty; our own check run knows its pull request, a check suite does not.
    const named = pullRequestIn(check.external_id);
    const numbers = named === undefined ? listed.map(({ number }) => number) : [named];
    if (numbers.length === 0) {
      log.warn({ deliveryId: delivery.id }, 'nothing to run again: GitHub names no pull request, as for a fork');
    }
    const root = rootInCheckName(check.name ?? '');
    if (root === undefined) return enqueue(delivery, numbers, { checkRunId });
    const work = { kind: 'plan', root, headSha: check.head_sha, rerun: { checkRunId }, diagnose } as const;
    await store(
      delivery,
      numbers.map((number) => ({ number, work })),
    );
  }

  return (app) => {
    app.on([...CHANGED], (event) => enqueue(event, [event.payload.number]));
    app.on('pull_request.edited', async (event) => {
      // Another base branch is another change; a new title or text is not.
      if (event.payload.changes.base !== undefined) await enqueue(event, [event.payload.number]);
    });
    app.on('check_run.rerequested', ({ id, payload }) =>
      again({ id, payload }, payload.check_run, payload.check_run.id),
    );
    // The buttons of a plan's check run: "Re-plan" and "Diagnose error".
    app.on('check_run.requested_action', ({ id, payload }) => {
      const action = payload.requested_action?.identifier;
      if (action !== 'replan' && action !== 'diagnose-error') return undefined;
      return again({ id, payload }, payload.check_run, payload.check_run.id, action === 'diagnose-error');
    });
    app.on('issue_comment.created', async (event) => {
      const { issue, comment } = event.payload;
      // Most comments are none of ours; who wrote this one, and whether they may, is looked up when the job runs.
      if (issue.pull_request === undefined || !/^ {0,3}\/diagnose\b/m.test(comment.body)) return;
      if (comment.user?.type !== 'User') return;
      await store(event, [{ number: issue.number, work: { kind: 'comment', commentId: comment.id } }]);
    });
    app.on('workflow_run.completed', async (event) => {
      const { id: runId, event: cause, display_title: title } = event.payload.workflow_run;
      const name = /^plumbline-plan (\S+)$/.exec(title ?? '')?.[1];
      const correlation = name === undefined ? undefined : correlationIn(name);
      if (cause !== 'workflow_dispatch' || name === undefined || correlation === undefined) return;
      await store(event, [{ number: correlation.number, work: { kind: 'collect', correlationId: name, runId } }]);
    });
    app.on('check_suite.rerequested', ({ id, payload }) => again({ id, payload }, payload.check_suite));
  };
}
