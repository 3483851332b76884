import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PlanDiagnostic } from '../../model/plan-run.ts';
import { type TreePath, treePath } from '../../plan/command-argument.ts';
import type { PlanHooks, PlanRequest } from '../../ports/plan-runner.ts';
import { readPlanLog } from '../log/plan-log.ts';
import type { SandboxOptions } from '../sandbox/sandbox-options.ts';
import { downloadedModules } from './downloaded-modules.ts';
import { initFailure } from './init-failure.ts';
import type { PlanBasis } from './plan-backend.ts';
import { planVerdict, unreachable } from './plan-outcome.ts';
import { rejectionOf } from '../tree-copy/rejection-of.ts';
import { planProgress } from './plan-progress.ts';
import { EarlyEnd, notRun, type RunEnd } from './run-end.ts';
import type { Steps } from './steps.ts';

/** What a run has gathered; read when it has ended, however it has. */
export interface RunRecord {
  diagnostics: readonly PlanDiagnostic[];
  readonly notes: string[];
  refreshed: boolean;
}

/** A prepared job and what it is run with. */
export interface PlanJob {
  readonly request: PlanRequest;
  readonly hooks: PlanHooks;
  /** The folder of the job on the host. */
  readonly work: string;
  readonly hasLockFile: boolean;
  readonly hasEgress: boolean;
  readonly steps: Steps;
  /** A sandbox whose tree can be written only when asked for. */
  readonly sandbox: (wish: { readonly writableTree: boolean; readonly outputBytes?: number }) => SandboxOptions;
  /** Called after `init`. */
  readonly basis: () => Promise<PlanBasis>;
  /** Aborted when the plan is no longer wanted, or its time is over. */
  readonly signal: AbortSignal;
  readonly redact: (text: string) => string;
}

/** JSON of a plan: about 1 KB for each resource, some 10 KB for large ones. */
const SHOW_BYTES = 64 * 1024 * 1024;

/** From `init` to `show`. Throws an EarlyEnd where a command was killed or nothing of the configuration was run. */
export async function makePlan(job: PlanJob, record: RunRecord): Promise<RunEnd> {
  const { request } = job;
  const varFiles = request.varFiles.map((path) => treePath(path));
  if (varFiles.includes(undefined))
    throw notRun('prepare', 'The path of a variable file is not one inside of the repository.');
  await init(job, record);
  await gateModules(job, record);
  const basis = await job.basis();
  record.notes.push(...basis.notes);
  await validate(job, record);
  if (basis.impossible !== undefined) {
    return { outcome: 'validated', level: 'L4', stage: 'plan', reason: basis.impossible };
  }
  return plan(
    job,
    record,
    basis,
    varFiles.filter((path) => path !== undefined),
  );
}

async function init(job: PlanJob, record: RunRecord): Promise<void> {
  const { request, hooks, steps } = job;
  hooks.onProgress?.('init', 'getting providers and modules');
  let lockFile: 'readonly' | 'writable' = job.hasLockFile ? 'readonly' : 'writable';
  for (;;) {
    const sandbox = job.sandbox({ writableTree: lockFile === 'writable' });
    const result = await steps.run('init', { name: 'init', lockFile }, { sandbox, level: 'L5' });
    const log = readPlanLog(`${result.stdout}\n${result.stderr}`, request.root, job.redact);
    record.diagnostics = log.diagnostics;
    if (result.exitCode === 0) return;
    const failure = initFailure(log.diagnostics, job.hasEgress);
    if (failure.kind === 'out of reach') throw notRun('init', failure.reason);
    if (failure.kind === 'lock file incomplete' && lockFile === 'readonly') {
      record.notes.push(
        'The lock file of the base does not name every provider that this change needs, or names no checksum; what it lacks was not checked against it.',
      );
      lockFile = 'writable';
      continue;
    }
    const reason = log.diagnostics.length > 0 ? 'Terraform could not initialise the root module.' : log.tail;
    throw new EarlyEnd({ outcome: 'failed', level: 'L5', stage: 'init', reason });
  }
}

