import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

import { ConfigError } from '../../model/errors.ts';
import { FORWARDER } from './forwarder.ts';
import { environmentArguments } from './operator-environment.ts';
import { outputCollector, type OutputCollector } from './output-collector.ts';
import { sandboxArgv, SANDBOX_FDS } from './sandbox-argv.ts';
import { DEFAULT_LIMITS, type SandboxOptions } from './sandbox-options.ts';
import { parentOf } from './usage.ts';
import { watchUsage, type UsageLimit } from './watch-usage.ts';

/** Why we ended it. */
export type StopReason = 'timed-out' | 'aborted' | 'output-limit' | UsageLimit;

/** What a run is told beside its sandbox. */
export interface RunControl {
  /** Milliseconds from the start until it is killed. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Variables of the operator, such as read-only credentials of a provider. They are in no argument vector. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Each whole line of standard output as it comes, without its end. What it throws ends the run and is thrown again. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** How a sandboxed program ended. Its output is hostile. */
export interface SandboxResult {
  /** Undefined when it was killed, or never started. Not enough to call a plan good: a crash of Go is 2, as changes are. */
  readonly exitCode: number | undefined;
  /** The signal that ended it, from us or from a limit that the kernel keeps. */
  readonly signal: NodeJS.Signals | undefined;
  /** Undefined when it ended by itself, or by a limit that the kernel keeps. */
  readonly stopped: StopReason | undefined;
  /** Why the sandbox could not be set up, so that the program was never started; undefined when it was. */
  readonly setupFailure: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Milliseconds that the orderly way to kill may take. */
const GRACE = 1000;
/** How a shell, and bwrap, tell of a signal in an exit code. */
const SIGNAL_BASE = 128;
const STATUS_BYTES = 64 * 1024;
const MESSAGE_LENGTH = 1000;

/**
 * Runs the program of the sandbox with `args` and waits until nothing of it is left. Never rejects for what the program
 * does; throws a ConfigError when `prlimit` cannot be started, and a RangeError for options that make no sense.
 */
export async function runSandboxed(
  options: SandboxOptions,
  args: readonly string[],
  control: RunControl,
): Promise<SandboxResult> {
  // --die-with-parent follows the thread that starts it.
  if (!isMainThread) throw new RangeError('sandboxes are started from the main thread only');
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const [prlimit = '', ...argv] = sandboxArgv(options, args);
  const variables = environmentArguments(control.environment ?? {});
  const { signal: abort } = control;
  if (abort?.aborted) return { ...NOT_STARTED, stopped: 'aborted' };

  const start = performance.now();
  const child = spawn(prlimit, argv, {
    env: {},
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...(options.egress ? ['pipe' as const] : [])],
  });
  give(child, SANDBOX_FDS.environment, variables);
  if (options.egress) give(child, SANDBOX_FDS.forwarder, FORWARDER);
  const status = outputCollector(child.stdio[SANDBOX_FDS.status], {
    mostBytes: STATUS_BYTES,
    onOverflow: () => undefined,
  });
  let stopped: StopReason | undefined;
  let ended = false;
  let lastResort: NodeJS.Timeout | undefined;
  const stop = (reason: StopReason): void => {
    if (stopped !== undefined || ended) return;
    stopped = reason;
    // The first process inside goes first and takes all others with it; bwrap then reaps it and ends by itself.
    const first = statusField(status, 'child-pid');
    if (first !== undefined && parentOf(first) === child.pid) killNow(first);
    else killNow(-(child.pid ?? 0));
    lastResort = setTimeout(() => {
      killNow(-(child.pid ?? 0));
    }, GRACE);
  };
  const failures: unknown[] = [];
  const collect = (fd: 1 | 2, onLine?: (line: string) => void): OutputCollector =>
    outputCollector(child.stdio[fd], {
      mostBytes: limits.outputBytes,
      onOverflow: () => {
        stop('output-limit');
      },
      onLine,
    });
  const stdout = collect(1, guarded(control.onLine, failures, stop));
  const stderr = collect(2);
  const deadline = setTimeout(stop, control.timeoutMs, 'timed-out');
  const onAbort = (): void => {
    stop('aborted');
  };
  abort?.addEventListener('abort', onAbort, { once: true });
  const folders = [options.job, ...(options.tree.writable ? [options.tree.host] : [])];
  const watch = watchUsage(limits, () => statusField(status, 'child-pid'), folders, stop);
  try {
    const code = await endOf(child, prlimit);
    ended = true;
    if (failures.length > 0) throw failures[0];
    await gone(statusField(status, 'child-pid'));
    return {
      ...fateOf(code, child.signalCode, statusField(status, 'exit-code'), stopped, stderr.text()),
      stopped,
      stdout: stdout.text(),
      stderr: stderr.text(),
      milliseconds: Math.round(performance.now() - start),
    };
  } finally {
    ended = true;
    clearTimeout(deadline);
    clearTimeout(lastResort);
    abort?.removeEventListener('abort', onAbort);
    await watch.close();
  }
}

const NOT_STARTED: SandboxResult = {
  exitCode: undefined,
  signal: undefined,
  stopped: undefined,
  setupFailure: undefined,
  stdout: '',
  stderr: '',
  milliseconds: 0,
};

function give(child: ChildProcess, fd: number, content: Buffer | string): void {
  const pipe = child.stdio[fd as 3];
  // It may end before it has read everything.
  pipe?.on('error', () => undefined);
  if (pipe && 'end' in pipe) pipe.end(content);
}

function guarded(
  onLine: RunControl['onLine'],
  failures: unknown[],
  stop: (reason: StopReason) => void,
): ((line: string) => void) | undefined {
  if (!onLine) return undefined;
  return (line) => {
    if (failures.length > 0) return;
    try {
      onLine(line);
    } catch (error) {
      failures.push(error);
      stop('aborted');
    }
  };
}

/** bwrap's exit code, once it has ended and nobody holds its output any more; null after a signal. */
function endOf(child: ChildProcess, program: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      const message = `${program} cannot be started (${cause.message}): install util-linux, or plan elsewhere`;
      reject(new ConfigError('prlimit', message, { cause }));
    });
    child.once('close', resolve);
  });
}

