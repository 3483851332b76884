import { afterEach, describe, expect, test } from '@jest/globals';
import { InputError, RemoteError } from '../../src/model/errors.ts';
import type { JobQueue, ReviewJob } from '../../src/ports/job-queue.ts';
import type { RetryPolicy } from '../../src/queue/retry-delay.ts';

/** Retries that a test can wait for. */
export const QUICK_RETRIES: RetryPolicy = { limit: 2, firstDelay: 1, maxDelay: 1 };

/** The job of one delivery about `acme/shop#number`. */
export function job(deliveryId: string, number = 7, repo = 'shop'): ReviewJob {
  return { kind: 'review', pullRequest: { owner: 'acme', repo, number }, installationId: 1, deliveryId };
}

/** A promise and the functions that settle it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const silence = (): RemoteError => new RemoteError('no answer', { retryable: true, cause: undefined });

/** What every JobQueue does. `open` gives a fresh, empty queue with QUICK_RETRIES. */
export function describeJobQueue(name: string, open: () => Promise<JobQueue>): void {
  describe(`${name} as a JobQueue`, () => {
    const opened: JobQueue[] = [];
    const fresh = async (): Promise<JobQueue> => {
      const queue = await open();
      opened.push(queue);
      return queue;
    };
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((queue) => queue.stop(1000)));
    });

    /** Works the queue off, recording deliveries, until `count` runs have ended. */
    async function runs(
      queue: JobQueue,
      count: number,
      body: (deliveryId: string) => Promise<void>,
    ): Promise<string[]> {
      const seen: string[] = [];
      const enough = gate();
      let ended = 0;
      await queue.work(
        async ({ deliveryId }) => {
          seen.push(deliveryId);
          try {
            await body(deliveryId);
          } finally {
            ended += 1;
            if (ended === count) enough.open();
          }
        },
        { concurrency: 2, planConcurrency: 1 },
      );
      await enough.opened;
      return seen;
    }

    test('a job arrives at the handler as it was stored', async () => {
      const queue = await fresh();
      expect(await queue.enqueue(job('d1'))).toBe('queued');
      const arrived = await new Promise((resolve) => {
        void queue.work(
          (taken) => {
            resolve(taken);
            return Promise.resolve();
          },
          { concurrency: 1, planConcurrency: 1 },
        );
      });
      expect(arrived).toEqual(job('d1'));
    });

    test('pushes before the review starts are one job, with the newest delivery', async () => {
      const queue = await fresh();
      expect(await queue.enqueue(job('d1'))).toBe('queued');
      expect(await queue.enqueue(job('d2'))).toBe('merged');
      expect(await queue.enqueue(job('other', 8))).toBe('queued');
      const seen = await runs(queue, 2, () => Promise.resolve());
      expect(seen.sort()).toEqual(['d2', 'other']);
    });

    test('pushes during a review queue one job, which starts when the review has ended', async () => {
      const queue = await fresh();
      await queue.enqueue(job('d1'));
      let reviewing = 0;
      const seen = await runs(queue, 2, async (deliveryId) => {
        reviewing += 1;
        expect(reviewing).toBe(1);
        if (deliveryId === 'd1') {
          expect(await queue.enqueue(job('d2'))).toBe('queued');
          expect(await queue.enqueue(job('d3'))).toBe('merged');
        }
        reviewing -= 1;
      });
      expect(seen).toEqual(['d1', 'd3']);
    });

    test('the same repository in another case is the same pull request', async () => {
      const queue = await fresh();
      await queue.enqueue(job('d1', 7, 'shop'));
      expect(await queue.enqueue(job('d2', 7, 'Shop'))).toBe('merged');
    });

    test('two pull requests are reviewed at once, and not a third', async () => {
      const queue = await fresh();
      for (const number of [1, 2, 3]) await queue.enqueue(job(`d${String(number)}`, number));
      const both = gate();
      let active = 0;
      let most = 0;
      await runs(queue, 3, async () => {
        active += 1;
        most = Math.max(most, active);
        if (active === 2) both.open();
        await both.opened;
        active -= 1;
      });
      expect(most).toBe(2);
    });

    test('a retryable error is tried again until it works', async () => {
      const queue = await fresh();
      await queue.enqueue(job('d1'));
      let failures = 0;
      const seen = await runs(queue, 2, () => {
        if (failures > 0) return Promise.resolve();
        failures += 1;
        return Promise.reject(silence());
      });
      expect(seen).toEqual(['d1', 'd1']);
    });

    test('a retryable error is given up after the last retry', async () => {
      const queue = await fresh();
      await queue.enqueue(job('d1'));
      let tries = 0;
      const seen = await runs(queue, 4, async (deliveryId) => {
        if (deliveryId === 'last') return;
        tries += 1;
        // What is stored during the third try, the last one, shows that d1 does not come back before it.
        if (tries === 3) await queue.enqueue(job('last', 9));
        throw silence();
      });
      expect(seen).toEqual(['d1', 'd1', 'd1', 'last']);
    });

    test.each([
      ['an InputError', new InputError('the policy file does not parse')],
      ['a RemoteError that is not retryable', new RemoteError('forbidden', { retryable: false, cause: undefined })],
      ['a bug', new TypeError('x is undefined')],
    ])('%s is not tried again, and the next push is reviewed', async (_name, error) => {
      const queue = await fresh();
      await queue.enqueue(job('d1'));
      const seen = await runs(queue, 2, async (deliveryId) => {
        if (deliveryId !== 'd1') return;
        await queue.enqueue(job('d2'));
        throw error;
      });
      expect(seen).toEqual(['d1', 'd2']);
    });

    test('stop waits for the running job, then nothing can be stored', async () => {
      const queue = await fresh();
      await queue.enqueue(job('d1'));
      const started = gate();
      const finish = gate();
      let finished = false;
      await queue.work(
        async () => {
          started.open();
          await finish.opened;
          finished = true;
        },
        { concurrency: 1, planConcurrency: 1 },
      );
      await started.opened;
      const stopped = queue.stop(10_000);
      finish.open();
      await stopped;
      expect(finished).toBe(true);
      await expect(queue.enqueue(job('d2'))).rejects.toThrow();
    });

    test('a job that outlives the stop timeout is told so by its signal', async () => {
      const queue = await fresh();
      await queue.enqueue(job('d1'));
      const started = gate();
      const aborted = gate();
      await queue.work(
        async (_job, signal) => {
          signal.addEventListener('abort', aborted.open);
          started.open();
          await aborted.opened;
        },
        { concurrency: 1, planConcurrency: 1 },
      );
      await started.opened;
      await queue.stop(100);
      await aborted.opened;
    });
  });
}
