import { describe, expect, test } from '@jest/globals';
import { InputError, RemoteError } from '../src/model/errors.ts';
import type { Review } from '../src/model/review.ts';
import type { OpenChange } from '../src/ports/change-source.ts';
import type { Job } from '../src/ports/job-queue.ts';
import { noVerdict, startWorker } from '../src/worker.ts';
import type { NoVerdict, ReviewSteps } from '../src/worker.ts';
import { job } from './queue/job-queue-contract.ts';
import { recordingLog } from './queue/recording-log.ts';

const open = { change: { headSha: 'abc' } } as OpenChange;
const review = { change: { headSha: 'abc' }, gate: { conclusion: 'success' }, findings: [] } as unknown as Review;

/** Runs one job through the worker; `failing` names the step that throws `error`. */
async function runJob(
  failing: 'open' | 'start' | 'review' | 'publish' | 'end' | undefined,
  error: Error,
  signal = new AbortController().signal,
  work: Job = job('d1'),
) {
  const done: string[] = [];
  const outcomes: NoVerdict[] = [];
  const log = recordingLog();
  const step = <Result>(name: string, result: Result): Promise<Result> => {
    done.push(name);
    const fails = name === failing || (name === 'review' && failing === 'end');
    return fails ? Promise.reject(error) : Promise.resolve(result);
  };
  const steps: ReviewSteps = {
    open: () => step('open', open),
    review: () => step('review', review),
    start: () =>
      step('start', {
        publish: () => step('publish', undefined),
        end: (outcome) => {
          outcomes.push(outcome);
          return failing === 'end' ? Promise.reject(new Error('end failed')) : step('end', undefined);
        },
      }),
  };
  let handler: (job: Job, signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  await startWorker({
    queue: {
      work: (given) => {
        handler = given;
        return Promise.resolve();
      },
    },
    log,
    concurrency: 1,
    planConcurrency: 1,
    stepsFor: () => Promise.resolve(steps),
    plan: () => step('plan', { conclusion: 'success' }),
    collect: () => step('collect', {}),
    comment: () => step('comment', {}),
  });
  const thrown = await handler(work, signal).catch((caught: unknown) => caught);
  return { done, outcome: outcomes[0], thrown, log };
}

describe('a job of another kind', () => {
  const { pullRequest, installationId, deliveryId } = job('d1');
  const origin = { pullRequest, installationId, deliveryId };
  test.each<Job>([
    { kind: 'plan', ...origin, root: 'live', headSha: 'abc' },
    { kind: 'collect', ...origin, correlationId: 'x', runId: 1 },
    { kind: 'comment', ...origin, commentId: 1 },
  ])('goes to its own handler: $kind', async (work) => {
    const { done, log } = await runJob(undefined, bug, undefined, work);
    expect(done).toEqual([work.kind]);
    expect(log.lines).toMatchObject([{ message: 'job done', fields: { kind: work.kind, pullRequest: 'acme/shop#7' } }]);
  });
});

const bug = new TypeError('x is undefined at /srv/secret/path');

describe('a review', () => {
  test('shows that it runs before it works, and ends with the verdict', async () => {
    const { done, thrown, log } = await runJob(undefined, bug);
    expect(done).toEqual(['open', 'start', 'review', 'publish']);
    expect(thrown).toBeUndefined();
    expect(log.lines).toMatchObject([
      {
        level: 'info',
        message: 'reviewed',
        fields: { deliveryId: 'd1', pullRequest: 'acme/shop#7', headSha: 'abc', conclusion: 'success' },
      },
    ]);
  });

  test.each(['open', 'start'] as const)('that fails at %s has no check run to end', async (failing) => {
    const { done, thrown } = await runJob(failing, bug);
    expect(thrown).toBe(bug);
    expect(done).not.toContain('end');
  });

  test.each(['review', 'publish'] as const)(
    'that fails at %s ends its check run, and the queue hears of it',
    async (failing) => {
      const { done, thrown, outcome } = await runJob(failing, bug);
      expect(done.at(-1)).toBe('end');
      expect(thrown).toBe(bug);
      expect(outcome?.conclusion).toBe('neutral');
    },
  );

  test('that can neither be finished nor ended says so in the log, with the first error going on', async () => {
    const { thrown, log } = await runJob('end', bug);
    expect(thrown).toBe(bug);
    expect(log.lines).toMatchObject([{ level: 'error', message: 'check run left in progress' }]);
  });

  test('that is interrupted is cancelled', async () => {
    const shutdown = new AbortController();
    const failure = runJob('review', new Error('aborted'), shutdown.signal);
    shutdown.abort();
    const { done, outcome } = await failure;
    // The signal was already there after opening, so nothing was started.
    expect(done).toEqual(['open']);
    expect(outcome).toBeUndefined();
  });
});

describe('the author is told', () => {
  test('that an interrupted review runs again by itself', () => {
    expect(noVerdict(new Error('aborted'), job('d1'), AbortSignal.abort())).toEqual({
      conclusion: 'cancelled',
      title: 'Interrupted',
      summary: expect.stringMatching(/runs again when Plumbline is back/),
    });
  });

  test.each([
    [
      'whose fault a bug is, and nothing of the inside',
      bug,
      'Not reviewed: Plumbline failed',
      /fault of Plumbline.*not of this change.*log under delivery `d1`.*Re-run/,
    ],
    [
      'that GitHub did not answer',
      new RemoteError('502 from 10.0.0.1', { retryable: true, cause: bug }),
      'Not reviewed yet: GitHub did not answer',
      /tries again by itself/,
    ],
    [
      'that a permission is missing, without the reason that only the operator can use',
      new RemoteError('forbidden', { retryable: false, cause: bug }),
      'Not reviewed: Plumbline failed',
      /its installation/,
    ],
    ['what is wrong with the input', new InputError('too many files'), 'Not reviewed', /```text\ntoo many files\n```/],
    [
      'what is wrong with the input as text, whatever it contains',
      new InputError('bad name: ```\n@everyone <img>'),
      'Not reviewed',
      /```text\nbad name: '''\n@everyone <img>\n```/,
    ],
  ])('%s', async (_name, error, title, summary) => {
    const { outcome } = await runJob('review', error);
    expect(outcome).toEqual({ conclusion: 'neutral', title, summary: expect.stringMatching(summary) });
    expect(outcome?.summary).not.toMatch(/secret|10\.0\.0\.1/);
  });
});
