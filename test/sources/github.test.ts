import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InputError, RemoteError } from '../../src/model/errors.ts';
import type { PullRequestRef } from '../../src/ports/change-source.ts';
import { blobCache } from '../../src/sources/blob-cache.ts';
import { githubSource } from '../../src/sources/github.ts';
import type { FakePull, FakeResponse } from '../github/fake-github.ts';
import { startStandIn, type StandIn } from '../github/stand-in.ts';
import { testOctokit } from '../github/test-octokit.ts';
import { testRepository, type TestRepository } from './git-repository.ts';

const ref: PullRequestRef = { owner: 'acme', repo: 'infra', number: 7 };
let github: StandIn;
let repo: TestRepository;
let pull: FakePull;
beforeEach(async () => {
  github = await startStandIn();
  repo = testRepository();
  pull = { ...ref, dir: repo.dir, title: 'Bigger database', state: 'open', base: 'main', head: 'change' };
  github.pulls.push(pull);
});
afterEach(async () => {
  await github.close();
  repo.remove();
});

const source = (cache = blobCache()): ReturnType<typeof githubSource> =>
  githubSource(testOctokit(github.url), { cache });
const requested = (): string[] =>
  github.requests.map((request) => `${request.method} ${request.path.split('?')[0] ?? ''}`);
const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

function branch(
  files: Record<string, string | Uint8Array>,
  before: Record<string, string | Uint8Array> = { 'main.tf': 'a\n' },
): { base: string; head: string } {
  for (const [path, content] of Object.entries(before)) repo.write(path, content);
  const base = repo.commit('base');
  repo.git('checkout', '-q', '-b', 'change');
  for (const [path, content] of Object.entries(files)) repo.write(path, content);
  return { base, head: repo.commit('head') };
}

async function readAll(): Promise<void> {
  const opened = await source().open(ref);
  const [base, head] = await Promise.all([opened.base.list(), opened.head.list()]);
  await opened.prefetch?.({ base: base.map(({ path }) => path), head: head.map(({ path }) => path) });
  for (const tree of [opened.base, opened.head]) await tree.read((await tree.list()).map((entry) => entry.path));
}

describe('requests', () => {
  const modules = (count: number, text: string): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}/main.tf`, `# ${text} ${index}\n`]));

  test('a pull request of three files costs seven, each for a reason', async () => {
    const { base, head } = branch({ ...modules(3, 'new'), 'main.tf': 'b\n' });
    await readAll();
    expect(requested().sort()).toEqual(
      [
        `GET /repos/acme/infra/compare/main...${head}`,
        `GET /repos/acme/infra/git/trees/${base}`,
        `GET /repos/acme/infra/git/trees/${head}`,
        'GET /repos/acme/infra/pulls/7',
        'GET /repos/acme/infra/pulls/7/files',
        'POST /graphql', // the policy
        'POST /graphql', // files of both sides
      ].sort(),
    );
  });

  test('100 changed files in a repository of the read budget leave six of fifteen for publishing', async () => {
    branch({ ...modules(100, 'new') }, modules(400, 'old'));
    expect((await source().open(ref)).base.readBudget).toBe(400);
    github.requests.length = 0;
    await readAll();
    expect(github.requests.length).toBeLessThanOrEqual(9);
    expect(github.requests.filter((request) => request.path.endsWith('/files?per_page=100&page=1'))).toHaveLength(1);
  });

  test('files that are fetched for both sides are not read again', async () => {
    branch({ 'main.tf': 'b\n', 'new.tf': 'new\n' });
    const opened = await source().open(ref);
    await opened.prefetch?.({ base: ['main.tf', 'missing.tf'], head: ['main.tf', 'new.tf'] });
    const before = github.requests.length;
    expect((await opened.base.read(['main.tf'])).size).toBe(1);
    expect((await opened.head.read(['main.tf', 'new.tf'])).size).toBe(2);
    expect(github.requests.length).toBe(before);
  });

  test('what both sides and later reviews have in common is read once', async () => {
    branch({ 'new.tf': 'new\n' });
    const cache = blobCache();
    const texts = async (): Promise<number> => {
      const before = github.requests.filter((request) => JSON.stringify(request.body).includes('oid:')).length;
      const opened = await source(cache).open(ref);
      await opened.base.read(['main.tf']);
      await opened.head.read(['main.tf', 'new.tf']);
      return github.requests.filter((request) => JSON.stringify(request.body).includes('oid:')).length - before;
    };
    expect(await texts()).toBe(2);
    expect(await texts()).toBe(0);
  });
});

