import { join } from 'node:path';
import { ConfigError } from '../../model/errors.ts';
import type { PlanRun, PlanStage } from '../../model/plan-run.ts';
import type { PlanHooks, PlanRequest, PlanRunner } from '../../ports/plan-runner.ts';
import { createRedactor } from '../../redaction/create-redactor.ts';
import { startEgressProxy, type EgressProxy } from '../sandbox/egress-proxy.ts';
import { findProgram } from '../sandbox/find-program.ts';
import { nodeBinds } from '../sandbox/node-binds.ts';
import type { SandboxOptions } from '../sandbox/sandbox-options.ts';
import { openJobFolder, type JobFolder } from './job-folder.ts';
import { STEP_TIMEOUTS, type LocalRunnerOptions } from './local-options.ts';
import { makePlan, type RunRecord } from './make-plan.ts';
import { backendBasis, snapshotBasis } from './plan-backend.ts';
import { prepareJob } from './prepare-job.ts';
import { EarlyEnd, notRun, type RunEnd } from './run-end.ts';
import { steps } from './steps.ts';

/** Bytes of a path of a socket, less those of the job's own folder. Source: https://man7.org/linux/man-pages/man7/unix.7.html */
const MAX_JOBS_PATH = 50;

/**
 * Plans on this machine, each command in a sandbox of its own. Use it only after `sandboxSelfTest` has passed. Throws a
 * ConfigError for a folder of jobs whose path is too long for the socket of the proxy.
 */
export function localRunner(options: LocalRunnerOptions): PlanRunner {
  if ((options.hosts ?? []).length > 0 && Buffer.byteLength(options.jobsFolder) > MAX_JOBS_PATH) {
    const message = `${options.jobsFolder} is too long for a socket in it: use a folder of at most ${MAX_JOBS_PATH} bytes`;
    throw new ConfigError('jobsFolder', message);
  }
  return { backEnd: 'local', run: (request, hooks) => runLocally(options, request, hooks) };
}

async function runLocally(options: LocalRunnerOptions, request: PlanRequest, wished: PlanHooks): Promise<PlanRun> {
  const start = performance.now();
  let stage: PlanStage = 'prepare';
  const hooks: PlanHooks = {
    signal: wished.signal,
    onProgress: (next, detail) => {
      stage = next;
      wished.onProgress?.(next, detail);
    },
  };
  const late = AbortSignal.timeout(request.timeoutMs);
  const signal = AbortSignal.any([hooks.signal, late]);
  const { environment = {} } = options;
  const redactor = createRedactor({ values: Object.values(environment) });
  const record: RunRecord = { diagnostics: [], notes: [], refreshed: false };
  if (redactor.notLookedFor > 0) {
    record.notes.push(
      `${redactor.notLookedFor} variables of the operator have values too short to be taken out of texts.`,
    );
  }
  const commands = steps({
    deadline: start + request.timeoutMs,
    timeouts: { ...STEP_TIMEOUTS, ...options.timeouts },
    environment,
    signal: hooks.signal,
  });
  let tool: PlanRun['tool'];
  let proxy: EgressProxy | undefined;
  let end: RunEnd;
  let job: JobFolder | undefined;
  try {
    hooks.onProgress?.('prepare', 'reading the repository');
    hooks.signal.throwIfAborted();
    const program = await findProgram({
      tool: request.tool,
      folders: options.programFolders,
      constraints: request.requiredVersions,
      tools: options.tools,
    });
    if (!program.ok) throw notRun('prepare', program.reason);
    tool = { name: request.tool, version: program.version };
    job = await openJobFolder(options.jobsFolder);
    const { hosts = [], mirror, state = { kind: 'snapshot' } } = options;
    const hasEgress = hosts.length > 0;
    const preparation = { state, hasMirror: mirror !== undefined, hasEgress, signal };
    const prepared = await prepareJob(job, request, preparation);
    record.notes.push(...prepared.notes);
    proxy = hasEgress ? await startEgressProxy(join(job.home, 'e.sock'), { hosts }) : undefined;
    const { work } = job;
    const sandbox = sandboxOf(options, request, { job, proxy, program: program.path, ...prepared });
    end = await makePlan(
      {
        request,
        hooks,
        work,
        hasLockFile: prepared.hasLockFile,
        hasEgress,
        steps: commands,
        sandbox,
        basis: () =>
          state.kind === 'backend'
            ? backendBasis(work, request.refresh, options.binds)
            : Promise.resolve(snapshotBasis(prepared.hasSnapshot)),
        signal,
        redact: (text) => redactor.redact(text),
      },
      record,
    );
  } catch (error) {
    end = endOf(error, hooks.signal, late, stage);
  } finally {
    await proxy?.close();
    await job?.remove();
  }
  const asked = proxy?.hosts() ?? [];
  const refused = [...new Set(asked.filter(({ allowed }) => !allowed).map(({ host }) => host))];
  if (refused.length > 0) record.notes.push(`Hosts that were asked for and not allowed: ${refused.sort().join(', ')}.`);
  return {
    ...end,
    backEnd: 'local',
    tool,
    reason: end.reason === undefined ? undefined : redactor.redact(end.reason),
    planJson: end.planJson === undefined ? undefined : redactor.redactJson(end.planJson),
    diagnostics: record.diagnostics,
    commands: commands.executed(),
    notes: record.notes.map((note) => redactor.redact(note)),
    refreshed: record.refreshed,
    redactions: redactor.count(),
    hosts: [...new Set(asked.filter(({ allowed }) => allowed).map(({ host }) => host))].sort(),
    milliseconds: Math.round(performance.now() - start),
  };
}

/** What is thrown on the way as an end; what is no end is thrown again. */
function endOf(error: unknown, wish: AbortSignal, late: AbortSignal, stage: PlanStage): RunEnd {
  if (error instanceof EarlyEnd) return error.end;
  if (wish.aborted) return { outcome: 'cancelled', level: 'L5', stage };
  if (late.aborted) {
    return { outcome: 'timed-out', level: 'L5', stage, reason: 'The time for the whole plan was over.' };
  }
  throw error;
}

function sandboxOf(
  options: LocalRunnerOptions,
  request: PlanRequest,
  given: {
    readonly job: JobFolder;
    readonly proxy: EgressProxy | undefined;
    readonly program: string;
    readonly cliConfig: string;
    readonly workspace: string | undefined;
  },
): (wish: { readonly writableTree: boolean; readonly outputBytes?: number }) => SandboxOptions {
  const { job, proxy } = given;
  return ({ writableTree, outputBytes }) => ({
    program: { host: given.program, inside: `/bin/${request.tool}` },
    tree: { host: job.tree, writable: writableTree },
    root: request.root,
    job: job.work,
    mirror: options.mirror,
    cliConfig: given.cliConfig,
    workspace: given.workspace,
    binds: options.binds,
    limits: { ...(outputBytes === undefined ? {} : { outputBytes }), ...options.limits },
    egress: proxy && { socket: proxy.socket, node: nodeBinds() },
    tools: options.tools,
  });
}
