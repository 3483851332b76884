import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import type { TerraformCommand } from '../../../src/plan/command.ts';
import type { RunControl } from '../../../src/runner/sandbox/run-sandboxed.ts';
import { runTerraform, type TerraformResult } from '../../../src/runner/sandbox/run-terraform.ts';
import type { SandboxOptions } from '../../../src/runner/sandbox/sandbox-options.ts';
import { writeProviderMirror } from '../../terraform/provider/provider-mirror.ts';
import { PROVIDERS } from '../../terraform/provider/schemas.ts';
import {
  allCommandLines,
  descendantsOf,
  programOnPath,
  providerBinds,
  runScript,
  startedSince,
  stillRunning,
  terraformSandbox,
  until,
  type RunningProcess,
  type TestSandbox,
} from './sandbox-kit.ts';

const MIB = 1024 * 1024;
/** What a plan without real providers needs; small, so that bombs go off soon. */
const SMALL = { addressSpaceBytes: 1536 * MIB };
const CLI_CONFIG = `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "/opt/mirror"
    include = ["registry.terraform.io/*/*"]
  }
  direct {
    exclude = ["*/*/*"]
  }
}
`;

let sandbox: TestSandbox;
let before: readonly RunningProcess[] = [];
beforeEach(async () => {
  before = descendantsOf(process.pid);
  sandbox = await terraformSandbox();
});
afterEach(async () => {
  // Whatever was tried, nothing of it goes on.
  const left = startedSince(before);
  await sandbox.close();
  expect(left).toEqual([]);
});

function terraform(
  command: TerraformCommand,
  change: Partial<SandboxOptions> = {},
  control: Partial<RunControl> = {},
): Promise<TerraformResult> {
  return runTerraform({ ...sandbox.options, limits: SMALL, ...change }, command, { timeoutMs: 30_000, ...control });
}

const PLAN: TerraformCommand = { name: 'plan', refresh: true, varFiles: [] };

/** Values of the outputs of a plan. */
async function outputs(change: Partial<SandboxOptions> = {}, control: Partial<RunControl> = {}): Promise<unknown> {
  const plan = await terraform(PLAN, change, control);
  expect(plan).toMatchObject({ exitCode: 2, stderr: '' });
  const show = await terraform({ name: 'show' }, change);
  const { planned_values } = JSON.parse(show.stdout) as {
    planned_values: { outputs: Readonly<Record<string, { value: unknown }>> };
  };
  return Object.fromEntries(Object.entries(planned_values.outputs).map(([name, { value }]) => [name, value]));
}

