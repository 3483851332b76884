import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanRun, PlanStage } from '../model/plan-run.ts';
import { gateRoot, planRoot, reportPlan } from '../plan-root.ts';
import type { PlanReport } from '../plan/plan-report.ts';
import type { PullRequestRef } from '../ports/change-source.ts';
import { externalIdOf, planCheckName } from '../ports/external-id.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import type { PlanJob } from '../ports/job-queue.ts';
import { type CheckRunHandle, openCheckRun } from '../publish/check-runs.ts';
import { postSuggestions } from '../publish/moved-suggestions.ts';
import { readHead } from '../publish/reconcile-review.ts';
import { planProgressOf } from '../report/plan/plan-progress.ts';
import { movedSuggestions } from '../report/plan/moved-suggestions.ts';
import { planCheckRunOf } from '../report/plan/plan-check-run.ts';
import { affectedRootsOf } from '../review/planned/affected-roots-of.ts';
import { readChange } from '../review/read-change.ts';
import { readApproval } from '../sources/plan-approval.ts';
import { dispatchFor } from './dispatch-plan.ts';
import { backEndOf, type PlanServices } from './plan-services.ts';
import { planEnding } from './plan-ending.ts';
import { postDiagnosis } from './post-diagnosis.ts';

/** The head is looked at this often while a plan runs: a newer one makes the plan pointless. */
const HEAD_INTERVAL_MS = 30_000;
/** Between two messages of progress; the plugin of GitHub's client lets one write a second pass. */
const PROGRESS_INTERVAL_MS = 5000;

/**
 * Plans one root module of one head and completes its check run. The check run never stays in progress: a newer head, a failure
 * and a stop end it, each in its own words.
 */
export async function runPlanJob(job: PlanJob, signal: AbortSignal, services: PlanServices): Promise<object> {
  const { pullRequest: pr, root: name, headSha } = job;
  const octokit = await services.octokitFor(job.installationId);
  const place = { headSha, externalId: externalIdOf(pr), name: planCheckName(name) };
  const checkRun = await openCheckRun(octokit, pr, place);
  const open = await services.open(octokit, pr);
  if (open.change.headSha !== headSha) {
    await checkRun.supersede(open.change.headSha);
    return { headSha, outcome: 'superseded' };
  }
  const output = planProgressOf({ name, reasons: [] }, { kind: 'running', stage: 'prepare', detail: '' });
  // An earlier try of this job was cut off, or the head was another one for a while: that was no verdict.
  const rerun = checkRun.conclusion === 'cancelled' ? {} : job.rerun;
  if (!(await checkRun.start(rerun, output, 'in_progress'))) return { headSha, outcome: 'complete already' };
  const watch = watchHead(octokit, pr, headSha, signal);
  try {
    const report = await makePlan(job, octokit, open, checkRun, watch.signal, services);
    if (report === undefined) return { headSha, outcome: 'dispatched' };
    const newer = watch.newer();
    if (newer !== undefined) {
      await checkRun.supersede(newer);
      return { headSha, outcome: 'superseded' };
    }
    signal.throwIfAborted();
    await completePlan(octokit, job, checkRun, report, services);
    return { headSha, conclusion: report.conclusion, level: report.run?.level, outcome: report.run?.outcome };
  } catch (error) {
    const newer = watch.newer();
    const ended = newer === undefined ? checkRun.end(planEnding(error, job, signal)) : checkRun.supersede(newer);
    await Promise.resolve(ended).catch((second: unknown) => {
      services.log.error({ deliveryId: job.deliveryId, err: second }, 'check run left in progress');
    });
    if (newer !== undefined) return { headSha, outcome: 'superseded' };
    throw error;
  } finally {
    watch.stop();
  }
}

