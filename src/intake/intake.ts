import type { EmitterWebhookEventName } from '@octokit/webhooks';
import type { ApplicationFunction } from 'probot';
import { pullRequestIn } from '../ports/external-id.ts';
import type { JobQueue, ReviewJob } from '../ports/job-queue.ts';
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
  readonly app?: { readonly id: number | null } | null | undefined;
  readonly external_id?: string | null | undefined;
  readonly pull_requests: readonly {
    readonly number: number;
    readonly base: { readonly repo: { readonly id: number } };
  }[];
}

/**
 * The Probot app: every event that changes what a review would say becomes a job, and nothing else happens in the
 * request, because GitHub waits ten seconds at most. Pull requests that bots open are reviewed like all others;
 * our own check runs are the only events we cause, and of those only a person's wish to run them again arrives here.
 */
export function intake({ queue, log, appId }: IntakeDeps): ApplicationFunction {
  async function enqueue(
    { id, payload }: Delivery,
    numbers: readonly number[],
    rerun?: ReviewJob['rerun'],
  ): Promise<void> {
    const { repository, installation } = payload;
    const fields = { deliveryId: id, repository: `${repository.owner.login}/${repository.name}`, numbers };
    if (installation === undefined) {
      // A webhook set up on the repository by hand, with our secret: there is no token to answer with.
      log.warn(fields, 'delivery ignored: not sent by an installation of the App');
      return;
    }
    for (const number of numbers) {
      const job: ReviewJob = {
        kind: 'review',
        pullRequest: { owner: repository.owner.login, repo: repository.name, number },
        installationId: installation.id,
        deliveryId: id,
        ...(rerun === undefined ? {} : { rerun }),
      };
      try {
        log.info({ ...fields, result: await queue.enqueue(job) }, 'review wanted');
      } catch (error) {
        log.error({ ...fields, err: error }, 'delivery not stored');
        throw new UnstoredDelivery();
      }
    }
  }

  async function again(delivery: Delivery, check: Check, checkRunId?: number): Promise<void> {
    if (check.app?.id !== appId) return;
    // The list names every open pull request with this head, those of other repositories of the network too.
    const listed = check.pull_requests.filter(({ base }) => base.repo.id === delivery.payload.repository.id);
    // For a fork the list is empty; our own check run knows its pull request, a check suite does not.
    const named = pullRequestIn(check.external_id);
    const numbers = named === undefined ? listed.map(({ number }) => number) : [named];
    if (numbers.length === 0) {
      log.warn({ deliveryId: delivery.id }, 'nothing to run again: GitHub names no pull request, as for a fork');
    }
    await enqueue(delivery, numbers, { checkRunId });
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
    app.on('check_suite.rerequested', ({ id, payload }) => again({ id, payload }, payload.check_suite));
  };
}
