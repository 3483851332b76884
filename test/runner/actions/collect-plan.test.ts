import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadPlan } from '../../../src/evaluate/plan/load-plan.ts';
import type { PlanRun } from '../../../src/model/plan-run.ts';
import { AUTHOR_SUPPLIED, collectPlan, type PlanToCollect } from '../../../src/runner/actions/collect-plan.ts';
import { MAX_ARTIFACT_BYTES } from '../../../src/runner/actions/download-artifact.ts';
import { testOctokit } from '../../github/test-octokit.ts';
import { CORRELATION, planZip, RUN_ID, startActions, type ActionsStandIn } from './actions-stand-in.ts';
import { zipOf } from './zip.ts';

const WANTED: PlanToCollect = {
  owner: 'o',
  repo: 'r',
  workflow: 'plumbline-plan.yml',
  defaultBranch: 'main',
  correlationId: CORRELATION,
  runId: RUN_ID,
  actor: 'plumbline[bot]',
  root: 'live',
};

let actions: ActionsStandIn;
beforeEach(async () => {
  actions = await startActions();
});
afterEach(async () => {
  await actions.close();
});

const collect = (some: Partial<PlanToCollect> = {}): Promise<PlanRun> =>
  collectPlan(testOctokit(actions.url), { ...WANTED, ...some }, RUN_ID);

const diagnostic = (fields: object): string =>
  JSON.stringify({ type: 'diagnostic', diagnostic: { severity: 'error', summary: 'No', detail: '', ...fields } });

