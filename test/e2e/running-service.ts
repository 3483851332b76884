import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import nock from 'nock';
import { pino } from 'pino';
import { ProbotOctokit } from 'probot';
import { readConfig } from '../../src/config.ts';
import { describeError } from '../../src/intake/open-log.ts';
import { serve } from '../../src/main.ts';
import { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET, sign } from '../intake/app-credentials.ts';
import type { WebhookEvent } from '../intake/events.ts';

/** The program as it runs in production, but for waiting between requests. */
const Octokit = ProbotOctokit.defaults((options: object) => ({
  ...options,
  throttle: { enabled: false },
  retry: { enabled: false },
}));

/** The service in this process, on a new embedded database; only loopback can be reached besides what nock answers. */
export interface RunningService {
  readonly port: number;
  /** Where it keeps its data. */
  readonly folder: string;
  /** Lines of its log; a test may empty it. */
  readonly lines: Record<string, unknown>[];
  /** Posts an event as GitHub does and gives the status of the answer; `headers` replace its own. */
  deliver(event: WebhookEvent, headers?: Readonly<Record<string, string>>, path?: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts it with the settings of `env`. */
export async function startService(env: Readonly<Record<string, string | undefined>> = {}): Promise<RunningService> {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-e2e-'));
  const place = { PLUMBLINE_DATA: folder, HOST: '127.0.0.1', PORT: '0' };
  const config = readConfig({ APP_ID: String(APP_ID), PRIVATE_KEY, WEBHOOK_SECRET, ...place, ...env });
  if (config.app === undefined) throw new Error('no credentials');
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug', serializers: { err: describeError } },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const service = await serve(config, config.app, log, Octokit);
  return {
    port: service.port,
    folder,
    lines,
    deliver: async (event, headers = {}, path = '/api/github/webhooks') => {
      const body = JSON.stringify(event.payload);
      const response = await fetch(`http://127.0.0.1:${String(service.port)}${path}`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-github-event': event.name,
          'x-github-delivery': event.id,
          'x-hub-signature-256': await sign(body),
          ...headers,
        },
      });
      await response.arrayBuffer();
      return response.status;
    },
    stop: async () => {
      await service.stop();
      nock.enableNetConnect();
      await rm(folder, { recursive: true });
    },
  };
}

/** Waits until a condition holds; the test's own time limit ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}
