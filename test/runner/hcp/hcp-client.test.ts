import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConfigError, RemoteError } from '../../../src/model/errors.ts';
import { ALLOWED_HCP_CALLS, hcpRequestOf, isAllowedHcpCall, type HcpCall } from '../../../src/runner/hcp/hcp-calls.ts';
import { hcpClient, type HcpClient } from '../../../src/runner/hcp/hcp-client.ts';
import { hcpOrigin } from '../../../src/runner/hcp/hcp-address.ts';
import { hcpHttp } from '../../../src/runner/hcp/hcp-http.ts';
import { HCP_LIMITS, type HcpLimits } from '../../../src/runner/hcp/hcp-limits.ts';
import { hcpRunPhase } from '../../../src/runner/hcp/hcp-run-status.ts';
import { workspaceSchema } from '../../../src/runner/hcp/hcp-schemas.ts';
import { quickClock } from '../poll/quick-clock.ts';
import { startHcp, TOKEN, type Answer, type HcpStandIn } from './hcp-stand-in.ts';

let hcp: HcpStandIn;
let clock: ReturnType<typeof quickClock>;
beforeEach(async () => {
  hcp = await startHcp();
  clock = quickClock();
});
afterEach(async () => {
  await hcp.close();
});

const signal = new AbortController().signal;
const READ_WORKSPACE: HcpCall = { name: 'read workspace', organization: 'acme', workspace: 'live' };

const optionsOf = (limits: Partial<HcpLimits> = {}, token = TOKEN) => ({
  host: hcp.host,
  token,
  clock,
  limits: { ...HCP_LIMITS, ...limits },
  plainHttpOnLoopback: true,
});
const clientOf = (limits?: Partial<HcpLimits>, token?: string): HcpClient => hcpClient(optionsOf(limits, token));
const readWorkspace = (client = clientOf()): Promise<unknown> => client.call(READ_WORKSPACE, workspaceSchema, signal);

async function errorOf(promise: Promise<unknown>): Promise<RemoteError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RemoteError)) throw new Error('no RemoteError', { cause: error });
  return error;
}

/** Answers one after another, then the stand-in's own. */
function answers(...list: Answer[]): void {
  hcp.intercept = () => list.shift();
}

