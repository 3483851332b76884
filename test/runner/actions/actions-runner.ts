import { RemoteError } from '../../../src/model/errors.ts';
import type { ChangeAuthor } from '../../../src/model/change.ts';
import type { PlanRun } from '../../../src/model/plan-run.ts';
import type { GitHubClient } from '../../../src/ports/github-client.ts';
import type { PlanHooks, PlanRequest, PlanRunner } from '../../../src/ports/plan-runner.ts';
import { systemClock, type Clock } from '../../../src/runner/poll/clock.ts';
import { PLAN_POLL, waitTimes, type PollSettings } from '../../../src/runner/poll/wait-times.ts';
import type { WorkflowRun } from '../../../src/runner/actions/actions-schemas.ts';
import { collectPlan, type PlanToCollect } from '../../../src/runner/actions/collect-plan.ts';
import { dispatchPlan, type PlanWorkflowPlace } from '../../../src/runner/actions/dispatch-plan.ts';
import { findPlanRun, readPlanRun } from '../../../src/runner/actions/plan-workflow-run.ts';

/** How plans are made by GitHub Actions. */
export interface ActionsRunnerOptions extends PlanWorkflowPlace {
  readonly octokit: GitHubClient;
  /** Login of the App's user: `plumbline[bot]`. */
  readonly actor: string;
  readonly author: ChangeAuthor | undefined;
  /** A new random correlation for each plan. */
  readonly correlationId: () => string;
  readonly terraformVersion?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly poll?: PollSettings | undefined;
}

/**
 * Plans by GitHub Actions and waits for the end. The service does not wait: it calls `dispatchPlan`, remembers the run, and calls
 * `collectPlan` when GitHub tells of its end (`workflow_run`, completed). Modules are downloaded in the workflow, so
 * `refuseModules` is never asked. A run that is no longer wanted is cancelled.
 */
export function actionsRunner(options: ActionsRunnerOptions): PlanRunner {
  return {
    backEnd: 'actions',
    async run(request, hooks) {
      const clock = options.clock ?? systemClock;
      const started = clock.now();
      const deadline = started + request.timeoutMs;
      const correlationId = options.correlationId();
      const ended = (outcome: 'not-run' | 'cancelled' | 'timed-out', reason: string, url?: string): PlanRun => ({
        ...NOTHING,
        outcome,
        reason,
        stage: outcome === 'not-run' ? 'prepare' : 'plan',
        url,
        milliseconds: Math.round(clock.now() - started),
      });
      if (hooks.signal.aborted) return ended('cancelled', 'The plan is no longer wanted.');
      hooks.onProgress?.('prepare', 'starts the workflow');
      const { octokit, author, terraformVersion } = options;
      const dispatched = await dispatchPlan(octokit, { ...options, correlationId, author, request, terraformVersion });
      if (dispatched.kind === 'refused') return ended('not-run', dispatched.reason);
      const wanted = { ...options, correlationId, runId: dispatched.runId, root: request.root, tool: request.tool };
      hooks.onProgress?.('plan', 'waits for the workflow');
      const { run, stopped } = await awaited(wanted, options, hooks, { clock, deadline });
      if (stopped === undefined) {
        hooks.onProgress?.('show', 'reads the plan');
        return collectPlan(octokit, wanted, run.id);
      }
      const isEnded = run !== undefined && (await cancelPlanRun(octokit, options, run.id));
      const after = isEnded ? ' The workflow was cancelled.' : '';
      return stopped === 'cancelled'
        ? ended('cancelled', `The plan is no longer wanted.${after}`, run?.html_url)
        : ended('timed-out', `The workflow had not ended after ${seconds(request)} s.${after}`, run?.html_url);
    },
  };
}

const NOTHING = {
  backEnd: 'actions',
  level: 'L5',
  diagnostics: [],
  commands: [],
  notes: [],
  refreshed: false,
  redactions: 0,
  hosts: [],
} as const;

function seconds(request: PlanRequest): string {
  return String(Math.round(request.timeoutMs / 1000));
}

/** How the wait for a workflow ended: with a completed run, or early. */
type Awaited =
  | { readonly run: WorkflowRun; readonly stopped: undefined }
  | { readonly run: WorkflowRun | undefined; readonly stopped: 'cancelled' | 'timed-out' };

async function awaited(
  wanted: PlanToCollect,
  options: ActionsRunnerOptions,
  hooks: PlanHooks,
  time: { readonly clock: Clock; readonly deadline: number },
): Promise<Awaited> {
  const { clock, deadline } = time;
  const waits = waitTimes(options.poll ?? PLAN_POLL, () => clock.random());
  let run: WorkflowRun | undefined;
  let told: string | null = '';
  for (;;) {
    run = (await lookedAt(wanted, options.octokit, run)) ?? run;
    if (run?.status === 'completed') return { run, stopped: undefined };
    const status = run === undefined ? '' : run.status;
    if (status !== told)
      hooks.onProgress?.(
        'plan',
        /^[a-z_ A-Z]{1,40}$/.test(status ?? '') ? String(status).replaceAll('_', ' ') : 'in progress',
      );
    told = status;
    const left = deadline - clock.now();
    if (hooks.signal.aborted) return { run, stopped: 'cancelled' };
    if (left <= 0) return { run, stopped: 'timed-out' };
    await clock.sleep(Math.min(waits.next().value, left), hooks.signal);
  }
}

/** The run as it is now; undefined when it is not there yet, or GitHub does not answer this time. */
async function lookedAt(
  wanted: PlanToCollect,
  octokit: GitHubClient,
  known: WorkflowRun | undefined,
): Promise<WorkflowRun | undefined> {
  const runId = wanted.runId ?? known?.id;
  try {
    return await (runId === undefined
      ? findPlanRun(octokit, wanted, wanted.correlationId)
      : readPlanRun(octokit, wanted, runId));
  } catch (error) {
    if (error instanceof RemoteError && error.retryable) return undefined; // asked again after the next wait
    throw error;
  }
}

/**
 * Ends a run that is not wanted any more; whether GitHub takes it. That it has ended already, or cannot be ended, is no error: nothing it does is of
 * consequence. https://docs.github.com/en/rest/actions/workflow-runs#cancel-a-workflow-run
 */
function cancelPlanRun(octokit: GitHubClient, place: PlanWorkflowPlace, runId: number): Promise<boolean> {
  const { owner, repo } = place;
  return octokit
    .request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel', {
      owner,
      repo,
      run_id: runId,
      request: { retries: 0 },
    })
    .then(
      () => true,
      () => false,
    );
}
