import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ConfigError } from '../../src/model/errors.ts';
import { openPgBossQueue } from '../../src/queue/pg-boss-queue.ts';
import { openQueueDatabase } from '../../src/queue/queue-database.ts';
import type { QueueDatabase } from '../../src/queue/queue-database.ts';
import { job as heldJob } from './held-job.ts';
import { QUICK_RETRIES, describeJobQueue, gate, job } from './job-queue-contract.ts';
import { startPostgresServer } from './postgres-server.ts';
import type { PostgresServer } from './postgres-server.ts';
import { recordingLog } from './recording-log.ts';

// A new embedded database takes seconds, more on a busy machine.
jest.setTimeout(120_000);

let schemas = 0;
/** A schema of its own for every queue, so that tests share a database and nothing else. */
const newSchema = (): string => `queue_${String((schemas += 1))}`;

describe('on PGlite', () => {
  let database: QueueDatabase;
  beforeAll(async () => {
    database = await openQueueDatabase({ kind: 'embedded', folder: undefined });
  });
  afterAll(() => database.close());

  describeJobQueue('pg-boss', () =>
    openPgBossQueue({
      database: { ...database, close: () => Promise.resolve() },
      log: recordingLog(),
      schema: newSchema(),
      retries: QUICK_RETRIES,
    }),
  );
});

describe('on a Postgres server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(() => server.stop());

  describeJobQueue('pg-boss', async () =>
    openPgBossQueue({
      database: await openQueueDatabase({ kind: 'postgres', url: server.url }),
      log: recordingLog(),
      schema: newSchema(),
      retries: QUICK_RETRIES,
    }),
  );

  test('two processes share the work: a job runs once', async () => {
    const schema = newSchema();
    const open = async () =>
      openPgBossQueue({
        database: await openQueueDatabase({ kind: 'postgres', url: server.url }),
        log: recordingLog(),
        schema,
      });
    const [web, worker1, worker2] = [await open(), await open(), await open()];
    const seen: string[] = [];
    const done = gate();
    for (const worker of [worker1, worker2]) {
      await worker.work(
        ({ deliveryId }) => {
          seen.push(deliveryId);
          if (seen.length === 10) done.open();
          return Promise.resolve();
        },
        { concurrency: 2, planConcurrency: 1 },
      );
    }
    for (let number = 1; number <= 10; number += 1) await web.enqueue(job(`d${String(number)}`, number));
    await done.opened;
    await Promise.all([web, worker1, worker2].map((queue) => queue.stop(1000)));
    expect(new Set(seen).size).toBe(10);
    expect(seen).toHaveLength(10);
  });
});

describe('a data folder', () => {
  test('keeps jobs over a restart, and runs again the one that was cut off by the stop', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plumbline-data-'));
    const open = async () =>
      openPgBossQueue({ database: await openQueueDatabase({ kind: 'embedded', folder }), log: recordingLog() });
    const before = await open();
    const started = gate();
    await before.enqueue(job('cut off', 1));
    await before.work(
      (_job, signal) => {
        started.open();
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        });
      },
      { concurrency: 1, planConcurrency: 1 },
    );
    await started.opened;
    await before.enqueue(job('waiting', 2));
    await before.stop(100);

    const after = await open();
    const seen = new Set<string>();
    const both = gate();
    await after.work(
      ({ deliveryId }) => {
        seen.add(deliveryId);
        if (seen.size === 2) both.open();
        return Promise.resolve();
      },
      { concurrency: 1, planConcurrency: 1 },
    );
    await both.opened;
    await after.ping();
    await after.stop(1000);
    expect(seen).toEqual(new Set(['cut off', 'waiting']));
    await rm(folder, { recursive: true });
  });

  test('runs the job of a process that was killed at the next start, without waiting for its heartbeat', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plumbline-data-'));
    const program = join(import.meta.dirname, 'hold-job.ts');
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(String((await once(child.stdout, 'data'))[0])).toBe('started\n');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const log = recordingLog();
    const after = await openPgBossQueue({ database: await openQueueDatabase({ kind: 'embedded', folder }), log });
    const taken = gate();
    const seen: unknown[] = [];
    await after.work(
      (each) => {
        seen.push(each);
        taken.open();
        return Promise.resolve();
      },
      { concurrency: 1, planConcurrency: 1 },
    );
    await taken.opened;
    await after.stop(1000);
    expect(seen).toEqual([heldJob]);
    expect(log.lines).toContainEqual({
      level: 'warn',
      fields: { queue: 'plan', jobs: 1 },
      message: 'jobs of a process that died run again',
    });
    await rm(folder, { recursive: true });
  });

  test('is closed only after a job that was cut off has said its last word', async () => {
    const database = await openQueueDatabase({ kind: 'embedded', folder: undefined });
    const events: string[] = [];
    const close = async (): Promise<void> => {
      events.push('closed');
      await database.close();
    };
    const queue = await openPgBossQueue({ database: { ...database, close }, log: recordingLog() });
    const started = gate();
    await queue.enqueue(job('cut off', 1));
    await queue.work(
      async (_job, signal) => {
        started.open();
        await once(signal, 'abort');
        await sleep(300); // a request to GitHub
        events.push('said');
        throw new Error('aborted');
      },
      { concurrency: 1, planConcurrency: 1 },
    );
    await started.opened;
    await queue.stop(100);
    expect(events).toEqual(['said', 'closed']);
  });
});

test('a server that does not answer is a ConfigError without the password', async () => {
  const database = await openQueueDatabase({ kind: 'postgres', url: 'postgres://u:hunter2@127.0.0.1:1/x' });
  const failure = openPgBossQueue({ database, log: recordingLog(), startAttempts: 1 });
  await expect(failure).rejects.toThrow(ConfigError);
  await expect(failure).rejects.toThrow(/database cannot be used.*ECONNREFUSED/);
  await expect(failure).rejects.not.toThrow(/hunter2/);
});
