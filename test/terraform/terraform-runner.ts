import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** How a command ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Plans configurations with the `terraform` on PATH, offline, each in a folder of its own. */
export interface TerraformRunner {
  /** `init`, `plan` and `show -json` of files by path; rejects with Terraform's own words when one of them fails. */
  readonly plan: (files: ReadonlyMap<string, string>, root?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** A command that has not ended after this many milliseconds is killed. */
const TIMEOUT = 60_000;

/** Starts with nothing of this machine's settings; `reattach` is the value of `TF_REATTACH_PROVIDERS`. */
export async function terraformRunner(reattach: string): Promise<TerraformRunner> {
  const home = await mkdtemp(join(tmpdir(), 'tfplans-'));
  const settings = join(home, 'terraform.rc');
  // No provider may come from anywhere else, and nothing is asked of the network.
  await writeFile(
    settings,
    `disable_checkpoint = true\nprovider_installation {\n  direct { exclude = ["*/*/*"] }\n}\n`,
  );
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    TF_REATTACH_PROVIDERS: reattach,
  };
  let count = 0;
  return {
    plan: async (files, root = '.') => {
      count += 1;
      const folder = join(home, String(count));
      for (const [path, text] of files) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      const run = async (...args: readonly string[]): Promise<string> => {
        const result = await command('terraform', args, join(folder, root), env);
        if (result.code !== 0) throw new Error(`terraform ${args.join(' ')}: ${result.stderr}${result.stdout}`);
        return result.stdout;
      };
      await run('init', '-no-color', '-backend=false');
      await run('plan', '-no-color', '-lock=false', '-refresh=false', '-out=plan.bin');
      const json = await run('show', '-json', 'plan.bin');
      await rm(folder, { recursive: true, force: true });
      return json;
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
}

function command(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, timeout: TIMEOUT, killSignal: 'SIGKILL' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}