describe('the list of calls', () => {
  const every: readonly HcpCall[] = [
    READ_WORKSPACE,
    { name: 'create configuration version', workspaceId: 'ws-1' },
    { name: 'read configuration version', id: 'cv-1' },
    { name: 'create run', workspaceId: 'ws-1', configurationVersionId: 'cv-1', refresh: true, message: 'm' },
    { name: 'read run', id: 'run-1' },
    { name: 'read plan', id: 'plan-1' },
    { name: 'read redacted plan', id: 'plan-1' },
    { name: 'read current state', workspaceId: 'ws-1' },
    { name: 'read current outputs', workspaceId: 'ws-1', page: 1 },
  ];

  test('is all that can be expressed, and all that may be sent', () => {
    const requests = every.map(hcpRequestOf);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/v2/organizations/acme/workspaces/live',
      'POST /api/v2/workspaces/ws-1/configuration-versions',
      'GET /api/v2/configuration-versions/cv-1',
      'POST /api/v2/runs',
      'GET /api/v2/runs/run-1',
      'GET /api/v2/plans/plan-1',
      'GET /api/v2/plans/plan-1/json-output-redacted',
      'GET /api/v2/workspaces/ws-1/current-state-version',
      'GET /api/v2/workspaces/ws-1/current-state-version-outputs?page%5Bnumber%5D=1&page%5Bsize%5D=100',
    ]);
    expect(requests.map(({ method, path }) => isAllowedHcpCall(method, path))).toEqual(every.map(() => true));
    expect(ALLOWED_HCP_CALLS).toHaveLength(every.length);
    // Each entry is there for one call.
    for (const allowed of ALLOWED_HCP_CALLS) {
      expect(requests.filter(({ method, path }) => method === allowed.method && allowed.path.test(path))).toHaveLength(
        1,
      );
    }
  });

  test.each([
    ['POST', '/api/v2/runs/run-1/actions/apply'],
    ['POST', '/api/v2/runs/run-1/actions/discard'],
    ['POST', '/api/v2/runs/run-1/actions/cancel'],
    ['POST', '/api/v2/runs/run-1/actions/force-cancel'],
    ['POST', '/api/v2/runs/run-1/actions/force-execute'],
    ['POST', '/api/v2/workspaces/ws-1/state-versions'],
    ['POST', '/api/v2/workspaces/ws-1/actions/lock'],
    ['POST', '/api/v2/workspaces/ws-1/actions/unlock'],
    ['POST', '/api/v2/workspaces/ws-1/vars'],
    ['GET', '/api/v2/workspaces/ws-1/vars'],
    ['PATCH', '/api/v2/workspaces/ws-1'],
    ['DELETE', '/api/v2/workspaces/ws-1'],
    ['GET', '/api/v2/plans/plan-1/json-output'],
    ['PUT', '/api/v2/runs'],
    ['POST', '/api/v2/runs?x=1'],
    ['POST', '/api/v2/runs\n'],
    ['GET', '/api/v2/runs/../admin/users'],
    ['GET', '/api/v2/runs/%2e%2e'],
    ['GET', '/api/v2/account/details'],
    ['GET', '/api/v1/runs/run-1'],
  ])('%s %s is never sent', async (method, path) => {
    expect(isAllowedHcpCall(method, path)).toBe(false);
    const http = hcpHttp(optionsOf());
    const sent = http.exchange({ method: method as 'GET', to: { path }, doing: 'test', maxBytes: 1, signal });
    await expect(sent).rejects.toThrow(/not on the list of allowed calls/);
    expect(hcp.calls).toEqual([]);
  });

  test('whatever the names are, a request stays on its path or is not made', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (name) => {
        let path: string | undefined;
        try {
          path = hcpRequestOf({ name: 'read workspace', organization: 'acme', workspace: name }).path;
        } catch {
          return; // refused
        }
        expect(new URL(path, 'https://h').pathname).toBe(`/api/v2/organizations/acme/workspaces/${name}`);
      }),
    );
  });

  test.each(['', '..', 'a/b', 'a?b', 'a%2fb', 'a b', '-a', 'é', 'a\n', 'x'.repeat(91)])(
    'name %j is refused',
    (name) => {
      expect(() => hcpRequestOf({ name: 'read run', id: name })).toThrow(/is no name or identity/);
    },
  );
});

