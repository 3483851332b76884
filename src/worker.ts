import { InputError, RemoteError } from './model/errors.ts';
import type { Review } from './model/review.ts';
import type { OpenChange } from './ports/change-source.ts';
import type { CollectJob, CommentJob, Concurrency, Job, JobQueue, PlanJob, ReviewJob } from './ports/job-queue.ts';
import type { Log } from './ports/log.ts';

/** How a check run ends that has no verdict. */
export interface NoVerdict {
  /** `neutral`: the review failed. `cancelled`: it was interrupted and will run again. */
  readonly conclusion: 'neutral' | 'cancelled';
  readonly title: string;
  /** Markdown without any text from the pull request. */
  readonly summary: string;
}

/** The steps of one review, for one pull request and with the token of its installation. */
export interface ReviewSteps {
  /** Reads the head SHA now. */
  open(): Promise<OpenChange>;
  /** Shows that the review runs: an `in_progress` check run on the head. */
  start(open: OpenChange): Promise<CheckRunSteps>;
  review(open: OpenChange, signal: AbortSignal): Promise<Review>;
}

/** What may become of a check run that was started. */
export interface CheckRunSteps {
  /** Publishes the review and completes the check run with its verdict. */
  publish(review: Review): Promise<void>;
  /** Completes the check run without a verdict. */
  end(outcome: NoVerdict): Promise<void>;
}

/** Does one job to its end; resolves to what is worth a line in the log. */
export type JobHandler<Kind extends Job> = (job: Kind, signal: AbortSignal) => Promise<object>;

/** What the worker is made of. */
export interface WorkerOptions extends Concurrency {
  readonly queue: Pick<JobQueue, 'work'>;
  readonly log: Log;
  readonly stepsFor: (job: ReviewJob) => Promise<ReviewSteps>;
  readonly plan: JobHandler<PlanJob>;
  readonly collect: JobHandler<CollectJob>;
  readonly comment: JobHandler<CommentJob>;
}

/** Starts taking jobs. Resolves at once; the queue's `stop` ends it. */
export async function startWorker(options: WorkerOptions): Promise<void> {
  const { queue, log, concurrency, planConcurrency } = options;
  const handle = async (job: Job, signal: AbortSignal): Promise<void> => {
    const { owner, repo, number } = job.pullRequest;
    const started = performance.now();
    const said = await handleJob(job, signal, options);
    const fields = { deliveryId: job.deliveryId, kind: job.kind, pullRequest: `${owner}/${repo}#${number}`, ...said };
    log.info(
      { ...fields, durationMs: Math.round(performance.now() - started) },
      job.kind === 'review' ? 'reviewed' : 'job done',
    );
  };
  await queue.work(handle, { concurrency, planConcurrency });
}

async function handleJob(job: Job, signal: AbortSignal, options: WorkerOptions): Promise<object> {
  switch (job.kind) {
    case 'review': {
      const review = await reviewPullRequest(job, await options.stepsFor(job), signal, options.log);
      return {
        headSha: review.change.headSha,
        conclusion: review.gate.conclusion,
        findings: review.findings.length,
      };
    }
    case 'plan':
      return options.plan(job, signal);
    case 'collect':
      return options.collect(job, signal);
    case 'comment':
      return options.comment(job, signal);
  }
}

/**
 * One review, from opening the pull request to its verdict. The check run never stays in progress: when anything fails
 * after it was started, it ends saying so, and the error goes on to the queue, which knows whether to try again.
 */
async function reviewPullRequest(job: ReviewJob, steps: ReviewSteps, signal: AbortSignal, log: Log): Promise<Review> {
  const open = await steps.open();
  signal.throwIfAborted();
  const checkRun = await steps.start(open);
  try {
    const review = await steps.review(open, signal);
    signal.throwIfAborted();
    await checkRun.publish(review);
    return review;
  } catch (error) {
    await checkRun.end(noVerdict(error, job, signal)).catch((second: unknown) => {
      log.error({ deliveryId: job.deliveryId, err: second }, 'check run left in progress');
    });
    throw error;
  }
}

/** What the author is told when there is no verdict: what happened, and who has to do what. */
export function noVerdict(error: unknown, job: ReviewJob, signal: AbortSignal): NoVerdict {
  if (signal.aborted) {
    return {
      conclusion: 'cancelled',
      title: 'Interrupted',
      summary:
        'Plumbline was stopped during this review. It runs again when Plumbline is back; nobody has to do anything.',
    };
  }
  const trace = `The operator finds the details in the log under delivery \`${job.deliveryId}\`.`;
  if (error instanceof InputError) {
    // Quoted as code: such a message may contain text from the repository.
    const said = error.message.replaceAll('`', "'").slice(0, 2000);
    return {
      conclusion: 'neutral',
      title: 'Not reviewed',
      summary: `This change cannot be reviewed:\n\n\`\`\`text\n${said}\n\`\`\`\n`,
    };
  }
  if (error instanceof RemoteError && error.retryable) {
    return {
      conclusion: 'neutral',
      title: 'Not reviewed yet: GitHub did not answer',
      summary: `Plumbline could not reach GitHub and tries again by itself. ${trace}`,
    };
  }
  return {
    conclusion: 'neutral',
    title: 'Not reviewed: Plumbline failed',
    summary:
      'The review stopped with an error. That is a fault of Plumbline or of its installation, not of this change, and says ' +
      `nothing about it. ${trace} To try again, use “Re-run” on this check.`,
  };
}
