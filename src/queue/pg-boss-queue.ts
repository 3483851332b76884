import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import type { Job as BossJob, JobResult, Queue } from 'pg-boss';
import { z } from 'zod';
import { ConfigError, RemoteError } from '../model/errors.ts';
import type { Job, JobQueue } from '../ports/job-queue.ts';
import { jobKey } from '../ports/job-queue.ts';
import type { Log } from '../ports/log.ts';
import type { QueueDatabase } from './queue-database.ts';
import { DEFAULT_RETRIES, retryDelay } from './retry-delay.ts';
import type { RetryPolicy } from './retry-delay.ts';

/** The durable queue, with a probe for `/healthz`. */
export interface PgBossQueue extends JobQueue {
  /** Resolves when the database answers a query; rejects with its error. */
  ping(): Promise<void>;
}

/** What the queue is made of. */
export interface PgBossQueueOptions {
  /** Owned by the queue from here on: `stop` closes it. */
  readonly database: QueueDatabase;
  readonly log: Log;
  /** Schema of the tables, so that several queues can share a database in tests. */
  readonly schema?: string | undefined;
  readonly retries?: RetryPolicy | undefined;
  /** Tries to reach the database before giving up, 1, 2, 4 … s apart. */
  readonly startAttempts?: number | undefined;
}

/** Plans take minutes and must not take the places of reviews. */
const QUEUES = { review: 'review', plan: 'plan' } as const;

const QUEUE_OPTIONS: Omit<Queue, 'name' | 'policy'> = {
  // A push during a review leaves exactly one waiting job; the worker reads the newest head when it takes it.
  notify: true,
  // A worker that died (kill -9) is noticed after a minute without a heartbeat, or at the next start where there is only one
  // process; its job then runs again, at most twice, so that a pull request which crashes the process cannot do so for ever.
  heartbeatSeconds: 60,
  retryLimit: 2,
  // Longest time one review may take; its signal is aborted then.
  expireInSeconds: 15 * 60,
  deleteAfterSeconds: 7 * 24 * 60 * 60,
};

/** The longest plan that a policy allows takes two hours; what comes before and after it takes minutes. */
const PLAN_QUEUE_OPTIONS: Omit<Queue, 'name' | 'policy'> = { ...QUEUE_OPTIONS, expireInSeconds: 130 * 60 };

/** Seconds. Wakes on NOTIFY; the poll finds jobs whose delay or predecessor ended, which nothing notifies about. */
const POLL = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };

/** Looks for lost heartbeats this often (seconds). */
const MONITOR_INTERVAL = 15;

/** Milliseconds that handlers have after their signal was aborted: enough for a last message to GitHub. */
const LAST_WORDS_MS = 2500;

/** Five tries, 1 + 2 + 4 + 8 s apart: a database container that starts beside ours needs that long. */
const DEFAULT_START_ATTEMPTS = 5;

// The table outlives a version of this code, so what comes out of it is input like any other.
const origin = {
  pullRequest: z.object({ owner: z.string(), repo: z.string(), number: z.number().int().positive() }),
  installationId: z.number().int().positive(),
  deliveryId: z.string(),
};
const rerun = z.object({ checkRunId: z.number().optional() }).optional();
const storedJobSchema = z.object({
  attempt: z.number().int().min(0),
  job: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('review'), ...origin, rerun }),
    z.object({
      kind: z.literal('plan'),
      ...origin,
      root: z.string(),
      headSha: z.string(),
      rerun,
      diagnose: z.boolean().optional(),
    }),
    z.object({ kind: z.literal('collect'), ...origin, correlationId: z.string(), runId: z.number().int().positive() }),
    z.object({ kind: z.literal('comment'), ...origin, commentId: z.number().int().positive() }),
  ]),
});

type StoredJob = z.infer<typeof storedJobSchema>;

