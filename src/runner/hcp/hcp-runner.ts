import { RemoteError } from '../../model/errors.ts';
import type { PlanRun } from '../../model/plan-run.ts';
import type { PlanRequest, PlanRunner } from '../../ports/plan-runner.ts';
import { createRedactor } from '../../redaction/create-redactor.ts';
import { systemClock } from '../poll/clock.ts';
import { PLAN_POLL, waitTimes } from '../poll/wait-times.ts';
import { packTree } from '../tar/pack-tree.ts';
import { hcpClient } from './hcp-client.ts';
import { hcpJob, Stopped, type HcpJob } from './hcp-job.ts';
import { HCP_LIMITS } from './hcp-limits.ts';
import { HCP_HOST, type HcpRunnerOptions } from './hcp-options.ts';
import { hcpResult } from './hcp-result.ts';
import { hcpRunPhase, statusInWords } from './hcp-run-status.ts';
import { configurationVersionSchema, runSchema, workspaceSchema } from './hcp-schemas.ts';
import { currentState } from './hcp-state.ts';
import { hcpVariableFiles } from './hcp-variables.ts';
import { whyNotPlanned, workspaceNotes } from './hcp-workspace.ts';

/** Waits for an upload to be taken in: mostly a second. */
const UPLOAD_POLL = { first: 500, factor: 1.3, longest: 5000 };

/**
 * Plans at HCP Terraform or Terraform Enterprise: uploads the tree as a configuration that can only be planned, starts a run
 * that can only plan, and reads the plan without its secrets. The code runs there, with the variables of the workspace: the
 * gate and the rule for forks come before. Three things differ from a plan in the sandbox. Modules are downloaded there, so
 * `refuseModules` is never asked. Providers come from their registries, so the lock file of the change is used, as in the
 * run after the merge. A run that is no longer wanted is left to finish: ending it needs the permission to apply.
 */
export function hcpRunner(options: HcpRunnerOptions): PlanRunner {
  const host = options.host ?? HCP_HOST;
  const clock = options.clock ?? systemClock;
  return {
    backEnd: 'hcp',
    async run(request, hooks) {
      const client = hcpClient({ ...options, host, clock, limits: { ...HCP_LIMITS, ...options.limits } });
      const redactor = createRedactor({ values: [options.token] });
      const job = hcpJob(request, hooks, { client, redactor, clock });
      try {
        return await plan(job, options, host, () => clock.random());
      } catch (error) {
        const stopped = job.stopped();
        if (stopped === undefined || !(error instanceof Stopped || error instanceof RemoteError)) throw error;
        return job.end(stopped, { reason: whyStopped(stopped, request, job.url) });
      }
    },
  };
}

function whyStopped(outcome: 'cancelled' | 'timed-out', request: PlanRequest, url: string | undefined): string {
  const left =
    url === undefined ? '' : ' The run at HCP Terraform is left to finish: ending it needs the permission to apply.';
  return outcome === 'cancelled'
    ? `The plan is no longer wanted.${left}`
    : `HCP Terraform had no plan after ${String(Math.round(request.timeoutMs / 1000))} s.${left}`;
}

async function plan(job: HcpJob, options: HcpRunnerOptions, host: string, random: () => number): Promise<PlanRun> {
  const { request, client } = job;
  const name = options.workspaceOf(request);
  if (name === undefined) {
    const reason = `No workspace at HCP Terraform is named for ${JSON.stringify(request.root)}. Name it under plan.hcp.workspaces of the policy.`;
    return job.end('not-run', { reason });
  }
  if (request.tool === 'tofu') {
    return job.end('not-run', { reason: 'HCP Terraform runs Terraform, and this root module is for OpenTofu.' });
  }
  job.enter('prepare', 'reads the workspace');
  const { organization } = options;
  const { data: workspace } = await client.call(
    { name: 'read workspace', organization, workspace: name },
    workspaceSchema,
    job.signal,
  );
  const problem = whyNotPlanned(workspace, name, request.root);
  if (problem !== undefined) return job.end('not-run', { reason: problem });
  job.notes.push(...workspaceNotes(workspace, name), await stateNote(job, workspace.id));
  job.version = exactVersion(workspace.attributes['terraform-version']);

  const packed = await pack(job, options);
  if ('problem' in packed) return job.end('not-run', { reason: packed.problem });
  job.enter('prepare', 'uploads the tree');
  const { data: created } = await client.call(
    { name: 'create configuration version', workspaceId: workspace.id },
    configurationVersionSchema,
    job.signal,
  );
  // Nothing was uploaded yet, and nothing will be.
  if (!created.attributes.speculative || created.attributes['auto-queue-runs'] === true) {
    return alarm(job, options, 'the configuration version could be applied (speculative is not true)');
  }
  const address = created.attributes['upload-url'];
  if (typeof address !== 'string') {
    return job.end('failed', { reason: 'HCP Terraform gave no address to upload the configuration to.' });
  }
  await client.upload(address, packed.bytes, job.signal);
  const refused = await whyNotTaken(job, created.id, random);
  if (refused !== undefined) return job.end('failed', { reason: refused });

  job.enter('plan', 'starts the run');
  const message = `Plumbline: plan of ${request.headSha.slice(0, 12)}`;
  const started = await client.call(
    {
      name: 'create run',
      workspaceId: workspace.id,
      configurationVersionId: created.id,
      refresh: request.refresh,
      message,
    },
    runSchema,
    job.signal,
  );
  job.url = `https://${host}/app/${organization}/workspaces/${name}/runs/${started.data.id}`;
  return follow(job, options, started.data, random);
}

