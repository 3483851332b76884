import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contentsOf } from '../tar/trees.ts';

/** One request that reached the stand-in. */
export interface SeenCall {
  readonly server: 'api' | 'store';
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** An answer in place of the stand-in's own. `cut` breaks the connection off, `hang` never answers. */
export type Answer =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'cut'
  | 'hang';

/** HCP Terraform as far as it is used: strict about what it is sent, and steered by its fields. */
export interface HcpStandIn {
  readonly host: string;
  readonly storeHost: string;
  readonly calls: SeenCall[];
  /** What no client may do: a bearer at the store, a call that is not known, another content type, a wrong body. */
  readonly violations: string[];
  workspace: Record<string, unknown>;
  /** Attributes laid over those of the configuration version. */
  configurationVersion: Record<string, unknown>;
  run: Record<string, unknown>;
  /** Statuses of the run one after another; the last one stays. */
  runStatuses: string[];
  planStatus: string;
  log: string;
  planJson: string;
  /** Answers with 204 before the plan is there, and whether it is then handed out by the store (307). */
  plan204: number;
  planRedirects: boolean;
  state: { serial: number; file: string } | undefined;
  outputs: { name: string; sensitive: boolean; value: unknown }[];
  /** Looked at before anything else. */
  intercept: (call: SeenCall) => Answer | undefined;
  /** The files of the last upload. */
  readonly uploaded: () => Promise<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export const TOKEN = 'aBcDeFgHiJkLmN.atlasv1.0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuv';

const JSON_API = 'application/vnd.api+json';
const json = (status: number, body: unknown): Answer => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': JSON_API },
});
const problem = (status: number, title: string, detail?: string): Answer =>
  json(status, { errors: [{ status: String(status), title, ...(detail === undefined ? {} : { detail }) }] });

