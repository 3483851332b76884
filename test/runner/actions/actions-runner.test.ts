import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PlanRun } from '../../../src/model/plan-run.ts';
import type { PlanHooks } from '../../../src/ports/plan-runner.ts';
import { actionsRunner, type ActionsRunnerOptions } from './actions-runner.ts';
import { testOctokit } from '../../github/test-octokit.ts';
import { requestFor } from '../hcp/hcp-request.ts';
import { quickClock } from '../poll/quick-clock.ts';
import { CORRELATION, startActions, type ActionsStandIn } from './actions-stand-in.ts';

let actions: ActionsStandIn;
beforeEach(async () => {
  actions = await startActions();
});
afterEach(async () => {
  await actions.close();
});

const WAITING = { status: 'queued', conclusion: null };
const RUNNING = { status: 'in_progress', conclusion: null };

function plan(hooks: Partial<PlanHooks> = {}, some: Partial<ActionsRunnerOptions> = {}): Promise<PlanRun> {
  const runner = actionsRunner({
    octokit: testOctokit(actions.url),
    owner: 'o',
    repo: 'r',
    workflow: 'plumbline-plan.yml',
    defaultBranch: 'main',
    actor: 'plumbline[bot]',
    author: { login: 'dev', fromFork: false, association: 'MEMBER' },
    correlationId: () => CORRELATION,
    clock: quickClock(),
    ...some,
  });
  return runner.run(requestFor({ timeoutMs: 60_000 }), { signal: new AbortController().signal, ...hooks });
}

const cancels = (): number => actions.requests.filter(({ path }) => path.endsWith('/cancel')).length;

describe('a plan by GitHub Actions, awaited', () => {
  test('starts, waits and collects', async () => {
    actions.runs = [WAITING, RUNNING, RUNNING, {}];
    const told: string[] = [];
    const run = await plan({ onProgress: (stage, detail) => told.push(`${stage}: ${detail}`) });
    expect(run).toMatchObject({ outcome: 'planned', level: 'L0' });
    expect(told).toEqual([
      'prepare: starts the workflow',
      'plan: waits for the workflow',
      'plan: queued',
      'plan: in progress',
      'show: reads the plan',
    ]);
    expect(cancels()).toBe(0);
  });

  test('finds the run by its name where the server does not tell it', async () => {
    actions.server = 'silent';
    actions.runs = [{ display_title: 'another plan' }, RUNNING, {}];
    expect((await plan()).outcome).toBe('planned');
  });

  test('is patient with a GitHub that does not answer for a moment', async () => {
    let fails = 2;
    actions.intercept = ({ method, path }) =>
      method === 'GET' && /\/runs\/\d+$/.test(path) && fails-- > 0 ? { status: 502, body: {} } : undefined;
    expect((await plan()).outcome).toBe('planned');
  });

  test('ends with the time, and cancels the workflow', async () => {
    actions.runs = [RUNNING];
    const run = await plan();
    expect(run).toMatchObject({ outcome: 'timed-out', level: 'L5', stage: 'plan' });
    expect(run.reason).toBe('The workflow had not ended after 60 s. The workflow was cancelled.');
    expect(run.url).toMatch(/actions\/runs/);
    expect(cancels()).toBe(1);
  });

  test('ends when it is not wanted any more, and cancels the workflow', async () => {
    actions.runs = [RUNNING];
    const stop = new AbortController();
    const run = await plan({
      signal: stop.signal,
      onProgress: (_stage, detail) => {
        if (detail === 'in progress') stop.abort();
      },
    });
    expect(run).toMatchObject({
      outcome: 'cancelled',
      reason: 'The plan is no longer wanted. The workflow was cancelled.',
    });
    expect(cancels()).toBe(1);
  });

  test('that cannot be cancelled has ended, or says so', async () => {
    actions.runs = [RUNNING];
    actions.intercept = ({ path }) => (path.endsWith('/cancel') ? { status: 409, body: { message: 'no' } } : undefined);
    expect((await plan()).reason).toBe('The workflow had not ended after 60 s.');
  });

  test('is never started for a fork, nor when it is not wanted', async () => {
    const author = { login: 'x', fromFork: true, association: 'MEMBER' };
    expect(await plan({}, { author })).toMatchObject({ outcome: 'not-run', level: 'L5', stage: 'prepare' });
    expect(await plan({ signal: AbortSignal.abort() })).toMatchObject({ outcome: 'cancelled' });
    expect(actions.requests).toEqual([]);
  });
});