test('a GitHub that takes too long for any query is not asked for ever', async () => {
  branch({ 'a.tf': 'a1\n', 'b.tf': 'b\n', 'c.tf': 'c\n' });
  const opened = await source().open(ref);
  let refused = 0;
  github.intercept = () => {
    refused++;
    return { status: 502, body: { message: 'Bad Gateway' } };
  };
  expect(await failure(opened.head.read(['a.tf', 'b.tf', 'c.tf', 'main.tf']))).toMatchObject({ retryable: true });
  expect(refused).toBe(3);
});

test('a query that takes GitHub too long is asked again in halves', async () => {
  branch({ 'a.tf': 'a1\n', 'b.tf': 'b\n', 'c.tf': 'c\n' });
  let refused = 0;
  github.intercept = (request) => {
    const text = JSON.stringify(request.body);
    if (!text.includes('b3: object(oid')) return undefined;
    refused++;
    return { status: 502, body: { message: 'Bad Gateway' } };
  };
  const opened = await source().open(ref);
  const contents = await opened.head.read(['a.tf', 'b.tf', 'c.tf', 'main.tf']);
  expect([refused, contents.size]).toEqual([1, 4]);
});

describe('content', () => {
  test('binary, long and oddly encoded files are the bytes that git has', async () => {
    const files = {
      'binary.tf': Buffer.from([0x61, 0, 0xff]),
      'latin1.tf': Buffer.from('# caf\u00e9\n', 'latin1'),
      'bom.tf': Buffer.from('\ufeff# bom\r\n', 'utf8'),
      'long.tf': Buffer.alloc(600_000, 0x61),
      'empty.tf': Buffer.alloc(0),
    };
    branch(files);
    const opened = await source().open(ref);
    const contents = await opened.head.read(Object.keys(files));
    for (const [path, bytes] of Object.entries(files))
      expect([path, Buffer.from(contents.get(path) ?? [1])]).toEqual([path, bytes]);
  });

  test('many binary files cost a bounded number of requests and the rest are left out', async () => {
    branch(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`b${index}.tf`, Buffer.from([0, index])])));
    const opened = await source().open(ref);
    const contents = await opened.head.read((await opened.head.list()).map((entry) => entry.path));
    expect(contents.size).toBe(21); // 20 binary ones and main.tf
    expect(github.requests.length).toBeLessThanOrEqual(30);
  });

  test('the policy is that of the tip of the base, not of the merge base, and may end in .yaml', async () => {
    branch({ '.github/plumbline.yml': '# weakened\n' });
    repo.git('checkout', '-q', 'main');
    repo.write('.github/plumbline.yaml', '# tip\n');
    repo.commit('policy');
    expect((await source().open(ref)).policy).toEqual({ path: '.github/plumbline.yaml', text: '# tip\n' });
  });

  test('no policy is no policy', async () => {
    branch({ 'main.tf': 'b\n' });
    expect((await source().open(ref)).policy).toBeUndefined();
  });
});

describe('the change', () => {
  test.each([
    ['a fork', 'mallory/infra'],
    ['a fork that was deleted', null],
  ])('the head of %s is read through the base repository', async (_name, headRepository) => {
    const { head } = branch({ 'main.tf': 'b\n' });
    pull.headRepository = headRepository;
    const opened = await source().open(ref);
    expect(opened.change.headSha).toBe(head);
    expect(Buffer.from((await opened.head.read(['main.tf'])).get('main.tf') ?? []).toString()).toBe('b\n');
    expect(requested().filter((line) => line.includes('mallory'))).toEqual([]);
  });

  test('a merged pull request is compared with its recorded base', async () => {
    const { base, head } = branch({ 'main.tf': 'b\n' });
    pull.state = 'closed';
    await source().open(ref);
    expect(requested()).toContain(`GET /repos/acme/infra/compare/${base}...${head}`);
  });

  test('files beyond what GitHub lists make the change truncated', async () => {
    branch(Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`f${index}.tf`, 'x\n'])));
    github.intercept = (request) =>
      request.path.includes('/files') && !request.path.includes('page=1') ? { status: 200, body: [] } : undefined;
    github.pageLimit = 3;
    const opened = await source().open(ref);
    expect(opened.change.truncated).toBe(true);
    expect(opened.change.files).toHaveLength(3);
  });

  test('a file without a patch has no known hunks', async () => {
    branch({ 'binary.tf': Buffer.from([0, 1]) });
    expect((await source().open(ref)).change.files).toEqual([
      { path: 'binary.tf', basePath: undefined, status: 'added', hunks: undefined },
    ]);
  });

  test('a push between two requests starts the reading again with the new head', async () => {
    branch({ 'main.tf': 'b\n' });
    let pushed = '';
    github.intercept = (request) => {
      if (pushed === '' && request.path.includes('/compare/')) {
        repo.write('main.tf', 'c\n');
        pushed = repo.commit('pushed meanwhile');
      }
      return undefined;
    };
    expect((await source().open(ref)).change.headSha).toBe(pushed);
  });

  test('a tree that GitHub cuts is completed in the changed folders, and this is said', async () => {
    const before = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`a${String(index).padStart(2, '0')}/main.tf`, 'x\n']),
    );
    const { base, head } = branch(
      { 'z/deep/new.tf': 'new\n' },
      { ...before, 'z/deep/old.tf': 'old\n', 'zz/other.tf': 'x\n' },
    );
    github.treeLimit = 10;
    const opened = await source().open(ref);
    const paths = (await opened.head.list()).map((entry) => entry.path);
    expect(paths).toContain('z/deep/new.tf');
    expect(paths).toContain('z/deep/old.tf');
    expect(paths).not.toContain('zz/other.tf');
    expect((await opened.base.read(['z/deep/old.tf'])).size).toBe(1);
    expect(opened.notes).toEqual(
      [base, head].map(
        (sha) =>
          `GitHub does not list the whole tree of ${sha.slice(0, 7)}, it is too large; the folders with changed files were read, others may be missing.`,
      ),
    );
  });
});

