import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

import { nodeBinds } from '../../../src/runner/sandbox/node-binds.ts';
import { runSandboxed, type RunControl, type SandboxResult } from '../../../src/runner/sandbox/run-sandboxed.ts';
import type { ReadOnlyBind, SandboxOptions } from '../../../src/runner/sandbox/sandbox-options.ts';

/** The path of a program that these tests cannot do without. */
export function programOnPath(name: string): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return realpathSync(path);
    } catch {
      continue;
    }
  }
  throw new Error(`${name} is not on PATH: the sandbox must be tested with the real one, so install it`);
}

/** A folder with a tree and a job, and a sandbox over them. */
export interface TestSandbox {
  /** Not visible from inside. */
  readonly folder: string;
  readonly options: SandboxOptions;
  /** Replaces files of the tree. */
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Makes one around terraform. */
export async function terraformSandbox(files: Readonly<Record<string, string>> = {}): Promise<TestSandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-sandbox-'));
  const [tree, job] = [join(folder, 'tree'), join(folder, 'job')];
  await Promise.all([mkdir(tree), mkdir(job)]);
  const write = async (added: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(added)) {
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), text, { mode: 0o755 });
    }
  };
  await write(files);
  const options: SandboxOptions = {
    program: { host: programOnPath('terraform'), inside: '/bin/terraform' },
    tree: { host: tree, writable: false },
    root: '.',
    job,
  };
  return { folder, options, write, close: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs JavaScript as the program of the sandbox: a stand-in for native code of a hostile provider. */
export async function runScript(
  options: SandboxOptions,
  script: string,
  control: Partial<RunControl> = {},
  args: readonly string[] = [],
): Promise<SandboxResult> {
  const [node, ...libraries] = nodeBinds();
  if (!node) throw new Error('nodeBinds returned nothing');
  const sandbox = { ...options, program: node, binds: [...libraries, ...(options.binds ?? [])] };
  return runSandboxed(sandbox, ['-e', script, ...args], { timeoutMs: 20_000, ...control });
}

/** What the test provider (scripts for this Node, through tsx) needs inside of a sandbox, at the same paths as outside. */
export function providerBinds(): readonly ReadOnlyBind[] {
  const top = resolve(import.meta.dirname, '../../..');
  return [
    ...nodeBinds().slice(1),
    { host: realpathSync(process.execPath), inside: process.execPath },
    ...['node_modules', 'test/terraform/provider', 'package.json', 'tsconfig.json'].map((name) => ({
      host: realpathSync(join(top, name)),
      inside: join(top, name),
    })),
  ];
}

/** A process, told from a later one with the same number by when it started. */
export interface RunningProcess {
  readonly pid: number;
  readonly started: string;
}

/** The processes below one, itself left out. */
export function descendantsOf(pid: number): readonly RunningProcess[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), fields: statOf(Number(name)) }));
  const found = new Set([pid]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const one of all) if (found.has(Number(one.fields[1]))) found.add(one.pid);
  }
  found.delete(pid);
  return [...found].map((one) => ({ pid: one, started: statOf(one)[19] ?? '' }));
}

/** What was started below this process since `before`, and still runs. */
export function startedSince(before: readonly RunningProcess[]): readonly RunningProcess[] {
  const known = new Set(before.map(({ pid, started }) => `${pid} ${started}`));
  return stillRunning(descendantsOf(process.pid)).filter(({ pid, started }) => !known.has(`${pid} ${started}`));
}

/** Those of the processes that still run. */
export function stillRunning(processes: readonly RunningProcess[]): readonly RunningProcess[] {
  return processes.filter(({ pid, started }) => {
    const fields = statOf(pid);
    return fields[19] === started && fields[0] !== 'Z' && fields[0] !== 'X';
  });
}

/** Fields of /proc/PID/stat from the third (state) on. Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}

/** Argument vectors of everything that runs on this machine. */
export function allCommandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });
}

/** Waits until `done` holds; fails after `most` milliseconds. */
export async function until(done: () => boolean, most = 10_000): Promise<void> {
  const end = Date.now() + most;
  while (!done()) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
