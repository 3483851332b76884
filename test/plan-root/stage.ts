import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AffectedRoots } from '../../src/plan/roots/affected-root.ts';
import type { PlanReport } from '../../src/plan/plan-report.ts';
import { planLine } from '../../src/plan/facts/totals.ts';
import { planRoot } from '../../src/plan-root.ts';
import type { OpenChange } from '../../src/ports/change-source.ts';
import type { SourceTree } from '../../src/ports/source-tree.ts';
import { planCheckRunOf, type PlanCheckRun } from '../../src/report/plan/plan-check-run.ts';
import { affectedRootsOf } from '../../src/review/planned/affected-roots-of.ts';
import { readChange } from '../../src/review/read-change.ts';
import { rules } from '../../src/rules/registry.ts';
import type { LocalRunnerOptions } from '../../src/runner/local/local-options.ts';
import { openOf } from '../review/memory-change.ts';
import { openRig, treeOf, type Rig } from '../runner/local/rig.ts';
import type { ProcessOptions } from '../terraform/provider/provider-process.ts';
import { PROVIDERS } from '../terraform/provider/schemas.ts';
import { attachProviders } from '../terraform/provider/serve.ts';

/** Texts by path. */
export type Texts = Readonly<Record<string, string>>;

/** A pull request to plan. */
export interface Scene {
  readonly base: Texts;
  /** What the pull request adds, replaces or (`undefined`) removes. */
  readonly head: Readonly<Record<string, string | undefined>>;
  /** The root module that must be affected; `live` when left out. */
  readonly root?: string;
  readonly state?: Uint8Array;
  readonly policy?: string;
  readonly provider?: ProcessOptions;
  readonly options?: Partial<LocalRunnerOptions>;
}

/** What came of it. */
export interface Outcome {
  readonly affected: AffectedRoots;
  readonly report: PlanReport;
  readonly check: PlanCheckRun;
  /** What `terraform plan` says about the same files and state, run by hand outside of any sandbox. */
  readonly terraform: string;
}

/** Sandbox, mirror and terraform, shared by the scenes. */
export interface Stage {
  readonly play: (scene: Scene) => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

/** Opens one; fails where terraform or the sandbox is missing. */
export async function openStage(): Promise<Stage> {
  const rig = await openRig();
  const attached = await attachProviders(PROVIDERS);
  const home = mkdtempSync(join(tmpdir(), 'plumbline-stage-'));
  return {
    play: async (scene) => {
      const mirror = scene.provider ? await rig.mirror(scene.provider) : rig.options.mirror;
      const [planned, terraform] = await Promise.all([
        planOf(rig, scene, { ...scene.options, mirror }),
        bareTerraform(mkdtempSync(join(home, 'bare-')), scene, scene.provider ? { mirror } : attached),
      ]);
      return { ...planned, terraform };
    },
    close: async () => {
      rig.close();
      await attached.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function headOf({ base, head }: Scene): Texts {
  const all = Object.entries({ ...base, ...head });
  return Object.fromEntries(all.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
}

async function planOf(
  rig: Rig,
  scene: Scene,
  options: Partial<LocalRunnerOptions>,
): Promise<Omit<Outcome, 'terraform'>> {
  const { base, policy, state, root: name = 'live' } = scene;
  const head = headOf(scene);
  const opened = openOf(base, head, policy === undefined ? {} : { policy });
  const open: OpenChange = {
    ...opened,
    change: { ...opened.change, baseSha: 'b'.repeat(40), headSha: 'a'.repeat(40) },
    base: await packed(opened.base, base),
    head: await packed(opened.head, head),
  };
  const read = await readChange(open, { rules });
  const affected = await affectedRootsOf(open, read);
  const root = affected.roots.find((each) => each.name === name);
  if (!root) throw new Error(`${name} is not affected, only ${affected.roots.map((each) => each.name).join(', ')}`);
  const report = await planRoot(open, read, root, {
    rules,
    backEnd: 'local',
    runner: rig.runner(options),
    approval: () => Promise.resolve(undefined),
    hooks: { signal: new AbortController().signal },
    state,
  });
  return { affected, report, check: planCheckRunOf(report) };
}

/** The tree with an archive, as a source has it: listed with the identities of its files. */
async function packed(tree: SourceTree, files: Texts): Promise<SourceTree> {
  const whole = await treeOf(files);
  return { ...whole, list: () => tree.list(), read: (paths) => tree.read(paths) };
}

/** `init` and `plan` as a developer runs them, with the same providers, and all that they print. */
async function bareTerraform(
  folder: string,
  scene: Scene,
  providers: { readonly mirror?: string | undefined; readonly reattach?: string },
): Promise<string> {
  const { state, root = 'live', options = {} } = scene;
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const [path, text] of Object.entries(headOf(scene))) write(`tree/${path}`, text);
  const { mirror = folder, reattach } = providers;
  const install = `filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n  direct {\n    exclude = ["*/*/*"]\n  }`;
  write('terraform.rc', `provider_installation {\n  ${install}\n}\n`);
  if (state) write('state.json', state);
  const env = {
    ...options.environment,
    PATH: process.env['PATH'],
    HOME: folder,
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: join(folder, 'terraform.rc'),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    ...(reattach === undefined ? {} : { TF_REATTACH_PROVIDERS: reattach }),
  };
  const cwd = join(folder, 'tree', root);
  const said = await output(['init', '-no-color', '-backend=false'], cwd, env);
  const args = state ? [`-state=${join(folder, 'state.json')}`] : [];
  return said + (await output(['plan', '-no-color', '-lock=false', ...args], cwd, env));
}

function output(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('terraform', args, { cwd, env, timeout: 60_000, killSignal: 'SIGKILL' });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', () => {
      resolve(Buffer.concat(chunks).toString());
    });
  });
}

/** What must hold for every plan: counts as Terraform has them, no judgement that source and plan contradict each other about. */
export function proofOf({ report, terraform }: Outcome): Readonly<Record<string, unknown>> {
  const { facts, judgement, diagnostics } = report;
  return {
    counts: facts && planLine(facts.totals),
    terraform: /^(?:Plan: .*|No changes\..*)$/m.exec(terraform)?.[0],
    contradictions: judgement?.parity.differences.filter(({ kind }) => kind === 'contradiction'),
    ruleErrors: judgement?.ruleErrors,
    unread: diagnostics,
  };
}

/** The same as text for a plan without a fault whose counts are `line`. */
export function proofWith(counts: string, terraform = counts): Readonly<Record<string, unknown>> {
  return { counts, terraform, contradictions: [], ruleErrors: [], unread: [] };
}

/** Lines that are not empty below a heading of Markdown; undefined when there is no such heading. */
export function below(heading: string, markdown: string): readonly string[] | undefined {
  const lines = markdown.split('\n');
  const start = lines.indexOf(`### ${heading}`);
  if (start === -1) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith('### ') || line.startsWith('_'));
  return rest.slice(0, end === -1 ? undefined : end).filter((line) => line !== '');
}

/** Annotations as `failure live/main.tf:7 title`. */
export function annotationsOf({ check }: Outcome): readonly string[] {
  return check.annotations.map(
    ({ annotation_level: level, path, start_line: line, title }) => `${level} ${path}:${String(line)} ${title}`,
  );
}
