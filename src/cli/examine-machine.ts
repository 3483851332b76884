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
    without: 'only the future plan job needs it (or tofu); reviews and scans do not',
    needed: 'sometimes',
  },
  {
    name: 'tofu',
    argv: ['tofu', 'version'],
    without: 'only the future plan job needs it (or terraform); reviews and scans do not',
    needed: 'sometimes',
  },
  {
    name: 'bubblewrap',
    argv: ['bwrap', '--version'],
    without: 'only the future plan job needs it, as its sandbox (Debian: apt install bubblewrap)',
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

/** Asks each program for its version; runs nothing else. */
export async function examinePrograms(): Promise<readonly Checked[]> {
  return Promise.all(
    PROGRAMS.map(async ({ name, argv: [file, ...args], without, needed }): Promise<Checked> => {
      const result = await execa(file, args, {
        reject: false,
        timeout: PATIENCE_MS,
        stdin: 'ignore',
        maxBuffer: 100_000,
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
