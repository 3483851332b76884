import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { PlanRun, PlanStage } from '../../../src/model/plan-run.ts';
import { cleanJobs, openJobFolder } from '../../../src/runner/local/job-folder.ts';
import { localRunner } from '../../../src/runner/local/local-runner.ts';
import type { StepTimeouts } from '../../../src/runner/local/local-options.ts';
import { archiveOf } from '../tree-copy/hostile-archive.ts';
import { AWS, openRig, processesWith, requestOf, treeOf, type Rig } from './rig.ts';

const FILES = { 'main.tf': `${AWS}resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n` };
let rig: Rig;
let slow = '';
beforeAll(async () => {
  rig = await openRig();
  slow = await rig.mirror({ planDelay: 60_000 });
});
afterEach(() => {
  // Whatever a plan did: its folder is gone, and nothing that had it in its sandbox is running.
  expect(existsSync(rig.jobs) ? readdirSync(rig.jobs) : []).toEqual([]);
  expect(processesWith(rig.home)).toEqual([]);
});
afterAll(() => {
  rig.close();
});

/** Runs with the slow provider; `at` is called when a stage begins. */
async function runSlow(
  at: (stage: PlanStage, abort: AbortController) => void,
  request: { readonly timeoutMs?: number } = {},
  timeouts: Partial<StepTimeouts> = {},
): Promise<PlanRun> {
  const abort = new AbortController();
  return rig.runner({ mirror: slow, timeouts }).run(requestOf(await treeOf(FILES), request), {
    signal: abort.signal,
    onProgress: (stage) => {
      at(stage, abort);
    },
  });
}

describe('a plan that is aborted', () => {
  test.each<readonly [PlanStage, readonly string[]]>([
    ['prepare', []],
    ['init', []],
    ['validate', ['init']],
    ['plan', ['init', 'validate']],
  ])('as %s begins is cancelled there', async (when, ended) => {
    const run = await runSlow((stage, abort) => {
      if (stage === when) abort.abort();
    });
    expect(run).toMatchObject({ outcome: 'cancelled', stage: when, planJson: undefined });
    expect(run.commands.filter(({ exitCode }) => exitCode === 0).map(({ argv }) => argv[1])).toEqual(ended);
  });

  test('while a provider sleeps ends at once, with everything that it has started', async () => {
    const started = performance.now();
    const run = await runSlow((stage, abort) => {
      if (stage !== 'plan') return;
      const look = setInterval(() => {
        // The provider of the plan is up: three processes have the mirror in their sandbox.
        if (processesWith(rig.home).length === 0) return;
        clearInterval(look);
        setTimeout(() => {
          abort.abort();
        }, 1000);
      }, 20);
    });
    expect(run).toMatchObject({ outcome: 'cancelled', stage: 'plan' });
    expect(run.commands.at(-1)).toMatchObject({ exitCode: undefined });
    expect(performance.now() - started).toBeLessThan(50_000);
  });
});

describe('a plan that takes too long', () => {
  test('in one step is timed out there', async () => {
    const run = await runSlow(() => undefined, {}, { plan: 2000 });
    expect(run).toMatchObject({ outcome: 'timed-out', stage: 'plan', reason: 'plan did not end within 2 s.' });
  });

  test('over all is timed out', async () => {
    const run = await runSlow(() => undefined, { timeoutMs: 4000 });
    expect(run.outcome).toBe('timed-out');
    expect(run.milliseconds).toBeLessThan(30_000);
  });

  test('in a gate that does not end is timed out', async () => {
    const request = requestOf(
      await treeOf({
        'main.tf': 'module "m" {\n  source = "/src/m.tar.gz"\n}\n',
        'm.tar.gz': await archiveOf([{ name: 'main.tf', content: '' }]),
      }),
      {
        timeoutMs: 2000,
        refuseModules: () => new Promise<never>(() => undefined),
      },
    );
    const run = await rig.runner().run(request, { signal: new AbortController().signal });
    expect(run).toMatchObject({ outcome: 'timed-out', stage: 'gate' });
  });

  test('in a source that does not answer is timed out', async () => {
    const tree = { ...(await treeOf({})), listAll: () => new Promise<never>(() => undefined) };
    const run = await rig.runner().run(requestOf(tree, { timeoutMs: 300 }), { signal: new AbortController().signal });
    expect(run).toMatchObject({ outcome: 'timed-out', stage: 'prepare', commands: [] });
  });
});

