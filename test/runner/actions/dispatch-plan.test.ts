import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ChangeAuthor } from '../../../src/model/change.ts';
import { RemoteError } from '../../../src/model/errors.ts';
import { dispatchPlan, type DispatchedPlan, type PlanDispatch } from '../../../src/runner/actions/dispatch-plan.ts';
import { nockStandIn } from '../../github/stand-in.ts';
import { testOctokit } from '../../github/test-octokit.ts';
import { CORRELATION, RUN_ID, startActions, type ActionsStandIn } from './actions-stand-in.ts';

const MEMBER: ChangeAuthor = { login: 'dev', fromFork: false, association: 'MEMBER' };
const SHA = 'a'.repeat(40);
const REQUEST = { root: 'live', varFiles: [], workspace: undefined, headSha: SHA } as const;
const DISPATCH: PlanDispatch = {
  owner: 'o',
  repo: 'r',
  workflow: 'plumbline-plan.yml',
  defaultBranch: 'main',
  correlationId: CORRELATION,
  author: MEMBER,
  request: REQUEST,
};

let actions: ActionsStandIn;
beforeEach(async () => {
  actions = await startActions();
});
afterEach(async () => {
  await actions.close();
});

const dispatch = (some: Partial<PlanDispatch> = {}): Promise<DispatchedPlan> =>
  dispatchPlan(testOctokit(actions.url), { ...DISPATCH, ...some });

describe('starting the workflow', () => {
  test('runs the one of the default branch, with texts as inputs', async () => {
    const request = { ...REQUEST, varFiles: ['envs/prod.tfvars', 'live/b c.tfvars'], workspace: 'prod' };
    expect(await dispatch({ request, terraformVersion: '1.11.4' })).toEqual({ kind: 'dispatched', runId: RUN_ID });
    expect(actions.dispatched).toEqual([
      {
        correlation_id: CORRELATION,
        head_sha: SHA,
        root: 'live',
        var_files: 'envs/prod.tfvars\nlive/b c.tfvars',
        workspace: 'prod',
        terraform_version: '1.11.4',
      },
    ]);
  });

  test('leaves the version to the workflow where none is asked for', async () => {
    await dispatch();
    await dispatch({ terraformVersion: '~> 1.9; rm -rf /' });
    expect(actions.dispatched.map((inputs) => Object.keys(inputs).includes('terraform_version'))).toEqual([
      false,
      false,
    ]);
  });

  test('at a server that does not tell which run it was', async () => {
    actions.server = 'silent';
    expect(await dispatch()).toEqual({ kind: 'dispatched', runId: undefined });
    expect(actions.dispatched).toHaveLength(1);
  });

  test('at a server that refuses to be asked which run it was: once more without the question', async () => {
    actions.server = 'strict';
    expect(await dispatch()).toEqual({ kind: 'dispatched', runId: undefined });
    expect(actions.dispatched).toHaveLength(1);
    expect(actions.requests.map(({ body }) => 'return_run_details' in body)).toEqual([true, false]);
  });
});

describe('nothing is started', () => {
  const cases: readonly (readonly [string, Partial<PlanDispatch>, RegExp])[] = [
    ['for a fork', { author: { ...MEMBER, fromFork: true } }, /comes from a fork: GitHub Actions is never started/],
    ['for a fork of an owner', { author: { ...MEMBER, fromFork: true, association: 'OWNER' } }, /comes from a fork/],
    ['for nobody', { author: undefined }, /Nobody knows whose change this is/],
    [
      'for a folder with letters that the workflow does not take',
      { request: { ...REQUEST, root: 'größe' } },
      /rename it to letters/,
    ],
    ['for a folder that a shell would read', { request: { ...REQUEST, root: 'a$(id)' } }, /is not given to a workflow/],
    ['for a folder that leads out', { request: { ...REQUEST, root: '../x' } }, /is not given to a workflow/],
    ['for a folder like an option', { request: { ...REQUEST, root: '-chdir=x' } }, /is not given to a workflow/],
    [
      'for a file with a line break',
      { request: { ...REQUEST, varFiles: ['a\nb.tfvars'] } },
      /is not given to a workflow/,
    ],
    ['for a workspace with a space', { request: { ...REQUEST, workspace: 'a b' } }, /workspace "a b" is not given/],
    [
      'for more files than fit',
      {
        request: {
          ...REQUEST,
          varFiles: Array.from({ length: 50 }, (_, index) => `${'x'.repeat(250)}${String(index)}`),
        },
      },
      /too many variable files/,
    ],
  ];
  test.each(cases)('%s', async (_name, some, reason) => {
    expect(await dispatch(some)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) as unknown });
    expect(actions.requests).toEqual([]);
  });

  test.each([
    ['a short correlation', { correlationId: 'x' }],
    ['a correlation with other characters', { correlationId: '${{ github.token }}' }],
    ['a short SHA', { request: { ...REQUEST, headSha: 'abc1234' } }],
    ['a branch for a SHA', { request: { ...REQUEST, headSha: 'main' } }],
    ['a path for a workflow', { workflow: '../x.yml' }],
  ])('%s is a mistake of ours', async (_name, some) => {
    await expect(dispatch(some)).rejects.toThrow(Error);
    expect(actions.requests).toEqual([]);
  });
});

describe('errors', () => {
  test.each([
    [403, /needs the permission actions: write/],
    [404, /must be at \.github\/workflows\/plumbline-plan\.yml on main.*plumbline plan init-actions.*actions: write/],
    [422, /must be at \.github\/workflows\/plumbline-plan\.yml on main/],
  ])('%i says what is missing', async (status, message) => {
    actions.intercept = () => ({ status, body: { message: 'No' } });
    await expect(dispatch()).rejects.toThrow(message);
    await expect(dispatch()).rejects.toMatchObject({ name: 'RemoteError', retryable: false });
  });

  test('a lost answer is not sent again: the run may have been started', async () => {
    actions.intercept = () => ({ status: 502, body: {} });
    await expect(dispatch()).rejects.toMatchObject({ retryable: true });
    expect(actions.requests).toHaveLength(1);
  });

  test('another input in the workflow is no question that is not known', async () => {
    actions.intercept = () => ({ status: 422, body: { message: 'Unexpected inputs provided: ["root"]' } });
    await expect(dispatch()).rejects.toThrow(RemoteError);
    expect(actions.requests).toHaveLength(1);
  });
});

test('nothing but the one request goes out, seen without any socket', async () => {
  const github = nockStandIn();
  github.intercept = () => ({ status: 200, body: { workflow_run_id: 5, html_url: 'https://github.com/o/r' } });
  try {
    expect(await dispatchPlan(testOctokit(), DISPATCH)).toEqual({ kind: 'dispatched', runId: 5 });
    expect(github.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /repos/o/r/actions/workflows/plumbline-plan.yml/dispatches',
    ]);
  } finally {
    github.close();
  }
});
