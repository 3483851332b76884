import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ConfigError } from '../../../src/model/errors.ts';
import { runSandboxed } from '../../../src/runner/sandbox/run-sandboxed.ts';
import { runTerraform } from '../../../src/runner/sandbox/run-terraform.ts';
import { folderUsage } from '../../../src/runner/sandbox/usage.ts';
import {
  allCommandLines,
  descendantsOf,
  runScript,
  startedSince,
  terraformSandbox,
  until,
  type TestSandbox,
} from './sandbox-kit.ts';

let sandbox: TestSandbox;
const before = descendantsOf(process.pid);
beforeAll(async () => {
  sandbox = await terraformSandbox({ 'main.tf': 'output "a" { value = 1 }', 'a b/x.txt': '' });
});
afterAll(() => sandbox.close());

describe('what a run says', () => {
  test('a command of the policy is recorded with its hash', async () => {
    const { executed, ...result } = await runTerraform(sandbox.options, { name: 'version' }, { timeoutMs: 20_000 });
    expect(result).toMatchObject({
      exitCode: 0,
      signal: undefined,
      stopped: undefined,
      setupFailure: undefined,
      stderr: '',
    });
    expect(JSON.parse(result.stdout)).toMatchObject({ provider_selections: {} });
    expect(executed).toMatchObject({ argv: ['terraform', 'version', '-json'], exitCode: 0 });
    // printf '["terraform","version","-json"]' | sha256sum
    expect(executed.sha256).toBe('628623874c9a4dfd9e8762c9e05978f2ed6d960b0d8800cd27627a232207cf69');
  });

  test('an exit code is handed on, and both outputs are kept apart', async () => {
    const result = await runScript(sandbox.options, 'console.log("out"); console.error("err"); process.exitCode = 7');
    expect(result).toMatchObject({ exitCode: 7, stdout: 'out\n', stderr: 'err\n', stopped: undefined });
  });

  test('lines come whole, whatever the chunks, the last one too', async () => {
    const lines: string[] = [];
    const script = `process.stdout.write('é'.repeat(70000) + '\\n'); setTimeout(() => process.stdout.write('b\\r\\n\\nlast'), 30)`;
    await runScript(sandbox.options, script, { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['é'.repeat(70_000), 'b', '', 'last']);
  });

  test('what a listener throws ends the run and is thrown', async () => {
    const onLine = (): void => {
      throw new Error('no more');
    };
    const run = runScript(sandbox.options, 'console.log(1); setInterval(() => console.log(2), 10)', { onLine });
    await expect(run).rejects.toThrow('no more');
  });

  test('a signal is told by its name', async () => {
    const result = await runScript({ ...sandbox.options, limits: { cpuSeconds: 1 } }, 'for (;;);');
    expect(result).toMatchObject({
      exitCode: undefined,
      signal: 'SIGKILL',
      stopped: undefined,
      setupFailure: undefined,
    });
  });
});

describe('what never starts', () => {
  test('a missing program is a failure of the set-up', async () => {
    const options = { ...sandbox.options, program: { host: '/nowhere/terraform', inside: '/bin/terraform' } };
    const result = await runSandboxed(options, ['version'], { timeoutMs: 20_000 });
    expect(result).toMatchObject({ exitCode: undefined, stopped: undefined });
    expect(result.setupFailure).toContain("Can't find source path /nowhere/terraform");
  });

  test('a program that is no program is one too', async () => {
    const program = { host: `${sandbox.options.tree.host}/main.tf`, inside: '/bin/terraform' };
    const result = await runSandboxed({ ...sandbox.options, program }, ['version'], { timeoutMs: 20_000 });
    expect(result.exitCode).toBeUndefined();
    expect(result.setupFailure).toContain('execvp /bin/terraform');
  });

  test('without bwrap there is no run', async () => {
    const tools = { prlimit: '/usr/bin/prlimit', bwrap: '/nowhere/bwrap' };
    const result = await runSandboxed({ ...sandbox.options, tools }, ['version'], { timeoutMs: 20_000 });
    expect(result.exitCode).toBeUndefined();
    expect(result.setupFailure).toContain('/nowhere/bwrap');
  });

  test('without prlimit it is an error that says what to install', async () => {
    const tools = { prlimit: '/nowhere/prlimit', bwrap: '/usr/bin/bwrap' };
    const run = runSandboxed({ ...sandbox.options, tools }, ['version'], { timeoutMs: 20_000 });
    await expect(run).rejects.toThrow(ConfigError);
    await expect(run).rejects.toThrow(/prlimit cannot be started .*install util-linux/);
  });

  test('a signal that is aborted already starts nothing', async () => {
    const result = await runScript(sandbox.options, 'console.log(1)', { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ stopped: 'aborted', stdout: '', exitCode: undefined });
  });
});

describe('what is ended', () => {
  const forever = 'console.log("on"); setInterval(() => undefined, 1000)';

  test('a deadline kills', async () => {
    const result = await runScript(sandbox.options, forever, { timeoutMs: 400 });
    expect(result).toMatchObject({ stopped: 'timed-out', exitCode: undefined, signal: 'SIGKILL' });
    expect(startedSince(before)).toEqual([]);
  });

  test('a deadline in the middle of the set-up kills too', async () => {
    for (const timeoutMs of [1, 2, 3, 5, 8]) {
      expect(await runScript(sandbox.options, forever, { timeoutMs })).toMatchObject({ stopped: 'timed-out' });
    }
    expect(startedSince(before)).toEqual([]);
  });

  test('an abort kills, and leaves no listener', async () => {
    const control = new AbortController();
    const onLine = (): void => {
      control.abort();
    };
    const result = await runScript(sandbox.options, forever, { signal: control.signal, onLine });
    expect(result).toMatchObject({ stopped: 'aborted', stdout: 'on\n', exitCode: undefined });
    expect(getEventListeners(control.signal, 'abort')).toEqual([]);
    expect(startedSince(before)).toEqual([]);
  });

  test('nothing stays open after many runs', async () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const control = new AbortController();
    await runTerraform(sandbox.options, { name: 'version' }, { timeoutMs: 20_000 });
    const before = open();
    for (let run = 0; run < 5; run += 1)
      await runTerraform(sandbox.options, { name: 'version' }, { timeoutMs: 20_000, signal: control.signal });
    expect(open()).toBeLessThanOrEqual(before);
    expect(getEventListeners(control.signal, 'abort')).toEqual([]);
  });
});

