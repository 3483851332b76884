import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { openBackEnds } from '../../src/jobs/open-back-ends.ts';
import { runPlanJob } from '../../src/jobs/plan-job.ts';
import type { BackEnds, PlanServices } from '../../src/jobs/plan-services.ts';
import type { PlanJob } from '../../src/ports/job-queue.ts';
import { newCaches } from '../../src/review/new-caches.ts';
import { rules } from '../../src/rules/registry.ts';
import { hcpRunner } from '../../src/runner/hcp/hcp-runner.ts';
import { blobCache } from '../../src/sources/blob-cache.ts';
import { githubSource } from '../../src/sources/github.ts';
import type { FakeCheckRun } from '../github/fake-github.ts';
import { startStandIn, type StandIn } from '../github/stand-in.ts';
import { testOctokit } from '../github/test-octokit.ts';
import { startHcp, TOKEN, type HcpStandIn } from '../runner/hcp/hcp-stand-in.ts';
import { recordingLog } from '../queue/recording-log.ts';
import { quickClock } from '../runner/poll/quick-clock.ts';
import { testRepository } from '../sources/git-repository.ts';

jest.setTimeout(60_000);

const RUN_PAGE = /\/app\/acme\/workspaces\/live\/runs\/run-CZcmD7eagjhyX0vN/;
const repository = testRepository();
const live = (input: number): string =>
  `terraform {\n  required_version = ">= 1.6"\n}\n\nresource "terraform_data" "a" {\n  input = ${String(input)}\n}\n`;
const policy = (hcp: string): string => `version: 1\nplan:\n  backend: hcp\n${hcp}`;
const WORKSPACE = '  hcp:\n    organization: acme\n    workspaces:\n      live: live\n';

/** A base with this policy, and a change of `live` on it. */
function change(name: string, hcp: string): string {
  repository.git('checkout', '-q', '--orphan', `${name}-base`);
  repository.write('.github/plumbline.yml', policy(hcp));
  repository.write('live/main.tf', live(1));
  repository.commit(`${name} base`);
  repository.git('checkout', '-q', '-b', name);
  repository.write('live/main.tf', live(2));
  return repository.commit(name);
}
const heads = {
  good: change('good', WORKSPACE),
  silent: change('silent', ''),
  other: change('other', WORKSPACE.replace('live: live', 'other: live')),
};

let github: StandIn;
let hcp: HcpStandIn;
let redacted = '';
let folder = '';

beforeAll(async () => {
  redacted = await readFile(join(import.meta.dirname, '../../fixtures/plans/hcp/redacted.json'), 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'plumbline-plan-hcp-'));
});
afterAll(async () => {
  repository.remove();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  [github, hcp] = await Promise.all([startStandIn(), startHcp()]);
});
afterEach(async () => {
  expect(hcp.violations).toEqual([]);
  await Promise.all([github.close(), hcp.close()]);
});

/** The back ends as the service opens them for these settings. */
const backEndsOf = (env: Readonly<Record<string, string>>): Promise<BackEnds> =>
  openBackEnds(readConfig({ PLUMBLINE_PLAN: 'hcp', ...env }).plan, folder, recordingLog());

/** The service's back end, but for the runner, which speaks plain HTTP to the stand-in and does not wait. */
async function atStandIn(): Promise<BackEnds> {
  const real = await backEndsOf({ TF_CLOUD_TOKEN: TOKEN, TF_CLOUD_HOST: hcp.host });
  return {
    standard: real.standard,
    isOff: false,
    stateFor: () => Promise.resolve(undefined),
    runnerFor(backEnd, policy, root) {
      const runner = real.runnerFor(backEnd, policy, root);
      if ('unavailable' in runner) return runner;
      const workspace = policy.plan.hcp?.workspaces[root.name];
      return hcpRunner({
        host: hcp.host,
        token: TOKEN,
        organization: policy.plan.hcp?.organization ?? '',
        workspaceOf: () => workspace,
        clock: quickClock(),
        plainHttpOnLoopback: true,
      });
    },
  };
}

