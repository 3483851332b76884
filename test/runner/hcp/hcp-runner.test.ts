import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadPlan } from '../../../src/evaluate/plan/load-plan.ts';
import type { PlanRun } from '../../../src/model/plan-run.ts';
import type { PlanRequest } from '../../../src/ports/plan-runner.ts';
import type { HcpRunnerOptions } from '../../../src/runner/hcp/hcp-options.ts';
import { archivedTree, archiveOf, treeOf } from '../tar/trees.ts';
import { FILES, requestFor, runnerAt } from './hcp-request.ts';
import { startHcp, TOKEN, type HcpStandIn } from './hcp-stand-in.ts';

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../fixtures/plans/hcp', name), 'utf8');

let hcp: HcpStandIn;
beforeEach(async () => {
  hcp = await startHcp();
});
afterEach(async () => {
  await hcp.close();
  // Whatever a test does: nothing went out that HCP Terraform would not take, and the token went to nobody else.
  expect(hcp.violations).toEqual([]);
});

async function plan(request: Partial<PlanRequest> = {}, options: Partial<HcpRunnerOptions> = {}): Promise<PlanRun> {
  const { runner } = runnerAt(hcp, options);
  return runner.run(requestFor(request), { signal: new AbortController().signal });
}

describe('a plan at HCP Terraform', () => {
  test('is uploaded, run, awaited and read without its secrets, from the real redacted form', async () => {
    hcp.planJson = fixture('redacted.json');
    hcp.state = { serial: 7, file: '' };
    hcp.plan204 = 2;
    const run = await plan();
    expect(run).toMatchObject({
      backEnd: 'hcp',
      level: 'L0',
      outcome: 'planned',
      refreshed: true,
      tool: { name: 'terraform', version: '1.11.4' },
      url: `https://${hcp.host}/app/acme/workspaces/live/runs/run-CZcmD7eagjhyX0vN`,
      hosts: ['127.0.0.1'],
      diagnostics: [],
      commands: [],
    });
    expect(run.notes).toEqual([
      'State with serial 7 of 2026-06-08T01:22:03.794Z, as of the start of the plan.',
      'HCP Terraform downloaded the modules itself: only the gate before the plan has seen what the files ask for.',
    ]);
    const loaded = loadPlan(run.planJson);
    if (!('plan' in loaded)) throw new Error(loaded.diagnostics[0]?.message);
    expect(loaded.plan).toMatchObject({ redacted: true, errored: false, formatVersion: '1.1' });
    expect(loaded.plan.changes.map(({ address, action }) => [address, action])).toEqual([
      ['tfcoremock_complex_resource.example', 'create'],
      ['tfcoremock_simple_resource.example', 'create'],
    ]);
    expect(loaded.plan.drift.map(({ action }) => action)).toEqual(['delete']);
  });

  test('makes these calls and no other, none of which changes anything but its own records', async () => {
    await plan();
    const made = hcp.calls.filter(({ server }) => server === 'api').map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(made)]).toEqual([
      'GET /api/v2/organizations/acme/workspaces/live',
      'GET /api/v2/workspaces/ws-2Qhk7LHgbMrm3grF/current-state-version',
      'POST /api/v2/workspaces/ws-2Qhk7LHgbMrm3grF/configuration-versions',
      'GET /api/v2/configuration-versions/cv-UYwHEakurukz85nW',
      'POST /api/v2/runs',
      'GET /api/v2/runs/run-CZcmD7eagjhyX0vN',
      'GET /api/v2/plans/plan-8F5JFydVYAmtTjET',
      'GET /api/v2/plans/plan-8F5JFydVYAmtTjET/json-output-redacted',
    ]);
    expect(made.filter((call) => call.startsWith('POST'))).toHaveLength(2);
  });

  test('gives the token to the host alone, and none of the addresses it was told to anybody', async () => {
    const run = await plan();
    const atStore = hcp.calls.filter(({ server }) => server === 'store');
    expect(atStore.map(({ method, authorization }) => [method, authorization])).toEqual([
      ['PUT', undefined],
      ['GET', undefined],
      ['GET', undefined],
    ]);
    expect(JSON.stringify(run)).not.toMatch(/-secret|atlasv1/);
  });

  test('uploads the whole tree, its top being the top, without states', async () => {
    await plan();
    expect(await hcp.uploaded()).toEqual({ 'live/main.tf': FILES['live/main.tf'], 'modules/db/main.tf': '# module' });
  });

  test('repacks the archive of a tree that has one', async () => {
    const archive = await archiveOf([
      { name: 'o-r-1/live/main.tf', content: 'a' },
      { name: 'o-r-1/live/.terraform/environment', content: 'prod' },
    ]);
    await plan({ tree: archivedTree(archive) });
    expect(await hcp.uploaded()).toEqual({ 'live/main.tf': 'a' });
  });

  test('a plan that is not refreshed is of level L1', async () => {
    hcp.run = { refresh: false };
    expect(await plan({ refresh: false })).toMatchObject({ level: 'L1', refreshed: false });
    const created = hcp.calls.find(({ method, path }) => method === 'POST' && path === '/api/v2/runs');
    expect(created?.body).toMatchObject({ data: { attributes: { refresh: false } } });
  });

  test('the plan may come without a redirection', async () => {
    hcp.planRedirects = false;
    hcp.planJson = '{"plan_format_version":"1.2"}';
    expect(await plan()).toMatchObject({ outcome: 'planned', planJson: hcp.planJson });
  });

  test('tells of each step, in words of its own', async () => {
    const told: string[] = [];
    hcp.runStatuses = ['pending', '<b>evil</b>', 'planned_and_finished'];
    const { runner } = runnerAt(hcp);
    await runner.run(requestFor(), {
      signal: new AbortController().signal,
      onProgress: (stage, detail) => told.push(`${stage}: ${detail}`),
    });
    expect(told).toEqual([
      'prepare: reads the workspace',
      'prepare: packs the tree',
      'prepare: uploads the tree',
      'plan: starts the run',
      'plan: pending',
      'plan: in progress',
      'plan: planned and finished',
      'show: reads the plan',
    ]);
  });

  test('asks every 2 to 15 seconds', async () => {
    hcp.runStatuses = [...Array.from({ length: 14 }, () => 'planning'), 'planned_and_finished'];
    const { runner, clock } = runnerAt(hcp);
    await runner.run(requestFor(), { signal: new AbortController().signal });
    expect(clock.waits[0]).toBe(2000);
    expect(clock.waits[1]).toBe(2600);
    expect(Math.max(...clock.waits)).toBe(15_000);
  });

  test.each([
    ['policy_soft_failed', /A policy at HCP Terraform failed that can be overridden/],
    ['planned_and_finished', /HCP Terraform downloaded the modules itself/],
  ])('ends as planned with %s', async (status, note) => {
    hcp.runStatuses = ['planning', status];
    const run = await plan();
    expect(run.outcome).toBe('planned');
    expect(run.notes.join('\n')).toMatch(note);
  });

  test('warns of a token that may apply', async () => {
    hcp.run = { permissions: { 'can-apply': true } };
    expect((await plan()).notes.join('\n')).toMatch(
      /may apply runs in this workspace: that is more than Plumbline needs/,
    );
  });

  test('says that the workspace is locked, or has an agent', async () => {
    hcp.workspace = { locked: true, 'execution-mode': 'agent' };
    const { outcome, notes } = await plan();
    expect(outcome).toBe('planned');
    expect(notes.join('\n')).toMatch(/is locked[^]*agent of your own pool/);
  });

  test('warnings in the log are told', async () => {
    hcp.log = '{"type":"diagnostic","diagnostic":{"severity":"warning","summary":"Old","detail":""}}';
    expect((await plan()).diagnostics).toEqual([{ severity: 'warning', summary: 'Old', detail: '' }]);
  });
});

