import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { argumentsOf, type TerraformCommand } from '../../src/plan/command.ts';
import { judgeGate } from '../../src/plan/gate/judge-gate.ts';
import { runTerraform } from '../../src/runner/sandbox/run-terraform.ts';
import type { SandboxOptions } from '../../src/runner/sandbox/sandbox-options.ts';
import { gateInput } from './plan-gate.ts';

const RUNS = 15;
const TIMEOUT = 60_000;
const STEPS: readonly TerraformCommand[] = [
  { name: 'init', lockFile: 'writable' },
  { name: 'plan', refresh: true, varFiles: [] },
  { name: 'show' },
];
const CONFIGURATION = `
variable "zones" {
  default = ["a", "b", "c"]
}
resource "terraform_data" "service" {
  for_each = toset(var.zones)
  input    = { zone = each.key, port = 8080 }
}
output "services" {
  value = terraform_data.service
}
`;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const round = (value: number): number => Math.round(value * 100) / 100;

/**
 * init, plan and show of a small configuration without providers: after the gate and in the sandbox, and bare, in turns. The gate
 * parses and judges the configuration each time, as a worker does.
 */
export async function sandboxOverhead(): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  try {
    const [sandboxed, bare]: [number[], number[]] = [[], []];
    // The first run of each reads the program from the disk.
    for (let run = 0; run <= RUNS; run += 1) {
      const inSandbox = await timed(folder, sandboxedStep, passGate);
      const without = await timed(folder, bareStep);
      if (run === 0) continue;
      sandboxed.push(inSandbox);
      bare.push(without);
    }
    const [sandboxedMs, bareMs] = [median(sandboxed), median(bare)];
    const ratio = median(sandboxed.map((ms, run) => ms / (bare[run] ?? ms)));
    // On a machine that others use too, the fastest runs are the ones that waited for nobody.
    const ratioOfFastest = Math.min(...sandboxed) / Math.min(...bare);
    return {
      runs: RUNS,
      sandboxedMs: round(sandboxedMs),
      bareMs: round(bareMs),
      ratio: round(ratio),
      ratioOfFastest: round(ratioOfFastest),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Step = (folder: string, command: TerraformCommand) => Promise<number | null | undefined>;

/** Milliseconds of all steps in a fresh tree and job. */
async function timed(folder: string, step: Step, before?: () => Promise<void>): Promise<number> {
  await Promise.all(['tree', 'job'].map((name) => rm(join(folder, name), { recursive: true, force: true })));
  await Promise.all([
    mkdir(join(folder, 'tree'), { recursive: true }),
    mkdir(join(folder, 'job'), { recursive: true }),
  ]);
  await writeFile(join(folder, 'tree', 'main.tf'), CONFIGURATION);
  const start = performance.now();
  await before?.();
  for (const command of STEPS) {
    const code = await step(folder, command);
    const expected = command.name === 'plan' ? 2 : 0;
    if (code !== expected) throw new Error(`${command.name} ended with ${code ?? 'a signal'} instead of ${expected}`);
  }
  return performance.now() - start;
}

async function passGate(): Promise<void> {
  const files = new Map([['live/main.tf', CONFIGURATION]]);
  const { outcome, reasons } = judgeGate(await gateInput(files, files));
  if (outcome !== 'run') throw new Error(`the gate does not let it through: ${reasons[0]?.code ?? outcome}`);
}

async function sandboxedStep(folder: string, command: TerraformCommand): Promise<number | undefined> {
  const options: SandboxOptions = {
    program: { host: terraform(), inside: '/bin/terraform' },
    tree: { host: join(folder, 'tree'), writable: command.name === 'init' },
    root: '.',
    job: join(folder, 'job'),
  };
  return (await runTerraform(options, command, { timeoutMs: TIMEOUT })).exitCode;
}

function bareStep(folder: string, command: TerraformCommand): Promise<number | null> {
  const args = argumentsOf(command).map((arg) => arg.replace('/job/', `${folder}/job/`));
  const child = spawn(terraform(), args, {
    cwd: join(folder, 'tree'),
    env: {
      HOME: folder,
      TF_DATA_DIR: join(folder, 'job', '.tfdata'),
      TF_CLI_CONFIG_FILE: '/dev/null',
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.resume();
  child.stderr.resume();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

function terraform(): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'terraform');
    try {
      accessSync(path, constants.X_OK);
      return realpathSync(path);
    } catch {
      continue;
    }
  }
  throw new Error('terraform is not on PATH');
}
