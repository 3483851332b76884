import { beforeEach, describe, expect, test } from '@jest/globals';
import { Probot } from 'probot';
import { intake } from '../../src/intake/intake.ts';
import type { ReviewJob } from '../../src/ports/job-queue.ts';
import { memoryQueue } from '../queue/memory-queue.ts';
import { QUICK_RETRIES } from '../queue/job-queue-contract.ts';
import { recordingLog } from '../queue/recording-log.ts';
import { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET } from './app-credentials.ts';
import { checkEvent, pullRequestEvent, receive } from './events.ts';
import type { WebhookEvent } from './events.ts';

let queue = memoryQueue({ retries: QUICK_RETRIES });
let log = recordingLog();

async function deliver(event: WebhookEvent): Promise<readonly ReviewJob[]> {
  const probot = new Probot({ appId: APP_ID, privateKey: PRIVATE_KEY, secret: WEBHOOK_SECRET, logLevel: 'fatal' });
  await probot.load(intake({ queue, log, appId: APP_ID }));
  await receive(probot, event);
  return queue.waiting();
}

beforeEach(() => {
  queue = memoryQueue({ retries: QUICK_RETRIES });
  log = recordingLog();
});

const reviewOf = (number: number, deliveryId: string, rerun?: ReviewJob['rerun']): ReviewJob => ({
  kind: 'review',
  pullRequest: { owner: 'acme', repo: 'shop', number },
  installationId: 99,
  deliveryId,
  ...(rerun === undefined ? {} : { rerun }),
});

describe('an event that changes what a review would say', () => {
  test.each([
    ['a pull request is opened', pullRequestEvent('opened')],
    ['a draft is opened', pullRequestEvent('opened', { pull_request: { number: 7, draft: true } })],
    ['a bot opens one', pullRequestEvent('opened', { sender: { login: 'renovate[bot]', type: 'Bot' } })],
    ['it is pushed to', pullRequestEvent('synchronize')],
    ['it is opened again', pullRequestEvent('reopened')],
    ['it becomes ready for review', pullRequestEvent('ready_for_review')],
    ['its base branch changes', pullRequestEvent('edited', { changes: { base: { ref: { from: 'main' } } } })],
  ])('queues one review when %s', async (_name, event) => {
    expect(await deliver(event)).toEqual([reviewOf(7, event.id)]);
  });

  test.each<[string, WebhookEvent, number | undefined]>([
    ['our check run is to be run again', checkEvent('check_run', 'rerequested', APP_ID, [[7, 11]]), 5],
    [
      'our check run on a fork is to be run again, which GitHub lists no pull request for',
      checkEvent('check_run', 'rerequested', APP_ID, [], 'plumbline:pull/7'),
      5,
    ],
    [
      'our check run is to be run again, and two pull requests have this head',
      checkEvent(
        'check_run',
        'rerequested',
        APP_ID,
        [
          [7, 11],
          [8, 11],
        ],
        'plumbline:pull/7',
      ),
      5,
    ],
    ['all checks are to be run again', checkEvent('check_suite', 'rerequested', APP_ID, [[7, 11]]), undefined],
  ])('queues one review with a new check run when %s', async (_name, event, checkRunId) => {
    expect(await deliver(event)).toEqual([reviewOf(7, event.id, { checkRunId })]);
  });

  test('queues a review of every pull request with the checked head, not of those in other repositories', async () => {
    const event = checkEvent('check_suite', 'rerequested', APP_ID, [
      [7, 11],
      [8, 11],
      [1, 12],
    ]);
    expect(await deliver(event)).toEqual([reviewOf(7, event.id, {}), reviewOf(8, event.id, {})]);
  });
});

describe('nothing is queued when', () => {
  test.each([
    ['a title is edited', pullRequestEvent('edited', { changes: { title: { from: 'x' } } })],
    ['a pull request is closed', pullRequestEvent('closed')],
    ['a label is added', pullRequestEvent('labeled')],
    ['our own check run completes', checkEvent('check_run', 'completed', APP_ID, [[7, 11]])],
    ["another App's check run is to be run again", checkEvent('check_run', 'rerequested', 1, [[7, 11]])],
    ["another App's checks are to be run again", checkEvent('check_suite', 'rerequested', 1, [[7, 11]])],
    ['the event comes from no installation', pullRequestEvent('opened', { installation: undefined })],
    ['GitHub names no pull request for the check run', checkEvent('check_run', 'rerequested', APP_ID, [])],
    ['an external id is not ours', checkEvent('check_run', 'rerequested', APP_ID, [], 'pull/7')],
  ])('%s', async (_name, event) => {
    expect(await deliver(event)).toEqual([]);
  });
});

test('an event without installation is written to the log', async () => {
  await deliver(pullRequestEvent('opened', { installation: undefined }));
  expect(log.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', message: expect.stringMatching(/not sent by an installation/) }),
  );
});

test('a delivery that cannot be stored fails, with the reason in the log and not in the answer', async () => {
  await queue.stop(0);
  await expect(deliver(pullRequestEvent('opened'))).rejects.toMatchObject({
    errors: [{ status: 503, message: 'the delivery could not be stored; deliver it again later' }],
  });
  expect(log.lines.find(({ level }) => level === 'error')?.fields).toMatchObject({
    deliveryId: 'delivery-opened',
    err: new Error('the queue is stopped'),
  });
});