describe('variables of the operator', () => {
  test('are seen inside, and in no argument vector of the machine', async () => {
    const secret = `secret-${process.pid}-hunter2`;
    const control = new AbortController();
    let seen = '';
    const run = runScript(sandbox.options, 'console.log(process.env.EC_API_KEY); setInterval(() => undefined, 1000)', {
      environment: { EC_API_KEY: secret },
      signal: control.signal,
      onLine: (line) => (seen = line),
    });
    await until(() => seen !== '');
    const lines = allCommandLines();
    control.abort();
    await run;
    expect(seen).toBe(secret);
    expect(lines.filter((line) => line.includes('process.env.EC_API_KEY')).length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  });

  test('cannot replace what the sandbox sets', async () => {
    const run = runScript(sandbox.options, '', { environment: { TF_DATA_DIR: '/src' } });
    await expect(run).rejects.toThrow('variable "TF_DATA_DIR"');
  });
});

describe('folders', () => {
  test('are counted without following links', async () => {
    const { bytes, entries } = await folderUsage([sandbox.options.tree.host], 100);
    expect(entries).toBe(3);
    expect(bytes).toBeGreaterThan(0);
    expect(await folderUsage(['/nowhere'], 10)).toEqual({ bytes: 0, entries: 0 });
    expect((await folderUsage(['/usr'], 10)).entries).toBe(11);
  });
});
