import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PlanRun, PlanStage } from '../../../src/model/plan-run.ts';
import type { PlanRequest, PlanRunner } from '../../../src/ports/plan-runner.ts';
import type { SourceTree } from '../../../src/ports/source-tree.ts';
import type { LocalRunnerOptions } from '../../../src/runner/local/local-options.ts';
import { localRunner } from '../../../src/runner/local/local-runner.ts';
import { nodeBinds } from '../../../src/runner/sandbox/node-binds.ts';
import type { ReadOnlyBind } from '../../../src/runner/sandbox/sandbox-options.ts';
import type { ProcessOptions } from '../../terraform/provider/provider-process.ts';
import { writeProviderMirror } from '../../terraform/provider/provider-mirror.ts';
import { PROVIDERS } from '../../terraform/provider/schemas.ts';
import { archiveOf, blobSha, treeWith, type Packed } from '../tree-copy/hostile-archive.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** What the providers, scripts for this Node, need inside of a sandbox. */
export function providerBinds(): readonly ReadOnlyBind[] {
  const node = nodeBinds().filter(({ inside }) => inside !== '/bin/node');
  const libraries = join(REPOSITORY, 'node_modules');
  return [...node, ...[process.execPath, libraries].map((path) => ({ host: path, inside: path }))];
}

/** The block that asks for the test provider. */
export const AWS = `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
`;

/** Files by path, or links as `{ target }`. */
export type TreeFiles = Readonly<Record<string, string | Buffer | { readonly target: string }>>;

function isLink(content: TreeFiles[string]): content is { readonly target: string } {
  return typeof content === 'object' && 'target' in content;
}

/** A commit that holds the files, as a source presents it: listed with identities, and packed. */
export async function treeOf(files: TreeFiles): Promise<SourceTree> {
  const paths = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const packed = paths.map(([path, content]): Packed =>
    isLink(content)
      ? { name: `top/${path}`, type: 'symlink', target: content.target }
      : { name: `top/${path}`, content },
  );
  const entries = paths.map(([path, content]) => ({
    path,
    kind: isLink(content) ? ('symlink' as const) : ('file' as const),
    size: undefined,
    sha: blobSha(isLink(content) ? content.target : content),
  }));
  return treeWith(entries, await archiveOf(packed));
}

/** A place to plan in: a mirror, a folder of jobs, terraform. */
export interface Rig {
  readonly home: string;
  readonly jobs: string;
  readonly options: LocalRunnerOptions;
  readonly runner: (options?: Partial<LocalRunnerOptions>) => PlanRunner;
  /** Plans files; what the request leaves out is empty. */
  readonly plan: (
    files: TreeFiles,
    request?: Partial<PlanRequest>,
    options?: Partial<LocalRunnerOptions>,
  ) => Promise<PlanRun & { readonly progress: readonly (readonly [PlanStage, string])[] }>;
  /** Another mirror, with providers that behave. */
  readonly mirror: (options: ProcessOptions) => Promise<string>;
  readonly close: () => void;
}

/** Fails with a clear message where a program of the sandbox is missing: such a test is never skipped. */
export async function openRig(behaviour: ProcessOptions = {}): Promise<Rig> {
  const folders = (process.env['PATH'] ?? '').split(':').filter(Boolean);
  const here = (name: string): boolean => folders.some((folder) => existsSync(join(folder, name)));
  for (const program of ['terraform', 'bwrap', 'prlimit']) {
    if (!here(program))
      throw new Error(`${program} is not on PATH; plans are tested with the real programs, install it`);
  }
  const home = mkdtempSync(join(tmpdir(), 'plumbline-rig-'));
  const jobs = join(home, 'jobs');
  let mirrors = 0;
  const mirror = async (options: ProcessOptions): Promise<string> => {
    const folder = join(home, `mirror-${mirrors++}`);
    await writeProviderMirror(folder, PROVIDERS, options);
    return folder;
  };
  const options: LocalRunnerOptions = {
    programFolders: folders,
    jobsFolder: jobs,
    mirror: await mirror(behaviour),
    binds: providerBinds(),
  };
  const runner = (more: Partial<LocalRunnerOptions> = {}): PlanRunner => localRunner({ ...options, ...more });
  return {
    home,
    jobs,
    options,
    runner,
    mirror,
    plan: async (files, request = {}, more = {}) => {
      const progress: [PlanStage, string][] = [];
      const run = await runner(more).run(requestOf(await treeOf(files), request), {
        signal: new AbortController().signal,
        onProgress: (stage, detail) => {
          progress.push([stage, detail]);
        },
      });
      return { ...run, progress };
    },
    close: () => {
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A request for a tree with the root at its top. */
export function requestOf(tree: SourceTree, request: Partial<PlanRequest> = {}): PlanRequest {
  return {
    root: '.',
    varFiles: [],
    workspace: undefined,
    headSha: 'a'.repeat(40),
    tree,
    lockFile: undefined,
    requiredVersions: [],
    tool: 'terraform',
    refresh: false,
    timeoutMs: 60_000,
    refuseModules: () => Promise.resolve(undefined),
    ...request,
  };
}

/** A state with instances of resources by address (`aws_s3_bucket.logs`), each with its attributes. */
export function stateOf(
  resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  serial = 7,
): Uint8Array {
  const state = {
    version: 4,
    terraform_version: '1.11.4',
    serial,
    lineage: '00000000-0000-0000-0000-000000000001',
    outputs: {},
    check_results: null,
    resources: Object.entries(resources).map(([address, attributes]) => {
      const [type = '', name = ''] = address.split('.');
      const provider = type.startsWith('ec_') ? 'elastic/ec' : 'hashicorp/aws';
      const builtIn =
        type === 'terraform_data' ? 'terraform.io/builtin/terraform' : `registry.terraform.io/${provider}`;
      return {
        mode: 'managed',
        type,
        name,
        provider: `provider["${builtIn}"]`,
        instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }],
      };
    }),
  };
  return Buffer.from(JSON.stringify(state));
}

/** Actions by address, as the plan has them, without what stays as it is. */
export function actionsOf(run: PlanRun): Readonly<Record<string, readonly string[]>> {
  const plan = JSON.parse(run.planJson ?? '{}') as {
    resource_changes?: { address: string; change: { actions: string[] } }[];
  };
  return Object.fromEntries(
    (plan.resource_changes ?? [])
      .filter(({ change }) => change.actions.join() !== 'no-op')
      .map(({ address, change }) => [address, change.actions]),
  );
}

/** Command lines of running processes that hold a text, but this one. */
export function processesWith(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(text) ? [line] : [];
      } catch {
        return []; // gone
      }
    });
}

/** Runs a program with nothing of this machine's environment; returns its output. Throws when it fails. */
export function output(program: string, args: readonly string[], cwd: string): string {
  const result = spawnSync(program, args, { cwd, env: { PATH: process.env['PATH'] ?? '' }, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}
