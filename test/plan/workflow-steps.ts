import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { load } from 'js-yaml';
import { z } from 'zod';

const workflowSchema = z.object({
  name: z.string(),
  'run-name': z.string(),
  on: z.object({
    workflow_dispatch: z.object({ inputs: z.record(z.string(), z.object({ type: z.literal('string') })) }),
  }),
  permissions: z.strictObject({}),
  concurrency: z.object({ group: z.string() }),
  jobs: z.strictObject({
    plan: z.object({
      environment: z.string(),
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()),
      steps: z.array(
        z.object({
          name: z.string(),
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
          env: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  }),
});

/** A workflow file as GitHub reads it, as far as the tests look at it. Throws when it is no such workflow. */
export function readWorkflow(text: string): z.infer<typeof workflowSchema> {
  return workflowSchema.parse(load(text));
}

/** The script of a step. */
export function scriptOf(text: string, name: string): string {
  const script = readWorkflow(text).jobs.plan.steps.find((step) => step.name === name)?.run;
  if (script === undefined) throw new Error(`the workflow has no script ${name}`);
  return script;
}

/** How a script ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script as a step of a workflow runs it: `bash --noprofile --norc -eo pipefail`. */
export async function runScript(script: string, env: Readonly<Record<string, string>>, cwd = tmpdir()): Promise<Ended> {
  return await new Promise((resolve, reject) => {
    const args = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script];
    const child = spawn('bash', args, { cwd, env, timeout: 60_000, killSignal: 'SIGKILL' });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, output: Buffer.concat(chunks).toString() });
    });
  });
}

/**
 * What stands for `sudo` on a test machine, which has no second user: it hides the same variables and changes no user. Commands
 * that are about users do nothing; everything else is run as it is.
 */
const SUDO = `#!/bin/bash
case "$1" in
  useradd | chown | pkill) exit 0 ;;
  install) [ "$2" = -d ] && shift 4 && exec mkdir -p "$@" ;;
esac
keep=()
while [ "\${1#--}" != "$1" ]; do
  case "$1" in
    --preserve-env=*) IFS=, read -r -a keep <<< "\${1#--preserve-env=}" ;;
    --) shift; break ;;
  esac
  shift
done
kept=(PATH=/usr/local/bin:/usr/bin:/bin HOME=/nonexistent)
for name in \${keep[@]+"\${keep[@]}"}; do [ -z "\${!name+x}" ] || kept+=("$name=\${!name}"); done
exec env -i "\${kept[@]}" "$@"
`;

/** A machine on which the scripts of a workflow run, in a folder of its own. */
export interface WorkflowMachine {
  /**
   * Runs the steps from `Prepare` on over a tree, in which `-> x` is a symbolic link to x. What is in `env` comes to the environment
   * of the steps.
   */
  plan(tree: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>): Promise<PlanSteps>;
  close(): Promise<void>;
}

/** What the steps left behind. */
export interface PlanSteps extends Ended {
  /** Files of the artifact by name. */
  readonly files: ReadonlyMap<string, string>;
  /** Path of the copy of the tree that was planned. */
  readonly tree: string;
}

/** Makes a machine for the workflow `text`. Everything but the user is real. */
export async function workflowMachine(text: string): Promise<WorkflowMachine> {
  const top = await mkdtemp(join(tmpdir(), 'plan-workflow-'));
  let count = 0;
  return {
    plan: async (tree, env) => {
      count += 1;
      const home = join(top, String(count));
      const [workspace, temp, bin] = [join(home, 'workspace'), join(home, 'temp'), join(home, 'bin')];
      for (const folder of [workspace, temp, bin]) await mkdir(folder, { recursive: true });
      await writeFile(join(bin, 'sudo'), SUDO);
      await chmod(join(bin, 'sudo'), 0o755);
      for (const [path, content] of Object.entries(tree)) {
        await mkdir(dirname(join(workspace, path)), { recursive: true });
        const target = /^-> (.+)$/.exec(content)?.[1];
        await (target === undefined
          ? writeFile(join(workspace, path), content)
          : symlink(target, join(workspace, path)));
      }
      const placed = (name: string): string =>
        scriptOf(text, name)
          .replaceAll(/(?<![\w/}])\/src\b/g, `${home}/src`)
          .replaceAll(/(?<![\w/}])\/job\b/g, `${home}/job`);
      const all = {
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        HOME: home,
        RUNNER_TEMP: temp,
        GITHUB_WORKSPACE: workspace,
        ROOT: '.',
        VAR_FILES: '',
        WORKSPACE: 'default',
        ...env,
      };
      let ended: Ended = { code: 0, output: '' };
      for (const name of ['Prepare', 'Write the redaction', 'Plan']) {
        const next = await runScript(placed(name), all, workspace);
        ended = { code: next.code, output: ended.output + next.output };
        if (next.code !== 0) break;
      }
      const files = new Map<string, string>();
      for (const name of ['plan.json', 'events.jsonl', 'rc']) {
        const content = await readFile(join(temp, 'plumbline-plan', name), 'utf8').catch(() => undefined);
        if (content !== undefined) files.set(name, content);
      }
      return { ...ended, files, tree: join(home, 'src') };
    },
    close: () => rm(top, { recursive: true, force: true }),
  };
}