describe('a plan that uses too much', () => {
  test.each<readonly [string, string, string, PlanStage]>([
    [
      'output',
      `locals {\n  a0 = "0123456789"\n${doubled(18)}}\noutput "x" { value = local.a18 }\n`,
      'Terraform was stopped: it printed more than is read.',
      'show',
    ],
    [
      'memory',
      `locals {\n  a0 = "0123456789"\n${doubled(30)}}\noutput "x" { value = length(local.a30) }\n`,
      'Terraform was stopped: it used more memory than it may.',
      'validate',
    ],
  ])('%s is stopped', async (_name, text, reason, stage) => {
    const limits = { outputBytes: 1024 * 1024, addressSpaceBytes: 1536 * 1024 ** 2 };
    const run = await rig.plan({ 'main.tf': text }, {}, { limits });
    expect(run).toMatchObject({ outcome: 'failed', reason, stage, planJson: undefined });
  });
});

/** Each local twice as long as the one before. */
function doubled(count: number): string {
  return Array.from({ length: count }, (_, i) => `  a${i + 1} = "\${local.a${i}}\${local.a${i}}"\n`).join('');
}

test('a sandbox that cannot be set up runs nothing', async () => {
  const run = await rig.plan(
    { 'main.tf': '' },
    {},
    { binds: [{ host: join(rig.home, 'missing'), inside: '/missing' }] },
  );
  expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', stage: 'init' });
  expect(run.reason).toContain('The sandbox could not be set up, and nothing runs without it');
});

test('a provider that does not start says nothing about the configuration', async () => {
  const run = await rig.plan(FILES, {}, { binds: [] });
  expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', stage: 'validate' });
});

test('a folder of jobs that is too deep for a socket is refused when hosts may be reached', () => {
  const jobsFolder = `/${'x'.repeat(60)}`;
  expect(() => localRunner({ programFolders: [], jobsFolder, hosts: ['a.example.com'] })).toThrow(
    'too long for a socket',
  );
  expect(localRunner({ programFolders: [], jobsFolder }).backEnd).toBe('local');
});

describe('folders of jobs', () => {
  test('of workers that are gone are removed, and nothing else', async () => {
    const jobs = join(rig.home, 'cleaned');
    const mine = await openJobFolder(jobs);
    const dead = spawnSync(process.execPath, ['-e', 'console.log(process.pid)'], { encoding: 'utf8' }).stdout.trim();
    const gone = [`plumbline-job-${dead}-123456-AbCdEf`, `plumbline-job-${process.pid}-1-AbCdEf`];
    for (const name of [...gone, 'notes', 'plumbline-job-x']) mkdirSync(join(jobs, name, 'tree'), { recursive: true });
    // A link of such a name leads to what is not ours.
    mkdirSync(join(rig.home, 'elsewhere'));
    writeFileSync(join(rig.home, 'elsewhere', 'kept'), '');
    symlinkSync(join(rig.home, 'elsewhere'), join(jobs, `plumbline-job-${dead}-99-AbCdEf`));
    expect(await cleanJobs(jobs)).toBe(2);
    expect(readdirSync(jobs).sort()).toEqual(
      [mine.home.slice(jobs.length + 1), 'notes', `plumbline-job-${dead}-99-AbCdEf`, 'plumbline-job-x'].sort(),
    );
    expect(readdirSync(join(rig.home, 'elsewhere'))).toEqual(['kept']);
    await mine.remove();
    expect(existsSync(mine.home)).toBe(false);
  });

  test('of a worker that is running stay', async () => {
    const jobs = join(rig.home, 'shared');
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    try {
      const start =
        readFileSync(`/proc/${String(other.pid)}/stat`, 'latin1')
          .split(') ')
          .at(-1)
          ?.split(' ')[19] ?? '';
      mkdirSync(join(jobs, `plumbline-job-${String(other.pid)}-${start}-AbCdEf`), { recursive: true });
      expect(await cleanJobs(jobs)).toBe(0);
    } finally {
      other.kill('SIGKILL');
      await new Promise((resolve) => other.once('close', resolve));
    }
    expect(await cleanJobs(jobs)).toBe(1);
  });

  test('are removed even where permissions were taken away', async () => {
    const job = await openJobFolder(join(rig.home, 'closed'));
    mkdirSync(join(job.work, 'a', 'b'), { recursive: true });
    chmodSync(join(job.work, 'a'), 0o000);
    await job.remove();
    expect(existsSync(job.home)).toBe(false);
  });

  test('that is not there has nothing to clean', async () => {
    expect(await cleanJobs(join(rig.home, 'nowhere'))).toBe(0);
  });
});
