import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Probot } from 'probot';
import type { Logger, ProbotOctokit } from 'probot';
import { intake } from './intake/intake.ts';
import { patientOctokit } from './intake/patient-octokit.ts';
import { readBody } from './intake/read-body.ts';
import type { JobQueue } from './ports/job-queue.ts';

/** What the App is made of. */
export interface AppOptions {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** REST API of the GitHub to talk to. */
  readonly apiUrl: string;
  readonly log: Logger;
  readonly queue: Pick<JobQueue, 'enqueue'>;
  /** Resolves when the job store answers. */
  readonly ping: () => Promise<void>;
  readonly host: string;
  readonly port: number;
  /** For tests, which do not wait between requests. */
  readonly Octokit?: typeof ProbotOctokit | undefined;
}

/** The serving App. */
export interface App {
  readonly probot: Probot;
  /** The port it listens on. */
  readonly port: number;
  /** Takes no more requests and waits for those that are being answered. */
  stop(): Promise<void>;
}

/** Where GitHub delivers, unless the App was registered through Probot's page, which says `/`. */
export const WEBHOOK_PATH = '/api/github/webhooks';

/** GitHub gives up after 10 s; GitHub Enterprise Server after 30 s. */
const REQUEST_TIMEOUT_MS = 30_000;
const PING_TIMEOUT_MS = 2000;

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Starts serving webhooks and `/healthz`. Rejects when the port is taken. */
export async function startApp(options: AppOptions): Promise<App> {
  const { appId, privateKey, webhookSecret, apiUrl, log, queue, host, port } = options;
  const probot = new Probot({
    appId,
    privateKey,
    secret: webhookSecret,
    baseUrl: apiUrl,
    log,
    Octokit: patientOctokit(log, options.Octokit),
  });
  await probot.ready();
  await probot.load(intake({ queue, log, appId }));
  const middleware = await probot.getNodeMiddleware({ log, path: WEBHOOK_PATH });

  const webhook: Route = async (request, response) => {
    // Without a signature there is no reason to read on.
    if (request.headers['x-hub-signature-256'] === undefined) {
      answer(response, 401, 'a signature is required');
      return;
    }
    const body = await readBody(request);
    if ('status' in body) {
      answer(response, body.status, body.status === 413 ? 'too large' : 'busy');
      return;
    }
    request.url = WEBHOOK_PATH;
    await middleware(Object.assign(request, { body: body.text }), response);
  };
  const health: Route = async (_request, response) => {
    const reachable = await Promise.race([
      options.ping().then(
        () => true,
        () => false,
      ),
      sleep(PING_TIMEOUT_MS, false, { ref: false }),
    ]);
    answer(response, reachable ? 200 : 503, reachable ? 'ok' : 'the database does not answer');
  };
  const routes: Readonly<Record<string, Route>> = {
    [`POST ${WEBHOOK_PATH}`]: webhook,
    'POST /': webhook,
    'GET /healthz': health,
  };

  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const route = Object.hasOwn(routes, `${request.method ?? ''} ${path}`)
      ? routes[`${request.method ?? ''} ${path}`]
      : undefined;
    if (route === undefined) {
      answer(response, 404, 'not found');
      return;
    }
    route(request, response).catch((error: unknown) => {
      log.warn({ err: error, path }, 'request failed');
      if (!response.headersSent) answer(response, 500, 'internal error');
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  const listeningOn = await listen(server, host, port);
  log.info({ host, port: listeningOn, path: WEBHOOK_PATH }, 'waiting for deliveries from GitHub');
  return { probot, port: listeningOn, stop: () => close(server) };
}

/** Answers in plain text. The connection is closed after a refusal, because its body may not have been read. */
function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...(status >= 400 ? { connection: 'close' } : {}),
    ...(status === 503 ? { 'retry-after': '10' } : {}),
  });
  response.end(`${text}\n`);
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Milliseconds that a request under way may still take: a delivery needs less, and a slow client must not hold up the end. */
const LAST_REQUESTS_MS = 2000;

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const impatience = setTimeout(() => {
    server.closeAllConnections();
  }, LAST_REQUESTS_MS);
  await closed;
  clearTimeout(impatience);
}