type Run = (typeof runSchema)['_output']['data'];

/** Waits for the end of a run, which must be one that can only plan all the time. */
async function follow(job: HcpJob, options: HcpRunnerOptions, first: Run, random: () => number): Promise<PlanRun> {
  const { client } = job;
  const waits = waitTimes(options.poll ?? PLAN_POLL, random);
  let told = '';
  for (let run = first; ;) {
    const { attributes } = run;
    const phase = hcpRunPhase(attributes.status);
    if (attributes['plan-only'] !== true)
      return alarm(job, options, 'the run could be applied (plan-only is not true)');
    if (phase === 'alarm') return alarm(job, options, `the run is ${statusInWords(attributes.status)}`);
    job.refreshed = attributes.refresh ?? job.request.refresh;
    job.version = exactVersion(attributes['terraform-version']) ?? job.version;
    if (attributes.status !== told) job.enter('plan', statusInWords(attributes.status));
    told = attributes.status;
    if (phase !== 'running') {
      if (attributes.permissions?.['can-apply'] === true) {
        job.notes.push(
          'The token of HCP Terraform may apply runs in this workspace: that is more than Plumbline needs. ' +
            'Give its team the permission "plan" only.',
        );
      }
      return hcpResult(job, {
        phase,
        status: attributes.status,
        planId: run.relationships?.plan?.data?.id,
        waits: waitTimes(options.poll ?? PLAN_POLL, random),
      });
    }
    await job.pause(waits.next().value);
    run = (await client.call({ name: 'read run', id: first.id }, runSchema, job.signal)).data;
  }
}

/** The end of everything when HCP Terraform says what must never be: people have to look, and the operator is told. */
function alarm(job: HcpJob, options: HcpRunnerOptions, what: string): PlanRun {
  const where = job.url === undefined ? '' : ` Look at the run and discard it: ${job.url}.`;
  options.log?.error({ url: job.url }, `ALARM: HCP Terraform: ${what}; Plumbline asked for a plan only`);
  return job.end('failed', {
    reason: `ALARM: Plumbline asked HCP Terraform for a plan only, but ${what}. Plumbline stopped there and will not go on.${where}`,
  });
}

async function pack(job: HcpJob, options: HcpRunnerOptions): ReturnType<typeof packTree> {
  const { request } = job;
  job.enter('prepare', 'packs the tree');
  const variables = await hcpVariableFiles(request);
  if ('problem' in variables) return variables;
  const lockPath = request.root === '.' ? '.terraform.lock.hcl' : `${request.root}/.terraform.lock.hcl`;
  const lock = (await request.tree.read([lockPath])).get(lockPath);
  const packed = await packTree(request.tree, {
    files: variables.files,
    limits: options.packLimits,
    signal: job.signal,
  });
  if ('problem' in packed) return packed;
  const isSameLock = Buffer.from(lock ?? []).equals(request.lockFile ?? Buffer.alloc(0));
  job.notes.push(
    ...variables.notes,
    ...packed.notes,
    ...(isSameLock ? [] : ['The lock file of the change was used, which differs from the one of its base.']),
    'HCP Terraform downloaded the modules itself: only the gate before the plan has seen what the files ask for.',
  );
  return packed;
}

/** Why HCP Terraform did not take an upload; undefined once it has. */
async function whyNotTaken(job: HcpJob, id: string, random: () => number): Promise<string | undefined> {
  for (const wait of waitTimes(UPLOAD_POLL, random)) {
    const { data } = await job.client.call(
      { name: 'read configuration version', id },
      configurationVersionSchema,
      job.signal,
    );
    const { status, 'error-message': message } = data.attributes;
    if (status === 'uploaded') return undefined;
    if (status === 'errored' || status === 'archived') {
      return `HCP Terraform did not take the upload${message ? `: ${message.slice(0, 300)}` : ''}.`;
    }
    await job.pause(wait);
  }
  return undefined;
}

async function stateNote(job: HcpJob, workspaceId: string): Promise<string> {
  const state = await currentState(job.client, workspaceId, job.signal);
  if (state === undefined) return 'The workspace has no state yet, or the token may not see which one it has.';
  return `State with serial ${String(state.serial)}${state.createdAt === undefined ? '' : ` of ${state.createdAt}`}, as of the start of the plan.`;
}

/** A version that is one, not a constraint such as `~> 1.9` or `latest`. */
function exactVersion(text: string | null | undefined): string | undefined {
  return typeof text === 'string' && /^\d{1,5}\.\d{1,5}\.\d{1,5}(?:-[\w.]{1,50})?$/.test(text) ? text : undefined;
}