/** Starts the API and the store on two free ports of this machine: two origins, like app and archivist. */
export async function startHcp(): Promise<HcpStandIn> {
  const [api, store] = await Promise.all([listening(), listening()]);
  let upload: Buffer | undefined;
  let asked204 = 0;
  let asked = 0;
  const port = (server: Server): number => (server.address() as AddressInfo).port;
  const storeUrl = (path: string): string => `http://127.0.0.1:${String(port(store))}/${path}`;
  const hcp: Omit<HcpStandIn, 'host' | 'storeHost' | 'close'> = {
    calls: [],
    violations: [],
    workspace: {},
    configurationVersion: {},
    run: {},
    runStatuses: ['pending', 'plan_queued', 'planning', 'planned', 'cost_estimated', 'planned_and_finished'],
    planStatus: 'finished',
    log: '',
    planJson: '{}',
    plan204: 0,
    planRedirects: true,
    state: undefined,
    outputs: [],
    intercept: () => undefined,
    uploaded: async () => (upload ? contentsOf(upload) : {}),
  };
  const violation = (text: string): Answer => {
    hcp.violations.push(text);
    return problem(400, text);
  };

  const runOf = (status: string): object => ({
    id: 'run-CZcmD7eagjhyX0vN',
    type: 'runs',
    attributes: {
      status,
      'plan-only': true,
      refresh: true,
      'terraform-version': '1.11.4',
      'auto-apply': false,
      permissions: { 'can-apply': false, 'can-cancel': false },
      ...hcp.run,
    },
    relationships: { plan: { data: { id: 'plan-8F5JFydVYAmtTjET', type: 'plans' } } },
  });

  function apiAnswer(call: SeenCall, raw: Buffer, type: string | undefined): Answer {
    if (call.authorization !== `Bearer ${TOKEN}`) return problem(401, 'unauthorized');
    if (call.method === 'POST' && type !== JSON_API) return violation(`content type ${String(type)}`);
    const key = `${call.method} ${call.path}`;
    switch (key) {
      case 'GET /api/v2/organizations/acme/workspaces/live':
        return json(200, {
          data: {
            id: 'ws-2Qhk7LHgbMrm3grF',
            type: 'workspaces',
            attributes: {
              name: 'live',
              'execution-mode': 'remote',
              operations: true,
              'working-directory': 'live',
              'terraform-version': '~> 1.11',
              'speculative-enabled': true,
              locked: false,
              'vcs-repo': { identifier: 'acme/infra' },
              permissions: { 'can-queue-run': true, 'can-queue-apply': false },
              ...hcp.workspace,
            },
          },
        });
      case 'POST /api/v2/workspaces/ws-2Qhk7LHgbMrm3grF/configuration-versions': {
        const wanted = {
          data: {
            type: 'configuration-versions',
            attributes: { speculative: true, 'auto-queue-runs': false, provisional: true },
          },
        };
        if (raw.toString() !== JSON.stringify(wanted)) return violation(`configuration version ${raw.toString()}`);
        return json(
          201,
          configurationVersion({ status: 'pending', 'upload-url': storeUrl('v1/object/upload-secret') }),
        );
      }
      case 'GET /api/v2/configuration-versions/cv-UYwHEakurukz85nW':
        return json(200, configurationVersion({ status: upload ? 'uploaded' : 'pending', 'upload-url': null }));
      case 'POST /api/v2/runs': {
        if (!upload) return problem(422, 'invalid attribute', 'Configuration version is not uploaded');
        const { data } = JSON.parse(raw.toString()) as {
          data: { type: string; attributes: Record<string, unknown>; relationships: unknown };
        };
        const { message, refresh, ...fixed } = data.attributes;
        const isPlanOnly =
          JSON.stringify(fixed) ===
          '{"plan-only":true,"is-destroy":false,"auto-apply":false,"refresh-only":false,"save-plan":false,"allow-empty-apply":false}';
        if (data.type !== 'runs' || !isPlanOnly || typeof message !== 'string' || typeof refresh !== 'boolean')
          return violation(`run ${raw.toString()}`);
        return json(201, { data: { ...runOf(hcp.runStatuses[0] ?? 'pending') } });
      }
      case 'GET /api/v2/runs/run-CZcmD7eagjhyX0vN':
        asked += 1;
        return json(200, { data: runOf(hcp.runStatuses[Math.min(asked, hcp.runStatuses.length - 1)] ?? 'pending') });
      case 'GET /api/v2/plans/plan-8F5JFydVYAmtTjET':
        return json(200, {
          data: {
            id: 'plan-8F5JFydVYAmtTjET',
            type: 'plans',
            attributes: {
              status: hcp.planStatus,
              'has-changes': true,
              'log-read-url': storeUrl('v1/object/log-secret'),
            },
          },
        });
      case 'GET /api/v2/plans/plan-8F5JFydVYAmtTjET/json-output-redacted':
        asked204 += 1;
        if (asked204 <= hcp.plan204) return { status: 204 };
        if (hcp.planRedirects) return { status: 307, headers: { location: storeUrl('v1/object/plan-secret') } };
        return { status: 200, body: hcp.planJson, headers: { 'content-type': 'application/json' } };
      case 'GET /api/v2/workspaces/ws-2Qhk7LHgbMrm3grF/current-state-version':
        if (!hcp.state) return problem(404, 'not found');
        return json(200, {
          data: {
            id: 'sv-g4rqST72reoHMM5a',
            type: 'state-versions',
            attributes: {
              serial: hcp.state.serial,
              'created-at': '2026-06-08T01:22:03.794Z',
              'terraform-version': '1.11.4',
              'hosted-state-download-url': storeUrl('v1/object/state-secret'),
              'hosted-json-state-download-url': storeUrl('v1/object/json-state-secret'),
            },
          },
        });
    }
    const outputs =
      /^GET \/api\/v2\/workspaces\/ws-2Qhk7LHgbMrm3grF\/current-state-version-outputs\?page%5Bnumber%5D=(\d+)&page%5Bsize%5D=100$/.exec(
        key,
      );
    if (outputs) {
      const page = Number(outputs[1]);
      const rows = hcp.outputs.slice((page - 1) * 100, page * 100);
      return json(200, {
        data: rows.map((attributes, index) => ({
          id: `wsout-${String(index)}`,
          type: 'state-version-outputs',
          attributes,
        })),
        meta: { pagination: { 'next-page': page * 100 < hcp.outputs.length ? page + 1 : null } },
      });
    }
    if (/^GET \/api\/v2\/organizations\/[\w-]+\/workspaces\/[\w-]+$/.test(key)) return problem(404, 'not found');
    return violation(`unknown call ${key}`);
  }

  const configurationVersion = (attributes: object): object => ({
    data: {
      id: 'cv-UYwHEakurukz85nW',
      type: 'configuration-versions',
      attributes: { speculative: true, 'auto-queue-runs': false, ...attributes, ...hcp.configurationVersion },
    },
  });

  function storeAnswer(call: SeenCall, raw: Buffer, type: string | undefined): Answer {
    if (call.authorization !== undefined) return violation('the store was given the token');
    switch (`${call.method} ${call.path}`) {
      case 'PUT /v1/object/upload-secret':
        if (type !== 'application/octet-stream') return violation(`upload as ${String(type)}`);
        if (upload) return violation('a second upload');
        upload = raw;
        return { status: 200 };
      case 'GET /v1/object/log-secret':
        return { status: 200, body: `\u0002${hcp.log}\u0003` };
      case 'GET /v1/object/plan-secret':
        return { status: 200, body: hcp.planJson };
      case 'GET /v1/object/state-secret':
        return { status: 200, body: hcp.state?.file ?? '' };
      default:
        return violation(`unknown object ${call.method} ${call.path}`);
    }
  }

  const serve = (server: 'api' | 'store') => (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const call: SeenCall = {
        server,
        method: request.method ?? '',
        path: request.url ?? '',
        authorization: request.headers.authorization,
        body: server === 'api' && raw.length > 0 ? (JSON.parse(raw.toString()) as unknown) : undefined,
      };
      hcp.calls.push(call);
      const type = request.headers['content-type'];
      const answer =
        hcp.intercept(call) ?? (server === 'api' ? apiAnswer(call, raw, type) : storeAnswer(call, raw, type));
      if (answer === 'hang') return;
      if (answer === 'cut') {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
  };
  api.on('request', serve('api'));
  store.on('request', serve('store'));
  const servers = [api, store];
  return Object.assign(hcp, {
    host: `127.0.0.1:${String(port(api))}`,
    storeHost: `127.0.0.1:${String(port(store))}`,
    close: async () => {
      await Promise.all(servers.map(closed));
    },
  });
}

async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