describe('errors say who must do what', () => {
  test.each([
    [401, /does not accept the token \(401\); make a new team token and set TF_CLOUD_TOKEN/, false],
    [403, /token's team needs the permission to plan/, false],
    [
      404,
      /check organisation and workspace under plan\.hcp of the policy, or the token's team lacks a permission/,
      false,
    ],
    [409, /at odds with the state of the workspace/, true],
    [422, /does not take it/, false],
    [500, /answers 500/, true],
  ])('%i', async (status, message, retryable) => {
    const body = JSON.stringify({
      errors: [{ status: String(status), title: 'no', detail: 'since https://x.example/secret' }],
    });
    hcp.intercept = () => ({ status, body });
    const error = await errorOf(readWorkspace());
    expect(error.message).toMatch(/^could not read the workspace acme\/live: /);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/says: since \[address\]\)$/);
    expect(error.retryable).toBe(retryable);
  });

  test.each([
    ['a page of a proxy', { status: 502, body: '<html>' }, /answers 502$/],
    ['a success that is no JSON', { status: 200, body: '<html>' }, /not as documented at its top/],
    [
      'JSON of another shape',
      { status: 200, body: '{"data":{"id":"ws-1","attributes":{"locked":3}}}' },
      /at data\.attributes\.locked/,
    ],
    [
      'an identity that leads elsewhere',
      { status: 200, body: '{"data":{"id":"../admin","attributes":{}}}' },
      /at data\.id/,
    ],
    ['no answer', 'cut', /connection to .* failed/],
    ['a redirection without end', { status: 302, headers: { location: '/api/v2/runs/run-1' } }, /answers 302/],
    [
      'a redirection in the clear',
      { status: 302, headers: { location: 'http://example.com/x' } },
      /is not an https one/,
    ],
    ['a redirection to a file', { status: 302, headers: { location: 'file:///etc/passwd' } }, /is not an https one/],
    [
      'a redirection with a user',
      { status: 302, headers: { location: 'https://u:p@example.com/' } },
      /is not an https one/,
    ],
  ] as const)('%s', async (_name, answer, message) => {
    hcp.intercept = () => answer;
    expect((await errorOf(readWorkspace())).message).toMatch(message);
  });

  test('an answer over the limit is not read to its end', async () => {
    hcp.intercept = () => ({ status: 200, body: 'x'.repeat(100_000) });
    expect((await errorOf(readWorkspace(clientOf({ answerBytes: 1000 })))).message).toMatch(/more than 1000 bytes/);
  });

  test('a server that does not answer in time', async () => {
    hcp.intercept = () => 'hang';
    const error = await errorOf(readWorkspace(clientOf({ requestMs: 50, retries: 0 })));
    expect(error.message).toMatch(/did not answer in time/);
    expect(error.retryable).toBe(true);
  });

  test('neither token nor address is in an error, wherever one looks', async () => {
    hcp.intercept = ({ server }) => (server === 'store' ? 'cut' : undefined);
    const client = clientOf();
    const address = `http://${hcp.storeHost}/v1/object/upload-secret`;
    const errors = await Promise.all([
      errorOf(client.upload(address, new Uint8Array(1), signal)),
      errorOf(client.download(address, 'log', signal)),
      errorOf(client.download('https://127.0.0.1:1/upload-secret', 'log', signal)),
      errorOf(client.download('not an address of upload-secret', 'log', signal)),
      errorOf(client.download('ftp://x/upload-secret', 'log', signal)),
      errorOf(readWorkspace(clientOf({}, 'wrong-token-aaaa'))),
    ]);
    for (const error of errors) expect(inspect(error, { depth: 10 })).not.toMatch(/upload-secret|wrong-token|atlasv1/);
  });
});

describe('the token', () => {
  test('does not follow a redirection to another host, nor off the API', async () => {
    answers({ status: 307, headers: { location: `http://${hcp.storeHost}/v1/object/plan-secret` } });
    hcp.planJson = '{"a":1}';
    expect(await clientOf().redactedPlan('plan-8F5JFydVYAmtTjET', signal)).toBe('{"a":1}');
    answers({ status: 307, headers: { location: '/_archivist/v1/object/x' } }, { status: 200, body: '{"b":1}' });
    expect(await clientOf().redactedPlan('plan-8F5JFydVYAmtTjET', signal)).toBe('{"b":1}');
    expect(hcp.calls.map(({ server, authorization }) => [server, authorization !== undefined])).toEqual([
      ['api', true],
      ['store', false],
      ['api', true],
      ['api', false],
    ]);
  });

  test('stays on a redirection to a call of the list, and does not come back once it is gone', async () => {
    answers({ status: 301, headers: { location: '/api/v2/organizations/acme/workspaces/live' } });
    await readWorkspace();
    expect(hcp.calls.map(({ authorization }) => authorization !== undefined)).toEqual([true, true]);
    answers(
      { status: 302, headers: { location: `http://${hcp.storeHost}/x` } },
      { status: 302, headers: { location: `http://${hcp.host}/api/v2/organizations/acme/workspaces/live` } },
    );
    expect((await errorOf(readWorkspace())).message).toMatch(/401/);
  });

  test('a request that writes is not redirected', async () => {
    answers({ status: 307, headers: { location: `http://${hcp.storeHost}/x` } });
    const call: HcpCall = { name: 'create configuration version', workspaceId: 'ws-1' };
    expect((await errorOf(clientOf().call(call, workspaceSchema, signal))).message).toMatch(/answers 307/);
    expect(hcp.calls).toHaveLength(1);
  });
});

