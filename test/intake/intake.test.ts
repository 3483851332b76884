import { beforeEach, describe, expect, test } from '@jest/globals';
import { Probot } from 'probot';
import { intake } from '../../src/intake/intake.ts';
import type { Job, ReviewJob } from '../../src/ports/job-queue.ts';
import { memoryQueue } from '../queue/memory-queue.ts';
import { QUICK_RETRIES } from '../queue/job-queue-contract.ts';
import { recordingLog } from '../queue/recording-log.ts';
import { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET } from './app-credentials.ts';
import { checkEvent, commentEvent, planCheckEvent, pullRequestEvent, receive, workflowRunEvent } from './events.ts';
import type { WebhookEvent } from './events.ts';

let queue = memoryQueue({ retries: QUICK_RETRIES });
let log = recordingLog();

async function deliver(event: WebhookEvent): Promise<readonly Job[]> {
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

const HEAD = 'a'.repeat(40);
const CORRELATION = `7-${HEAD}-0123456789ab`;
const origin = (deliveryId: string) => ({
  pullRequest: { owner: 'acme', repo: 'shop', number: 7 },
  installationId: 99,
  deliveryId,
});

describe('an event about a plan', () => {
  test.each<[string, WebhookEvent, object]>([
    ['its check run is to be run again', planCheckEvent('rerequested', 'live (prod)'), {}],
    ['“Re-plan” is pressed', planCheckEvent('requested_action', 'live (prod)', 'replan'), { diagnose: false }],
    [
      '“Diagnose error” is pressed',
      planCheckEvent('requested_action', 'live (prod)', 'diagnose-error'),
      { diagnose: true },
    ],
  ])('queues that plan when %s', async (_name, event, more) => {
    expect(await deliver(event)).toEqual([
      { kind: 'plan', ...origin(event.id), root: 'live (prod)', headSha: HEAD, rerun: { checkRunId: 5 }, ...more },
    ]);
  });

  test('queues fetching the plan when our workflow has run', async () => {
    const event = workflowRunEvent(`plumbline-plan ${CORRELATION}`);
    expect(await deliver(event)).toEqual([
      { kind: 'collect', ...origin(event.id), correlationId: CORRELATION, runId: 31 },
    ]);
  });
});

describe('a comment', () => {
  test.each([
    ['is a command', '/diagnose plan approve 1234567'],
    ['has a command on one of its lines', 'Looks good.\n\n  /diagnose plan\n'],
  ])('is queued when it %s', async (_name, body) => {
    const event = commentEvent(body);
    expect(await deliver(event)).toEqual([{ kind: 'comment', ...origin(event.id), commentId: 21 }]);
  });

  test.each([
    ['is none of ours', commentEvent('please diagnose this')],
    ['quotes a command', commentEvent('> /diagnose plan')],
    ['is written by a bot', commentEvent('/diagnose plan', { type: 'Bot' })],
    ['is on an issue', commentEvent('/diagnose plan', { onIssue: true })],
  ])('is left alone when it %s', async (_name, event) => {
    expect(await deliver(event)).toEqual([]);
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
    ['another button is pressed', planCheckEvent('requested_action', 'live', 'merge-it')],
    ["another workflow's run ends", workflowRunEvent('deploy')],
    ['a workflow run has our title and no correlation of ours', workflowRunEvent('plumbline-plan 7-abc')],
    ['a run of ours was not dispatched', workflowRunEvent(`plumbline-plan ${CORRELATION}`, 'push')],
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