/** A number that bwrap has reported: `child-pid`, the first process inside, or `exit-code`, which only a started program has. */
function statusField(status: OutputCollector, name: 'child-pid' | 'exit-code'): number | undefined {
  const match = new RegExp(`"${name}": (\\d{1,10})`).exec(status.text());
  return match ? Number(match[1]) : undefined;
}

function fateOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  reported: number | undefined,
  stopped: StopReason | undefined,
  stderr: string,
): Pick<SandboxResult, 'exitCode' | 'signal' | 'setupFailure'> {
  if (signal !== null) return { exitCode: undefined, signal, setupFailure: undefined };
  if (reported === undefined && stopped === undefined) {
    const said = stderr.trim().slice(0, MESSAGE_LENGTH) || `bwrap ended with ${code ?? 'a signal'} and said nothing`;
    return { exitCode: undefined, signal: undefined, setupFailure: said };
  }
  const value = reported ?? code ?? SIGNAL_BASE;
  if (value <= SIGNAL_BASE)
    return { exitCode: stopped ? undefined : value, signal: undefined, setupFailure: undefined };
  const number = value - SIGNAL_BASE;
  const name = SIGNALS.find(([, one]) => one === number)?.[0] ?? 'SIGKILL';
  return { exitCode: undefined, signal: name, setupFailure: undefined };
}

const SIGNALS = Object.entries(constants.signals) as readonly (readonly [NodeJS.Signals, number])[];

/** SIGKILL to a process, or to a group when negative; one that is gone already is fine. */
function killNow(pid: number): void {
  // 0 and -1 would be this group and everybody.
  if (Math.abs(pid) <= 1) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return;
  }
}

/** Waits until the first process inside is gone; only after a kill of bwrap itself is it still going. */
async function gone(pid: number | undefined): Promise<void> {
  const parent = pid === undefined ? undefined : parentOf(pid);
  if (pid === undefined || parent === undefined) return;
  for (let wait = 0; wait < GRACE && parentOf(pid) === parent; wait += 10) await delay(10);
}