describe('a configuration that reads', () => {
  test('sees its tree, and no file beside it', async () => {
    const canary = join(sandbox.folder, 'canary.txt');
    writeFileSync(canary, 'canary');
    symlinkSync('/etc/passwd', join(sandbox.options.tree.host, 'passwd'));
    symlinkSync(canary, join(sandbox.options.tree.host, 'canary'));
    symlinkSync('/', join(sandbox.options.tree.host, 'top'));
    const up = '../'.repeat(30);
    await sandbox.write({
      'inside.txt': 'inside',
      'main.tf': `
        output "inside"       { value = file("inside.txt") }
        output "file"         { value = try(file("/etc/passwd"), "refused") }
        output "base64"       { value = try(filebase64("/etc/passwd"), "refused") }
        output "hash"         { value = try(filesha256("/etc/passwd"), "refused") }
        output "template"     { value = try(templatefile("/etc/passwd", {}), "refused") }
        output "exists"       { value = fileexists("/etc/passwd") }
        output "canary"       { value = try(file(${JSON.stringify(canary)}), "refused") }
        output "up"           { value = try(file("${up}etc/passwd"), "refused") }
        output "link"         { value = try(file("passwd"), "refused") }
        output "canary_link"  { value = try(file("canary"), "refused") }
        output "link_to_top"  { value = try(file("top/etc/passwd"), "refused") }
        output "home"         { value = fileset(pathexpand("~"), "**") }
        output "root"         { value = fileset("/", "*") }
        output "etc"          { value = fileset("/etc", "**") }
        output "shadows"      { value = fileset("/", "{root,home,usr,var,tmp,opt,run}/**") }
        output "connections"  { value = length(split("\\n", trimspace(file("/proc/self/net/tcp")))) }
        output "others"       { value = [for n in range(2, 99) : n if !strcontains(try(file("/proc/\${n}/status"), "Tgid:\\t1\\n"), "Tgid:\\t1\\n")] }
      `,
    });
    expect(await outputs()).toEqual({
      inside: 'inside',
      file: 'refused',
      base64: 'refused',
      hash: 'refused',
      template: 'refused',
      exists: false,
      canary: 'refused',
      up: 'refused',
      link: 'refused',
      canary_link: 'refused',
      link_to_top: 'refused',
      home: [],
      root: [],
      etc: [],
      shadows: [],
      // The line of titles alone.
      connections: 1,
      others: [],
    });
  });

  test('sees no variable of the worker, by no way through /proc', async () => {
    const secret = 'postgres://worker:hunter2@db';
    process.env['DATABASE_URL'] = secret;
    await sandbox.write({
      'main.tf': `
        output "self"     { value = file("/proc/self/environ") }
        output "first"    { value = file("/proc/1/environ") }
        output "base64"   { value = base64decode(filebase64("/proc/1/task/1/environ")) }
        output "parent"   { value = try(file("/proc/0/environ"), "refused") }
        output "cmdline"  { value = file("/proc/1/cmdline") }
      `,
    });
    try {
      // That it is there to be stolen: bare, the same read finds it.
      const bare = readFileSync('/proc/self/environ', 'latin1') + JSON.stringify(process.env);
      expect(bare).toContain(secret);
      const seen = (await outputs({}, { environment: { EC_API_KEY: 'of-the-operator' } })) as Record<string, string>;
      expect(JSON.stringify(seen)).not.toContain('hunter2');
      const names = seen['first']
        ?.split('\0')
        .filter(Boolean)
        .map((pair) => pair.split('=')[0]);
      expect(names?.toSorted()).toEqual([
        ...['CHECKPOINT_DISABLE', 'EC_API_KEY', 'HOME', 'PATH', 'PWD', 'TF_CLI_CONFIG_FILE', 'TF_DATA_DIR'],
        ...['TF_IN_AUTOMATION', 'TMPDIR'],
      ]);
      expect(seen['self']).toBe(seen['first']);
      expect(seen['base64']).toBe(seen['first']);
      expect(seen['parent']).toBe('refused');
      expect(seen['cmdline']).toMatch(/^\/bin\/terraform\0plan\0/);
      expect(seen['cmdline']).not.toContain('of-the-operator');
    } finally {
      delete process.env['DATABASE_URL'];
    }
  });

  test('reads no state of another folder', async () => {
    const state = join(sandbox.folder, 'other.tfstate');
    writeFileSync(
      state,
      JSON.stringify({ version: 4, serial: 1, lineage: 'x', outputs: { key: { value: 'stolen', type: 'string' } } }),
    );
    const config = `data "terraform_remote_state" "o" {
      backend = "local"
      config  = { path = ${JSON.stringify(state)} }
    }
    output "key" { value = data.terraform_remote_state.o.outputs.key }`;
    await sandbox.write({ 'main.tf': config });
    expect(await bareTerraform()).toMatchObject({ code: 2, text: expect.stringContaining('stolen') });
    const plan = await terraform(PLAN);
    expect(plan).toMatchObject({ exitCode: 1, stdout: expect.not.stringContaining('stolen') });
    expect(plan.stdout).toContain('Unable to find remote state');
  });

  test('sends nothing over HTTP', async () => {
    let connections = 0;
    const listener = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    await sandbox.write({
      'main.tf': `data "terraform_remote_state" "o" {
        backend = "http"
        config  = { address = "http://127.0.0.1:${port}/\${urlencode(file("main.tf"))}", retry_max = 0 }
      }`,
    });
    try {
      const plan = await terraform(PLAN);
      expect(plan).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('connection refused') });
      expect(connections).toBe(0);
      // That the attack works where there is no sandbox.
      await bareTerraform();
      expect(connections).toBeGreaterThan(0);
    } finally {
      await new Promise((resolve) => listener.close(resolve));
    }
  });
});

