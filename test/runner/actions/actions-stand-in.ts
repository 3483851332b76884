import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakeResponse, SeenRequest } from '../../github/fake-github.ts';
import { startStandIn, type StandIn } from '../../github/stand-in.ts';
import { zipOf } from './zip.ts';

export const CORRELATION = '5f0c9d3e-8b1a-4c55-9c1e-2f6d7f0a1b2c';
export const RUN_ID = 30433642;

/** GitHub Actions as far as it is used, on two hosts: the API, and the store that artifacts come from. */
export interface ActionsStandIn {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** What a dispatch was given. */
  readonly dispatched: Record<string, unknown>[];
  /** `new` tells which run was started, `silent` does not, `strict` refuses to be asked. */
  server: 'new' | 'silent' | 'strict';
  /** Fields laid over the run's, one set after another; the last one stays. */
  runs: Record<string, unknown>[];
  /** Fields laid over the artifact's; undefined for none. */
  artifact: Record<string, unknown> | undefined;
  artifactCopies: number;
  zip: Buffer;
  /** What the store answers with in place of the zip. */
  storeStatus: number;
  /** Status of the API's answer to a download; 302 leads to the store. */
  downloadStatus: number;
  /** Headers of each request that reached the store. */
  readonly atStore: IncomingHttpHeaders[];
  intercept: (request: SeenRequest) => FakeResponse | undefined;
  readonly close: () => Promise<void>;
}

const INPUTS = ['correlation_id', 'head_sha', 'root', 'var_files', 'workspace', 'terraform_version'];

/** Starts both. A completed run with a plan without changes is there unless a test says otherwise. */
export async function startActions(): Promise<ActionsStandIn> {
  const github: StandIn = await startStandIn();
  let looks = 0;
  const store = createServer((request, response) => {
    actions.atStore.push(request.headers);
    response.writeHead(actions.storeStatus, { 'content-type': 'application/zip' });
    response.end(actions.zip);
  });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  const { port } = store.address() as AddressInfo;

  const runOf = (): object => ({
    id: RUN_ID,
    name: `plumbline-plan ${CORRELATION}`,
    display_title: `plumbline-plan ${CORRELATION}`,
    path: '.github/workflows/plumbline-plan.yml',
    event: 'workflow_dispatch',
    head_branch: 'main',
    head_sha: 'b'.repeat(40),
    status: 'completed',
    conclusion: 'success',
    run_attempt: 1,
    html_url: `https://github.com/o/r/actions/runs/${String(RUN_ID)}`,
    actor: { login: 'plumbline[bot]' },
    triggering_actor: { login: 'plumbline[bot]' },
    repository: { full_name: 'o/r' },
    head_repository: { full_name: 'o/r' },
    run_started_at: '2026-06-08T01:00:00Z',
    updated_at: '2026-06-08T01:02:03Z',
    ...actions.runs[Math.min(looks++, actions.runs.length - 1)],
  });

  function answer({ method, path, body }: SeenRequest): FakeResponse | undefined {
    const key = `${method} ${path}`;
    if (key === 'POST /repos/o/r/actions/workflows/plumbline-plan.yml/dispatches') return dispatch(body);
    if (key === `GET /repos/o/r/actions/runs/${String(RUN_ID)}`) return { status: 200, body: runOf() };
    if (
      key ===
      'GET /repos/o/r/actions/workflows/plumbline-plan.yml/runs?event=workflow_dispatch&branch=main&per_page=100'
    ) {
      return { status: 200, body: { total_count: 1, workflow_runs: [runOf()] } };
    }
    if (
      key === `GET /repos/o/r/actions/runs/${String(RUN_ID)}/artifacts?name=plumbline-plan-${CORRELATION}&per_page=100`
    ) {
      const one = {
        id: 11,
        name: `plumbline-plan-${CORRELATION}`,
        size_in_bytes: actions.zip.length,
        expired: false,
        digest: `sha256:${createHash('sha256').update(actions.zip).digest('hex')}`,
        workflow_run: { id: RUN_ID },
        ...actions.artifact,
      };
      const artifacts = actions.artifact ? Array.from({ length: actions.artifactCopies }, () => one) : [];
      return { status: 200, body: { total_count: artifacts.length, artifacts } };
    }
    if (key === 'GET /repos/o/r/actions/artifacts/11/zip') {
      const location = `http://127.0.0.1:${String(port)}/zip?sig=secret`;
      return { status: actions.downloadStatus, headers: { location }, body: { message: 'Gone' } };
    }
    if (key === `POST /repos/o/r/actions/runs/${String(RUN_ID)}/cancel`) return { status: 202, body: {} };
    return undefined;
  }

  function dispatch(body: Record<string, unknown>): FakeResponse {
    const { ref, inputs, return_run_details: details, ...rest } = body;
    const refuse = (message: string): FakeResponse => ({ status: 422, body: { message } });
    if (Object.keys(rest).length > 0) return refuse(`Invalid request. ${JSON.stringify(rest)}`);
    if (actions.server === 'strict' && details !== undefined) {
      return refuse('Invalid request.\n\n"return_run_details" is not a permitted key.');
    }
    if (ref !== 'main') return refuse(`No ref found for: ${String(ref)}`);
    const entries = Object.entries(inputs as Record<string, unknown>);
    const unknown = entries.filter(([name]) => !INPUTS.includes(name)).map(([name]) => name);
    if (unknown.length > 0) return refuse(`Unexpected inputs provided: ${JSON.stringify(unknown)}`);
    if (entries.some(([, value]) => typeof value !== 'string')) return refuse('Inputs must be strings');
    actions.dispatched.push(inputs as Record<string, unknown>);
    if (actions.server !== 'new' || details !== true) return { status: 204, body: '' };
    const html = `https://github.com/o/r/actions/runs/${String(RUN_ID)}`;
    return { status: 200, body: { workflow_run_id: RUN_ID, run_url: html, html_url: html } };
  }

  const actions: ActionsStandIn = {
    url: github.url,
    requests: github.requests,
    dispatched: [],
    server: 'new',
    runs: [{}],
    artifact: {},
    artifactCopies: 1,
    zip: planZip(),
    storeStatus: 200,
    downloadStatus: 302,
    atStore: [],
    intercept: () => undefined,
    close: async () => {
      await github.close();
      await new Promise<void>((resolve) => {
        store.close(() => {
          resolve();
        });
        store.closeAllConnections();
      });
    },
  };
  github.intercept = (request) => actions.intercept(request) ?? answer(request);
  return actions;
}

/** The zip that the workflow leaves behind. */
export function planZip(
  plan: object | string | null = { format_version: '1.2', terraform_version: '1.11.4', resource_changes: [] },
  events = '',
  rc = '0',
): Buffer {
  return zipOf([
    ...(plan === null ? [] : [{ name: 'plan.json', content: typeof plan === 'string' ? plan : JSON.stringify(plan) }]),
    { name: 'events.jsonl', content: events },
    { name: 'rc', content: rc },
  ]);
}
