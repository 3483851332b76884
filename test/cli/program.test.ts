import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';
import { NO_PLANS } from './no-plans.ts';
import { memoryIo, type MemoryIo } from './memory-io.ts';

const sample = resolve(import.meta.dirname, '../../fixtures/pull-requests/checkout-service');
let work = '';

async function run(args: readonly string[], cwd = work): Promise<{ exit: number; io: MemoryIo }> {
  const io = memoryIo(cwd);
  const exit = await runProgram(args, {
    io,
    github: { connect: () => Promise.reject(new Error('no network in tests')) },
    machine: { examine: () => Promise.resolve([{ name: 'git', state: 'broken', detail: 'not found' }]) },
    plans: NO_PLANS,
  });
  return { exit, io };
}

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], {
    cwd: join(work, 'repo'),
    env: { PATH: process.env['PATH'], HOME: work, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    stdio: 'pipe',
  });
}

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'plumbline-cli-'));
  mkdirSync(join(work, 'repo'));
  git('init', '-q', '-b', 'main');
  cpSync(join(sample, 'base'), join(work, 'repo'), { recursive: true });
  git('add', '-A');
  git('commit', '-q', '-m', 'base');
  git('checkout', '-q', '-b', 'feature');
  cpSync(join(sample, 'head'), join(work, 'repo'), { recursive: true });
  git('add', '-A');
  git('commit', '-q', '-m', 'Exports');
  mkdirSync(join(work, 'clean'));
  writeFileSync(join(work, 'clean/main.tf'), 'resource "aws_sqs_queue" "a" {\n  sqs_managed_sse_enabled = true\n}\n');
  mkdirSync(join(work, 'empty'));
  mkdirSync(join(work, 'sized'));
  const open =
    'ingress {\n    from_port = 22\n    to_port = 22\n    protocol = "tcp"\n    cidr_blocks = [var.from]\n  }';
  const group = `resource "aws_security_group" "a" {\n  ${open}\n}\n`;
  writeFileSync(join(work, 'sized/main.tf'), `variable "from" {\n  default = "10.0.0.0/8"\n}\n${group}`);
  writeFileSync(join(work, 'sized/prod.tfvars'), 'from = "0.0.0.0/0"\n');
  mkdirSync(join(work, 'broken'));
  writeFileSync(join(work, 'broken/main.tf'), 'resource "aws_s3_bucket" {{{\n');
  writeFileSync(join(work, 'broken/ok.tf'), 'resource "aws_sqs_queue" "a" {\n}\n');
  symlinkSync('/etc/passwd', join(work, 'broken/link.tf'));
});

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

describe('exit status', () => {
  test.each<readonly [string, readonly string[], number, RegExp]>([
    ['a change with high findings', ['review', '--repo', 'repo', '--base', 'main', '--head', 'feature'], 1, /^$/],
    ['the same under a weaker gate', ['review', '--repo', 'repo', '--base', 'main', '--fail-on', 'critical'], 1, /^$/],
    ['nothing changed', ['review', '--repo', 'repo', '--base', 'feature', '--head', 'feature'], 0, /^$/],
    ['a clean tree', ['scan', 'clean'], 0, /^$/],
    ['a tree that does not parse is not a failure of the gate', ['scan', 'broken'], 0, /^$/],
    ['help', ['--help'], 0, /^$/],
    ['the version', ['--version'], 0, /^$/],
    ['an unknown command', ['scna', 'clean'], 2, /unknown command/],
    ['an unknown option', ['scan', 'clean', '--loud'], 2, /unknown option/],
    ['an unknown format', ['scan', 'clean', '--format', 'xml'], 2, /pretty, markdown, json, sarif, html/],
    ['no folder', ['scan'], 2, /missing required argument/],
    ['a folder that is not there', ['scan', 'nowhere'], 2, /^plumbline: .*nowhere does not exist.*\n$/],
    ['an empty folder name', ['scan', ''], 2, /^plumbline: .*write \. for the working directory\n$/],
    ['a folder with nothing to review', ['scan', 'empty'], 0, /^plumbline: empty has no Terraform .*\n$/],
    ['a variable file', ['scan', 'sized', '--var-file', './prod.tfvars'], 1, /^$/],
    ['no variable file', ['scan', 'sized'], 0, /^$/],
    [
      'a missing variable file',
      ['scan', 'sized', '--var-file', 'x.tfvars'],
      2,
      /^plumbline: --var-file x\.tfvars .*\n$/,
    ],
    ['a variable file elsewhere', ['scan', 'clean', '--var-file', '../sized/prod.tfvars'], 2, /no variable file in/],
    ['a variable file of no known kind', ['scan', 'sized', '--var-file', 'main.tf'], 2, /name a \.tfvars/],
    ['a ref that is not there', ['review', '--repo', 'repo', '--base', 'mian'], 2, /did you mean main\?/],
    ['no repository', ['review', '--repo', 'clean'], 2, /^plumbline: .*not.*git/],
    ['a URL that is no pull request', ['review', 'https://github.com/a/b/issues/7'], 2, /is not a pull request/],
    ['--post without a pull request', ['review', '--post'], 2, /--post needs a pull request/],
    ['a pull request with a base', ['review', 'a/b#7', '--base', 'main'], 2, /has its own/],
    ['a policy file that is not there', ['config', 'check', 'nowhere.yml'], 2, /cannot be read/],
    ['a broken machine', ['doctor'], 1, /^$/],
  ])('%s', async (_name, args, exit, warning) => {
    const result = await run(args);
    expect(result.io.warnings()).toMatch(warning);
    expect(result.exit).toBe(exit);
  });
});