/** Downloads run nothing; what follows does. */
async function gateModules({ request, hooks, work, signal }: PlanJob, record: RunRecord): Promise<void> {
  const found = await downloadedModules(work, request.root);
  if (found.kind === 'refused') throw notRun('gate', found.reason);
  if (found.modules.length === 0) return;
  hooks.onProgress?.('gate', `checking ${found.modules.length} downloaded modules`);
  if (found.removedLinks > 0) {
    record.notes.push(`${found.removedLinks} symbolic links in downloaded modules were removed.`);
  }
  // Not ours: it may not know when to stop.
  const refusal = await Promise.race([request.refuseModules(found.modules), rejectionOf(signal)]);
  if (refusal !== undefined) throw notRun('gate', refusal);
}

/** The program of a provider ended before it said anything: nothing that a configuration can do. */
const NOT_STARTED = /^Failed to load plugin schemas$/i;

const validation = z.object({ valid: z.boolean(), diagnostics: z.array(z.unknown()).default([]) });

async function validate(job: PlanJob, record: RunRecord): Promise<void> {
  job.hooks.onProgress?.('validate', 'checking the configuration');
  const sandbox = job.sandbox({ writableTree: false });
  const result = await job.steps.run('validate', { name: 'validate' }, { sandbox, level: 'L5' });
  const said = readValidation(result.stdout);
  const lines = (said?.diagnostics ?? []).map((diagnostic) => JSON.stringify({ type: 'diagnostic', diagnostic }));
  const log = readPlanLog([...lines, result.stderr].join('\n'), job.request.root, job.redact);
  record.diagnostics = log.diagnostics;
  if (said?.valid === true && result.exitCode === 0) return;
  if (log.diagnostics.some(({ severity, summary }) => severity === 'error' && NOT_STARTED.test(summary))) {
    throw notRun(
      'validate',
      'A provider could not be started in the sandbox; the operator of Plumbline must look at it.',
    );
  }
  const reason = said
    ? 'The configuration is not valid.'
    : `Terraform could not validate the configuration. ${log.tail}`;
  throw new EarlyEnd({ outcome: 'failed', level: 'L4', stage: 'validate', reason: reason.trim() });
}

function readValidation(text: string): z.infer<typeof validation> | undefined {
  try {
    return validation.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function plan(
  job: PlanJob,
  record: RunRecord,
  { level, reason: whyNoBetter }: PlanBasis,
  varFiles: readonly TreePath[],
): Promise<RunEnd> {
  const { request, hooks, steps } = job;
  hooks.onProgress?.('plan', 'planning');
  const progress = planProgress((detail) => hooks.onProgress?.('plan', detail));
  const result = await steps.run(
    'plan',
    { name: 'plan', refresh: request.refresh, varFiles },
    { sandbox: job.sandbox({ writableTree: false }), level, onLine: progress.onLine },
  );
  record.refreshed = request.refresh && (level === 'L0' || progress.refreshed());
  const log = readPlanLog(`${result.stdout}\n${result.stderr}`, request.root, job.redact);
  record.diagnostics = log.diagnostics;
  if (log.omitted > 0) record.notes.push(`${log.omitted} more diagnostics are left out.`);
  const shown = await show(job, level);
  const verdict = planVerdict(result.exitCode, shown);
  if (verdict.kind === 'whole') return { outcome: 'planned', level, reason: whyNoBetter, planJson: shown };
  const outOfReach = result.exitCode === 1 ? unreachable(log.diagnostics) : undefined;
  if (outOfReach !== undefined) {
    const reason = `Valid, but not planned: a provider found no way to its service or no credentials in the sandbox (${outOfReach}).`;
    return { outcome: 'validated', level: 'L4', stage: 'plan', reason };
  }
  if (verdict.kind === 'partial') {
    return { outcome: 'failed', level, stage: 'plan', reason: verdict.reason, planJson: shown };
  }
  const reason = log.diagnostics.length > 0 ? 'Terraform could not make the plan.' : `${verdict.reason} ${log.tail}`;
  return { outcome: 'failed', level, stage: 'plan', reason: reason.trim() };
}

/** The plan as JSON; undefined when there is no plan file, or none that can be read. */
async function show(job: PlanJob, level: PlanBasis['level']): Promise<string | undefined> {
  const file = await lstat(join(job.work, 'tfplan')).catch(() => undefined);
  if (!file?.isFile()) return undefined;
  job.hooks.onProgress?.('show', 'reading the plan');
  const sandbox = job.sandbox({ writableTree: false, outputBytes: SHOW_BYTES });
  const result = await job.steps.run('show', { name: 'show' }, { sandbox, level });
  return result.exitCode === 0 ? result.stdout : undefined;
}