describe('trying again', () => {
  const limited = (reset: string): Answer => ({ status: 429, headers: { 'x-ratelimit-reset': reset } });

  test('after failures of the server and the network, with growing waits', async () => {
    answers({ status: 500 }, 'cut', { status: 503 });
    await readWorkspace();
    expect(hcp.calls).toHaveLength(4);
    expect(clock.waits).toEqual([1000, 2000, 4000]);
  });

  test('no more than four times', async () => {
    hcp.intercept = () => ({ status: 500 });
    await errorOf(readWorkspace());
    expect(hcp.calls).toHaveLength(5);
  });

  test('after a rate limit as long as asked, also for requests that write', async () => {
    answers(limited('7.25'), limited('0.01'));
    await readWorkspace();
    expect(clock.waits).toEqual([7250, 2000]);
    answers(limited('3'), { status: 422 });
    const call: HcpCall = { name: 'create configuration version', workspaceId: 'ws-1' };
    expect((await errorOf(clientOf().call(call, workspaceSchema, signal))).message).toMatch(/422/);
    expect(hcp.calls).toHaveLength(5);
  });

  test('later, by the queue, when the limit lasts', async () => {
    hcp.intercept = () => limited('600');
    const error = await errorOf(readWorkspace());
    expect(error).toMatchObject({ retryable: true, retryAfter: 600 });
    expect(hcp.calls).toHaveLength(1);
  });

  test.each([
    [
      'a run that may have started',
      { name: 'create run', workspaceId: 'ws-1', configurationVersionId: 'cv-1', refresh: true, message: '' },
    ],
    ['a configuration version', { name: 'create configuration version', workspaceId: 'ws-1' }],
  ] as const)('never for %s', async (_name, call) => {
    hcp.intercept = () => 'cut';
    expect((await errorOf(clientOf().call(call, workspaceSchema, signal))).retryable).toBe(true);
    expect(hcp.calls).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 409, 422])('never after %i', async (status) => {
    hcp.intercept = () => ({ status });
    await errorOf(readWorkspace());
    expect(hcp.calls).toHaveLength(1);
  });

  test('not when nobody waits any more', async () => {
    const stop = new AbortController();
    hcp.intercept = () => {
      stop.abort();
      return { status: 500 };
    };
    await errorOf(clientOf().call(READ_WORKSPACE, workspaceSchema, stop.signal));
    expect(hcp.calls).toHaveLength(1);
  });
});

describe('hosts', () => {
  test.each([
    ['app.terraform.io', 'https://app.terraform.io'],
    ['tfe.example.com:8443', 'https://tfe.example.com:8443'],
  ])('%s', (host, origin) => {
    expect(hcpOrigin(host, false)).toBe(origin);
  });

  test.each(['', 'https://x', 'x/y', 'u@x', 'x?y', 'x#y', 'x y', 'x\n'])('%j is none', (host) => {
    expect(() => hcpOrigin(host, false)).toThrow(ConfigError);
  });

  test('plain HTTP is for this machine only', () => {
    expect(hcpOrigin('127.0.0.1:80', true)).toBe('http://127.0.0.1');
    expect(() => hcpOrigin('10.0.0.1', true)).toThrow(/on this machine only/);
  });

  test('those that were contacted are known, without ports and paths', async () => {
    const client = clientOf();
    await readWorkspace(client);
    await errorOf(client.download('https://localhost:1/x', 'log', signal));
    expect(client.hosts()).toEqual(['127.0.0.1', 'localhost']);
  });
});

describe('statuses of runs', () => {
  // Every status that go-tfe knows (run.go), and what HCP Terraform documents besides.
  test.each([
    ['planned', 'planned_and_finished policy_soft_failed'],
    ['errored', 'errored'],
    ['cancelled', 'canceled force_canceled discarded'],
    [
      'alarm',
      'applied applying apply_queued confirmed queuing_apply pre_apply_running pre_apply_completed planned_and_saved',
    ],
    [
      'running',
      'pending fetching fetching_completed pre_plan_running pre_plan_completed queuing plan_queued planning planned ' +
        'cost_estimating cost_estimated policy_checking policy_checked policy_override post_plan_running ' +
        'post_plan_completed post_plan_awaiting_decision something_new',
    ],
  ])('%s: %s', (phase, statuses) => {
    for (const status of statuses.split(' ')) expect([status, hcpRunPhase(status)]).toEqual([status, phase]);
  });
});
