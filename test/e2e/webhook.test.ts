import {} from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FakePull } from '../github/fake-github.ts';
import { nockStandIn } from '../github/stand-in.ts';
import { APP_ID, sign } from '../intake/app-credentials.ts';
import { checkEvent, pullRequestEvent } from '../intake/events.ts';
import type { WebhookEvent } from '../intake/events.ts';
import { testRepository } from '../sources/git-repository.ts';
import { startService, until, type RunningService } from './running-service.ts';

// A new embedded database takes seconds, more on a busy machine.
jest.setTimeout(120_000);

const BASE = `resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  storage_encrypted   = true
  deletion_protection = true
  multi_az            = true
  publicly_accessible = false
}
`;
const HEAD = BASE.replace('publicly_accessible = false', 'publicly_accessible = true');

const repository = testRepository();
repository.write('main.tf', BASE);
const baseSha = repository.commit('base');
repository.git('checkout', '-q', '-b', 'public');
repository.write('main.tf', HEAD);
const headSha = repository.commit('open to the world');
repository.git('checkout', '-q', '-b', 'clean', 'main');
repository.write('main.tf', BASE.replace('db.m6g.large', 'db.m6g.xlarge'));
const cleanSha = repository.commit('larger');

// 100 changed files in a repository of 400: in each a folder with something to say about it.
const MANY = Array.from({ length: 200 }, (_, index) => `service${String(index).padStart(3, '0')}`);
repository.git('checkout', '-q', '-b', 'many-base', 'main');
for (const name of MANY) {
  repository.write(`${name}/main.tf`, BASE.replace('orders', name));
  if (name !== MANY[0]) repository.write(`${name}/outputs.tf`, `output "name" {\n  value = "${name}"\n}\n`);
}
repository.commit('many services');
repository.git('checkout', '-q', '-b', 'many');
for (const [index, name] of MANY.slice(0, 100).entries()) {
  repository.write(`${name}/main.tf`, (index < 40 ? HEAD : BASE).replace('orders', name) + `# changed ${name}\n`);
}
repository.commit('change 100 services');
repository.git('checkout', '-q', '-b', 'unread', 'main');
repository.write('main.tf', `${BASE}# never read\n`);
repository.commit('a comment');

let github: ReturnType<typeof nockStandIn>;
let service: RunningService;

beforeAll(async () => {
  service = await startService({ PLUMBLINE_CONCURRENCY: '1' });
});
afterAll(async () => {
  await service.stop();
  repository.remove();
});

beforeEach(() => {
  service.lines.length = 0;
  github = nockStandIn();
});
afterEach(() => {
  github.close();
});

const pull = (number: number, head: string): FakePull => ({
  owner: 'acme',
  repo: 'shop',
  number,
  dir: repository.dir,
  title: 'Change the database',
  state: 'open',
  base: 'main',
  head,
});

const deliver: RunningService['deliver'] = (...delivery) => service.deliver(...delivery);

const about = (number: number): WebhookEvent => pullRequestEvent('synchronize', { number, pull_request: { number } });

/** Requests that count against the limit of 15 a review: all but the one for the installation's token. */
const costOf = (requests: readonly { readonly path: string }[]): number =>
  requests.filter(({ path }) => !path.endsWith('/access_tokens')).length;

const logged = (message: string) => service.lines.filter(({ msg }) => msg === message);

