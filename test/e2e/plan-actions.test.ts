import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {} from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { addActions, type FakeActions, type FakeDispatch } from '../github/fake-actions.ts';
import type { FakeCheckRun, FakePull } from '../github/fake-github.ts';
import { nockStandIn } from '../github/stand-in.ts';
import { commentEvent, pullRequestEvent, workflowRunEvent, type WebhookEvent } from '../intake/events.ts';
import { planZip } from '../runner/actions/actions-stand-in.ts';
import { temporaryFolder, testRepository } from '../sources/git-repository.ts';
import { startService, until, type RunningService } from './running-service.ts';

jest.setTimeout(120_000);

const repository = testRepository();
const live = (input: number): string =>
  `terraform {\n  required_version = ">= 1.6"\n}\n\nresource "terraform_data" "disk" {\n  input = ${String(input)}\n}\n`;
repository.write('.github/plumbline.yml', 'version: 1\nplan:\n  backend: actions\n');
repository.write('live/main.tf', live(1));
repository.commit('base');
repository.git('checkout', '-q', '-b', 'larger');
repository.write('live/main.tf', live(2));
const larger = repository.commit('larger');
repository.git('checkout', '-q', '-b', 'largest');
repository.write('live/main.tf', live(3));
const largest = repository.commit('largest');
repository.git('checkout', '-q', '-b', 'flagged', 'larger');
repository.write(
  'live/main.tf',
  live(2).replace('input = 2', 'input = 2\n  provisioner "local-exec" {\n    command = "id"\n  }'),
);
repository.commit('flagged');
repository.git('checkout', '-q', 'larger');

/** What the workflow would leave behind: a plan that Terraform has made of `larger`. */
function realPlan(): Buffer {
  const cwd = join(repository.dir, 'live');
  const data = temporaryFolder();
  const env = {
    PATH: process.env['PATH'] ?? '',
    TF_DATA_DIR: data,
    TF_CLI_CONFIG_FILE: '/dev/null',
    CHECKPOINT_DISABLE: '1',
  };
  const terraform = (...args: string[]): string => execFileSync('terraform', args, { cwd, env, encoding: 'utf8' });
  try {
    terraform('init', '-input=false');
    terraform('plan', '-input=false', '-lock=false', `-out=${data}/plan`);
    return planZip(terraform('show', '-json', `${data}/plan`), '', '2');
  } finally {
    rmSync(data, { recursive: true });
  }
}

let plan: Buffer;
let github: ReturnType<typeof nockStandIn>;
let actions: FakeActions;
let service: RunningService;

beforeAll(async () => {
  plan = realPlan();
  // The policy of the repository says otherwise.
  service = await startService({ PLUMBLINE_PLAN: 'hcp' });
});
afterAll(async () => {
  await service.stop();
  repository.remove();
});
beforeEach(() => {
  service.lines.length = 0;
  github = nockStandIn();
  actions = addActions(github);
});
afterEach(() => {
  github.close();
});

const done = (kind: string) => service.lines.filter((line) => line['msg'] === 'job done' && line['kind'] === kind);
const planRuns = (): FakeCheckRun[] => github.checkRuns.filter(({ name }) => name === 'plumbline / plan (live)');

async function deliver(event: WebhookEvent): Promise<void> {
  expect(await service.deliver(event)).toBe(200);
}

/** Opens the pull request; resolves when its plan was dispatched or was not. */
async function open(more: Partial<FakePull> = {}): Promise<void> {
  const place = { owner: 'acme', repo: 'shop', number: 7, dir: repository.dir, title: 'Change' } as const;
  github.pulls.push({ ...place, state: 'open', base: 'main', head: 'larger', ...more });
  await deliver(pullRequestEvent('opened'));
  await until(() => done('plan').length === 1);
}

function dispatched(): FakeDispatch {
  const [dispatch, ...others] = actions.dispatches;
  if (!dispatch || others.length > 0) throw new Error(`${String(actions.dispatches.length)} dispatches`);
  return dispatch;
}

const correlation = (): string => dispatched().inputs['correlation_id'] ?? '';

/** GitHub tells that a run with the name of the plan has ended; resolves to what came of it. */
async function ended(runId: number): Promise<unknown> {
  const before = done('collect').length;
  await deliver(workflowRunEvent(`plumbline-plan ${correlation()}`, 'workflow_dispatch', runId));
  await until(() => done('collect').length > before);
  return done('collect').at(-1)?.['outcome'];
}