describe('errors', () => {
  const answer = (status: number, message: string, headers: Record<string, string> = {}): FakeResponse => ({
    status,
    headers,
    body: { message },
  });
  const table: [
    string,
    string,
    FakeResponse | 'lose-answer',
    { retryable: boolean; retryAfter?: number; message: RegExp },
  ][] = [
    [
      'a server error',
      '/files',
      answer(502, 'Bad Gateway'),
      { retryable: true, message: /could not list the files of acme\/infra#7: Bad Gateway/ },
    ],
    ['a broken connection', '/git/trees', 'lose-answer', { retryable: true, message: /could not read the tree of/ }],
    [
      'a primary rate limit',
      '/files',
      answer(403, 'API rate limit exceeded', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '1767225690',
        date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      }),
      { retryable: true, retryAfter: 90, message: /rate limit is reached; it opens again in 90 s/ },
    ],
    [
      'a secondary rate limit',
      '/compare/',
      answer(403, 'You have exceeded a secondary rate limit', { 'retry-after': '17' }),
      { retryable: true, retryAfter: 17, message: /opens again in 17 s/ },
    ],
    [
      'a 429 without a time',
      '/graphql',
      answer(429, 'Too Many Requests'),
      { retryable: true, retryAfter: 60, message: /read the policy file/ },
    ],
    [
      'a GraphQL rate limit',
      '/graphql',
      { status: 200, body: { data: null, errors: [{ type: 'RATE_LIMITED', message: 'limit' }] } },
      { retryable: true, retryAfter: 60, message: /rate limit/ },
    ],
    [
      'a missing permission',
      '/files',
      answer(403, 'Resource not accessible by integration'),
      { retryable: false, message: /the App needs the permission pull_requests: read/ },
    ],
    [
      'a missing permission in GraphQL',
      '/graphql',
      { status: 200, body: { data: null, errors: [{ type: 'FORBIDDEN', message: 'no' }] } },
      { retryable: false, message: /the App needs the permission contents: read/ },
    ],
    [
      'something that is gone',
      '/compare/',
      answer(404, 'Not Found'),
      { retryable: false, message: /does not find it \(404\).*contents: read/ },
    ],
    [
      'wrong credentials',
      '/files',
      answer(401, 'Bad credentials'),
      { retryable: false, message: /check the App id and private key, or GITHUB_TOKEN/ },
    ],
    [
      'an answer of another shape',
      '/files',
      { status: 200, body: { hello: 1 } },
      { retryable: true, message: /answer is not as documented at its top/ },
    ],
  ];
  test.each(table)('%s is a RemoteError', async (_name, path, response, expected) => {
    branch({ 'main.tf': 'b\n' });
    github.intercept = (request) => (request.path.includes(path) ? response : undefined);
    const error = await failure(source().open(ref));
    expect(error).toBeInstanceOf(RemoteError);
    const { retryable, retryAfter, message } = error as RemoteError;
    expect({ retryable, retryAfter }).toEqual({ retryable: expected.retryable, retryAfter: expected.retryAfter });
    expect(message).toMatch(expected.message);
  });

  test('a pull request that does not exist is the mistake of who asked', async () => {
    const error = await failure(source().open({ ...ref, number: 8 }));
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain('could not read the pull request acme/infra#8: GitHub does not find it (404)');
  });
});

test('the cache forgets what was used least recently, and keeps repositories apart', () => {
  const cache = blobCache(1000);
  const bytes = new Uint8Array(200);
  cache.set('a/b', '1', bytes);
  cache.set('a/b', '2', bytes);
  expect(cache.get('a/b', '1')).toBe(bytes);
  cache.set('a/b', '3', bytes);
  expect(['1', '2', '3'].map((sha) => cache.get('a/b', sha) !== undefined)).toEqual([true, false, true]);
  expect(cache.get('a/c', '1')).toBeUndefined();
});
