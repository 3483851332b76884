import { createHash } from 'node:crypto';
import type { FakeGitHub, FakeResponse, SeenRequest } from './fake-github.ts';

/** One dispatch that GitHub has taken. */
export interface FakeDispatch {
  readonly workflow: string;
  readonly ref: unknown;
  readonly inputs: Readonly<Record<string, string>>;
  readonly runId: number;
}

/** GitHub Actions beside the fake GitHub: dispatches, runs, and one artifact for each run. */
export interface FakeActions {
  readonly dispatches: FakeDispatch[];
  /** Runs by id; a dispatch adds one that is in progress. */
  readonly runs: Map<number, Record<string, unknown>>;
  /** Ends a run; `zip` becomes its artifact, under the name that the template gives it. */
  finish(runId: number, zip: Buffer, conclusion?: string): void;
  /** Somebody else starts a workflow: a run with these fields that claims to be the run of `correlation`. */
  forge(correlation: string, fields: Readonly<Record<string, unknown>>, zip: Buffer): number;
}

/** The run that GitHub shows after the dispatch of a workflow on `main` of acme/shop by the App. */
function runOf(id: number, workflow: string, correlation: string): Record<string, unknown> {
  return {
    id,
    display_title: `plumbline-plan ${correlation}`,
    path: `.github/workflows/${workflow}`,
    event: 'workflow_dispatch',
    head_branch: 'main',
    status: 'in_progress',
    conclusion: null,
    run_attempt: 1,
    html_url: `https://github.com/acme/shop/actions/runs/${String(id)}`,
    actor: { login: 'plumbline[bot]' },
    repository: { full_name: 'acme/shop' },
    head_repository: { full_name: 'acme/shop' },
    run_started_at: '2026-06-08T01:00:00Z',
    updated_at: '2026-06-08T01:02:03Z',
  };
}

/** Puts Actions into a fake GitHub, for acme/shop; everything else stays as it is. */
export function addActions(github: FakeGitHub): FakeActions {
  let nextId = 500;
  const artifacts = new Map<number, { readonly name: string; readonly zip: Buffer }>();
  const actions: FakeActions = {
    dispatches: [],
    runs: new Map(),
    finish(runId, zip, conclusion = 'success') {
      const run = { ...actions.runs.get(runId), status: 'completed', conclusion };
      actions.runs.set(runId, run);
      artifacts.set(runId, { name: artifactName(run), zip });
    },
    forge(correlation, fields, zip) {
      const id = nextId++;
      actions.runs.set(id, { ...runOf(id, 'plumbline-plan.yml', correlation), ...fields });
      actions.finish(id, zip);
      return id;
    },
  };
  github.intercept = ({ method, path, body }) => answer(method, path, body);

  function answer(method: string, path: string, body: SeenRequest['body']): FakeResponse | undefined {
    const rest = /^\/repos\/acme\/shop\/actions\/(.*)$/.exec(path)?.[1];
    if (rest === undefined) return undefined;
    const workflow = /^workflows\/([\w.-]+)\/dispatches$/.exec(rest)?.[1];
    if (method === 'POST' && workflow !== undefined) {
      const runId = nextId++;
      const inputs = body['inputs'] as Readonly<Record<string, string>>;
      actions.dispatches.push({ workflow, ref: body['ref'], inputs, runId });
      actions.runs.set(runId, runOf(runId, workflow, inputs['correlation_id'] ?? ''));
      return { status: 200, body: { workflow_run_id: runId } };
    }
    const [, id, more] = /^runs\/(\d+)(\/artifacts\?.*)?$/.exec(rest) ?? [];
    const run = actions.runs.get(Number(id));
    if (method === 'GET' && run && more === undefined) return { status: 200, body: run };
    if (method === 'GET' && run) return { status: 200, body: { artifacts: artifactsOf(Number(id), more ?? '') } };
    const packed = artifacts.get(Number(/^artifacts\/(\d+)\/zip$/.exec(rest)?.[1]) - 10_000)?.zip;
    if (method === 'GET' && packed) {
      return { status: 200, headers: { 'content-type': 'application/zip' }, body: packed };
    }
    return { status: 404, body: { message: 'Not Found' } };
  }

  function artifactsOf(runId: number, query: string): readonly unknown[] {
    const found = artifacts.get(runId);
    if (!found) return [];
    const { name, zip } = found;
    if (new URLSearchParams(query.replace(/^.*\?/, '')).get('name') !== name) return [];
    const digest = `sha256:${createHash('sha256').update(zip).digest('hex')}`;
    const about = { size_in_bytes: zip.length, expired: false, digest, workflow_run: { id: runId } };
    return [{ id: 10_000 + runId, name, ...about }];
  }

  return actions;
}

function artifactName(run: Readonly<Record<string, unknown>>): string {
  return String(run['display_title']).replace(' ', '-');
}