/** Plans `live` of a change; resolves to its check run. */
async function planned(
  head: keyof typeof heads,
  backEnds: BackEnds,
  signal: AbortSignal = new AbortController().signal,
): Promise<FakeCheckRun | undefined> {
  const pr = { owner: 'acme', repo: 'shop', number: 7 };
  const place = { ...pr, dir: repository.dir, title: 'Change', state: 'open' } as const;
  github.pulls.push({ ...place, base: `${head}-base`, head });
  const octokit = testOctokit(github.url);
  const caches = { blobs: blobCache(), ...newCaches() };
  const services: PlanServices = {
    appId: 1,
    htmlUrl: 'https://github.com',
    rules,
    caches,
    backEnds,
    queue: { enqueue: () => Promise.reject(new Error('nothing is queued by a plan')) },
    log: recordingLog(),
    octokitFor: () => Promise.resolve(octokit),
    open: (client, ref) => githubSource(client, { cache: caches.blobs }).open(ref),
  };
  const job: PlanJob = {
    kind: 'plan',
    pullRequest: pr,
    installationId: 1,
    deliveryId: 'd',
    root: 'live',
    headSha: heads[head],
  };
  await runPlanJob(job, signal, services);
  const [run, ...others] = github.checkRuns;
  expect(others).toEqual([]);
  expect(run).toMatchObject({ name: 'plumbline / plan (live)', status: 'completed', head_sha: heads[head] });
  return run;
}

const said = (run: FakeCheckRun | undefined): string => JSON.stringify(run);

describe('a plan at HCP Terraform', () => {
  test('completes the check run, with a link to its run and without the token', async () => {
    hcp.planJson = redacted;
    const run = await planned('good', await atStandIn());
    expect(run?.output.title).toMatch(/live \[L0\]/);
    expect(said(run)).toMatch(RUN_PAGE);
    expect(said(run)).not.toContain(TOKEN);
    expect(Object.keys(await hcp.uploaded())).toContain('live/main.tf');
  });

  test('that fails there fails here', async () => {
    hcp.runStatuses = ['planning', 'errored'];
    hcp.planStatus = 'errored';
    hcp.log = await readFile(join(import.meta.dirname, '../../fixtures/plans/hcp/config-error.jsonl'), 'utf8');
    const run = await planned('good', await atStandIn());
    expect(run?.conclusion).toBe('failure');
    expect(said(run)).toMatch(RUN_PAGE);
  });

  test('says that the token is refused', async () => {
    hcp.intercept = ({ server }) => (server === 'api' ? { status: 401, body: '{"errors":[]}' } : undefined);
    await expect(planned('good', await atStandIn())).rejects.toThrow(/TF_CLOUD_TOKEN|token/);
    expect(github.checkRuns).toMatchObject([
      { status: 'completed', conclusion: 'neutral', output: { title: 'Not planned' } },
    ]);
    expect(said(github.checkRuns[0])).not.toContain(TOKEN);
  });
});

describe('where HCP Terraform cannot be asked, the check run is neutral and says why', () => {
  test('without a token', async () => {
    const run = await planned('good', await backEndsOf({}));
    expect(run).toMatchObject({ conclusion: 'neutral', output: { title: expect.stringContaining('[L5]') } });
    expect(said(run)).toContain('its operator sets TF_CLOUD_TOKEN');
    expect(hcp.calls).toEqual([]);
  });

  test.each([
    ['an organisation', 'silent', 'set plan.hcp.organization and plan.hcp.workspaces'],
    ['a workspace for the root module', 'other', 'add it to plan.hcp.workspaces'],
  ] as const)('without %s in the policy', async (_name, head, reason) => {
    const run = await planned(head, await atStandIn());
    expect(run).toMatchObject({ conclusion: 'neutral', output: { title: expect.stringContaining('[L5]') } });
    expect(said(run)).toContain(reason);
    expect(hcp.calls).toEqual([]);
  });

  test('with a workspace that is not there', async () => {
    hcp.intercept = ({ path }) =>
      path.endsWith('/workspaces/live') ? { status: 404, body: '{"errors":[]}' } : undefined;
    await expect(planned('good', await atStandIn())).rejects.toThrow(/workspace/);
    expect(github.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'neutral' }]);
  });
});

test('a plan that waits at HCP Terraform when the service stops ends interrupted', async () => {
  hcp.runStatuses = ['planning'];
  const stop = new AbortController();
  hcp.intercept = ({ path }) => {
    if (path.includes('/runs/run-')) stop.abort();
    return undefined;
  };
  await expect(planned('good', await atStandIn(), stop.signal)).rejects.toThrow(/abort/i);
  expect(github.checkRuns).toMatchObject([
    { status: 'completed', conclusion: 'cancelled', output: { title: 'Interrupted' } },
  ]);
});
