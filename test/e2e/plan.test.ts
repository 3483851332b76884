import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {} from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FakeCheckRun, FakePull } from '../github/fake-github.ts';
import { nockStandIn } from '../github/stand-in.ts';
import { commentEvent, planCheckEvent, pullRequestEvent } from '../intake/events.ts';
import type { WebhookEvent } from '../intake/events.ts';
import { testRepository } from '../sources/git-repository.ts';
import { startService, until, type RunningService } from './running-service.ts';

// Real Terraform in a real sandbox, several times.
jest.setTimeout(120_000);

const repository = testRepository();
const root = (body: string): string => `terraform {\n  required_version = ">= 1.6"\n}\n\n${body}`;
const MODULE = 'variable "size" {\n  type = number\n}\n\nresource "terraform_data" "disk" {\n  input = var.size\n}\n';
repository.write('live/main.tf', root('module "store" {\n  source = "../modules/store"\n  size   = 10\n}\n'));
repository.write('modules/store/main.tf', MODULE);
repository.write('other/main.tf', root('resource "terraform_data" "other" {}\n'));
repository.write('README.md', 'Infrastructure\n');
const change = (branch: string, files: Readonly<Record<string, string>>): string => {
  repository.git('checkout', '-q', '-b', branch, 'main');
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  return repository.commit(branch);
};
repository.commit('base');
const larger = change('larger', {
  'modules/store/main.tf': MODULE.replace('input = var.size', 'input = var.size * 2'),
});
const broken = change('broken', {
  'live/main.tf': root('resource "terraform_data" "a" {\n  input = terraform_data.missing.output\n}\n'),
});
change('external', {
  'live/main.tf': root(
    'data "external" "x" {\n  program = ["sh", "-c", "id"]\n}\n\nresource "terraform_data" "a" {}\n',
  ),
});
change('removed', {});
repository.git('rm', '-q', '-r', 'other');
repository.commit('remove other');

let github: ReturnType<typeof nockStandIn>;
let service: RunningService;

beforeAll(async () => {
  service = await startService({ PLUMBLINE_PLAN: 'local', PATH: process.env['PATH'] });
  expect(logged('plans are not made on this machine')).toEqual([]);
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

const logged = (message: string) => service.lines.filter(({ msg }) => msg === message);
const doneJobs = (kind: string) => logged('job done').filter((line) => line['kind'] === kind);

function pull(head: string, more: Partial<FakePull> = {}): void {
  const common = { owner: 'acme', repo: 'shop', number: 7, dir: repository.dir, title: 'Change' } as const;
  github.pulls.push({ ...common, state: 'open', base: 'main', head, ...more });
}

async function deliver(event: WebhookEvent): Promise<void> {
  expect(await service.deliver(event)).toBe(200);
}

async function planned(count = 1): Promise<readonly FakeCheckRun[]> {
  await until(() => doneJobs('plan').length >= count);
  return github.checkRuns.filter(({ name }) => name.startsWith('plumbline / plan'));
}

describe('a change of a module', () => {
  test('gets a plan of each root module that it affects, queued at once, with its honest level', async () => {
    pull('larger');
    await deliver(pullRequestEvent('opened'));
    const [run, ...others] = await planned();
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      name: 'plumbline / plan (live)',
      head_sha: larger,
      external_id: 'plumbline:pull/7',
      status: 'completed',
      conclusion: 'neutral',
      actions: [{ identifier: 'replan' }],
    });
    expect(run?.output.title).toMatch(/1 add.*live \[L3\]/);
    expect(run?.output.summary).toContain('EMPTY state');
    expect(run?.output.summary).toMatch(/[0-9a-f]{12}/);
    expect(run?.output.text).toContain('module.store.terraform_data.disk');
    const writes = github.requests.filter(({ path, body }) => path.endsWith('/check-runs') && 'name' in body);
    expect(writes.map(({ body }) => [body['name'], body['status']])).toEqual([
      ['plumbline / review', 'in_progress'],
      ['plumbline / plan (live)', 'queued'],
    ]);
    // Every program that ran is in the audit log, and nothing of the job is left.
    expect(logged('command executed').map(({ argv }) => (argv as string[])[1])).toEqual(
      expect.arrayContaining(['init', 'validate', 'plan', 'show']),
    );
    expect(await readdir(join(service.folder, 'plan-jobs'))).toEqual([]);
  });

  test('is planned again on request, in a new check run', async () => {
    pull('larger');
    await deliver(pullRequestEvent('opened'));
    const [first] = await planned();
    const event = planCheckEvent('requested_action', 'live', 'replan', larger);
    const checkRun = { ...(event.payload['check_run'] as object), id: first?.id };
    await deliver({ ...event, payload: { ...event.payload, check_run: checkRun } });
    const runs = await planned(2);
    expect(runs.map(({ status, conclusion }) => [status, conclusion])).toEqual([
      ['completed', 'neutral'],
      ['completed', 'neutral'],
    ]);
  });
});

