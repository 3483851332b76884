import { chmodSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { explainSetupFailure } from '../../../src/runner/sandbox/explain-setup-failure.ts';
import { sandboxSelfTest } from '../../../src/runner/sandbox/self-test.ts';
import { programOnPath } from './sandbox-kit.ts';

const program = programOnPath('terraform');
const bwrap = programOnPath('bwrap');
const prlimit = programOnPath('prlimit');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-broken-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A bwrap that does what the real one does, with other arguments: `change` is JavaScript over `args` and `env`. */
function brokenBwrap(name: string, change: string): string {
  const path = join(folder, name);
  const script = `#!${process.execPath}
const { spawnSync } = require('node:child_process');
let args = process.argv.slice(2);
const env = {};
const without = (...names) => { args = args.filter((arg) => !names.includes(arg)); };
const replace = (text, other) => { args = args.join('\\0').replace(text, other).split('\\0'); };
if (args[0] !== '--version') { ${change} }
const { status } = spawnSync(${JSON.stringify(bwrap)}, args, { stdio: [0, 1, 2, 3, 4], env });
process.exit(status ?? 1);
`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

describe('the self-test', () => {
  test('passes with the real bubblewrap', async () => {
    expect(await sandboxSelfTest({ program, tools: { prlimit, bwrap } })).toEqual({
      ok: true,
      bwrapVersion: expect.stringMatching(/^\d+\.\d+/),
    });
  });

  test('passes through a wrapper that changes nothing, so that the failures below are of the changes', async () => {
    const tools = { prlimit, bwrap: brokenBwrap('same', '') };
    expect(await sandboxSelfTest({ program, tools })).toMatchObject({ ok: true });
  });

  test.each([
    ['a network', "replace('--unshare-all', '--unshare-all\\0--share-net');", 'there is a network'],
    ['a writable tree', "replace(/--ro-bind(\\0[^\\0]+\\0\\/src)/, '--bind$1');", '/src can be written'],
    ['a writable root', "replace('--remount-ro\\0/\\0', '');", '/ can be written'],
    ['a writable /proc', "replace('--remount-ro\\0/proc\\0', '');", '/proc can be written'],
    ['files of the host', "replace('--proc', '--ro-bind\\0/etc\\0/etc\\0--proc');", '/etc/passwd can be seen'],
    [
      'the folder of the canary',
      `replace('--dir', '--ro-bind\\0' + require('node:os').tmpdir() + '\\0' + require('node:os').tmpdir() + '\\0--dir');`,
      'a file outside of the tree can be seen',
    ],
    [
      'the environment of bwrap',
      "env.DATABASE_URL = 'postgres://secret'; without('--as-pid-1', '--clearenv');",
      'variables of the worker can be read',
    ],
  ])('fails with %s', async (name, change, problem) => {
    const tools = { prlimit, bwrap: brokenBwrap(name.replaceAll(/\W/g, '-'), change) };
    const result = await sandboxSelfTest({ program, tools });
    expect(result).toEqual({ ok: false, reason: expect.stringContaining(problem) });
    expect(JSON.stringify(result)).not.toContain('postgres://secret');
  });

  test('fails without bubblewrap, and says what to install', async () => {
    const tools = { prlimit, bwrap: join(folder, 'nothing') };
    expect(await sandboxSelfTest({ program, tools })).toEqual({
      ok: false,
      reason: expect.stringContaining('install the package bubblewrap'),
    });
  });

  test('fails without prlimit, and says what to install', async () => {
    const tools = { prlimit: join(folder, 'nothing'), bwrap };
    expect(await sandboxSelfTest({ program, tools })).toEqual({
      ok: false,
      reason: expect.stringContaining('install util-linux'),
    });
  });

  test('fails where namespaces are forbidden', async () => {
    const path = join(folder, 'forbidden');
    const words = 'bwrap: No permissions to create new namespace, likely because the kernel does not allow it';
    writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "${words}" >&2\nexit 1\n`);
    chmodSync(path, 0o755);
    const result = await sandboxSelfTest({ program, tools: { prlimit, bwrap: path } });
    expect(result).toEqual({ ok: false, reason: expect.stringContaining(words) });
  });

  test('fails without a program, and tells that from a sandbox that does not start', async () => {
    const gone = join(folder, 'terraform');
    expect(await sandboxSelfTest({ program: gone })).toEqual({
      ok: false,
      reason: `There is no ${gone} to try the sandbox out with.`,
      programMissing: true,
    });
    const tools = { prlimit, bwrap: join(folder, 'no-bwrap') };
    const both = await sandboxSelfTest({ program: gone, tools });
    expect(both).toEqual({ ok: false, reason: expect.stringContaining('bubblewrap is missing') });
  });

  test('fails with a program that cannot plan', async () => {
    const result = await sandboxSelfTest({ program: process.execPath, tools: { prlimit, bwrap } });
    expect(result.ok).toBe(false);
  });
});

describe('reasons', () => {
  const none = new Map<string, string>();
  const denied = 'bwrap: setting up uid map: Permission denied';
  test.each<readonly [said: string, settings: ReadonlyMap<string, string>, remedy: string]>([
    ['prlimit: failed to execute /usr/bin/bwrap: No such file or directory', none, 'install the package bubblewrap'],
    ["bwrap: Can't find source path /x: No such file", none, 'is not there'],
    ['bwrap: execvp /bin/terraform: No such file or directory', none, 'statically linked'],
    [denied, new Map([['kernel/apparmor_restrict_unprivileged_userns', '1']]), 'AppArmor profile'],
    [denied, new Map([['kernel/unprivileged_userns_clone', '0']]), 'kernel.unprivileged_userns_clone=1'],
    [denied, new Map([['user/max_user_namespaces', '0']]), 'user.max_user_namespaces'],
    [denied, none, 'seccomp profile'],
    ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', none, 'seccomp profile'],
    ['bwrap: Creating new namespace failed: Operation not permitted', none, 'seccomp profile'],
    ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", none, 'unmasked /proc'],
    ['something else', none, 'The sandbox cannot be set up'],
  ])('%s', (said, settings, remedy) => {
    const reason = explainSetupFailure(said, settings);
    expect(reason).toContain(remedy);
    expect(reason).toContain(said);
  });
});
