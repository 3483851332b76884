import { z } from 'zod';
import { gateRoot, reportPlan } from '../plan-root.ts';
import { correlationIn, externalIdOf, planCheckName } from '../ports/external-id.ts';
import { queryGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import type { CollectJob } from '../ports/job-queue.ts';
import { openCheckRun } from '../publish/check-runs.ts';
import { readPlanCheckRuns } from '../publish/plan-check-runs.ts';
import { affectedRootsOf } from '../review/planned/affected-roots-of.ts';
import { toolFor } from '../review/planned/gate-input-of.ts';
import { readChange } from '../review/read-change.ts';
import { collectPlan } from '../runner/actions/collect-plan.ts';
import { readApproval } from '../sources/plan-approval.ts';
import { defaultBranchOf } from './dispatch-plan.ts';
import { completePlan } from './plan-job.ts';
import { planEnding } from './plan-ending.ts';
import type { PlanServices } from './plan-services.ts';

/** Fetches a plan that GitHub Actions has made and completes the check run that waits for it. A run that nobody waits for is left alone. */
export async function runCollectJob(job: CollectJob, signal: AbortSignal, services: PlanServices): Promise<object> {
  const { pullRequest: pr, runId } = job;
  const correlation = correlationIn(job.correlationId);
  if (correlation?.number !== pr.number) return { outcome: 'not ours' };
  const { headSha } = correlation;
  const octokit = await services.octokitFor(job.installationId);
  const waiting = [...(await readPlanCheckRuns(octokit, pr, headSha, services.appId)).values()];
  const state = waiting.find(({ isOpen, detailsUrl }) => isOpen && detailsUrl?.endsWith(`#${job.correlationId}`));
  if (!state) return { headSha, outcome: 'nobody waits' };
  const dispatched = /\/runs\/(\d{1,15})#/.exec(state.detailsUrl ?? '')?.[1];
  // Whoever may start workflows can give a run this name; the one that was started for this check run still comes.
  if (dispatched !== undefined && Number(dispatched) !== runId) return { headSha, outcome: 'another run' };
  const place = { headSha, externalId: externalIdOf(pr), name: planCheckName(state.root) };
  const checkRun = await openCheckRun(octokit, pr, place);
  try {
    const open = await services.open(octokit, pr);
    if (open.change.headSha !== headSha) {
      await checkRun.supersede(open.change.headSha);
      return { headSha, outcome: 'superseded' };
    }
    const { rules, caches } = services;
    const read = await readChange(open, { rules, caches, signal });
    const root = (await affectedRootsOf(open, read)).roots.find(({ name }) => name === state.root);
    if (!root) throw new RangeError('the root module that was planned is not affected');
    const wanted = {
      ...pr,
      workflow: read.policy.plan.actions.workflow,
      defaultBranch: await defaultBranchOf(octokit, pr),
      correlationId: job.correlationId,
      runId: dispatched === undefined ? undefined : Number(dispatched),
      actor: await ownLogin(octokit),
      root: root.root,
      tool: toolFor(read, root.root),
    };
    const run = await collectPlan(octokit, wanted, runId);
    const needed = read.policy.diagnose?.terraform ?? 'write';
    const approval = () => readApproval(octokit, pr, headSha, needed);
    const { gate } = await gateRoot(open, read, root, { backEnd: 'actions', approval });
    const report = reportPlan(open, read, root, { gate, run }, { rules });
    await completePlan(octokit, { ...job, headSha }, checkRun, report, services);
    return { headSha, conclusion: report.conclusion, level: run.level, outcome: run.outcome };
  } catch (error) {
    await checkRun.end(planEnding(error, job, signal)).catch((second: unknown) => {
      services.log.error({ deliveryId: job.deliveryId, err: second }, 'check run left in progress');
    });
    throw error;
  }
}

/** The login under which the App acts: `plumbline[bot]`. */
async function ownLogin(octokit: GitHubClient): Promise<string> {
  const { viewer } = await queryGitHub(
    octokit,
    'query { viewer { login } }',
    {},
    z.object({ viewer: z.object({ login: z.string() }) }),
    { doing: 'read who the App is', permission: 'metadata: read' },
  );
  return viewer.login;
}