/** Opens the queue, creating its tables when they are not there. Throws a ConfigError when the database cannot be used. */
export async function openPgBossQueue(options: PgBossQueueOptions): Promise<PgBossQueue> {
  const { database, log, schema = 'plumbline_queue', retries = DEFAULT_RETRIES } = options;
  const boss = new PgBoss({
    ...database.options,
    schema,
    useListenNotify: true,
    schedule: false,
    monitorIntervalSeconds: MONITOR_INTERVAL,
    superviseIntervalSeconds: MONITOR_INTERVAL,
  });
  boss.on('error', (error) => {
    log.error({ err: error }, 'queue error');
  });
  boss.on('warning', (warning) => {
    log.warn({ warning }, 'queue warning');
  });
  try {
    await boss.start({ attempts: options.startAttempts ?? DEFAULT_START_ATTEMPTS });
    for (const [name, options] of [
      [QUEUES.review, QUEUE_OPTIONS],
      [QUEUES.plan, PLAN_QUEUE_OPTIONS],
    ] as const) {
      await boss.createQueue(name, { ...options, policy: 'stately' });
      await boss.updateQueue(name, options);
      if (database.isExclusive) await releaseOrphans(boss, schema, name, log);
    }
  } catch (error) {
    await boss.stop({ graceful: false, close: true }).catch(() => undefined); // the first error is the one to show
    await database.close();
    const reason = error instanceof Error ? error.message || error.name : String(error);
    const { setting } = database;
    throw new ConfigError(setting, `${setting}: the job queue's database cannot be used: ${reason}`, { cause: error });
  }
  let stopping: Promise<void> | undefined;
  const running = new Set<Promise<JobResult>>();
  const tracked = (result: Promise<JobResult>): Promise<JobResult> => {
    running.add(result);
    const done = (): void => void running.delete(result);
    result.then(done, done);
    return result;
  };
  return {
    enqueue: (job) =>
      stopping === undefined ? enqueue(boss, job) : Promise.reject(unstored('the queue is closed', undefined)),
    ping: async () => {
      await boss.getDb().executeSql('select 1');
    },
    work: async (handler, { concurrency, planConcurrency }) => {
      for (const [name, localConcurrency] of [
        [QUEUES.review, concurrency],
        [QUEUES.plan, planConcurrency],
      ] as const) {
        await boss.work(name, { ...POLL, localConcurrency, perJobResults: true }, (jobs: BossJob<unknown>[]) =>
          Promise.all(jobs.map((job) => tracked(run(boss, job, handler, retries, log)))),
        );
      }
    },
    stop: (timeoutMs) => {
      stopping ??= (async () => {
        // A job that outlives the timeout goes back into the queue and runs again after the next start.
        await boss.stop({ graceful: true, timeout: timeoutMs, close: true });
        // Its signal is aborted by now; what its handler says about that must get out before the process ends.
        await Promise.race([Promise.allSettled(running), sleep(LAST_WORDS_MS, undefined, { ref: false })]);
        await database.close();
      })();
      return stopping;
    },
  };
}

/** Gives back the jobs of the process that had the database before this one and did not end well. */
async function releaseOrphans(boss: PgBoss, schema: string, queue: string, log: Log): Promise<void> {
  const active = `select id from ${schema}.job where name = $1 and state = 'active'`;
  const { rows } = await boss.getDb().executeSql(active, [queue]);
  const ids = z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
  if (ids.length === 0) return;
  await boss.fail(queue, ids, { error: 'the process ended while the job ran' });
  log.warn({ queue, jobs: ids.length }, 'jobs of a process that died run again');
}

function queueOf(job: Job): string {
  return job.kind === 'plan' ? QUEUES.plan : QUEUES.review;
}

async function enqueue(boss: PgBoss, job: Job): Promise<'queued' | 'merged'> {
  const stored: StoredJob = { attempt: 0, job };
  const singletonKey = jobKey(job);
  const queue = queueOf(job);
  try {
    // Between the two statements a worker may take the waiting job; then there is room for a new one again.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if ((await boss.send(queue, stored, { singletonKey })) !== null) return 'queued';
      // The waiting job takes on the newest delivery and a fresh retry count; when it starts stays as it is.
      if ((await boss.update(queue, stored, { singletonKey })).updated > 0) return 'merged';
    }
  } catch (error) {
    throw unstored('the database failed', error);
  }
  throw unstored('the waiting job kept changing', undefined);
}

function unstored(reason: string, cause: unknown): RemoteError {
  return new RemoteError(`the job was not stored: ${reason}`, { retryable: true, cause });
}

async function run(
  boss: PgBoss,
  bossJob: BossJob<unknown>,
  handler: (job: Job, signal: AbortSignal) => Promise<void>,
  retries: RetryPolicy,
  log: Log,
): Promise<JobResult> {
  const { id, data, signal } = bossJob;
  const stored = storedJobSchema.safeParse(data);
  if (!stored.success) {
    log.error({ jobId: id, err: stored.error }, 'job dropped: not written by this version');
    return { id, status: 'deadletter', output: { error: 'unreadable job' } };
  }
  const { job, attempt } = stored.data;
  const { owner, repo, number } = job.pullRequest;
  const pullRequest = `${owner}/${repo}#${String(number)}`;
  const fields = { jobId: id, deliveryId: job.deliveryId, kind: job.kind, pullRequest, attempt };
  try {
    await handler(job, signal);
    return { id, status: 'completed' };
  } catch (error) {
    // pg-boss took the job away (time limit, shutdown, lost heartbeat) and has already decided what becomes of it.
    if (signal.aborted) throw error;
    const delay = retryDelay(error, attempt, retries);
    if (delay === undefined) {
      log.error({ ...fields, err: error }, 'job failed');
      return { id, status: 'deadletter', output: { error: String(error) } };
    }
    // A new job instead of pg-boss's own retry: that one ignores Retry-After and would wait beside a newer push.
    const next: StoredJob = { attempt: attempt + 1, job };
    const sent = await boss.send(queueOf(job), next, { singletonKey: jobKey(job), startAfter: delay });
    log.warn({ ...fields, err: error, delay, merged: sent === null }, 'job will be tried again');
    return { id, status: 'completed', output: { retried: String(error) } };
  }
}