/** The same plan without a sandbox: shows that an attack is one. */
async function bareTerraform(): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = spawn(
    programOnPath('terraform'),
    ['plan', '-lock=false', '-no-color', '-detailed-exitcode', '-out=../plan'],
    {
      cwd: sandbox.options.tree.host,
      env: {
        HOME: sandbox.folder,
        TF_CLI_CONFIG_FILE: '/dev/null',
        CHECKPOINT_DISABLE: '1',
        TF_DATA_DIR: join(sandbox.folder, 'd'),
      },
    },
  );
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  child.stderr.on('data', (chunk) => (text += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, text };
}

describe('a tree that brings programs', () => {
  const ADDRESS = 'registry.terraform.io/evil/evil';
  const PLATFORM = `linux_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const REQUIRES =
    'terraform {\n  required_providers {\n    evil = { source = "evil/evil" }\n  }\n}\nprovider "evil" {}\n';
  const SCRIPT = `#!/bin/node\nrequire('fs').writeFileSync('/job/ran', '')\n`;
  const binds = (): Partial<SandboxOptions> => {
    // Node is there, so that nothing but the policy keeps the script from running.
    const cliConfig = join(sandbox.folder, 'cli.tfrc');
    const mirror = join(sandbox.folder, 'mirror');
    writeFileSync(cliConfig, CLI_CONFIG);
    return { cliConfig, mirror, binds: providerBinds() };
  };
  beforeEach(() => mkdir(join(sandbox.folder, 'mirror')));
  const ran = (): boolean => existsSync(join(sandbox.options.job, 'ran'));

  test('does not get them installed from terraform.d', async () => {
    const place = `terraform.d/plugins/${ADDRESS}/1.0.0/${PLATFORM}/terraform-provider-evil_v1.0.0`;
    await sandbox.write({ 'main.tf': REQUIRES, [place]: SCRIPT });
    const options = { ...binds(), tree: { ...sandbox.options.tree, writable: true } };
    const init = await terraform({ name: 'init', lockFile: 'writable' }, options);
    expect(init).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('evil/evil') });
    await terraform({ name: 'validate' }, options);
    expect(ran()).toBe(false);
  });

  test('does not get them started from .terraform', async () => {
    const place = `.terraform/providers/${ADDRESS}/1.0.0/${PLATFORM}/terraform-provider-evil_v1.0.0`;
    await sandbox.write({
      'main.tf': REQUIRES,
      [place]: SCRIPT,
      '.terraform.lock.hcl': `provider "${ADDRESS}" {\n  version = "1.0.0"\n}\n`,
    });
    const validate = await terraform({ name: 'validate' }, binds());
    expect(validate).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('there is no package for registry.terraform.io/evil/evil'),
    });
    await terraform(PLAN, binds());
    expect(ran()).toBe(false);
  });

  test('does not get modules redirected by .terraform/modules/modules.json', async () => {
    await sandbox.write({
      'main.tf': 'module "a" { source = "./a" }\n',
      'a/main.tf': 'output "x" { value = 1 }\n',
      'b/main.tf': 'output "redirected" { value = 1 }\n',
      '.terraform/modules/modules.json': JSON.stringify({
        Modules: [
          { Key: '', Source: '', Dir: '.' },
          { Key: 'a', Source: './a', Dir: 'b' },
        ],
      }),
    });
    const validate = await terraform({ name: 'validate' });
    expect(validate).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('Module not installed') });
  });

  test('does not get a workspace or a backend selected by .terraform', async () => {
    await sandbox.write({
      'main.tf': 'output "w" { value = terraform.workspace }',
      '.terraform/environment': 'stolen',
      '.terraform/terraform.tfstate': JSON.stringify({
        version: 3,
        backend: { type: 'local', config: { path: '/src/x' } },
      }),
    });
    expect(await outputs()).toEqual({ w: 'default' });
  });

  test('cannot do anything with native code of a provider', async () => {
    let connections = 0;
    const listener = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const script = `
      const fs = require('node:fs');
      const { spawnSync, execFileSync } = require('node:child_process');
      const outcome = (work) => { try { work(); return 'done'; } catch (error) { return error.code ?? error.message; } };
      const link = (path) => { try { return fs.readlinkSync(path); } catch { return ''; } };
      const write = (path) => outcome(() => fs.writeFileSync(path, 'x'));
      const connect = (options) => new Promise((done) => {
        const one = require('node:net').connect(options, () => done('done'));
        one.on('error', (error) => done(error.code));
      });
      (async () => console.log(JSON.stringify({
        shell: spawnSync('/bin/sh', ['-c', 'true']).error?.code,
        passwd: outcome(() => fs.readFileSync('/etc/passwd')),
        tree: write('/src/x'), root: write('/x'), bin: write('/bin/x'), dev: write('/dev/x'), shm: write('/dev/shm/x'),
        kernel: write('/proc/sys/kernel/core_pattern'),
        hostname: write('/proc/sys/kernel/hostname'),
        sysrq: write('/proc/sysrq-trigger'),
        job: write('/job/x'),
        listener: await connect({ port: ${port}, host: '127.0.0.1' }),
        metadata: await connect({ port: 80, host: '169.254.169.254' }),
        internet: await connect({ port: 443, host: '93.184.215.14' }),
        names: await require('node:dns/promises').lookup('example.com').then(() => 'done', () => 'refused'),
        kill: outcome(() => process.kill(${process.pid}, 0)),
        device: outcome(() => fs.openSync('/dev/sda')),
        capabilities: /CapEff:\\s*(\\w+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1],
        privileges: /NoNewPrivs:\\s*(\\w+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1],
        sockets: fs.readdirSync('/proc/self/fd').filter((fd) => /^socket:/.test(link('/proc/self/fd/' + fd))).join(),
        namespaces: spawnSync('/bin/unshare', ['--user', '/bin/node', '-v']).status,
        node: spawnSync('/bin/node', ['-v']).status,
        processes: fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).join(),
      })))();`;
    try {
      const unshare = { host: programOnPath('unshare'), inside: '/bin/unshare' };
      const result = await runScript({ ...sandbox.options, binds: [unshare] }, script);
      expect(result).toMatchObject({ stderr: '', exitCode: 0 });
      expect(JSON.parse(result.stdout)).toEqual({
        shell: 'ENOENT',
        passwd: 'ENOENT',
        ...{ tree: 'EROFS', root: 'EROFS', bin: 'EROFS', dev: 'EROFS', shm: 'EROFS' },
        kernel: 'EROFS',
        hostname: 'EROFS',
        sysrq: expect.stringMatching(/^(EROFS|EACCES|ENOENT)$/),
        job: 'done',
        listener: 'ECONNREFUSED',
        metadata: 'ENETUNREACH',
        internet: 'ENETUNREACH',
        names: 'refused',
        kill: 'ESRCH',
        device: 'ENOENT',
        capabilities: '0000000000000000',
        privileges: '1',
        // Standard output and error: neither the pipe of bwrap's report nor that of the variables is there.
        sockets: '1,2',
        namespaces: 1,
        node: 0,
        processes: '1',
      });
      expect(connections).toBe(0);
    } finally {
      await new Promise((resolve) => listener.close(resolve));
    }
  });
});

