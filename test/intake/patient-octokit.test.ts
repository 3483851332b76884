import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { Probot } from 'probot';
import { isWorthWaiting, patientOctokit } from '../../src/intake/patient-octokit.ts';
import { recordingLog } from '../queue/recording-log.ts';
import { APP_ID, PRIVATE_KEY } from './app-credentials.ts';

beforeEach(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('a rate limit', () => {
  test.each([
    ['of a minute is waited for', 60, 0, true],
    ['is waited for three times', 60, 2, true],
    ['is not waited for a fourth time', 60, 3, false],
    ['of an hour goes back to the queue', 3600, 0, false],
  ])('%s', (_name, retryAfter, retryCount, expected) => {
    expect(isWorthWaiting(retryAfter, retryCount)).toBe(expected);
  });

  test.each([
    ['secondary', { 'retry-after': '1' }, 'You have exceeded a secondary rate limit.'],
    ['primary', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '0' }, 'API rate limit exceeded'],
  ])('that is %s does not lose a request of an installation', async (limit, headers, message) => {
    const log = recordingLog();
    const probot = new Probot({
      appId: APP_ID,
      privateKey: PRIVATE_KEY,
      logLevel: 'fatal',
      Octokit: patientOctokit(log),
    });
    const github = nock('https://api.github.com')
      .post('/app/installations/99/access_tokens')
      .reply(201, { token: 'ghs_test', expires_at: '2999-01-01T00:00:00Z', permissions: {} })
      .patch('/repos/acme/shop/check-runs/1')
      .reply(403, { message }, headers)
      .patch('/repos/acme/shop/check-runs/1')
      .reply(200, { id: 1 });
    const octokit = await probot.auth(99);
    const { data } = await octokit.rest.checks.update({ owner: 'acme', repo: 'shop', check_run_id: 1 });
    expect(data).toEqual({ id: 1 });
    expect(github.isDone()).toBe(true);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { limit, again: true } }]);
  });
});
