import { describe, expect, test } from '@jest/globals';
import { pullRequestOf } from '../../src/cli/pull-request-url.ts';

describe('pullRequestOf', () => {
  const ref = { owner: 'acme', repo: 'infra', number: 7 };
  test.each<readonly [string, string | undefined]>([
    ['https://github.com/acme/infra/pull/7', 'https://api.github.com'],
    ['https://github.com/acme/infra/pull/7/files#diff-1', 'https://api.github.com'],
    ['https://github.example.com/acme/infra/pull/7', 'https://github.example.com/api/v3'],
    ['https://acme.ghe.com/acme/infra/pull/7', 'https://api.acme.ghe.com'],
    ['http://localhost:3000/acme/infra/pull/7', 'http://localhost:3000/api/v3'],
    ['acme/infra#7', undefined],
  ])('%s', (text, apiUrl) => {
    expect(pullRequestOf(text)).toMatchObject({ ref, apiUrl });
  });

  test.each([
    '',
    'acme/infra',
    'acme/infra#0x7',
    'file:///acme/infra/pull/7',
    'https://github.com/acme/infra',
    '../x#1',
  ])('refuses %j', (text) => {
    expect(() => pullRequestOf(text)).toThrow(/is not a pull request/);
  });
});