describe('variable files', () => {
  const tree = treeOf({
    ...FILES,
    'envs/prod.tfvars': 'a = 1',
    'live/b.tfvars.json': '{"b":2}',
    'live/zzz.auto.tfvars': 'c = 3',
  });

  test('go along as files that Terraform loads last, in their order', async () => {
    const run = await plan({ tree, varFiles: ['envs/prod.tfvars', 'live/b.tfvars.json'] });
    const names = Object.keys(await hcp.uploaded()).filter((name) => name.includes('.auto.tfvars'));
    expect(names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual([
      'live/zzz.auto.tfvars',
      'live/\u{10FFFF}zz_plumbline_000.auto.tfvars',
      'live/\u{10FFFF}zz_plumbline_001.auto.tfvars.json',
    ]);
    expect((await hcp.uploaded())['live/\u{10FFFF}zz_plumbline_000.auto.tfvars']).toBe('a = 1');
    expect(run.notes).toContain(
      'Variables of the workspace at HCP Terraform win over "envs/prod.tfvars", "live/b.tfvars.json".',
    );
  });

  test('have a plain name where nothing stands in the way', async () => {
    await plan({ tree: treeOf({ 'live/main.tf': '', 'a.tfvars': '' }), varFiles: ['a.tfvars'] });
    expect(Object.keys(await hcp.uploaded())).toContain('live/zz_plumbline_000.auto.tfvars');
  });

  test('that are not there are no reason to plan without them', async () => {
    expect(await plan({ varFiles: ['no.tfvars'] })).toMatchObject({
      outcome: 'not-run',
      reason: 'The variable file "no.tfvars" is not in the tree, or is too large to be read.',
    });
  });
});

describe('the lock file', () => {
  test.each([
    ['is the one of the base', '# lock', '# lock', false],
    ['was changed', '# lock', '# other', true],
    ['was removed', '# lock', undefined, true],
    ['was added', undefined, '# lock', true],
  ])('%s', async (_name, base, head, isTold) => {
    const files = head === undefined ? FILES : { ...FILES, 'live/.terraform.lock.hcl': head };
    const { notes } = await plan({ tree: treeOf(files), lockFile: base === undefined ? undefined : Buffer.from(base) });
    expect(notes.join('\n').includes('The lock file of the change was used')).toBe(isTold);
  });
});

describe('no plan is tried', () => {
  test.each([
    [{ 'execution-mode': 'local' }, /runs Terraform locally and only keeps the state/],
    [{ 'execution-mode': null, operations: false }, /runs Terraform locally/],
    [{ 'speculative-enabled': false }, /does not allow speculative plans/],
    [{ permissions: { 'can-queue-run': false } }, /token may not plan in the workspace live/],
    [{ 'working-directory': '' }, /works in the top of the repository, the root module is in "live"/],
    [{ 'working-directory': '/prod/' }, /works in "prod", the root module is in "live"/],
  ])('in a workspace with %j', async (attributes, reason) => {
    hcp.workspace = attributes;
    const run = await plan();
    expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', reason: expect.stringMatching(reason) as unknown });
    expect(hcp.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  test.each(['live', '/live', 'live/', './live/'])('working directory %j is the root module', async (folder) => {
    hcp.workspace = { 'working-directory': folder };
    expect((await plan()).outcome).toBe('planned');
  });

  test('where the policy names no workspace, or the root module is for OpenTofu', async () => {
    expect((await plan({}, { workspaceOf: () => undefined })).reason).toMatch(/No workspace at HCP Terraform is named/);
    expect((await plan({ tool: 'tofu' })).reason).toMatch(/runs Terraform, and this root module is for OpenTofu/);
    expect(hcp.calls).toEqual([]);
  });

  test('of a tree that is too large', async () => {
    const tree = { ...treeOf(FILES), listAll: () => Promise.resolve({ entries: [], complete: false }) };
    expect(await plan({ tree })).toMatchObject({
      outcome: 'not-run',
      reason: 'The tree is too large to be listed as a whole.',
    });
  });
});

describe('alarms', () => {
  const errors: string[] = [];
  const log = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (_fields: object, message: string) => errors.push(message),
  };
  beforeEach(() => {
    errors.length = 0;
  });

  test.each([
    ['configuration version that is not speculative', () => (hcp.configurationVersion = { speculative: false })],
    ['configuration version that queues runs', () => (hcp.configurationVersion = { 'auto-queue-runs': true })],
  ])('%s: nothing is uploaded', async (_name, arrange) => {
    arrange();
    expect(await plan({}, { log })).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/^ALARM: /) as unknown,
    });
    expect(await hcp.uploaded()).toEqual({});
    expect(hcp.calls.some(({ path }) => path === '/api/v2/runs')).toBe(false);
    expect(errors).toHaveLength(1);
  });

  test.each([
    'applying',
    'apply_queued',
    'applied',
    'confirmed',
    'queuing_apply',
    'pre_apply_running',
    'planned_and_saved',
  ])('a run that is %s', async (status) => {
    hcp.runStatuses = ['planning', status];
    const run = await plan({}, { log });
    expect(run).toMatchObject({ outcome: 'failed', level: 'L0', planJson: undefined });
    expect(run.reason).toMatch(/^ALARM: .*Look at the run and discard it: https:\/\//);
    expect(errors).toHaveLength(1);
  });

  test.each([false, null, undefined])('a run whose plan-only is %j', async (value) => {
    hcp.run = { 'plan-only': value };
    const run = await plan({}, { log });
    expect(run.reason).toMatch(/^ALARM: .*the run could be applied/);
    expect(hcp.calls.some(({ path }) => path.includes('json-output'))).toBe(false);
  });
});

describe('runs that fail', () => {
  test('tell the errors of the structured log, at places of the tree', async () => {
    hcp.runStatuses = ['planning', 'errored'];
    hcp.planStatus = 'errored';
    hcp.log = fixture('config-error.jsonl');
    expect(await plan()).toMatchObject({
      outcome: 'failed',
      stage: 'plan',
      level: 'L0',
      planJson: undefined,
      diagnostics: [
        {
          severity: 'error',
          summary: 'Unsupported block type',
          place: { file: 'live/main.tf', startLine: 2, endLine: 2 },
        },
      ],
    });
  });

  test('in init, in colours, with a secret in the text', async () => {
    hcp.runStatuses = ['errored'];
    hcp.planStatus = 'errored';
    hcp.log = `\u001B[31m│\u001B[0m Error: Bad token\n│ ${TOKEN} is not valid\n╵\nOperation failed: failed running terraform init (exit 1)`;
    const run = await plan();
    expect(run).toMatchObject({ outcome: 'failed', stage: 'init' });
    expect(run.diagnostics).toEqual([{ severity: 'error', summary: 'Bad token', detail: '[redacted] is not valid' }]);
    expect(run.redactions).toBeGreaterThan(0);
  });

  test('without any error in the log: its end is told', async () => {
    hcp.runStatuses = ['errored'];
    hcp.planStatus = 'errored';
    hcp.log = 'Setup failed: disk is full';
    expect((await plan()).diagnostics).toMatchObject([{ detail: 'Setup failed: disk is full' }]);
  });

  test('by a policy after a good plan: the plan is there, and the refusal an error', async () => {
    hcp.runStatuses = ['planning', 'errored'];
    const run = await plan();
    expect(run).toMatchObject({ outcome: 'planned', planJson: '{}' });
    expect(run.diagnostics).toMatchObject([
      { severity: 'error', summary: 'HCP Terraform refuses the run after its plan' },
    ]);
  });

  test('are no secret when the log cannot be read', async () => {
    hcp.runStatuses = ['errored'];
    hcp.planStatus = 'errored';
    hcp.intercept = ({ path }) => (path.includes('log-secret') ? { status: 404 } : undefined);
    const run = await plan();
    expect(run.reason).toBe('The run at HCP Terraform ended without a plan (errored). Its page says why.');
    expect(run.notes.join('\n')).toMatch(/The log of the run could not be read/);
  });

  test('a log without end is cut off', async () => {
    hcp.log = 'x\n'.repeat(3_000_000);
    const run = await plan();
    expect(run.outcome).toBe('planned');
    expect(run.notes.join('\n')).toMatch(/read in part/);
  });

  test.each(['canceled', 'force_canceled', 'discarded'])('%s is cancelled', async (status) => {
    hcp.runStatuses = ['planning', status];
    expect((await plan()).outcome).toBe('cancelled');
  });

  test('an upload that is not taken', async () => {
    hcp.configurationVersion = { status: 'errored', 'error-message': 'Failed to extract' };
    expect(await plan()).toMatchObject({
      outcome: 'failed',
      stage: 'prepare',
      reason: 'HCP Terraform did not take the upload: Failed to extract.',
    });
  });

  test('a plan that is never handed out is neither good nor bad', async () => {
    hcp.plan204 = 1000;
    expect(await plan()).toMatchObject({ outcome: 'timed-out', stage: 'show', level: 'L5' });
  });
});

describe('plans that are not awaited', () => {
  test('time is up: the page of the run is told, and the run left to finish', async () => {
    hcp.runStatuses = ['planning'];
    const run = await plan({ timeoutMs: 60_000 });
    expect(run).toMatchObject({ outcome: 'timed-out', stage: 'plan', level: 'L5' });
    expect(run.reason).toMatch(/no plan after 60 s\. The run at HCP Terraform is left to finish/);
    expect(run.url).toMatch(/runs\/run-/);
  });

  test('superseded: nothing is cancelled at HCP Terraform', async () => {
    hcp.runStatuses = ['planning'];
    const stop = new AbortController();
    const { runner } = runnerAt(hcp);
    const run = await runner.run(requestFor(), {
      signal: stop.signal,
      onProgress: (_stage, detail) => {
        if (detail === 'planning') stop.abort();
      },
    });
    expect(run).toMatchObject({ outcome: 'cancelled', stage: 'plan' });
    expect(run.reason).toMatch(/left to finish: ending it needs the permission to apply/);
    expect(hcp.calls.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('not wanted before it began, or in the middle of a request', async () => {
    const { runner } = runnerAt(hcp);
    expect(await runner.run(requestFor(), { signal: AbortSignal.abort() })).toMatchObject({ outcome: 'cancelled' });
    const stop = new AbortController();
    hcp.intercept = ({ path }) => {
      if (path.endsWith('/configuration-versions')) stop.abort();
      return undefined;
    };
    const run = await runner.run(requestFor(), { signal: stop.signal });
    expect(run).toMatchObject({ outcome: 'cancelled', url: undefined, reason: 'The plan is no longer wanted.' });
  });
});

function quiet(): void {
  // Only errors are looked at.
}
