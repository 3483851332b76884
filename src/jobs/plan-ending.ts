import { InputError, RemoteError } from '../model/errors.ts';
import type { PlanJob } from '../ports/job-queue.ts';
import type { CheckRunEnding } from '../publish/check-runs.ts';

/** How the check run of a plan ends that was not made: what happened, and who has to do what. */
export function planEnding(error: unknown, job: Pick<PlanJob, 'deliveryId'>, signal: AbortSignal): CheckRunEnding {
  if (signal.aborted) {
    return {
      conclusion: 'cancelled',
      title: 'Interrupted',
      summary:
        'Plumbline was stopped during this plan. It is made again when Plumbline is back; nobody has to do anything.',
    };
  }
  const trace = `The operator finds the details in the log under delivery \`${job.deliveryId}\`.`;
  if (error instanceof InputError || error instanceof RemoteError) {
    // Quoted as code: such a message may contain text from the repository.
    const said = error.message.replaceAll('`', "'").slice(0, 2000);
    const again = error instanceof RemoteError && error.retryable ? 'Plumbline tries again by itself. ' : '';
    return {
      // No verdict: the next try starts a new check run.
      conclusion: error instanceof RemoteError && error.retryable ? 'cancelled' : 'neutral',
      title: 'Not planned',
      summary: `The plan was not made:\n\n\`\`\`text\n${said}\n\`\`\`\n\n${again}${trace}`,
    };
  }
  return {
    conclusion: 'neutral',
    title: 'Not planned: Plumbline failed',
    summary:
      'The plan stopped with an error. That is a fault of Plumbline or of its installation, not of this change, and says ' +
      `nothing about it. ${trace} To try again, use “Re-run” on this check.`,
  };
}