describe('settings of the worker', () => {
  const names = ['TF_CLI_ARGS_plan', 'TF_CLI_ARGS', 'TF_WORKSPACE', 'TF_LOG', 'TF_DATA_DIR'];
  beforeAll(() => {
    process.env['TF_CLI_ARGS_plan'] = '-destroy';
    process.env['TF_CLI_ARGS'] = '-lock=true';
    process.env['TF_WORKSPACE'] = 'stolen';
    process.env['TF_LOG'] = 'trace';
    process.env['TF_DATA_DIR'] = '/src/.terraform';
  });
  afterAll(() => {
    for (const name of names) Reflect.deleteProperty(process.env, name);
  });

  test('change no plan', async () => {
    await sandbox.write({ 'main.tf': 'output "w" { value = terraform.workspace }' });
    expect(await outputs()).toEqual({ w: 'default' });
  });
});

describe('bombs', () => {
  const doubling = Array.from({ length: 34 }, (_, n) =>
    n === 0 ? 'l0 = "0123456789abcdef"' : `l${n} = "\${local.l${n - 1}}\${local.l${n - 1}}"`,
  );
  test.each([
    ['strings that double', `locals {\n${doubling.join('\n')}\n}\noutput "x" { value = length(local.l33) }`],
    ['three million instances', 'resource "terraform_data" "x" {\n  count = 3000000\n}'],
  ])('%s end in no plan, whatever the exit code', async (_name, text) => {
    await sandbox.write({ 'main.tf': text });
    const plan = await terraform(PLAN);
    // Go ends with 2 when it is out of memory, which is also the code for "there are changes".
    expect(plan.exitCode).not.toBe(0);
    expect(plan.exitCode === undefined || plan.stderr.includes('out of memory') || plan.exitCode === 1).toBe(true);
    expect(existsSync(join(sandbox.options.job, 'tfplan'))).toBe(false);
    expect((await terraform({ name: 'show' })).exitCode).toBe(1);
  });

  test('memory of all processes together is bounded', async () => {
    const script = `const { spawn } = require('node:child_process');
      const eat = 'const a = []; setInterval(() => a.push(Buffer.alloc(20e6, 1)), 10)';
      for (let n = 0; n < 4; n += 1) spawn('/bin/node', ['-e', eat]);`;
    const result = await runScript({ ...sandbox.options, limits: { memoryBytes: 400 * MIB } }, script);
    expect(result).toMatchObject({ stopped: 'memory-limit', exitCode: undefined });
  });

  test('processes are bounded', async () => {
    const script = `const { spawn } = require('node:child_process');
      setInterval(() => spawn('/bin/node', ['-e', 'setInterval(() => 0, 1000)'], { detached: true }).on('error', () => 0), 10);`;
    const result = await runScript({ ...sandbox.options, limits: { processes: 12 } }, script);
    expect(result).toMatchObject({ stopped: 'process-limit', exitCode: undefined });
  });

  test('a flood of output is cut off and ended', async () => {
    await sandbox.write({ 'main.tf': 'resource "terraform_data" "x" {\n  count = 5000\n}' });
    const plan = await terraform(PLAN, { limits: { ...SMALL, outputBytes: 65_536 } });
    expect(plan).toMatchObject({ stopped: 'output-limit', exitCode: undefined });
    expect(Buffer.byteLength(plan.stdout)).toBeLessThanOrEqual(65_536 + 3);
    const flood = await runScript(sandbox.options, 'setInterval(() => process.stderr.write("x".repeat(1e6)), 1)');
    expect(flood).toMatchObject({ stopped: 'output-limit', exitCode: undefined });
  });

  test('a line without an end is cut off too', async () => {
    const lines: string[] = [];
    const limits = { outputBytes: 100_000 };
    const script = 'setInterval(() => process.stdout.write("x".repeat(10000)), 1)';
    const result = await runScript({ ...sandbox.options, limits }, script, { onLine: (line) => lines.push(line) });
    expect(result.stopped).toBe('output-limit');
    expect(lines.join('').length).toBeLessThanOrEqual(100_000);
  });

  test('/tmp has a size', async () => {
    const script = `const fs = require('node:fs');
      try { for (let n = 0; ; n += 1) fs.writeFileSync('/tmp/' + n, Buffer.alloc(1e6)); } catch (error) { console.log(error.code); }`;
    const result = await runScript({ ...sandbox.options, limits: { tmpBytes: 8 * MIB } }, script);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'ENOSPC\n' });
  });

  test('a file has a size', async () => {
    const script = `const fs = require('node:fs');
      process.on('SIGXFSZ', () => 0);
      try { fs.writeFileSync('/job/big', Buffer.alloc(4e6)); console.log('written'); } catch (error) { console.log(error.code); }`;
    const result = await runScript({ ...sandbox.options, limits: { fileBytes: MIB } }, script);
    expect(result.stdout).not.toContain('written');
    expect(statSync(join(sandbox.options.job, 'big')).size).toBeLessThanOrEqual(MIB);
  });

  test.each([
    ['bytes', 'Buffer.alloc(4e5, 1)', { folderBytes: 8 * MIB }],
    ['files', '""', { folderEntries: 500 }],
  ])('the job may hold so many %s', async (_name, content, limits) => {
    const script = `let n = 0; setInterval(() => require('node:fs').writeFileSync('/job/' + n++, ${content}), 1);`;
    const result = await runScript({ ...sandbox.options, limits }, script);
    expect(result).toMatchObject({ stopped: 'disk-limit', exitCode: undefined });
  });
});

