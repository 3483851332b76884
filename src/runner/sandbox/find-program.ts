import { mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import {
  compareVersions,
  parseConstraint,
  satisfies,
  toolVersion,
  versionText,
  type ToolVersion,
  type VersionCondition,
} from '../../plan/version-constraint.ts';
import { runTerraform } from './run-terraform.ts';
import type { SandboxOptions } from './sandbox-options.ts';

/** What is looked for, and where. */
export interface ProgramSearch {
  readonly tool: 'terraform' | 'tofu';
  /** Folders of the operator first, then those of PATH. In each: `terraform`, `terraform_1.9.8`, `1.9.8/terraform`. */
  readonly folders: readonly string[];
  /** Every `required_version` of the root and its modules; hostile text. */
  readonly constraints: readonly string[];
  readonly tools?: SandboxOptions['tools'];
}

/** The program to plan with, or why there is none. */
export type ProgramFound =
  | { readonly ok: true; readonly path: string; readonly version: string }
  /** Whole sentences with quoted text from the configuration. */
  | { readonly ok: false; readonly reason: string };

interface Candidate {
  readonly path: string;
  readonly version: ToolVersion;
}

const TIMEOUT = 15_000;
const MOST_CANDIDATES = 100;
const MOST_LISTED = 20;

const VERSION_OUTPUT = z.object({ terraform_version: z.string() });

/** Versions that were asked for already, by path and state of the file: asking takes a process each. */
const known = new Map<string, ToolVersion | undefined>();

/**
 * The newest program that meets every constraint; releases before prereleases. Each is asked for its version inside of a
 * sandbox, so what does not run there (a shell script, a dynamically linked binary) is not found.
 */
export async function findProgram({ tool, folders, constraints, tools }: ProgramSearch): Promise<ProgramFound> {
  const conditions: VersionCondition[][] = [];
  for (const text of constraints) {
    const parsed = parseConstraint(text);
    if (!parsed.ok) return { ok: false, reason: `required_version ${quoted(text)} ${parsed.problem}.` };
    conditions.push([...parsed.conditions]);
  }
  const paths = await candidatePaths(tool, folders);
  if (paths.length === 0)
    return { ok: false, reason: `There is no ${tool} on this worker. Its operator must install one.` };
  const [candidates, unusable] = await ask(tool, paths, tools);
  const best = candidates
    .filter(({ version }) => conditions.every((all) => satisfies(version, all)))
    .toSorted(
      (a, b) =>
        Number(a.version.prerelease !== '') - Number(b.version.prerelease !== '') ||
        compareVersions(b.version, a.version),
    )[0];
  if (best) return { ok: true, path: best.path, version: versionText(best.version) };
  const there = candidates.map(({ version }) => versionText(version));
  return { ok: false, reason: whyNone(tool, constraints, conditions, candidates, there, unusable) };
}

function whyNone(
  tool: string,
  constraints: readonly string[],
  conditions: readonly (readonly VersionCondition[])[],
  candidates: readonly Candidate[],
  there: readonly string[],
  unusable: readonly string[],
): string {
  const broken =
    unusable.length === 0
      ? ''
      : ` ${unusable.slice(0, MOST_LISTED).join(', ')} did not tell a version inside of the sandbox; only statically linked binaries do.`;
  if (candidates.length === 0) return `There is no ${tool} that runs in the sandbox of this worker.${broken}`;
  const alone = constraints.filter(
    (_text, index) => !candidates.some(({ version }) => satisfies(version, conditions[index] ?? [])),
  );
  const unmet = alone.length > 0 ? alone : constraints;
  const list = [...new Set(unmet)].slice(0, MOST_LISTED).map(quoted).join(', ');
  const problem = alone.length > 0 ? 'No version on this worker meets' : 'No version on this worker meets all of';
  const versions = [...new Set(there)].slice(0, MOST_LISTED).join(', ');
  return (
    `${problem} required_version ${list}. There is ${tool} ${versions}. The operator of Plumbline must add a matching ` +
    `${tool}, or the configuration must allow one of these.${broken}`
  );
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

async function candidatePaths(tool: string, folders: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of folders) {
    for (const name of await namesIn(folder)) {
      const suffix = name.startsWith(tool) ? name.slice(tool.length) : undefined;
      const isProgram =
        suffix === '' || (suffix !== undefined && /^[_-]v?\d/.test(suffix) && toolVersion(suffix.slice(1)));
      const path = isProgram ? join(folder, name) : toolVersion(name) ? join(folder, name, tool) : undefined;
      const real = path === undefined ? undefined : await programAt(path);
      if (real !== undefined) found.add(real);
      if (found.size === MOST_CANDIDATES) return [...found];
    }
  }
  return [...found];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).toSorted();
}

async function programAt(path: string): Promise<string | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() && (info.mode & 0o111) !== 0 ? realpath(path) : undefined;
}

async function ask(
  tool: string,
  paths: readonly string[],
  tools: SandboxOptions['tools'],
): Promise<readonly [candidates: readonly Candidate[], unusable: readonly string[]]> {
  const candidates: Candidate[] = [];
  const unusable: string[] = [];
  for (const path of paths) {
    const info = await stat(path);
    const key = `${path}\0${info.mtimeMs}\0${info.size}`;
    if (!known.has(key)) known.set(key, await versionOf(tool, path, tools));
    const version = known.get(key);
    if (version) candidates.push({ path, version });
    else unusable.push(path);
  }
  return [candidates, unusable];
}

async function versionOf(tool: string, path: string, tools: SandboxOptions['tools']): Promise<ToolVersion | undefined> {
  const scratch = await mkdtemp(join(tmpdir(), 'plumbline-version-'));
  try {
    const [tree, job] = [join(scratch, 'tree'), join(scratch, 'job')];
    await Promise.all([mkdir(tree), mkdir(job)]);
    const sandbox: SandboxOptions = {
      program: { host: path, inside: `/bin/${tool}` },
      tree: { host: tree, writable: false },
      root: '.',
      job,
      tools,
    };
    const result = await runTerraform(sandbox, { name: 'version' }, { timeoutMs: TIMEOUT });
    if (result.exitCode !== 0) return undefined;
    return toolVersion(VERSION_OUTPUT.parse(JSON.parse(result.stdout)).terraform_version);
  } catch {
    return undefined;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
