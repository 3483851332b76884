import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

import { explainSetupFailure } from './explain-setup-failure.ts';
import { runTerraform } from './run-terraform.ts';
import type { SandboxOptions } from './sandbox-options.ts';

/** Whether untrusted configurations may be planned on this machine. */
export type SelfTestResult =
  | { readonly ok: true; readonly bwrapVersion: string }
  /** Whole sentences: what is wrong and what the operator must do. The local back end must stay off. */
  | {
      readonly ok: false;
      readonly reason: string;
      /** True when the sandbox starts, but the program to try it out with is not there. */
      readonly programMissing?: boolean;
    };

/** What is tested with. */
export interface SelfTestOptions {
  /** A `terraform` or `tofu` on the host. */
  readonly program: string;
  readonly tools?: SandboxOptions['tools'];
}

const TIMEOUT = 20_000;

/** Variables that a configuration may find in its own environment. */
const KNOWN_VARIABLES: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'TMPDIR', 'PWD', 'TF_DATA_DIR', 'TF_CLI_CONFIG_FILE', 'TF_IN_AUTOMATION', 'CHECKPOINT_DISABLE'],
]);

/** A configuration that tries what a hostile one would; it needs no provider. */
const PROBE = (canary: string): string => `
output "inside" { value = file("inside.txt") }
output "canary" { value = fileexists(${JSON.stringify(canary)}) }
output "passwd" { value = fileexists("/etc/passwd") }
output "environment" { value = try(split("\\u0000", file("/proc/1/environ")), ["?"]) }
output "interfaces" { value = try(file("/proc/self/net/dev"), "?") }
output "mounts" { value = try(file("/proc/self/mountinfo"), "?") }
`;

const output = <T extends z.ZodType>(value: T) => z.object({ value });
const PLAN = z.object({
  planned_values: z.object({
    outputs: z.object({
      inside: output(z.string()),
      canary: output(z.boolean()),
      passwd: output(z.boolean()),
      environment: output(z.array(z.string())),
      interfaces: output(z.string()),
      mounts: output(z.string()),
    }),
  }),
});

/**
 * Plans a configuration that tries to look out of its sandbox, as hostile ones do. Anything that is seen, and anything that
 * cannot be told, makes the answer no: a plan is never made without a sandbox that holds.
 */
export async function sandboxSelfTest({ program, tools }: SelfTestOptions): Promise<SelfTestResult> {
  const bwrap = tools?.bwrap ?? '/usr/bin/bwrap';
  const bwrapVersion = await versionOf(bwrap);
  if (bwrapVersion === undefined)
    return { ok: false, reason: `bubblewrap is missing (${bwrap} does not start): install the package bubblewrap.` };
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-self-test-'));
  try {
    const reason = await probe(folder, program, tools);
    const isThere = await access(program).then(
      () => true,
      () => false,
    );
    // Only now: what stops the sandbox itself matters more.
    if (!isThere && reason?.includes(program) === true) {
      return { ok: false, reason: `There is no ${program} to try the sandbox out with.`, programMissing: true };
    }
    return reason === undefined ? { ok: true, bwrapVersion } : { ok: false, reason };
  } catch (error) {
    return {
      ok: false,
      reason: `The sandbox cannot be tried out: ${error instanceof Error ? error.message : 'unknown'}.`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function versionOf(bwrap: string): Promise<string | undefined> {
  const run = promisify(execFile)(bwrap, ['--version'], { env: {}, timeout: TIMEOUT });
  return run.then(({ stdout }) => stdout.trim().replace(/^bubblewrap /, '')).catch(() => undefined);
}

async function probe(folder: string, program: string, tools: SandboxOptions['tools']): Promise<string | undefined> {
  const [tree, job, canary] = [join(folder, 'tree'), join(folder, 'job'), join(folder, 'canary.txt')];
  await Promise.all([mkdir(tree), mkdir(job)]);
  const marker = randomUUID();
  await writeFile(join(tree, 'main.tf'), PROBE(canary));
  await writeFile(join(tree, 'inside.txt'), marker);
  await writeFile(canary, marker);
  const sandbox: SandboxOptions = {
    program: { host: program, inside: '/bin/terraform' },
    tree: { host: tree, writable: false },
    root: '.',
    job,
    tools,
  };
  const control = { timeoutMs: TIMEOUT };
  const plan = await runTerraform(sandbox, { name: 'plan', refresh: false, varFiles: [] }, control);
  if (plan.setupFailure !== undefined) return explainSetupFailure(plan.setupFailure, await kernelSettings());
  const show = await runTerraform(sandbox, { name: 'show' }, control);
  if (show.exitCode !== 0)
    return `${program} cannot plan inside of the sandbox: ${(plan.stderr || plan.stdout || show.stderr).slice(0, 500)}`;
  return leak(PLAN.parse(JSON.parse(show.stdout)).planned_values.outputs, marker);
}

/** What can be seen from inside that must not be, or cannot be told; undefined when the sandbox holds. */
function leak(seen: z.infer<typeof PLAN>['planned_values']['outputs'], marker: string): string | undefined {
  const mounts = new Map(
    seen.mounts.value.split('\n').map((line) => {
      const [, , , , point = '', flags = ''] = line.split(' ');
      return [point, flags.split(',')] as const;
    }),
  );
  const names = seen.environment.value.filter(Boolean).map((pair) => pair.split('=', 1).join(''));
  const interfaces = [...seen.interfaces.value.matchAll(/^\s*([\w@.-]+):/gm)].map(([, name]) => name);
  const problems = [
    seen.inside.value === marker ? undefined : 'the tree cannot be read',
    seen.canary.value ? 'a file outside of the tree can be seen' : undefined,
    seen.passwd.value ? '/etc/passwd can be seen' : undefined,
    // Without ours in it, it was not read at all.
    names.includes('TF_DATA_DIR') ? undefined : 'its own environment cannot be read',
    names.every((name) => KNOWN_VARIABLES.has(name)) ? undefined : 'variables of the worker can be read',
    interfaces.join() === 'lo' ? undefined : 'there is a network',
    ...['/', '/src', '/proc', '/dev'].map((point) =>
      mounts.get(point)?.includes('ro') ? undefined : `${point} can be written`,
    ),
  ].filter((problem) => problem !== undefined);
  return problems.length === 0 ? undefined : `The sandbox does not hold: ${problems.join('; ')}.`;
}

/** Settings of the kernel that forbid user namespaces, where they are known. */
async function kernelSettings(): Promise<ReadonlyMap<string, string>> {
  const names = [
    'kernel/apparmor_restrict_unprivileged_userns',
    'kernel/unprivileged_userns_clone',
    'user/max_user_namespaces',
  ];
  const values = await Promise.all(names.map((name) => readFile(`/proc/sys/${name}`, 'utf8').catch(() => '')));
  return new Map(names.map((name, index) => [name, (values[index] ?? '').trim()]));
}
