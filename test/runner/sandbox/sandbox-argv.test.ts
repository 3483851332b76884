import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { environmentArguments, refusedVariable } from '../../../src/runner/sandbox/operator-environment.ts';
import { sandboxArgv } from '../../../src/runner/sandbox/sandbox-argv.ts';
import type { SandboxOptions } from '../../../src/runner/sandbox/sandbox-options.ts';

const OPTIONS: SandboxOptions = {
  program: { host: '/usr/local/bin/terraform', inside: '/bin/terraform' },
  tree: { host: '/srv/tree', writable: false },
  root: 'live/eu',
  job: '/srv/job',
};

describe('the call', () => {
  test('hides everything, limits everything and names nothing but what it was given', () => {
    expect(
      sandboxArgv({ ...OPTIONS, mirror: '/m', cliConfig: '/c.tfrc', workspace: 'prod' }, ['validate', '-json']).join(
        ' ',
      ),
    ).toBe(
      '/usr/bin/prlimit --as=4294967296 --fsize=67108864 --nofile=1024 --nproc=512 --cpu=300 --core=0 -- /usr/bin/bwrap ' +
        '--unshare-all --unshare-user --disable-userns --die-with-parent --new-session --as-pid-1 --clearenv --cap-drop ALL ' +
        '--hostname tfplan --args 3 --json-status-fd 4 --proc /proc --dev /dev --remount-ro /proc --remount-ro /dev ' +
        '--size 67108864 --tmpfs /tmp --dir /home/tf --ro-bind /usr/local/bin/terraform /bin/terraform ' +
        '--ro-bind /m /opt/mirror --ro-bind /c.tfrc /etc/tf.tfrc --ro-bind /srv/tree /src --bind /srv/job /job ' +
        '--setenv PATH /bin --setenv HOME /home/tf --setenv TMPDIR /tmp --setenv TF_DATA_DIR /job/.tfdata ' +
        '--setenv TF_CLI_CONFIG_FILE /etc/tf.tfrc --setenv TF_IN_AUTOMATION 1 --setenv CHECKPOINT_DISABLE 1 ' +
        '--setenv TF_WORKSPACE prod --remount-ro / --chdir /src/live/eu -- /bin/terraform validate -json',
    );
  });

  test('the tree is writable only when it is asked for', () => {
    const argv = sandboxArgv({ ...OPTIONS, tree: { host: '/srv/tree', writable: true } }, []).join(' ');
    expect(argv).toContain(' --bind /srv/tree /src ');
  });

  test('a way out is one socket, and a forwarder that starts the program', () => {
    const egress = { socket: '/run/x.sock', node: [{ host: '/usr/bin/node', inside: '/bin/node' }] };
    const argv = sandboxArgv({ ...OPTIONS, egress }, ['init']).join(' ');
    expect(argv).toContain(' --unshare-all ');
    expect(argv).toContain(' --ro-bind /run/x.sock /run/egress.sock --ro-bind-data 5 /run/forward.cjs ');
    expect(argv).toContain(' --setenv HTTPS_PROXY http://127.0.0.1:3128 ');
    expect(argv).toMatch(/ -- \/bin\/node \/run\/forward\.cjs \/bin\/terraform init$/);
    expect(argv).not.toContain('share-net');
  });

  test.each<readonly [name: string, change: Partial<SandboxOptions>]>([
    ['a root outside of the tree', { root: '../x' }],
    ['an absolute root', { root: '/etc' }],
    ['a root that looks like an option', { root: '--bind' }],
    ['a relative job', { job: 'job' }],
    ['a job with a way out', { job: '/srv/../etc' }],
    ['a path with a NUL', { job: '/work\0--bind' }],
    ['a relative place inside', { binds: [{ host: '/a', inside: 'a' }] }],
    ['a workspace that looks like an option', { workspace: '-x' }],
    ['a workspace that is a path', { workspace: '../x' }],
  ])('%s is refused', (_name, change) => {
    expect(() => sandboxArgv({ ...OPTIONS, ...change }, [])).toThrow(RangeError);
  });
});

describe('variables of the operator', () => {
  test('become arguments that end in NUL', () => {
    expect(environmentArguments({ AWS_PROFILE: 'read', TF_VAR_x: 'a\nb' }).toString()).toBe(
      '--setenv\0AWS_PROFILE\0read\0--setenv\0TF_VAR_x\0a\nb\0',
    );
  });

  test.each([
    ...[
      'TF_CLI_ARGS',
      'TF_CLI_ARGS_plan',
      'TF_LOG',
      'TF_REATTACH_PROVIDERS',
      'TF_WORKSPACE',
      'TF_DATA_DIR',
      'TF_INPUT',
    ],
    ...[
      'TF_CLI_CONFIG_FILE',
      'TF_PLUGIN_CACHE_DIR',
      'PATH',
      'HOME',
      'LD_PRELOAD',
      'NODE_OPTIONS',
      'https_proxy',
      'ALL_PROXY',
    ],
    ...['PLUGIN_MIN_PORT', '', 'A B', 'A=B', '--setenv', '1A'],
  ])('%j is refused', (name) => {
    expect(refusedVariable(name, 'x')).toBeDefined();
    expect(() => environmentArguments({ [name]: 'a-secret-value' })).toThrow(RangeError);
  });

  test.each([
    'AWS_ACCESS_KEY_ID',
    'EC_API_KEY',
    'TF_VAR_region',
    'TF_TOKEN_app_terraform_io',
    'TF_ENCRYPTION',
    'GOOGLE_X',
  ])('%s is passed', (name) => {
    expect(refusedVariable(name, 'x')).toBeUndefined();
  });

  test('no value adds an argument to bwrap', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const hasNul = value.includes('\0');
        if (hasNul) expect(() => environmentArguments({ A: value })).toThrow(/NUL/);
        else expect(environmentArguments({ A: value }).toString('utf8').split('\0')).toHaveLength(4);
      }),
    );
  });

  test('what is refused is told without its value', () => {
    expect(() => environmentArguments({ A: 'hunter2\0' })).toThrow('variable "A": its value holds a NUL character');
    expect(() => environmentArguments({ A: 'x'.repeat(200_000) })).toThrow('128 KiB');
  });
});
