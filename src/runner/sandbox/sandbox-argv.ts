import { isAbsolute, normalize } from 'node:path/posix';

import { treePath } from '../../plan/command-argument.ts';
import { SANDBOX_FOLDERS } from '../../plan/command.ts';
import { DEFAULT_LIMITS, FORWARDER_PORT, INSIDE, type ReadOnlyBind, type SandboxOptions } from './sandbox-options.ts';

/**
 * File descriptors that the sandbox is handed: more arguments of bwrap (the operator's environment, which must not stand
 * in an argument vector, because those can be read by everybody on the host), what it reports, and the forwarder's script.
 */
export const SANDBOX_FDS = { environment: 3, status: 4, forwarder: 5 } as const;

const DEFAULT_TOOLS = { prlimit: '/usr/bin/prlimit', bwrap: '/usr/bin/bwrap' };

/** As Terraform accepts them: https://developer.hashicorp.com/terraform/cli/workspaces */
const WORKSPACE = /^[A-Za-z0-9_][A-Za-z0-9_.~-]{0,89}$/;

/**
 * The argument vector, with `prlimit` first, that runs the program with `args` in a sandbox: no network, no file but the
 * ones named here, no privileges, an environment of its own, limits on everything. Throws a RangeError for a path
 * that is not absolute or a root that leaves the tree: those are mistakes of ours.
 * Source: https://github.com/containers/bubblewrap/blob/v0.8.0/bwrap.xml
 */
export function sandboxArgv(options: SandboxOptions, args: readonly string[]): readonly string[] {
  const { tools = DEFAULT_TOOLS, egress } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const command = [options.program.inside, ...args];
  return [
    tools.prlimit,
    `--as=${limits.addressSpaceBytes}`,
    `--fsize=${limits.fileBytes}`,
    `--nofile=${limits.openFiles}`,
    `--nproc=${limits.threads}`,
    `--cpu=${limits.cpuSeconds}`,
    '--core=0',
    '--',
    tools.bwrap,
    '--unshare-all',
    '--unshare-user',
    '--disable-userns',
    '--die-with-parent',
    '--new-session',
    // Without it the first process inside is bwrap's own, with the environment that bwrap was started with.
    '--as-pid-1',
    '--clearenv',
    ...['--cap-drop', 'ALL'],
    ...['--hostname', 'tfplan'],
    // Before every --setenv, so that the operator's variables cannot replace ours.
    ...['--args', String(SANDBOX_FDS.environment)],
    ...['--json-status-fd', String(SANDBOX_FDS.status)],
    ...['--proc', '/proc', '--dev', '/dev'],
    // A worker that is root could write kernel settings through /proc/sys; /dev/shm has no limit.
    ...['--remount-ro', '/proc', '--remount-ro', '/dev'],
    ...['--size', String(limits.tmpBytes), '--tmpfs', '/tmp', '--dir', '/home/tf'],
    ...readOnly(options.program),
    ...(options.binds ?? []).flatMap(readOnly),
    ...(options.mirror === undefined ? [] : readOnly({ host: options.mirror, inside: INSIDE.mirror })),
    ...(options.cliConfig === undefined ? [] : readOnly({ host: options.cliConfig, inside: INSIDE.cliConfig })),
    ...(egress ? egress.node.flatMap(readOnly) : []),
    ...(egress ? readOnly({ host: egress.socket, inside: INSIDE.egressSocket }) : []),
    ...(egress ? ['--ro-bind-data', String(SANDBOX_FDS.forwarder), INSIDE.forwarder] : []),
    ...[options.tree.writable ? '--bind' : '--ro-bind', absolute(options.tree.host), SANDBOX_FOLDERS.tree],
    ...['--bind', absolute(options.job), SANDBOX_FOLDERS.job],
    ...Object.entries(environment(options)).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--remount-ro', '/', '--chdir', rootFolder(options.root), '--'],
    ...(egress ? [INSIDE.node, INSIDE.forwarder] : []),
    ...command,
  ];
}

/** Everything that the program sees beside what the operator adds. */
function environment({ cliConfig, egress, workspace }: SandboxOptions): Readonly<Record<string, string>> {
  if (workspace !== undefined && !WORKSPACE.test(workspace)) throw new RangeError('not the name of a workspace');
  const proxy = `http://127.0.0.1:${FORWARDER_PORT}`;
  return {
    PATH: '/bin',
    HOME: '/home/tf',
    TMPDIR: '/tmp',
    TF_DATA_DIR: `${SANDBOX_FOLDERS.job}/.tfdata`,
    TF_CLI_CONFIG_FILE: cliConfig === undefined ? '/dev/null' : INSIDE.cliConfig,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    ...(workspace === undefined ? {} : { TF_WORKSPACE: workspace }),
    ...(egress ? { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: '' } : {}),
  };
}

function readOnly({ host, inside }: ReadOnlyBind): readonly string[] {
  return ['--ro-bind', absolute(host), absolute(inside)];
}

function absolute(path: string): string {
  if (!isAbsolute(path) || path.includes('\0') || normalize(`${path}/`) !== `${path.replace(/\/$/, '')}/`)
    throw new RangeError('the sandbox takes absolute paths without . and .. only');
  return path;
}

function rootFolder(root: string): string {
  if (root === '.') return SANDBOX_FOLDERS.tree;
  const folder = treePath(root);
  if (folder === undefined) throw new RangeError('the root module is not in the tree');
  return `${SANDBOX_FOLDERS.tree}/${folder}`;
}
