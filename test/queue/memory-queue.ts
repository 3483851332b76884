import { setTimeout as sleep } from 'node:timers/promises';
import type { Concurrency, Job, JobQueue } from '../../src/ports/job-queue.ts';
import { jobKey } from '../../src/ports/job-queue.ts';
import { retryDelay } from '../../src/queue/retry-delay.ts';
import type { RetryPolicy } from '../../src/queue/retry-delay.ts';

interface Waiting {
  job: Job;
  attempt: number;
  readonly notBefore: number;
}

type Handler = (job: Job, signal: AbortSignal) => Promise<void>;

/** A queue without a database that keeps the JobQueue contract (job-queue-contract.ts). */
export function memoryQueue(options: { readonly retries: RetryPolicy }): JobQueue & { waiting(): readonly Job[] } {
  const waiting = new Map<string, Waiting>();
  const active = new Map<string, Promise<void>>();
  const shutdown = new AbortController();
  let worker: (Concurrency & { readonly handler: Handler }) | undefined;
  let stopped = false;

  const places = ({ kind }: Job, { concurrency, planConcurrency }: Concurrency): boolean => {
    const running = [...active.keys()].filter((key) => key.includes(' plan ') === (kind === 'plan')).length;
    return running < (kind === 'plan' ? planConcurrency : concurrency);
  };

  function takeNext(): void {
    if (worker === undefined || stopped) return;
    for (const [key, next] of waiting) {
      if (active.has(key) || !places(next.job, worker)) continue;
      const delay = next.notBefore - Date.now();
      if (delay > 0) {
        setTimeout(takeNext, delay).unref();
        continue;
      }
      waiting.delete(key);
      const done = run(worker.handler, next).finally(() => {
        active.delete(key);
        takeNext();
      });
      active.set(key, done);
    }
  }

  async function run(handler: Handler, { job, attempt }: Waiting): Promise<void> {
    try {
      await handler(job, shutdown.signal);
    } catch (error) {
      const delay = shutdown.signal.aborted ? undefined : retryDelay(error, attempt, options.retries);
      if (delay === undefined || waiting.has(jobKey(job))) return;
      waiting.set(jobKey(job), { job, attempt: attempt + 1, notBefore: Date.now() + delay * 1000 });
    }
  }

  return {
    waiting: () => [...waiting.values()].map(({ job }) => job),
    enqueue(job) {
      if (stopped) return Promise.reject(new Error('the queue is stopped'));
      const present = waiting.get(jobKey(job));
      if (present !== undefined) {
        present.job = job;
        present.attempt = 0;
        return Promise.resolve('merged');
      }
      waiting.set(jobKey(job), { job, attempt: 0, notBefore: 0 });
      setImmediate(takeNext);
      return Promise.resolve('queued');
    },
    work(handler, options) {
      worker = { handler, ...options };
      takeNext();
      return Promise.resolve();
    },
    async stop(timeoutMs) {
      stopped = true;
      const timeout = sleep(timeoutMs, undefined, { ref: false });
      await Promise.race([Promise.all(active.values()), timeout]);
      shutdown.abort();
    },
  };
}
