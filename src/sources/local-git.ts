import type { Change } from '../model/change.ts';
import { InputError } from '../model/errors.ts';
import type { ChangeSource, OpenChange } from '../ports/change-source.ts';
import { committedChanges, workingCopyChanges } from './git-changes.ts';
import { gitCommand, GitOutputTooLarge } from './git-command.ts';
import { gitTree, readBlobs } from './git-tree.ts';
import { nearestNames } from './nearest-name.ts';
import { POLICY_PATHS } from './reviewed-path.ts';
import { noFilters, untrackedPaths, workingTree } from './working-tree.ts';

/** The head that stands for the working copy with everything that is not committed. Also the head SHA of such a change. */
export const WORKTREE = 'WORKTREE';

/** A local range. `base` defaults to the default branch, `head` to the working copy when it has changes, else HEAD. */
export interface LocalRange {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
}

/** Tried in order when no base is named. */
const DEFAULT_BASES = ['refs/remotes/origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];
const MAX_POLICY_BYTES = 1024 * 1024;

/**
 * Changes of a local repository (`repo`: a folder inside it). Reads git's objects and, for the working copy, its
 * files; nothing is checked out, fetched, written or executed. Errors are InputErrors that say what to do.
 */
export function localGit(options: { readonly repo: string }): ChangeSource<LocalRange> {
  return { open: (range) => openRange(options.repo, range) };
}

async function openRange(repo: string, range: LocalRange): Promise<OpenChange> {
  const top = await topFolder(repo);
  const git = top ?? repo;
  const readsDisk = top !== undefined && (range.head ?? WORKTREE) === WORKTREE;
  const filters = readsDisk ? await noFilters(top) : [];
  const head = range.head ?? (top !== undefined && (await isDirty(top, filters)) ? WORKTREE : 'HEAD');
  if (head === WORKTREE && top === undefined) {
    throw new InputError(`${repo} is a bare repository and has no working copy; name a commit with --head`);
  }
  const base = await baseOf(git, range.base);
  const headCommit = await commitOf(git, head === WORKTREE ? 'HEAD' : head);
  const { mergeBase, notes } = await mergeBaseOf(git, base, { name: head, sha: headCommit });
  const uncommitted = head === WORKTREE;
  const diffed = await (uncommitted
    ? workingCopyChanges(git, filters, mergeBase)
    : committedChanges(git, mergeBase, headCommit));
  const change: Change = {
    name: `${base.name}..${uncommitted ? 'working copy' : head}`,
    title: uncommitted ? 'Uncommitted changes' : await subjectOf(git, headCommit),
    baseSha: mergeBase,
    headSha: uncommitted ? WORKTREE : headCommit,
    files: diffed.files,
    truncated: false,
  };
  return {
    change,
    base: gitTree(git, mergeBase),
    head: uncommitted ? workingTree(git) : gitTree(git, headCommit),
    policy: await policyAt(git, base.sha),
    notes: [...notes, ...diffed.notes],
  };
}

/** The top folder of the working copy; undefined for a bare repository. */
async function topFolder(repo: string): Promise<string | undefined> {
  const bare = await gitCommand(repo, ['rev-parse', '--is-bare-repository', '--is-inside-work-tree']);
  if (!bare.stdout.toString('utf8').includes('false\ntrue')) return undefined;
  return (await gitCommand(repo, ['rev-parse', '--show-toplevel'])).stdout.toString('utf8').replace(/\n$/, '');
}

async function isDirty(top: string, filters: readonly string[]): Promise<boolean> {
  if ((await revision(top, 'HEAD')) === undefined) return false;
  const tracked = await gitCommand(
    top,
    [...filters, 'diff', '--quiet', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', 'HEAD', '--'],
    { accept: [0, 1] },
  );
  return tracked.exitCode === 1 || (await untrackedPaths(top)).length > 0;
}

/** The full SHA of a commit, or undefined. A name that looks like an option stays a name. */
async function revision(repo: string, name: string): Promise<string | undefined> {
  if (name === '' || name.includes('\0')) return undefined;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const { stdout, exitCode } = await gitCommand(repo, args, { accept: [0, 1, 128] });
  const sha = stdout.toString('utf8').trim();
  return exitCode === 0 && /^[0-9a-f]{40,64}$/.test(sha) ? sha : undefined;
}

async function isShallow(repo: string): Promise<boolean> {
  const { stdout } = await gitCommand(repo, ['rev-parse', '--is-shallow-repository']);
  return stdout.toString('utf8').trim() === 'true';
}

const DEEPEN = 'run git fetch --unshallow (with actions/checkout: set fetch-depth: 0)';

async function commitOf(repo: string, name: string): Promise<string> {
  const sha = await revision(repo, name);
  if (sha !== undefined) return sha;
  if (name === 'HEAD') throw new InputError(`${repo} has no commits yet; commit something first`);
  const refs = await gitCommand(repo, ['for-each-ref', '--format=%(refname:short)', '--count=5000']);
  const near = nearestNames(name, refs.stdout.toString('utf8').split('\n').filter(Boolean));
  const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : 'git branch --all lists the branches';
  const shallow = (await isShallow(repo)) ? `; this clone is shallow, so it may also be missing: ${DEEPEN}` : '';
  throw new InputError(`${JSON.stringify(name)} is not a commit in ${repo}; ${hint}${shallow}`);
}

interface NamedCommit {
  readonly name: string;
  readonly sha: string;
}

async function baseOf(repo: string, wanted: string | undefined): Promise<NamedCommit> {
  if (wanted !== undefined) return { name: wanted, sha: await commitOf(repo, wanted) };
  for (const candidate of DEFAULT_BASES) {
    const sha = await revision(repo, candidate);
    if (sha !== undefined) return { name: candidate.replace(/^refs\/remotes\//, ''), sha };
  }
  await commitOf(repo, 'HEAD'); // an empty repository has a better message
  throw new InputError(`${repo} has neither origin/HEAD nor a main or master branch; name the base with --base`);
}

async function mergeBaseOf(
  repo: string,
  base: NamedCommit,
  head: NamedCommit,
): Promise<{ mergeBase: string; notes: string[] }> {
  const { stdout } = await gitCommand(repo, ['merge-base', base.sha, head.sha], { accept: [0, 1] });
  const mergeBase = stdout.toString('utf8').split('\n')[0] ?? '';
  if (mergeBase !== '') return { mergeBase, notes: [] };
  if (await isShallow(repo)) {
    throw new InputError(
      `this clone is shallow and does not reach the commit where ${base.name} and ${head.name} part; ${DEEPEN}`,
    );
  }
  return {
    mergeBase: base.sha,
    notes: [`${base.name} and ${head.name} have no common history; the comparison is with ${base.name} itself.`],
  };
}

async function subjectOf(repo: string, commit: string): Promise<string> {
  const { stdout } = await gitCommand(repo, ['show', '--no-patch', '--no-show-signature', '--format=%s', commit, '--']);
  return stdout.toString('utf8').trim().slice(0, 300);
}

async function policyAt(repo: string, commit: string): Promise<OpenChange['policy']> {
  const names = POLICY_PATHS.map((path) => `${commit}:${path}`);
  const blobs = await readBlobs(repo, names, 2 * MAX_POLICY_BYTES).catch((error: unknown) => {
    if (!(error instanceof GitOutputTooLarge)) throw error;
    throw new InputError(`the policy file ${POLICY_PATHS[0]} of the base is larger than 1 MB; make it smaller`);
  });
  for (const [index, path] of POLICY_PATHS.entries()) {
    const bytes = blobs.get(names[index] ?? '');
    if (bytes) return { path, text: bytes.toString('utf8') };
  }
  return undefined;
}
