import { join, resolve } from 'node:path';
import type { PlanRunner } from '../../ports/plan-runner.ts';
import { findProgram } from '../sandbox/find-program.ts';
import type { ReadOnlyBind } from '../sandbox/sandbox-options.ts';
import { sandboxSelfTest } from '../sandbox/self-test.ts';
import { cleanJobs } from './job-folder.ts';
import { localRunner } from './local-runner.ts';

/** What an operator sets for plans on this machine. */
export interface LocalSettings {
  readonly programFolders: readonly string[];
  readonly mirror: string | undefined;
  readonly hosts: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly state: 'empty' | 'backend';
  readonly memoryMiB: number;
  /** More that can be read inside of the sandbox: what providers need that are not one static file. */
  readonly binds?: readonly ReadOnlyBind[] | undefined;
}

/**
 * The local back end, after its sandbox was tested with the program that is there; or, in whole sentences, why there is none.
 * What a worker that died left behind in `folder` is removed.
 */
export async function openLocalRunner(
  settings: LocalSettings,
  folder: string,
): Promise<PlanRunner | { readonly unavailable: string }> {
  const { programFolders, mirror, hosts, environment, state, memoryMiB, binds } = settings;
  const terraform = await findProgram({ tool: 'terraform', folders: programFolders, constraints: [] });
  const program = terraform.ok
    ? terraform
    : await findProgram({ tool: 'tofu', folders: programFolders, constraints: [] });
  // The sandbox itself may be what is missing: then no program answers, and the test says why.
  const fallback = join(programFolders[0] ?? '/usr/bin', 'terraform');
  const test = await sandboxSelfTest({ program: program.ok ? program.path : fallback });
  if (!test.ok) {
    const why = [
      test.programMissing === true && !program.ok ? '' : test.reason,
      program.ok || terraform.ok ? '' : terraform.reason,
    ];
    return { unavailable: `Nothing is planned on this machine: ${why.filter((part) => part !== '').join(' ')}` };
  }
  const jobsFolder = resolve(folder, 'plan-jobs');
  await cleanJobs(jobsFolder);
  return localRunner({
    programFolders,
    jobsFolder,
    mirror,
    hosts,
    environment,
    state: state === 'backend' ? { kind: 'backend', workspaces: [] } : { kind: 'snapshot' },
    limits: { addressSpaceBytes: memoryMiB * 1024 * 1024 },
    binds,
  });
}
