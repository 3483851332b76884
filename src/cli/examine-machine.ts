import { execa } from 'execa';
import type { Checked } from './doctor.ts';

/** A program that a part of Plumbline needs. */
interface Program {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  /** What does not work without it, and how to get it. */
  readonly without: string;
  readonly needed: 'always' | 'sometimes';
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'git',
    argv: ['git', '--version'],
    without: 'local reviews do not work; install git',
    needed: 'always',
  },
  {
    name: 'terraform',
    argv: ['terraform', 'version'],
    without: 'plans on this machine need it, or tofu; reviews and scans do not',
    needed: 'sometimes',
  },
  {
    name: 'tofu',
    argv: ['tofu', 'version'],
    without: 'plans on this machine need it, or terraform; reviews and scans do not',
    needed: 'sometimes',
  },
  {
    name: 'bubblewrap',
    argv: ['bwrap', '--version'],
    without: 'no plans on this machine: it is their sandbox; install bubblewrap (Debian: apt install bubblewrap)',
    needed: 'sometimes',
  },
  {
    name: 'prlimit',
    argv: ['prlimit', '--version'],
    without: 'no plans on this machine: it limits their memory; install util-linux',
    needed: 'sometimes',
  },
  {
    name: 'gh',
    argv: ['gh', '--version'],
    without: 'its token cannot be used for pull requests; set GITHUB_TOKEN instead',
    needed: 'sometimes',
  },
];

/** Seconds that a program may take to say its version. */
const PATIENCE_MS = 10_000;

/** Asks each program on `path` (as in PATH) for its version; runs nothing else. */
export async function examinePrograms(path: string): Promise<readonly Checked[]> {
  return Promise.all(
    PROGRAMS.map(async ({ name, argv: [file, ...args], without, needed }): Promise<Checked> => {
      const result = await execa(file, args, {
        reject: false,
        timeout: PATIENCE_MS,
        stdin: 'ignore',
        maxBuffer: 100_000,
        // Terraform would ask its maker for a newer version, and read who knows what configuration.
        env: { PATH: path, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' },
        extendEnv: false,
      });
      const version = result.exitCode === 0 ? result.stdout.split('\n')[0] : undefined;
      if (version !== undefined) return { name, state: 'ok', detail: version };
      return { name, state: needed === 'always' ? 'broken' : 'missing', detail: `not found: ${without}` };
    }),
  );
}

/** Node's own state. Source of the floor: `engines` in package.json (Probot 14). */
export function examineNode(version: string): Checked {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isSupported = major > 20 || (major === 20 && minor >= 18);
  return isSupported
    ? { name: 'node', state: 'ok', detail: version }
    : { name: 'node', state: 'broken', detail: `${version} is too old; install Node 20.18 or later` };
}
