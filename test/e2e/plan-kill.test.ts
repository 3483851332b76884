import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FakeCheckRun } from '../github/fake-github.ts';
import { startStandIn, type StandIn } from '../github/stand-in.ts';
import { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET, sign } from '../intake/app-credentials.ts';
import { pullRequestEvent } from '../intake/events.ts';
import { freePort } from '../queue/free-port.ts';
import { testRepository } from '../sources/git-repository.ts';

// Whole processes with a new embedded database each, and real plans; on a busy machine each takes its time.
jest.setTimeout(300_000);

const root = resolve(import.meta.dirname, '../..');
/** A plan of this many objects takes seconds, without any provider. */
const MANY = 6000;
const repository = testRepository();
const live = (count: number): string =>
  `terraform {\n  required_version = ">= 1.6"\n}\n\nresource "terraform_data" "many" {\n  count = ${String(count)}\n  input = count.index\n}\n`;
repository.write('live/main.tf', live(1));
repository.commit('base');
repository.git('checkout', '-q', '-b', 'many');
repository.write('live/main.tf', live(MANY));
repository.commit('many');

let cwd = '';
let github: StandIn;
const children: ChildProcess[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-plan-kill-'));
  github = await startStandIn();
  github.pulls.push({
    owner: 'acme',
    repo: 'shop',
    number: 7,
    dir: repository.dir,
    title: 'Change',
    state: 'open',
    base: 'main',
    head: 'many',
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) await end(child, 'SIGKILL');
  await github.close();
  await rm(cwd, { recursive: true, force: true });
});
afterAll(() => {
  repository.remove();
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** The program with its data in `cwd`, ready for deliveries. */
async function start(): Promise<{ readonly child: ChildProcess; readonly port: number; readonly said: () => string }> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), join(root, 'src/main.ts')], {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      APP_ID: String(APP_ID),
      PRIVATE_KEY,
      WEBHOOK_SECRET,
      HOST: '127.0.0.1',
      PORT: String(port),
      PLUMBLINE_DATA: join(cwd, 'data'),
      PLUMBLINE_PLAN: 'local',
      GHE_HOST: new URL(github.url).host,
      GHE_PROTOCOL: 'http',
      LOG_FORMAT: 'json',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`ended: ${output}`);
    return (await fetch(`http://127.0.0.1:${String(port)}/healthz`).catch(() => undefined))?.status === 200;
  });
  return { child, port, said: () => output };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

async function open(port: number): Promise<void> {
  const { id, name, payload } = pullRequestEvent('opened');
  const body = JSON.stringify(payload);
  const headers = { 'x-github-event': name, 'x-github-delivery': id, 'x-hub-signature-256': await sign(body) };
  const response = await fetch(`http://127.0.0.1:${String(port)}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  expect(response.status).toBe(200);
}

interface Running {
  readonly pid: number;
  readonly parent: number;
  /** When it was started: a number is used again, this is not. */
  readonly start: string;
  readonly argv: readonly string[];
}

/** Everything that runs on this machine and is not a zombie. */
async function processes(): Promise<Running[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    pids.map(async (pid) => {
      const [stat, command] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''),
        readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      ]);
      const [state = 'Z', parent = '', ...rest] = stat.split(') ').at(-1)?.split(' ') ?? [];
      if (stat === '' || state === 'Z') return [];
      return [{ pid: Number(pid), parent: Number(parent), start: rest[17] ?? '', argv: command.split('\0') }];
    }),
  );
  return all.flat();
}

/** What a process has started, and what that has started. */
async function descendants(pid: number): Promise<Running[]> {
  const all = await processes();
  const family = new Set([pid]);
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const each of all) if (family.has(each.parent)) family.add(each.pid);
  }
  return all.filter((each) => each.pid !== pid && family.has(each.pid));
}

const isTerraform = ({ argv }: Running): boolean => /(^|\/)terraform$/.test(argv[0] ?? '');
const isPlan = (each: Running): boolean => isTerraform(each) && each.argv[1] === 'plan';

/** The processes of the plan, as soon as Terraform plans and bubblewrap holds it. */
async function planning(child: ChildProcess): Promise<Running[]> {
  let family: Running[] = [];
  await until(async () => {
    family = await descendants(child.pid ?? 0);
    return family.some(isPlan);
  });
  expect(family.some(({ argv }) => argv.some((each) => /(^|\/)bwrap$/.test(each)))).toBe(true);
  return family;
}

async function alive(family: readonly Running[]): Promise<Running[]> {
  const now = await processes();
  return family.filter(({ pid, start }) => now.some((each) => each.pid === pid && each.start === start));
}

const jobs = (): Promise<string[]> => readdir(join(cwd, 'data/plan-jobs'));
const runsNamed = (name: string): FakeCheckRun[] => github.checkRuns.filter((run) => run.name === name);
const PLAN = 'plumbline / plan (live)';
const planRun = (): FakeCheckRun | undefined => runsNamed(PLAN).at(-1);

/** What GitHub shows when all is over: for each name one completed check run as the newest, nothing open, and a plan. */
async function endsWithOnePlan(): Promise<void> {
  await until(
    () => planRun()?.conclusion === 'neutral' && runsNamed('plumbline / review').at(-1)?.status === 'completed',
  );
  expect(github.checkRuns.filter(({ status }) => status !== 'completed')).toEqual([]);
  const full = runsNamed(PLAN).filter(({ output }) => output.title?.includes('[L3]'));
  expect(full).toEqual([planRun()]);
  expect(planRun()?.output.title).toMatch(new RegExp(`${String(MANY)} add|${String(MANY - 1)} add`));
  await until(async () => (await jobs()).length === 0);
}

describe('a worker that dies in the middle of a plan', () => {
  test('takes its sandbox with it, and the next one completes the check run', async () => {
    const first = await start();
    await open(first.port);
    const family = await planning(first.child);
    expect(planRun()?.status).toBe('in_progress');
    expect(await jobs()).toHaveLength(1);

    await end(first.child, 'SIGKILL');
    await sleep(1000);
    expect(await alive(family)).toEqual([]);
    // Nobody was left to clean up or to say anything.
    const [dead = ''] = await jobs();
    expect(dead).toContain(`plumbline-job-${String(first.child.pid)}-`);
    expect(planRun()?.status).toBe('in_progress');

    const second = await start();
    expect(await jobs()).not.toContain(dead);
    await endsWithOnePlan();
    expect(runsNamed(PLAN)).toHaveLength(1); // the one that was open went on
    expect(second.said()).toContain('jobs of a process that died run again');
    await end(second.child, 'SIGTERM');
    expect(second.child.exitCode).toBe(0);
  });

  test('says so when it is told to stop, and the next one plans again', async () => {
    const first = await start();
    await open(first.port);
    const family = await planning(first.child);
    // As slow as a plan that outlives the stop: Terraform itself stands still.
    const terraform = family.filter(isTerraform);
    for (const { pid } of terraform) process.kill(pid, 'SIGSTOP');
    await end(first.child, 'SIGTERM');
    expect(first.child.exitCode).toBe(0);
    expect(planRun()).toMatchObject({ status: 'completed', conclusion: 'cancelled', output: { title: 'Interrupted' } });
    expect(await alive(family)).toEqual([]);
    expect(await jobs()).toEqual([]);

    const second = await start();
    await endsWithOnePlan();
    await end(second.child, 'SIGTERM');
    expect(second.child.exitCode).toBe(0);
  });
});
