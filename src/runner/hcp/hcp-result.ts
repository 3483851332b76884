import { RemoteError } from '../../model/errors.ts';
import type { PlanDiagnostic, PlanRun } from '../../model/plan-run.ts';
import { readPlanLog, type PlanLog } from '../log/plan-log.ts';
import type { HcpJob } from './hcp-job.ts';
import { planSchema } from './hcp-schemas.ts';
import type { HcpRunPhase } from './hcp-run-status.ts';
import { statusInWords } from './hcp-run-status.ts';

/** How a run ended at HCP Terraform. */
export interface HcpEndedRun {
  readonly phase: Exclude<HcpRunPhase, 'running' | 'alarm'>;
  readonly status: string;
  readonly planId: string | undefined;
  /** Waits in milliseconds while the plan is not handed out yet. */
  readonly waits: Iterator<number, unknown>;
}

/** Times that a plan is asked for after its run has ended. */
const MAX_QUESTIONS = 12;

/** Reads what a run left behind: the plan without its secrets, and what Terraform said. */
export async function hcpResult(job: HcpJob, run: HcpEndedRun): Promise<PlanRun> {
  if (run.phase === 'cancelled') {
    return job.end('cancelled', { reason: `The run was ended at HCP Terraform (${statusInWords(run.status)}).` });
  }
  if (run.planId === undefined) {
    return job.end('failed', { reason: 'The run at HCP Terraform ended before there was a plan. Its page says why.' });
  }
  const { data: plan } = await job.client.call({ name: 'read plan', id: run.planId }, planSchema, job.signal);
  const log = await readLog(job, plan.attributes['log-read-url']);
  job.version = job.version ?? log?.tool?.version;
  if (log && log.omitted > 0)
    job.notes.push(`${String(log.omitted)} more messages of Terraform are on the run's page.`);
  const diagnostics = log?.diagnostics ?? [];
  if (plan.attributes.status !== 'finished') return failed(job, run, log);

  job.enter('show', 'reads the plan');
  const planJson = await readPlan(job, run);
  if (planJson === undefined) {
    const reason =
      'HCP Terraform does not hand out the plan as JSON. That needs Terraform 1.1 or newer in the workspace; otherwise plan again.';
    return job.end('timed-out', { reason, diagnostics });
  }
  if (run.status === 'policy_soft_failed') {
    job.notes.push(
      'A policy at HCP Terraform failed that can be overridden: the run after the merge will wait for it.',
    );
  }
  return job.end('planned', {
    planJson: job.redactor.redactJson(planJson),
    // The plan itself went well; what came after it stops the run after the merge too.
    diagnostics: run.phase === 'errored' ? [REFUSED_AFTER_PLAN, ...diagnostics] : diagnostics,
  });
}

const REFUSED_AFTER_PLAN: PlanDiagnostic = {
  severity: 'error',
  summary: 'HCP Terraform refuses the run after its plan',
  detail: 'A mandatory policy or a run task failed. The page of the run says which.',
};

function failed(job: HcpJob, run: HcpEndedRun, log: PlanLog | undefined): PlanRun {
  // HCP Terraform tells of init and plan in one log.
  if (log?.tail.includes('failed running terraform init') === true) job.stage = 'init';
  const errors = (log?.diagnostics ?? []).filter(({ severity }) => severity === 'error');
  const told: readonly PlanDiagnostic[] =
    errors.length > 0 || log === undefined || log.tail === ''
      ? []
      : [{ severity: 'error', summary: 'The run at HCP Terraform failed', detail: log.tail }];
  const reason =
    errors.length === 0 && told.length === 0
      ? `The run at HCP Terraform ended without a plan (${statusInWords(run.status)}). Its page says why.`
      : undefined;
  return job.end('failed', { reason, diagnostics: [...told, ...(log?.diagnostics ?? [])] });
}

/** The log, or undefined with a note: a plan is worth as much without it. */
async function readLog(job: HcpJob, address: string | null | undefined): Promise<PlanLog | undefined> {
  if (typeof address !== 'string' || address === '') return undefined;
  try {
    const { bytes, wasCut } = await job.client.download(address, 'log', job.signal);
    if (wasCut) job.notes.push('The log is long and was read in part: messages of Terraform may be missing.');
    // A log begins with STX and ends with ETX.
    const text = Buffer.from(bytes).toString('utf8').replaceAll('\u0002', '').replaceAll('\u0003', '');
    return readPlanLog(text, job.request.root, (part) => job.redactor.redact(part));
  } catch (error) {
    if (!(error instanceof RemoteError) || job.stopped() !== undefined) throw error;
    job.notes.push('The log of the run could not be read: warnings and errors of Terraform are on its page only.');
    return undefined;
  }
}

async function readPlan(job: HcpJob, run: HcpEndedRun): Promise<string | undefined> {
  for (let question = 0; question < MAX_QUESTIONS; question++) {
    const json = run.planId === undefined ? undefined : await job.client.redactedPlan(run.planId, job.signal);
    if (json !== undefined) return json;
    await job.pause(Number(run.waits.next().value));
  }
  return undefined;
}