describe('a plan that fails', () => {
  test('says so at the line, and explains itself on request', async () => {
    pull('broken');
    await deliver(pullRequestEvent('opened'));
    const [run] = await planned();
    expect(run).toMatchObject({
      conclusion: 'failure',
      actions: [{ identifier: 'replan' }, { identifier: 'diagnose-error' }],
    });
    expect(run?.annotations).toContainEqual(
      expect.objectContaining({ path: 'live/main.tf', start_line: 6, annotation_level: 'failure' }),
    );
    const event = planCheckEvent('requested_action', 'live', 'diagnose-error', broken);
    const checkRun = { ...(event.payload['check_run'] as object), id: run?.id };
    await deliver({ ...event, payload: { ...event.payload, check_run: checkRun } });
    await planned(2);
    expect(github.issueComments.map(({ body }) => body)).toContainEqual(
      expect.stringMatching(/Why the plan of `live` failed[^]*\(configuration\)[^]*terraform_data/),
    );
  });
});

describe('what the gate does not let through', () => {
  test('is refused with the line that is why, whoever asks', async () => {
    pull('external');
    await deliver(pullRequestEvent('opened'));
    const [run] = await planned();
    expect(run).toMatchObject({ conclusion: 'neutral' });
    expect(run?.output.summary).toContain('data "external" "x"');
    expect(logged('command executed')).toEqual([]);
  });

  test('of a fork waits until a maintainer approves exactly that commit', async () => {
    pull('larger', { headRepository: 'stranger/shop', association: 'NONE' });
    await deliver(pullRequestEvent('opened'));
    const [held] = await planned();
    expect(held).toMatchObject({ conclusion: 'action_required' });
    expect(held?.output.summary).toContain(`/diagnose plan approve ${larger}`);
    expect(logged('command executed')).toEqual([]);

    const say = async (id: number, login: string, body: string): Promise<void> => {
      github.issueComments.push({ id, user: { login, type: 'User' }, body });
      await deliver(commentEvent(body, { id }));
      await until(() => doneJobs('comment').some((line) => line['deliveryId'] === `delivery-comment-${String(id)}`));
    };
    github.permissions.set('dana', 'maintain');
    await say(21, 'stranger', `/diagnose plan approve ${larger}`);
    await say(22, 'dana', `/diagnose plan approve ${'0'.repeat(40)}`);
    expect(doneJobs('plan')).toHaveLength(1);
    await say(23, 'dana', `/diagnose plan approve ${larger.slice(0, 10)}`);
    const runs = await planned(2);
    expect(runs.at(-1)).toMatchObject({ conclusion: 'neutral', output: { title: expect.stringContaining('[L3]') } });
    expect(runs.at(-1)?.output.summary).toContain('dana');
    expect(github.reactions).toEqual([
      { comment: 21, content: 'eyes' },
      { comment: 21, content: 'confused' },
      { comment: 22, content: 'eyes' },
      { comment: 22, content: 'confused' },
      { comment: 23, content: 'eyes' },
      { comment: 23, content: 'rocket' },
    ]);
  });

  test('as a command is refused with the policy', async () => {
    pull('larger');
    github.permissions.set('dana', 'admin');
    github.issueComments.push({ id: 24, user: { login: 'dana', type: 'User' }, body: '/diagnose apply' });
    await deliver(commentEvent('/diagnose apply', { id: 24 }));
    await until(() => doneJobs('comment').length === 1);
    expect(github.issueComments.at(-1)?.body).toMatch(/measures and never touches/);
    expect(github.checkRuns).toEqual([]);
  });
});

test('a plan of an older head ends with a pointer to the newer one', async () => {
  pull('larger');
  const old = repository.git('rev-parse', 'main').trim();
  await deliver(planCheckEvent('rerequested', 'live', undefined, old));
  const runs = await planned();
  expect(runs.filter(({ status }) => status !== 'completed')).toEqual([]);
  expect(logged('command executed')).toEqual([]);
});

test('a root module that is removed is told in the review', async () => {
  pull('removed');
  await deliver(pullRequestEvent('opened'));
  await until(() => logged('reviewed').length === 1);
  const review = github.checkRuns.find(({ name }) => name === 'plumbline / review');
  expect(review?.output.text).toContain('other');
  expect(`${review?.output.summary ?? ''}${review?.output.text ?? ''}`).toMatch(/managed by nobody/);
});