/** The report of a plan; undefined when it is made elsewhere and will be collected. */
async function makePlan(
  job: PlanJob,
  octokit: GitHubClient,
  open: Awaited<ReturnType<PlanServices['open']>>,
  checkRun: CheckRunHandle,
  signal: AbortSignal,
  { rules, caches, backEnds, htmlUrl }: PlanServices,
): Promise<PlanReport | undefined> {
  const { pullRequest: pr, headSha } = job;
  const read = await readChange(open, { rules, caches, signal });
  const { roots } = await affectedRootsOf(open, read);
  const root = roots.find(({ name }) => name === job.root);
  const backEnd = backEndOf(read.policy, backEnds);
  if (!root || backEnd === 'off') {
    const reason = root ? 'Plans are switched off for this repository.' : 'The root module is not affected any more.';
    const { title, summary } = planProgressOf({ name: job.root, reasons: [] }, { kind: 'not-run', reason });
    await checkRun.end({ conclusion: 'neutral', title, summary });
    return undefined;
  }
  const needed = read.policy.diagnose?.terraform ?? 'write';
  const approval = () => readApproval(octokit, pr, headSha, needed);
  if (backEnd === 'actions') {
    const { gate } = await gateRoot(open, read, root, { backEnd, approval });
    if (gate.outcome !== 'run') return reportPlan(open, read, root, { gate, run: undefined }, { rules });
    const sent = await dispatchFor(octokit, pr, { open, read, root }, htmlUrl);
    if ('run' in sent) return reportPlan(open, read, root, { gate, run: sent.run }, { rules });
    const summary = 'The workflow in this repository makes the plan. It is fetched when the run has ended.';
    await checkRun.progress({ title: 'Planning in GitHub Actions', summary }, sent.url);
    return undefined;
  }
  const runner = backEnds.runnerFor(backEnd, read.policy, root);
  const onProgress = progressOn(checkRun, job.root);
  const state = backEnd === 'local' ? await backEnds.stateFor(read.policy, root, signal) : undefined;
  return planRoot(open, read, root, { rules, backEnd, runner, approval, hooks: { signal, onProgress }, state });
}

/** Completes the check run; a person who asked why it failed gets the answer as a comment. */
export async function completePlan(
  octokit: GitHubClient,
  job: Pick<PlanJob, 'pullRequest' | 'deliveryId' | 'diagnose' | 'headSha'>,
  checkRun: CheckRunHandle,
  report: PlanReport,
  { log }: Pick<PlanServices, 'log'>,
): Promise<void> {
  audit(report.run, job, log);
  const { problem } = await checkRun.complete({ ...planCheckRunOf(report), conclusion: report.conclusion });
  if (problem !== undefined) log.warn({ deliveryId: job.deliveryId, problems: [problem] }, 'published in part');
  await postSuggestions(octokit, job.pullRequest, job.headSha, movedSuggestions(report));
  if (job.diagnose === true) await postDiagnosis(octokit, job.pullRequest, report);
}

/** One line for each program that was started: the audit log. Arguments hold no secret: those are never given as arguments. */
function audit(
  run: PlanRun | undefined,
  job: Pick<PlanJob, 'pullRequest' | 'deliveryId' | 'headSha'>,
  log: PlanServices['log'],
): void {
  const { owner, repo, number } = job.pullRequest;
  for (const { argv, sha256, exitCode, milliseconds } of run?.commands ?? []) {
    const about = {
      deliveryId: job.deliveryId,
      pullRequest: `${owner}/${repo}#${String(number)}`,
      headSha: job.headSha,
    };
    log.info({ audit: 'command', ...about, argv, sha256, exitCode, durationMs: milliseconds }, 'command executed');
  }
}

/** Tells the check run how far a plan is, not too often; a message that cannot be sent is no reason to stop. */
function progressOn(checkRun: CheckRunHandle, name: string): (stage: PlanStage, detail: string) => void {
  let last = 0;
  let sending = Promise.resolve();
  return (stage, detail) => {
    if (performance.now() - last < PROGRESS_INTERVAL_MS) return;
    last = performance.now();
    const output = planProgressOf({ name, reasons: [] }, { kind: 'running', stage, detail });
    sending = sending.then(() => checkRun.progress(output)).catch(() => undefined);
  };
}

/** Looks at the head while a plan runs, and aborts when it moves (or when `outer` is aborted). */
function watchHead(octokit: GitHubClient, pr: PullRequestRef, headSha: string, outer: AbortSignal) {
  const ended = new AbortController();
  const moved = new AbortController();
  let newer: string | undefined;
  void (async () => {
    while (!ended.signal.aborted) {
      await sleep(HEAD_INTERVAL_MS, undefined, { signal: ended.signal, ref: false });
      const now = await readHead(octokit, pr).catch(() => headSha); // looked at again soon
      if (now === headSha) continue;
      newer = now;
      moved.abort();
      return;
    }
  })().catch(() => undefined);
  return {
    signal: AbortSignal.any([outer, moved.signal]),
    newer: () => newer,
    stop: () => {
      ended.abort();
    },
  };
}