describe('a plan made by a workflow', () => {
  test('is read from its artifact, and said to be the word of the author', async () => {
    actions.zip = planZip(
      {
        format_version: '1.2',
        terraform_version: '1.11.4',
        resource_changes: [
          {
            address: 'null_resource.a',
            mode: 'managed',
            type: 'null_resource',
            name: 'a',
            provider_name: 'registry.terraform.io/hashicorp/null',
            change: { actions: ['create'], before: null, after: {}, after_unknown: { id: true } },
          },
        ],
      },
      diagnostic({
        severity: 'warning',
        summary: 'Old',
        range: { filename: 'main.tf', start: { line: 3 }, end: { line: 3 } },
      }),
      '2\n',
    );
    const run = await collect();
    expect(run).toMatchObject({
      backEnd: 'actions',
      level: 'L0',
      outcome: 'planned',
      reason: AUTHOR_SUPPLIED,
      refreshed: true,
      tool: { name: 'terraform', version: '1.11.4' },
      url: `https://github.com/o/r/actions/runs/${String(RUN_ID)}`,
      milliseconds: 123_000,
      diagnostics: [{ severity: 'warning', summary: 'Old', place: { file: 'live/main.tf', startLine: 3, endLine: 3 } }],
    });
    const loaded = loadPlan(run.planJson);
    expect('plan' in loaded && loaded.plan.changes.map(({ address }) => address)).toEqual(['null_resource.a']);
  });

  test('comes from the store, which is not told the token', async () => {
    await collect();
    expect(actions.atStore).toHaveLength(1);
    expect(actions.atStore[0]?.authorization).toBeUndefined();
  });

  test('takes three requests, all of them reading', async () => {
    await collect();
    expect(actions.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
  });

  test('that failed tells its errors, without secrets', async () => {
    actions.runs = [{ conclusion: 'failure' }];
    const token = `ghp_${'a1B2'.repeat(9)}`;
    actions.zip = planZip(null, diagnostic({ summary: 'Bad', detail: `token ${token}` }), '1');
    const run = await collect();
    expect(run).toMatchObject({ outcome: 'failed', stage: 'plan', level: 'L0', planJson: undefined, refreshed: false });
    expect(run.diagnostics).toEqual([{ severity: 'error', summary: 'Bad', detail: 'token [redacted]' }]);
    expect(run.redactions).toBeGreaterThan(0);
  });

  test.each([
    ['terraform', undefined, 'planned', 'terraform'],
    ['tofu', 'tofu', 'planned', 'tofu'],
    [undefined, 'tofu', 'planned', 'tofu'],
    ['tofu', 'terraform', 'not-run', undefined],
    ['tofu', undefined, 'not-run', undefined],
    ['terraform', 'tofu', 'not-run', undefined],
  ] as const)('of a root module for %s, by %s: %s', async (tool, used, outcome, name) => {
    const event = used === undefined ? '' : JSON.stringify({ type: 'version', [used]: '1.10.0' });
    actions.zip = planZip({ format_version: '1.2', terraform_version: '1.10.0' }, event, '0');
    const run = await collect({ tool });
    expect([run.outcome, run.tool?.name]).toEqual([outcome, name]);
    if (outcome === 'not-run') expect(run.reason).toMatch(/what only (?:Terraform|OpenTofu) reads is not in the plan/);
  });

  test('that failed in its middle has a part of the plan', async () => {
    actions.runs = [{ conclusion: 'failure' }];
    actions.zip = planZip({ format_version: '1.2', errored: true }, diagnostic({}), '1');
    expect(await collect()).toMatchObject({ outcome: 'failed', planJson: '{"format_version":"1.2","errored":true}' });
  });
});

describe('what does not go together is neither good nor bad', () => {
  test.each([
    [
      'an exit code of a failure, and a success',
      planZip({ format_version: '1.2' }, '', '1'),
      'success',
      /ended with exit code 1/,
    ],
    ['a plan that is errored, and a success', planZip({ errored: true }, '', '0'), 'success', undefined],
    [
      'a good plan, and a failure',
      planZip({ format_version: '1.2' }, '', '0'),
      'failure',
      /failed: its page says where/,
    ],
    ['no plan, and a success', planZip(null, '', '2'), 'success', /ended with exit code 2.*no whole plan/],
    ['no exit code', planZip({ format_version: '1.2' }, '', ''), 'success', /ended with no exit code/],
    ['a plan that is no JSON', planZip('{"a":', '', '0'), 'success', /plan\.json is no plan/],
    ['a plan that is a list', planZip('[]', '', '0'), 'success', /plan\.json is no plan/],
    ['words of the program', planZip(null, 'panic: no', '2'), 'failure', /It said: panic: no/],
  ])('%s', async (_name, zip, conclusion, reason) => {
    actions.zip = zip;
    actions.runs = [{ conclusion }];
    const run = await collect();
    expect(['not-run', 'failed']).toContain(run.outcome);
    expect(run.outcome).toBe(reason === undefined ? 'failed' : 'not-run');
    if (reason) expect(run.reason).toMatch(reason);
  });
});

describe('a run that is another one speaks for nothing', () => {
  test.each([
    ['another name', { display_title: 'plumbline-plan 00000000' }, /has another name/],
    ['another repository', { repository: { full_name: 'evil/r' } }, /is of another repository/],
    ['a fork', { head_repository: { full_name: 'evil/r' } }, /its workflow is of another repository/],
    ['no repository', { head_repository: null }, /its workflow is of another repository/],
    ['another workflow', { path: '.github/workflows/evil.yml' }, /of another workflow/],
    ['another event', { event: 'push' }, /another event started it/],
    ['the branch of the change', { head_branch: 'evil' }, /not the one on main/],
    ['somebody else', { actor: { login: 'evil' } }, /plumbline\[bot\] did not start it/],
    ['nobody', { actor: null }, /did not start it/],
    ['a second attempt', { run_attempt: 2 }, /somebody ran it again/],
    ['another identity', { id: 7 }, /should be run 30433642/],
  ])('%s', async (_name, fields, reason) => {
    actions.runs = [fields];
    const run = await collect();
    expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', planJson: undefined });
    expect(run.reason).toMatch(reason);
    expect(actions.atStore).toEqual([]);
  });

  test('GitHub may add the branch to the path, and write names in other cases', async () => {
    actions.runs = [{ path: '.github/workflows/plumbline-plan.yml@refs/heads/main', repository: { full_name: 'O/R' } }];
    expect((await collect()).outcome).toBe('planned');
  });

  test('a run that the dispatch did not tell is known by its name', async () => {
    expect((await collect({ runId: undefined })).outcome).toBe('planned');
  });
});

describe('conclusions of the workflow', () => {
  test.each([
    ['cancelled', 'cancelled'],
    ['timed_out', 'timed-out'],
    ['startup_failure', 'not-run'],
    ['action_required', 'not-run'],
    ['skipped', 'not-run'],
    ['neutral', 'not-run'],
    ['stale', 'not-run'],
    ['<b>', 'not-run'],
    [null, 'not-run'],
  ])('%s: %s', async (conclusion, outcome) => {
    actions.runs = [{ conclusion }];
    const run = await collect();
    expect([run.outcome, run.level]).toEqual([outcome, 'L5']);
    expect(run.reason).not.toContain('<');
    expect(actions.atStore).toEqual([]);
  });

  test('one that still runs', async () => {
    actions.runs = [{ status: 'in_progress', conclusion: null }];
    expect((await collect()).reason).toBe('The workflow has not ended yet.');
  });
});

describe('artifacts', () => {
  test.each([
    ['none', () => (actions.artifact = undefined), /left no plan behind/],
    ['two of the same name', () => (actions.artifactCopies = 2), /2 artifacts of the same name/],
    ['another name', () => (actions.artifact = { name: 'x' }), /left no plan behind/],
    ['another run', () => (actions.artifact = { workflow_run: { id: 5 } }), /of another workflow run/],
    ['expired', () => (actions.artifact = { expired: true }), /has expired\. Plan again/],
    ['expired meanwhile', () => (actions.downloadStatus = 410), /has expired/],
    [
      'too large by its own word',
      () => (actions.artifact = { size_in_bytes: MAX_ARTIFACT_BYTES + 1 }),
      /more than \d+ bytes/,
    ],
    ['another digest', () => (actions.artifact = { digest: `sha256:${'0'.repeat(64)}` }), /its digest differs/],
    ['other files', () => (actions.zip = zipOf([{ name: 'x', content: '' }])), /"x", which is no file of a plan/],
    ['no zip', () => (actions.zip = Buffer.from('x')), /damaged or no zip/],
  ])('%s', async (_name, arrange, reason) => {
    arrange();
    const run = await collect();
    expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', planJson: undefined });
    expect(run.reason).toMatch(reason);
  });

  test('more bytes than were told are not read', async () => {
    actions.zip = Buffer.alloc(MAX_ARTIFACT_BYTES + 1_000_000);
    actions.artifact = { size_in_bytes: 10 };
    expect((await collect()).reason).toMatch(/more than \d+ bytes/);
  });

  test.each([null, undefined])('without a digest (%s), as old uploads are', async (digest) => {
    actions.artifact = { digest };
    expect((await collect()).outcome).toBe('planned');
  });

  test('a store that does not answer is worth another try, and its address is in no error', async () => {
    actions.storeStatus = 500;
    const error = await collect().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'RemoteError', retryable: true });
    expect(error instanceof Error && error.message).not.toMatch(/sig=|secret/);
  });

  test('a missing permission is named', async () => {
    actions.intercept = ({ path }) =>
      path.includes('/artifacts') ? { status: 403, body: { message: 'Resource not accessible' } } : undefined;
    await expect(collect()).rejects.toThrow(/the App needs the permission actions: read/);
  });
});
