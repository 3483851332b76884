import type { ExecutedCommand, PlanLevel, PlanStage } from '../../model/plan-run.ts';
import type { TerraformCommand } from '../../plan/command.ts';
import type { SandboxResult, StopReason } from '../sandbox/run-sandboxed.ts';
import { runTerraform } from '../sandbox/run-terraform.ts';
import type { SandboxOptions } from '../sandbox/sandbox-options.ts';
import { EarlyEnd, notRun } from './run-end.ts';

/** Starts commands one after the other and records them. */
export interface Steps {
  /**
   * The result of a command that ended by itself. Throws an EarlyEnd when it was killed, or never started; `level` is
   * how much a plan would have said.
   */
  readonly run: (
    stage: Exclude<PlanStage, 'prepare' | 'gate'>,
    command: TerraformCommand,
    options: {
      readonly sandbox: SandboxOptions;
      readonly level: PlanLevel;
      readonly onLine?: ((line: string) => void) | undefined;
    },
  ) => Promise<SandboxResult>;
  readonly executed: () => readonly ExecutedCommand[];
}

const LIMITS = {
  'output-limit': 'printed more than is read',
  'memory-limit': 'used more memory than it may',
  'process-limit': 'started more processes than it may',
  'disk-limit': 'wrote more than it may',
} as const;

/** `deadline` is the end of the whole run on the clock of `performance.now()`. */
export function steps(given: {
  readonly deadline: number;
  readonly timeouts: Readonly<Record<'init' | 'validate' | 'plan' | 'show', number>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}): Steps {
  const executed: ExecutedCommand[] = [];
  return {
    executed: () => executed,
    async run(stage, command, { sandbox, level, onLine }) {
      const left = given.deadline - performance.now();
      const timeoutMs = Math.min(given.timeouts[stage], left);
      if (given.signal.aborted) throw new EarlyEnd({ outcome: 'cancelled', level, stage });
      if (left <= 0) throw timedOut(stage, level, 0);
      const { signal, environment } = given;
      const result = await runTerraform(sandbox, command, { timeoutMs, signal, environment, onLine });
      executed.push(result.executed);
      if (result.setupFailure !== undefined) {
        throw notRun(stage, `The sandbox could not be set up, and nothing runs without it: ${result.setupFailure}`);
      }
      if (result.stopped !== undefined) throw stoppedEnd(result.stopped, stage, level, timeoutMs);
      const crash = crashOf(result);
      if (crash !== undefined) throw new EarlyEnd({ outcome: 'failed', level, stage, reason: crash });
      if (result.exitCode !== undefined) return result;
      const reason = `Terraform was ended by ${result.signal ?? 'an unknown cause'}: it used more than it may, or crashed.`;
      throw new EarlyEnd({ outcome: 'failed', level, stage, reason });
    },
  };
}

/** A crash of a Go program exits with 2, as a plan with changes does. Source: https://pkg.go.dev/runtime#hdr-Environment_Variables */
function crashOf({ exitCode, stderr }: SandboxResult): string | undefined {
  const [first = ''] = stderr.trimStart().split('\n', 1);
  if (exitCode !== 2 || !/^(?:fatal error|runtime|panic): /.test(first)) return undefined;
  const isMemory = /out of memory|cannot allocate|failed to reserve/.test(stderr.slice(0, 2000));
  return isMemory ? 'Terraform was stopped: it used more memory than it may.' : 'Terraform crashed.';
}

function stoppedEnd(stopped: StopReason, stage: PlanStage, level: PlanLevel, timeoutMs: number): EarlyEnd {
  if (stopped === 'aborted') return new EarlyEnd({ outcome: 'cancelled', level, stage });
  if (stopped === 'timed-out') return timedOut(stage, level, timeoutMs);
  return new EarlyEnd({ outcome: 'failed', level, stage, reason: `Terraform was stopped: it ${LIMITS[stopped]}.` });
}

function timedOut(stage: PlanStage, level: PlanLevel, milliseconds: number): EarlyEnd {
  const reason =
    milliseconds === 0
      ? 'The time for the whole plan was over.'
      : `${stage} did not end within ${Math.round(milliseconds / 1000)} s.`;
  return new EarlyEnd({ outcome: 'timed-out', level, stage, reason });
}
