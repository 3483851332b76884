import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startStandIn, type StandIn } from '../github/stand-in.ts';
import { testRepository, type TestRepository } from '../sources/git-repository.ts';

// Each test starts whole processes, and Octokit waits seconds between two writes.
jest.setTimeout(120_000);

const root = resolve(import.meta.dirname, '../..');
const BASE = `resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  storage_encrypted   = true
  deletion_protection = true
  multi_az            = true
  publicly_accessible = false
}
`;

let github: StandIn;
let repo: TestRepository;
beforeEach(async () => {
  github = await startStandIn();
  github.login = 'dana';
  repo = testRepository();
  repo.write('main.tf', BASE);
  repo.commit('base');
  repo.git('checkout', '-q', '-b', 'public');
  repo.write('main.tf', BASE.replace('publicly_accessible = false', 'publicly_accessible = true'));
  repo.commit('Orders');
  repo.git('checkout', '-q', '-b', 'larger', 'main');
  repo.write('main.tf', BASE.replace('db.m6g.large', 'db.m6g.xlarge'));
  repo.commit('Larger');
  const pull = { owner: 'acme', repo: 'infra', dir: repo.dir, title: 'Orders', state: 'open', base: 'main' } as const;
  github.pulls.push({ ...pull, number: 7, head: 'public' }, { ...pull, number: 8, head: 'larger' });
});
afterEach(async () => {
  await github.close();
  repo.remove();
});

interface Ended {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as it is installed, in a process of its own. */
async function plumbline(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const command = ['--import', import.meta.resolve('tsx'), join(root, 'src/cli.ts'), ...args];
  const child = spawn(process.execPath, command, {
    cwd: repo.dir,
    env: { PATH: process.env['PATH'] ?? '', HOME: repo.dir, GITHUB_TOKEN: 'ghp_of_dana', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [status] = (await once(child, 'close')) as unknown[];
  return { status, ...output };
}

const url = (number: number): string => `${github.url}/acme/infra/pull/${String(number)}`;
const writes = (): string[] =>
  github.requests
    .filter(({ method, path }) => method !== 'GET' && path !== '/graphql')
    .map(({ method, path }) => `${method} ${path}`);

/** GitHub lets only Apps write check runs. */
function refuseCheckRuns(): void {
  github.intercept = ({ method, path }) =>
    method === 'POST' && path.endsWith('/check-runs')
      ? { status: 403, body: { message: 'You must authenticate via a GitHub App.' } }
      : undefined;
}

describe('a dry run over a pull request', () => {
  // JSON names the change, which is a range here and a pull request there.
  const named = (text: string): string => text.replace(/"name": "[^"]*",\s*"title": "[^"]*",/, '');

  test.each(['json', 'markdown', 'sarif'])('reads only, and says in %s what a local review says', async (format) => {
    const remote = await plumbline(['review', url(7), '--format', format]);
    const local = await plumbline(['review', '--base', 'main', '--head', 'public', '--format', format]);
    expect(remote).toMatchObject({ status: 1, stderr: '' });
    expect(writes()).toEqual([]);
    expect(github.requests.length).toBeGreaterThan(0);
    expect(named(remote.stdout)).toEqual(named(local.stdout));
    expect(remote.stdout).toContain('publicly_accessible');
    expect(remote.status).toBe(local.status);
  });

  test('whose gate holds ends with 0', async () => {
    expect(await plumbline(['review', url(8)])).toMatchObject({ status: 0, stderr: '' });
    expect(writes()).toEqual([]);
  });

  test('that does not exist ends with 2 and one line', async () => {
    const { status, stdout, stderr } = await plumbline(['review', url(9)]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^plumbline: could not read the pull request acme\/infra#9: GitHub does not find it \(404\)[^\n]*\n$/,
    );
  });

  test('without a token ends with 2 and says how to get one', async () => {
    const { status, stderr } = await plumbline(['review', url(7)], { GITHUB_TOKEN: '', PATH: '' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/GITHUB_TOKEN[^\n]*gh auth login/);
    expect(github.requests).toEqual([]);
  });
});

describe('with --post', () => {
  test('review and summary are written; that a person cannot write check runs is said in one sentence', async () => {
    refuseCheckRuns();
    const { status, stdout, stderr } = await plumbline(['review', url(7), '--post']);
    expect(status).toBe(1);
    expect(stdout).toContain('publicly_accessible');
    expect(stderr).toBe(
      'Posted: review posted with 1 comment, summary comment created, check run failed.\n' +
        "could not write the check run of acme/infra#7: GitHub lets only Apps do it (403), and this token is not an App's\n",
    );
    expect(writes()).toEqual([
      'POST /repos/acme/infra/pulls/7/reviews',
      'POST /repos/acme/infra/issues/7/comments',
      'POST /repos/acme/infra/check-runs',
    ]);
    expect(github.reviewComments).toMatchObject([{ path: 'main.tf', line: 7 }]);
    expect(github.issueComments).toMatchObject([{ body: expect.stringMatching(/^<!-- plumbline:summary -->/) }]);

    github.requests.length = 0;
    const again = await plumbline(['review', url(7), '--post']);
    expect(again.stderr).toMatch(/^Posted: review unchanged, summary comment unchanged, check run failed\.\n/);
    expect(writes()).toEqual(['POST /repos/acme/infra/check-runs']);
  });

  test('the token of an App installation writes the check run, too', async () => {
    github.login = 'plumbline[bot]';
    expect(await plumbline(['review', url(8), '--post'])).toMatchObject({
      status: 0,
      stderr: 'Posted: review unchanged, summary comment unchanged, check run written.\n',
    });
    expect(github.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
  });
});