describe('review', () => {
  test('says the same in SARIF as the terminal report counts', async () => {
    const args = ['review', '--repo', 'repo', '--base', 'main', '--head', 'feature', '--format'];
    const sarif = JSON.parse((await run([...args, 'sarif'])).io.output()) as {
      runs: { results: { baselineState: string; ruleId: string }[] }[];
    };
    const introduced = sarif.runs.flatMap((one) => one.results).filter((result) => result.baselineState === 'new');
    const json = JSON.parse((await run([...args, 'json'])).io.output()) as { findings: { state: string }[] };
    expect(introduced.length).toBe(json.findings.filter(({ state }) => state === 'introduced').length);
    expect(introduced.length).toBeGreaterThan(5);
  });

  test('colours nothing and rewrites no line when nobody watches', async () => {
    const { io } = await run(['review', '--repo', 'repo', '--base', 'main', '--head', 'feature']);
    expect(io.output() + io.warnings()).not.toContain('\u001b');
  });
});

describe('scan', () => {
  test('names what it could not read and reviews the rest', async () => {
    const { io } = await run(['scan', 'broken', '--format', 'json']);
    const review = JSON.parse(io.output()) as { coverage: { gaps: { location: { file: string } }[] } };
    const files = new Set(review.coverage.gaps.map(({ location }) => location.file));
    expect([...files].sort()).toEqual(['link.tf', 'main.tf']);
  });

  test('gives paths that tell the roots apart', async () => {
    const { io } = await run(['scan', 'repo', 'broken', '--format', 'sarif']);
    const sarif = JSON.parse(io.output()) as {
      runs: { results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[];
    };
    const uris = sarif.runs.flatMap((one) =>
      one.results.flatMap((result) => result.locations.map((at) => at.physicalLocation.artifactLocation.uri)),
    );
    expect(sarif.runs).toHaveLength(1);
    expect(uris.every((uri) => /^(repo|broken)\//.test(uri))).toBe(true);
  });
});

describe('config check', () => {
  test('gives each problem a line, a column and the nearest key', async () => {
    writeFileSync(join(work, 'policy.yml'), 'gate:\n  severty: high\ntargets:\n  availability: 99.95\n');
    const { exit, io } = await run(['config', 'check', 'policy.yml']);
    expect(exit).toBe(1);
    expect(io.output()).toMatch(/^policy\.yml:2:3: .*severity/m);
    expect(io.output()).toMatch(/note: targets is accepted, but this version does not act on it yet/);
  });
});

test('every command has examples in its help', async () => {
  for (const command of [['scan'], ['review'], ['rules'], ['config', 'check'], ['doctor']]) {
    const { io } = await run([...command, '--help']);
    expect(io.output()).toMatch(/Examples?:\n {2}\$ plumbline /);
  }
});