describe('a signed delivery', () => {
  test('becomes a review on GitHub, call by call', async () => {
    github.pulls.push(pull(7, 'public'));
    expect(await deliver(pullRequestEvent('opened'))).toBe(200);
    await until(() => logged('reviewed').length === 1);

    expect(costOf(github.requests)).toBe(13);
    const runs = `/repos/acme/shop/commits/${headSha}/check-runs?check_name=plumbline / review&filter=all&per_page=100`;
    expect(github.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /app/installations/99/access_tokens',
      // Both sides, at commits that are read now.
      'GET /repos/acme/shop/pulls/7',
      `GET /repos/acme/shop/compare/main...${headSha}?per_page=1&page=2`,
      'GET /repos/acme/shop/pulls/7/files?per_page=100&page=1',
      `GET /repos/acme/shop/git/trees/${baseSha}?recursive=1`,
      `GET /repos/acme/shop/git/trees/${headSha}?recursive=1`,
      'POST /graphql', // the policy of the base branch
      // "In progress" before the work begins.
      `GET ${runs}`,
      'POST /repos/acme/shop/check-runs',
      'POST /graphql', // files of both sides
      // What is there, then what is missing; the check run last.
      'POST /graphql', // the head, and what we said
      'POST /repos/acme/shop/pulls/7/reviews',
      'POST /repos/acme/shop/issues/7/comments',
      'PATCH /repos/acme/shop/check-runs/1000',
    ]);

    const [token, started, review, summary, completed] = github.requests.filter(
      ({ method, path }) => method !== 'GET' && path !== '/graphql',
    );
    expect(token?.body).toEqual({});
    expect(started?.body).toEqual({
      name: 'plumbline / review',
      head_sha: headSha,
      external_id: 'plumbline:pull/7',
      status: 'in_progress',
      output: { title: 'Reviewing', summary: expect.any(String) },
    });
    expect(review?.body).toEqual({
      commit_id: headSha,
      event: 'COMMENT',
      body: expect.stringContaining(`<!-- plumbline:review ${headSha} -->`),
      comments: [
        {
          path: 'main.tf',
          side: 'RIGHT',
          line: 7,
          body: expect.stringMatching(
            /publicly_accessible = true[^]*aws-rds-not-public[^]*<!-- plumbline:finding \w+ -->/,
          ),
        },
      ],
    });
    expect(summary?.body).toEqual({ body: expect.stringMatching(/^<!-- plumbline:summary -->\n.*1 new problem/) });
    expect(completed?.body).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      output: {
        title: expect.stringMatching(/^1 high · score \d/),
        annotations: [{ path: 'main.tf', start_line: 7, end_line: 7, annotation_level: 'failure' }],
      },
    });
    expect(logged('reviewed')).toMatchObject([
      {
        deliveryId: 'delivery-opened',
        pullRequest: 'acme/shop#7',
        headSha,
        conclusion: 'failure',
        findings: expect.any(Number),
      },
    ]);
  });

  test('about 100 changed files costs GitHub fifteen requests at most, and about the next push less', async () => {
    github.pulls.push({ ...pull(9, 'many'), base: 'many-base' });
    await deliver(about(9));
    await until(() => logged('reviewed').length === 1);
    expect(github.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
    expect(github.checkRuns[0]?.output.text).not.toContain('were not looked at');
    expect(github.reviewComments).toHaveLength(25);
    expect(github.requests.filter(({ path }) => path.includes('/files?'))).toHaveLength(1);
    expect(costOf(github.requests)).toBeLessThanOrEqual(15);

    const before = costOf(github.requests);
    await deliver(about(9));
    await until(() => logged('reviewed').length === 2);
    expect(costOf(github.requests) - before).toBe(8); // every file is known by its content
  });

  test('that asks for another run gets a new check run, and nothing is said twice', async () => {
    github.pulls.push(pull(7, 'public'));
    await deliver(pullRequestEvent('opened'));
    await until(() => logged('reviewed').length === 1);
    const again = checkEvent('check_run', 'rerequested', APP_ID, [[7, 11]], 'plumbline:pull/7');
    const checkRun = { ...(again.payload['check_run'] as object), id: github.checkRuns[0]?.id };
    await deliver({ ...again, payload: { ...again.payload, check_run: checkRun } });
    await until(() => logged('reviewed').length === 2);
    expect(github.checkRuns.map(({ status, conclusion }) => [status, conclusion])).toEqual([
      ['completed', 'failure'],
      ['completed', 'failure'],
    ]);
    expect([github.reviews.length, github.reviewComments.length, github.issueComments.length]).toEqual([1, 1, 1]);
  });

  test('about a clean change gives a check run and no words', async () => {
    github.pulls.push(pull(8, 'clean'));
    await deliver(about(8));
    await until(() => logged('reviewed').length === 1);
    expect(github.checkRuns).toMatchObject([{ head_sha: cleanSha, status: 'completed', annotations: [] }]);
    expect(github.reviews).toEqual([]);
    expect(github.issueComments).toEqual([]);
  });

  test('that comes twice does not speak twice', async () => {
    github.pulls.push(pull(7, 'public'), pull(8, 'clean'));
    expect(await deliver(pullRequestEvent('opened'))).toBe(200);
    expect(await deliver(pullRequestEvent('opened'))).toBe(200);
    // One or two reviews, depending on whether the first had begun; the other pull request is one more.
    await deliver(about(8));
    await until(
      () => logged('reviewed').length === logged('review wanted').filter(({ result }) => result === 'queued').length,
    );
    expect(github.reviews).toHaveLength(1);
    expect(github.reviewComments).toHaveLength(1);
    expect(github.issueComments).toHaveLength(1);
    expect(github.checkRuns.filter(({ head_sha }) => head_sha === headSha)).toMatchObject([{ status: 'completed' }]);
  });

  test('arrives at the address that the registration page gives to GitHub, too', async () => {
    github.pulls.push(pull(8, 'clean'));
    expect(await deliver(about(8), {}, '/')).toBe(200);
    await until(() => logged('reviewed').length === 1);
  });

  test('whose review fails leaves no check run in progress', async () => {
    github.pulls.push(pull(7, 'unread'));
    github.intercept = ({ path, body }) =>
      path === '/graphql' && String(body['query']).includes('oid:')
        ? { status: 502, body: { message: 'Bad Gateway' } }
        : undefined;
    await deliver(about(7));
    await until(() => logged('job will be tried again').length === 1);
    expect(github.checkRuns).toMatchObject([
      { status: 'completed', conclusion: 'neutral', output: { title: 'Not reviewed yet: GitHub did not answer' } },
    ]);
    expect(github.reviews).toEqual([]);
  });
});

