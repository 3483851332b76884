import type { PlanJob } from '../../src/ports/job-queue.ts';

/** The job that `hold-job.ts` takes and does not finish. */
export const job: PlanJob = {
  kind: 'plan',
  pullRequest: { owner: 'acme', repo: 'shop', number: 1 },
  installationId: 1,
  deliveryId: 'held',
  root: 'live',
  headSha: 'a'.repeat(40),
};