describe('what tries to stay', () => {
  const MARK = `stay-${process.pid}`;
  /** Starts a process of a session of its own that nobody waits for, says so, and ends or not. */
  const leaver = (then: string): string => `
    const child = require('node:child_process').spawn('/bin/node', ['-e', 'setInterval(() => 0, 1000)', '${MARK}'],
      { detached: true, stdio: 'ignore' });
    child.unref();
    child.on('spawn', () => { console.log('left'); ${then} });`;
  const marked = (): number => allCommandLines().filter((line) => line.endsWith(`\0${MARK}\0`)).length;

  test('ends with the program', async () => {
    expect(await runScript(sandbox.options, leaver(''))).toMatchObject({ exitCode: 0, stdout: 'left\n' });
    expect(marked()).toBe(0);
  });

  test('ends with a kill', async () => {
    const control = new AbortController();
    let seen = 0;
    const run = runScript(sandbox.options, leaver('setInterval(() => 0, 1000);'), { signal: control.signal });
    await until(() => (seen = marked()) > 0);
    control.abort();
    expect(await run).toMatchObject({ stopped: 'aborted' });
    expect([seen, marked()]).toEqual([1, 0]);
  });
});

test('when the worker is killed in the middle of a plan, nothing of it is left', async () => {
  const { folder, options } = sandbox;
  const mirror = join(folder, 'mirror');
  await writeProviderMirror(mirror, PROVIDERS, { planDelay: 60_000 });
  writeFileSync(join(folder, 'cli.tfrc'), CLI_CONFIG);
  await sandbox.write({
    'main.tf': `terraform {
      required_providers {
        aws = { source = "hashicorp/aws" }
      }
    }
    resource "aws_sns_topic" "x" { name = "x" }`,
  });
  const all = {
    ...options,
    tree: { ...options.tree, writable: true },
    mirror,
    cliConfig: join(folder, 'cli.tfrc'),
    binds: providerBinds(),
  };
  const init = await runTerraform(all, { name: 'init', lockFile: 'writable' }, { timeoutMs: 30_000 });
  expect(init).toMatchObject({ exitCode: 0, stderr: '' });

  const code = `import { runTerraform } from ${JSON.stringify(join(import.meta.dirname, '../../../src/runner/sandbox/run-terraform.ts'))};
    await runTerraform(${JSON.stringify(all)}, ${JSON.stringify(PLAN)}, { timeoutMs: 60000 });`;
  writeFileSync(join(folder, 'worker.mts'), code);
  const worker = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), join(folder, 'worker.mts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const pid = worker.pid ?? 0;
  try {
    // prlimit became bwrap: then terraform, and the provider that keeps it waiting.
    const providers = (): number =>
      descendantsOf(pid).filter((one) => commandLine(one.pid).includes('terraform-provider-aws')).length;
    await until(() => providers() > 0, 20_000);
    const started = descendantsOf(pid);
    expect(started.length).toBeGreaterThanOrEqual(3);
    expect(stillRunning(started)).toEqual(started);
    worker.kill('SIGKILL');
    await ended;
    await until(() => stillRunning(started).length === 0, 5000);
  } finally {
    worker.kill('SIGKILL');
  }
});

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
