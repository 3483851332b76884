import { execa } from 'execa';
import { InputError } from '../model/errors.ts';

/** What a git command printed. */
export interface GitOutput {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly exitCode: number;
}

/** How one git command is run. */
export interface GitOptions {
  readonly input?: string;
  /** Exit statuses that are no error; only 0 by default. */
  readonly accept?: readonly number[];
  readonly maxBytes?: number;
  /** Absolute path of an index to use in place of the repository's own. */
  readonly index?: string | undefined;
}

/** Raised when a command prints more than its bound; callers that can do with less catch it. */
export class GitOutputTooLarge extends InputError {}

/** 60 s: a diff of a large monorepo takes a few; nothing here waits for the network. */
const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 128 * 1024 * 1024;

/** A caller may itself run inside a git hook: what points git at another repository or index must not leak in. */
const CLEARED = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_NAMESPACE: undefined,
  GIT_PREFIX: undefined,
  GIT_SHALLOW_FILE: undefined,
  GIT_GRAFT_FILE: undefined,
  GIT_EXTERNAL_DIFF: undefined,
  GIT_DIFF_OPTS: undefined,
  GIT_GLOB_PATHSPECS: undefined,
  GIT_NOGLOB_PATHSPECS: undefined,
  GIT_ICASE_PATHSPECS: undefined,
};

/** Nothing is written, fetched, asked or executed: https://git-scm.com/docs/git#_environment_variables */
const ENVIRONMENT = {
  ...CLEARED,
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none', // for git < 2.44, which does not know GIT_NO_LAZY_FETCH
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_PAGER: 'cat',
  LC_ALL: 'C', // messages are matched below
};

const SAFE_CONFIG = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.untrackedCache=false',
  'core.quotePath=true',
  'core.attributesFile=/dev/null',
  'diff.autoRefreshIndex=true',
  'diff.orderFile=/dev/null',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

/**
 * Runs git in `repo` with an argument vector, never through a shell, with every way to run another program switched off.
 * Throws an InputError that says what to do when git is missing, is too slow, prints too much or ends with a status
 * that is not in `accept` (default: only 0).
 */
export async function gitCommand(repo: string, args: readonly string[], options: GitOptions = {}): Promise<GitOutput> {
  const result = await execa('git', ['-C', repo, '--no-pager', ...SAFE_CONFIG, ...args], {
    encoding: 'buffer',
    env: options.index === undefined ? ENVIRONMENT : { ...ENVIRONMENT, GIT_INDEX_FILE: options.index },
    input: options.input ?? '',
    maxBuffer: options.maxBytes ?? MAX_OUTPUT_BYTES,
    timeout: TIMEOUT_MS,
    stripFinalNewline: false,
    reject: false,
  });
  const stderr = Buffer.from(result.stderr).toString('utf8').trim();
  const name = `git ${args.find((arg) => !arg.startsWith('-')) ?? ''}`;
  if (result.isMaxBuffer) throw new GitOutputTooLarge(`${name} printed more than this tool reads`);
  if (result.timedOut) {
    throw new InputError(`${name} did not finish within ${TIMEOUT_MS / 1000} s in ${repo}; try a smaller range`);
  }
  if (result.exitCode === undefined) {
    const missing = result.code === 'ENOENT';
    throw new InputError(
      missing
        ? 'git was not found on PATH; install git 2.30 or later'
        : `${name} was ended by ${result.signal ?? 'an unknown cause'}`,
      { cause: result.cause },
    );
  }
  if (!(options.accept ?? [0]).includes(result.exitCode)) throw explain(name, repo, stderr, result.exitCode);
  return { stdout: Buffer.from(result.stdout), stderr, exitCode: result.exitCode };
}

/** The error of a failed command, with what to do about the causes that are known. */
function explain(name: string, repo: string, stderr: string, exitCode: number): InputError {
  if (/not a git repository|cannot change to/.test(stderr)) {
    return new InputError(`${repo} is not a git repository; run inside one or pass --repo <folder>`);
  }
  if (stderr.includes('dubious ownership')) {
    return new InputError(
      `git does not trust ${repo} because another user owns it; run git config --global --add safe.directory <its path>`,
    );
  }
  if (/promisor|partial clone|could not fetch|transport '.*' not allowed/.test(stderr)) {
    return new InputError(
      `${repo} is a partial clone and contents this review needs are not on this machine; run git fetch --refetch --no-filter and try again`,
    );
  }
  const lastLines = stderr.split('\n').slice(-3).join(' ').slice(0, 500);
  return new InputError(`${name} failed in ${repo} (status ${exitCode}): ${lastLines || 'no message'}`);
}