describe('a plan by GitHub Actions', () => {
  test('is dispatched on the default branch, and fetched when its run has ended', async () => {
    await open();
    const { workflow, ref, inputs, runId } = dispatched();
    expect([workflow, ref]).toEqual(['plumbline-plan.yml', 'main']);
    expect(inputs).toMatchObject({ head_sha: larger, root: 'live', workspace: 'default', var_files: '' });
    expect(planRuns()).toMatchObject([
      {
        status: 'in_progress',
        head_sha: larger,
        details_url: `https://github.com/acme/shop/actions/runs/${String(runId)}#${correlation()}`,
      },
    ]);

    actions.finish(runId, plan);
    expect(await ended(runId)).toBe('planned');
    const [run, ...others] = planRuns();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ status: 'completed', actions: [{ identifier: 'replan' }] });
    expect(run?.output.title).toMatch(/1 add.*live \[L0\]/);
    expect(run?.output.text).toContain('terraform_data.disk');
    expect(run?.output.summary).toContain('its author could have written it');
    // Nothing for the gate to mention: the change cannot have written it.
    expect(run?.conclusion).toBe('success');

    const writes = github.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/check-runs'));
    expect(await ended(runId)).toBe('nobody waits');
    expect(github.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/check-runs'))).toEqual(
      writes,
    );
  });

  test('is neutral at best where the gate has something to mention, as its author could have written it', async () => {
    await open({ head: 'flagged' });
    const { runId } = dispatched();
    actions.finish(runId, plan);
    expect(await ended(runId)).toBe('planned');
    expect(planRuns()).toMatchObject([{ status: 'completed', conclusion: 'neutral' }]);
    expect(planRuns()[0]?.output.summary).toContain('nothing is concluded from it');
  });

  test('that failed says so', async () => {
    await open();
    const { runId } = dispatched();
    const diagnostic = { severity: 'error', summary: 'Unsupported argument', detail: 'No such argument.' };
    const event = JSON.stringify({ type: 'diagnostic', diagnostic });
    actions.finish(runId, planZip(null, event, '1'), 'failure');
    expect(await ended(runId)).toBe('failed');
    expect(planRuns()).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
    expect(JSON.stringify(planRuns())).toContain('Unsupported argument');
  });

  test('of an older head is not published', async () => {
    await open();
    const { runId } = dispatched();
    for (const pull of github.pulls) pull.head = 'largest';
    actions.finish(runId, plan);
    expect(await ended(runId)).toBe('superseded');
    expect(planRuns()).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
    expect(planRuns()[0]?.output.title).toBe(`Superseded by ${largest.slice(0, 7)}`);
  });
});

describe('a run that claims to be the plan', () => {
  test.each([
    ['by somebody else', { actor: { login: 'mallory' } }],
    ['of another workflow', { path: '.github/workflows/evil.yml' }],
    ['by the App itself, of another dispatch', {}],
  ])('%s does not end the check run, which the real one does', async (_name, fields) => {
    await open();
    const forged = actions.forge(correlation(), fields, plan);
    expect(await ended(forged)).toBe('another run');
    expect(planRuns()).toMatchObject([{ status: 'in_progress', conclusion: null }]);

    const { runId } = dispatched();
    actions.finish(runId, plan);
    expect(await ended(runId)).toBe('planned');
  });

  test.each([
    ['started by somebody else', { actor: { login: 'mallory' } }, /did not start it/],
    ['run again', { run_attempt: 2 }, /somebody ran it again/],
    ['of the branch of the change', { head_branch: 'larger' }, /not the one on main/],
  ])('under its own number but %s is not green', async (_name, fields, reason) => {
    await open();
    const { runId } = dispatched();
    actions.finish(runId, plan);
    actions.runs.set(runId, { ...actions.runs.get(runId), ...fields });
    expect(await ended(runId)).toBe('not-run');
    expect(planRuns()).toMatchObject([{ status: 'completed', conclusion: 'neutral' }]);
    expect(planRuns()[0]?.output.summary).toMatch(reason);
    expect(planRuns()[0]?.output.title).toContain('[L5]');
  });
});

test('a fork is never dispatched, not even when a maintainer approves it', async () => {
  await open({ headRepository: 'stranger/shop', association: 'NONE' });
  expect(planRuns()).toMatchObject([{ status: 'completed' }]);
  expect(['action_required', 'neutral']).toContain(planRuns()[0]?.conclusion);
  github.permissions.set('dana', 'admin');
  const body = `/diagnose plan approve ${larger}`;
  github.issueComments.push({ id: 21, user: { login: 'dana', type: 'User' }, body });
  await deliver(commentEvent(body));
  await until(() => done('plan').length === 2);
  expect(actions.dispatches).toEqual([]);
  expect(planRuns().at(-1)).toMatchObject({ status: 'completed', conclusion: expect.not.stringMatching(/success/) });
});
