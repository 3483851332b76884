import { describe, expect, test } from '@jest/globals';
import { describeError } from '../../src/intake/open-log.ts';

describe('an error in the log', () => {
  test('keeps what explains it: type, message, code, status, causes', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new TypeError('no answer', { cause }), { status: 502 });
    expect(describeError(error)).toMatchObject({
      type: 'TypeError',
      message: 'no answer',
      status: 502,
      cause: { message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
    });
  });

  test('leaves out the delivery that @octokit/webhooks hangs on it, at every level', () => {
    const inner = Object.assign(new Error('bad signature'), { event: { payload: 'sensitive' } });
    const error = Object.assign(new AggregateError([inner], 'bad signature'), { event: { payload: 'sensitive' } });
    expect(describeError(error)).toMatchObject({ errors: [{ message: 'bad signature' }] });
    expect(JSON.stringify(describeError(error))).not.toContain('sensitive');
  });

  test.each([
    ['a long message', new Error('x'.repeat(100_000))],
    [
      'a long chain of causes',
      Array.from({ length: 200 }).reduce<Error>((cause) => new Error('y'.repeat(500), { cause }), new Error('z')),
    ],
    ['many errors at once', new AggregateError(Array.from({ length: 10_000 }, () => new Error('w')))],
  ])('stays small for %s', (_name, error) => {
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(60_000);
  });

  test('that is a cycle ends', () => {
    const error = new Error('round');
    error.cause = error;
    expect(describeError(error)).toMatchObject({ message: 'round' });
  });

  test.each([
    ['a text', 'oops', 'oops'],
    ['nothing', undefined, 'undefined'],
  ])('that is %s is written as it is', (_name, error, message) => {
    expect(describeError(error)).toEqual({ message });
  });
});
