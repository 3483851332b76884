import type { PlanDiagnostic, PlanRun, PlanStage } from '../../model/plan-run.ts';
import type { PlanHooks, PlanRequest } from '../../ports/plan-runner.ts';
import type { Redactor } from '../../redaction/create-redactor.ts';
import type { Clock } from '../poll/clock.ts';
import type { HcpClient } from './hcp-client.ts';

/** One plan in the making: what is known of it so far, and its end. */
export interface HcpJob {
  readonly request: PlanRequest;
  /** Aborted when the plan is not wanted any more, and when its time is up: all requests end with it. */
  readonly signal: AbortSignal;
  readonly client: HcpClient;
  readonly redactor: Redactor;
  readonly notes: string[];
  stage: PlanStage;
  url: string | undefined;
  version: string | undefined;
  refreshed: boolean;
  /** Begins a step and tells of it. */
  enter(stage: PlanStage, detail: string): void;
  /** Waits some milliseconds, no longer than there is time. Throws a Stopped when time is up or the plan is not wanted. */
  pause(milliseconds: number): Promise<void>;
  /** Why the job has to stop now. */
  stopped(): 'cancelled' | 'timed-out' | undefined;
  end(outcome: PlanRun['outcome'], more?: HcpEnd): PlanRun;
}

/** What the end of a plan may add. */
export interface HcpEnd {
  readonly reason?: string | undefined;
  readonly planJson?: string | undefined;
  readonly diagnostics?: readonly PlanDiagnostic[] | undefined;
}

/** Thrown out of a pause that ended because the plan has to. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** A job that begins now. */
export function hcpJob(
  request: PlanRequest,
  hooks: PlanHooks,
  parts: { readonly client: HcpClient; readonly redactor: Redactor; readonly clock: Clock },
): HcpJob {
  const { client, redactor, clock } = parts;
  const started = clock.now();
  const deadline = started + request.timeoutMs;
  const signal = AbortSignal.any([hooks.signal, AbortSignal.timeout(Math.max(1, request.timeoutMs))]);
  const job: HcpJob = {
    request,
    signal,
    client,
    redactor,
    notes: [],
    stage: 'prepare',
    url: undefined,
    version: undefined,
    refreshed: false,
    enter(stage, detail) {
      job.stage = stage;
      hooks.onProgress?.(stage, detail);
    },
    async pause(milliseconds) {
      if (job.stopped() === undefined) {
        await clock.sleep(Math.min(milliseconds, Math.max(0, deadline - clock.now())), signal);
      }
      if (job.stopped() !== undefined) throw new Stopped();
    },
    stopped: () =>
      hooks.signal.aborted ? 'cancelled' : clock.now() >= deadline || signal.aborted ? 'timed-out' : undefined,
    end(outcome, more = {}) {
      return {
        backEnd: 'hcp',
        level: levelOf(outcome, job.refreshed),
        outcome,
        stage: outcome === 'planned' ? undefined : job.stage,
        reason: more.reason === undefined ? undefined : redactor.redact(more.reason),
        tool: job.version === undefined ? undefined : { name: 'terraform', version: job.version },
        planJson: more.planJson,
        diagnostics: more.diagnostics ?? [],
        commands: [], // HCP Terraform starts the programs
        notes: job.notes,
        refreshed: outcome === 'planned' && job.refreshed,
        redactions: redactor.count(),
        hosts: client.hosts(),
        url: job.url,
        milliseconds: Math.round(clock.now() - started),
      };
    },
  };
  return job;
}

/** HCP Terraform plans against the real state, and its errors are as real. Of all else only Plumbline has read the files. */
function levelOf(outcome: PlanRun['outcome'], refreshed: boolean): PlanRun['level'] {
  if (outcome !== 'planned' && outcome !== 'failed') return 'L5';
  return refreshed ? 'L0' : 'L1';
}
