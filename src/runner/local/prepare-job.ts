import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { treePath } from '../../plan/command-argument.ts';
import type { PlanRequest } from '../../ports/plan-runner.ts';
import { copyTree } from '../tree-copy/tree-copy.ts';
import { LOCAL_BACKEND, overrideName, STATE_FILE, WORKSPACE_FOLDER } from './backend-override.ts';
import { cliConfig } from './cli-config.ts';
import type { JobFolder } from './job-folder.ts';
import type { StateMode } from './local-options.ts';
import { notRun } from './run-end.ts';
import { readStateSnapshot } from './state-snapshot.ts';

/** A job that Terraform can be started on. */
export interface PreparedJob {
  /** The CLI configuration on the host. */
  readonly cliConfig: string;
  /** For the sandbox; undefined for the default one. */
  readonly workspace: string | undefined;
  /** Whether a prior state was put in the folder of the job. */
  readonly hasSnapshot: boolean;
  /** Whether the base has a lock file. */
  readonly hasLockFile: boolean;
  /** Whole sentences. */
  readonly notes: readonly string[];
}

/** As Terraform accepts them, and one part of a path: https://developer.hashicorp.com/terraform/cli/workspaces */
const WORKSPACE = /^[A-Za-z0-9_][A-Za-z0-9_.~-]{0,89}$/;
const LOCK_FILE = '.terraform.lock.hcl';

/** What is known of this machine and matters here. */
export interface Preparation {
  readonly state: StateMode;
  readonly hasMirror: boolean;
  readonly hasEgress: boolean;
  readonly signal: AbortSignal;
}

/** Writes tree, lock file, backend and state of a request into the job. Throws an EarlyEnd when that cannot be done. */
export async function prepareJob(job: JobFolder, request: PlanRequest, given: Preparation): Promise<PreparedJob> {
  const workspace = request.workspace === 'default' ? undefined : request.workspace;
  if (workspace !== undefined && !WORKSPACE.test(workspace)) {
    throw notRun('prepare', 'The name of the workspace is not one that Terraform accepts.');
  }
  if (given.state.kind === 'backend' && workspace !== undefined && !given.state.workspaces.includes(workspace)) {
    throw notRun(
      'prepare',
      `The workspace ${JSON.stringify(workspace)} is not one that the operator of Plumbline has named as existing; Terraform would create it.`,
    );
  }
  const copied = await copyTree(request.tree, job.tree, { signal: given.signal });
  if (copied.kind === 'refused') {
    const path = copied.path === undefined ? '' : `${JSON.stringify(copied.path.slice(0, 200))} `;
    throw notRun('prepare', `The files of the commit were not used: ${path}${copied.reason}.`);
  }
  const root = await plainRoot(job.tree, request.root);
  const lockNotes = await writeLockFile(root, request.lockFile);
  const stateNotes = given.state.kind === 'snapshot' ? await writeState(job, root, request.state, workspace) : [];
  const settings = join(job.home, 'cli.tfrc');
  await writeFile(settings, cliConfig(given), { flag: 'wx', mode: 0o644 });
  return {
    cliConfig: settings,
    workspace,
    hasSnapshot: given.state.kind === 'snapshot' && request.state !== undefined,
    hasLockFile: request.lockFile !== undefined,
    notes: [...copied.notes, ...lockNotes, ...stateNotes],
  };
}

/** The folder of the root on the host. What is written there must not go through a link. */
async function plainRoot(tree: string, root: string): Promise<string> {
  if (root !== '.' && treePath(root) === undefined) {
    throw notRun('prepare', 'The path of the root module is not one inside of the repository.');
  }
  const wanted = join(await realpath(tree), root);
  const real = await realpath(wanted).catch(() => undefined);
  if (real === wanted || `${real ?? ''}/` === wanted) return real ?? wanted;
  throw notRun(
    'prepare',
    real === undefined
      ? 'The folder of the root module is not in the commit.'
      : 'The folder of the root module is a link; name the one that it leads to.',
  );
}

/** The one of the base, or none: the pull request's could name other programs. */
async function writeLockFile(root: string, lockFile: Uint8Array | undefined): Promise<readonly string[]> {
  const path = join(root, LOCK_FILE);
  const names = await readdir(root);
  await rm(path, { force: true });
  if (lockFile !== undefined) {
    await writeFile(path, lockFile, { flag: 'wx', mode: 0o644 });
    const unchecked = withoutChecksums(Buffer.from(lockFile).toString('utf8'));
    return unchecked > 0
      ? [`The lock file names ${unchecked} providers without a checksum; any program of their version was accepted.`]
      : [];
  }
  return names.includes(LOCK_FILE)
    ? [
        'The lock file is new in this change and was not used; the versions of providers are the newest that are allowed.',
      ]
    : ['There is no lock file in the repository; the versions of providers are the newest that are allowed.'];
}

/** Providers of a lock file, which a program writes, that have no checksums: Terraform takes anything for them. */
function withoutChecksums(text: string): number {
  return text
    .split(/^provider /m)
    .slice(1)
    .filter((block) => !/^\s*"(?:h1|zh):/m.test(block)).length;
}

async function writeState(
  job: JobFolder,
  root: string,
  state: Uint8Array | undefined,
  workspace: string | undefined,
): Promise<readonly string[]> {
  const name = overrideName(await readdir(root));
  if (name === undefined) {
    throw notRun(
      'prepare',
      'The name of an override file leaves no room for the backend of this job; give it a shorter name.',
    );
  }
  await writeFile(join(root, name), LOCAL_BACKEND, { flag: 'wx', mode: 0o644 });
  const path =
    workspace === undefined
      ? join(job.work, STATE_FILE)
      : join(job.work, WORKSPACE_FOLDER, workspace, 'terraform.tfstate');
  // A workspace whose folder is there exists: nothing has to create it.
  await mkdir(dirname(path), { recursive: true });
  if (state === undefined) return [];
  const snapshot = readStateSnapshot(state);
  if (!snapshot)
    throw notRun('prepare', 'The state that was supplied is not one of version 4 (Terraform 0.12 or later).');
  await writeFile(path, state, { flag: 'wx', mode: 0o600 });
  const { serial, resources } = snapshot;
  const count = `${resources} ${resources === 1 ? 'resource' : 'resources'}`;
  return [`Planned against a snapshot of the state, serial ${serial}, with ${count}.`];
}