describe('refused, with no job and no call to GitHub, is', () => {
  const event = pullRequestEvent('opened');
  const body = JSON.stringify(event.payload);

  test.each<[string, () => Promise<string>]>([
    ['a wrong signature', () => sign(body, 'another secret of some length')],
    ['a signature of another body', () => sign(`${body} `)],
    ['a signature that is none', () => Promise.resolve('sha256=00')],
    ['an old SHA-1 signature', () => Promise.resolve('sha1=0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33')],
  ])('%s', async (_name, signature) => {
    expect(await deliver(event, { 'x-hub-signature-256': await signature() })).toBe(400);
    expect(logged('review wanted')).toEqual([]);
    expect(github.requests).toEqual([]);
  });

  test('a form', async () => {
    expect(await deliver(event, { 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    expect(github.requests).toEqual([]);
  });

  const post = async (init: RequestInit): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${String(service.port)}/api/github/webhooks`, {
      method: 'POST',
      ...init,
    });
    await response.arrayBuffer();
    return response.status;
  };
  const headers = { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': 'd' };

  test('a delivery without a signature', async () => {
    expect(await post({ body, headers })).toBe(401);
  });

  test('a body that is no JSON, though signed', async () => {
    expect(await post({ body: '{', headers: { ...headers, 'x-hub-signature-256': await sign('{') } })).toBe(400);
  });

  test('a signed body of an event without a payload', async () => {
    const status = await post({ body: 'null', headers: { ...headers, 'x-hub-signature-256': await sign('null') } });
    expect(status).toBeGreaterThanOrEqual(400);
  });

  test('a body of more than 25 MB', async () => {
    const large = ' '.repeat(25 * 1024 * 1024 + 1);
    expect(await post({ body: large, headers: { ...headers, 'x-hub-signature-256': await sign(large) } })).toBe(413);
  });

  afterEach(() => {
    expect(logged('review wanted')).toEqual([]);
    expect(JSON.stringify(service.lines)).not.toContain('"payload"');
  });
});

describe('over HTTP', () => {
  test('/healthz says that process and database are there', async () => {
    const response = await fetch(`http://127.0.0.1:${String(service.port)}/healthz`);
    expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
  });

  test.each(['/', '/probot', '/api/github/webhooks', '/constructor'])('GET %s shows nothing', async (path) => {
    const response = await fetch(`http://127.0.0.1:${String(service.port)}${path}`);
    expect([response.status, await response.text()]).toEqual([404, 'not found\n']);
  });
});
