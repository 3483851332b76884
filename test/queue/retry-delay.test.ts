import { describe, expect, test } from '@jest/globals';
import { InputError, RemoteError } from '../../src/model/errors.ts';
import { DEFAULT_RETRIES, retryDelay } from '../../src/queue/retry-delay.ts';

const remote = (retryable: boolean, retryAfter?: number): RemoteError =>
  new RemoteError('no answer', { retryable, retryAfter, cause: undefined });

describe('the delay before a retry', () => {
  test.each([
    ['starts at half a minute', remote(true), 0, 30],
    ['doubles', remote(true), 1, 60],
    ['stops growing at a quarter of an hour', remote(true), 5, 900],
    ['is what the other side asked for when that is longer', remote(true, 120), 0, 120],
    ['may be longer than our own maximum when the other side asked for it', remote(true, 3600), 0, 3600],
    ['is not shortened by what the other side asked for', remote(true, 1), 2, 120],
    ['does not exist after the last retry', remote(true), 6, undefined],
    ['does not exist for an error that will not go away', remote(false, 60), 0, undefined],
    ['does not exist for a mistake of the author', new InputError('bad policy'), 0, undefined],
    ['does not exist for a bug', new TypeError('x is undefined'), 0, undefined],
  ])('%s', (_name, error, attempt, seconds) => {
    expect(retryDelay(error, attempt, DEFAULT_RETRIES)).toBe(seconds);
  });
});
