import type { ChangeAuthor, ChangedFile, Hunk } from '../model/change.ts';
import { InputError, RemoteError } from '../model/errors.ts';
import type { ChangeSource, OpenChange, PullRequestRef } from '../ports/change-source.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import { statusOf } from '../ports/github-error.ts';
import type { BlobCache } from './blob-cache.ts';
import { blobCache } from './blob-cache.ts';
import { parseHunkHeader } from './git-diff.ts';
import type { GitHubRepository } from './github-blobs.ts';
import { fetchGitHubBlobs } from './github-blobs.ts';
import { callGitHub, queryGitHub } from '../ports/github-calls.ts';
import type { GitHubFile, GitHubPull } from './github-schemas.ts';
import { compareSchema, filesSchema, graphqlBlobsSchema, pullSchema } from './github-schemas.ts';
import { githubTree } from './github-tree.ts';
import { POLICY_PATHS } from './reviewed-path.ts';

/** GitHub lists at most 3,000 files, 100 a page: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const PAGE = 100;
const MAX_PAGES = 30;
/** A push while the change is being read starts the reading again, at most this often. */
const MAX_ATTEMPTS = 3;
/** Blobs that GraphQL cannot give (binary, other encodings) and that are read one by one, per review. */
const MAX_SINGLE_READS = 20;
/** Batches per review: both sides of the largest change that GitHub lists (3,000 files), and some more. */
const MAX_QUERIES = 80;

/**
 * Pull requests, read through the base repository only: it knows the commits of forks by their SHA, so a fork that is
 * private to its owner or deleted is no obstacle. A pull request of up to 100 files costs six requests, and one more per
 * 200 files to read that are not in the cache (at most 15). The cache may be shared between reviews.
 */
export function githubSource(
  octokit: GitHubClient,
  options: { readonly cache?: BlobCache | undefined } = {},
): ChangeSource<PullRequestRef> {
  const cache = options.cache ?? blobCache();
  return {
    async open(ref) {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        const opened = await openPullRequest(octokit, ref, cache);
        if (opened) return opened;
      }
      throw new RemoteError(`the head of ${nameOf(ref)} keeps moving while it is read`, {
        retryable: true,
        cause: undefined,
      });
    },
  };
}

function nameOf({ owner, repo, number }: PullRequestRef): string {
  return `${owner}/${repo}#${number}`;
}

/** Undefined when the head moved between two requests. */
async function openPullRequest(
  octokit: GitHubClient,
  ref: PullRequestRef,
  cache: BlobCache,
): Promise<OpenChange | undefined> {
  const { owner, repo } = ref;
  const pull = await readPull(octokit, ref);
  const headSha = pull.head.sha;
  // A merged head is part of its base branch by now; only the recorded base still shows what it changed.
  const base = pull.state === 'open' ? pull.base.ref : pull.base.sha;
  const [compared, listed] = await Promise.all([
    callGitHub(
      octokit,
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      // The second page: the first one carries up to 300 files with their patches, which are not needed.
      { owner, repo, basehead: `${base}...${headSha}`, per_page: 1, page: 2 },
      compareSchema,
      { doing: `find the merge base of ${nameOf(ref)}`, permission: 'contents: read' },
    ),
    readFiles(octokit, ref, pull.changed_files),
  ]);
  // The address of each file's content names the head that GitHub listed.
  const listedHead = listed.map((file) => /[?&]ref=([0-9a-f]{40,64})/.exec(file.contents_url ?? '')?.[1]);
  if (listedHead.some((sha) => sha !== undefined && sha !== headSha)) return undefined;

  const files = listed.flatMap(changedFile).sort((a, b) => (a.path < b.path ? -1 : 1));
  const repository: GitHubRepository = {
    octokit,
    owner,
    repo,
    cache,
    budget: { queries: MAX_QUERIES, singleReads: MAX_SINGLE_READS },
  };
  const mergeBase = compared.merge_base_commit.sha;
  const paths = files.flatMap((file) => [file.path, ...(file.basePath === undefined ? [] : [file.basePath])]);
  const [baseTree, headTree, policy] = await Promise.all([
    githubTree(repository, mergeBase, paths),
    githubTree(repository, headSha, paths),
    readPolicy(octokit, ref, compared.base_commit.sha),
  ]);
  return {
    change: {
      name: nameOf(ref),
      title: pull.title,
      baseSha: mergeBase,
      headSha,
      files,
      truncated: listed.length < pull.changed_files,
      author: authorOf(pull),
    },
    base: baseTree.tree,
    head: headTree.tree,
    policy,
    prefetch: async (paths) => {
      await fetchGitHubBlobs(repository, [...baseTree.entriesAt(paths.base), ...headTree.entriesAt(paths.head)]);
    },
    notes: [...baseTree.notes, ...headTree.notes],
  };
}

/** Who made the change; what GitHub does not say counts as coming from outside. */
function authorOf({ user, author_association, head, base }: GitHubPull): ChangeAuthor {
  const [from, to] = [head.repo?.full_name, base.repo?.full_name];
  return {
    login: user?.login ?? 'ghost',
    fromFork: from === undefined || from !== to,
    association: author_association ?? 'NONE',
  };
}

async function readPull(octokit: GitHubClient, ref: PullRequestRef): Promise<GitHubPull> {
  const { owner, repo, number } = ref;
  try {
    return await callGitHub(
      octokit,
      'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      { owner, repo, pull_number: number },
      pullSchema,
      { doing: `read the pull request ${nameOf(ref)}`, permission: 'pull_requests: read' },
    );
  } catch (error) {
    if (statusOf(error) !== 404 || !(error instanceof Error)) throw error;
    throw new InputError(error.message, { cause: error });
  }
}

async function readFiles(octokit: GitHubClient, ref: PullRequestRef, count: number): Promise<GitHubFile[]> {
  const { owner, repo, number } = ref;
  const files: GitHubFile[] = [];
  for (let page = 1; page <= Math.min(MAX_PAGES, Math.ceil(count / PAGE)); page++) {
    const next = await callGitHub(
      octokit,
      'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
      { owner, repo, pull_number: number, per_page: PAGE, page },
      filesSchema,
      { doing: `list the files of ${nameOf(ref)}`, permission: 'pull_requests: read' },
    );
    files.push(...next);
    if (next.length === 0) break;
  }
  return files;
}

function changedFile(file: GitHubFile): ChangedFile[] {
  const path = file.filename;
  const hunks = hunksOf(file);
  switch (file.status) {
    case 'unchanged':
      return [];
    case 'added':
    case 'copied':
      return [{ path, basePath: undefined, status: 'added', hunks }];
    case 'removed':
      return [{ path, basePath: path, status: 'removed', hunks }];
    case 'renamed':
      return [{ path, basePath: file.previous_filename ?? path, status: 'renamed', hunks }];
    default:
      return [{ path, basePath: path, status: 'modified', hunks }];
  }
}

/** Hunks of GitHub's patch. It is missing for large and binary files, and where a rename changed nothing. */
function hunksOf(file: GitHubFile): readonly Hunk[] | undefined {
  if (typeof file.patch !== 'string') return file.status === 'renamed' && file.changes === 0 ? [] : undefined;
  // Content lines start with a space, `+`, `-` or `\`: a line that starts with @@ is a header.
  return file.patch.split('\n').flatMap((line) => parseHunkHeader(line) ?? []);
}

/** The policy file at the tip of the base branch, which may be ahead of the merge base. */
async function readPolicy(octokit: GitHubClient, ref: PullRequestRef, tip: string): Promise<OpenChange['policy']> {
  const { owner, repo } = ref;
  const fields = POLICY_PATHS.map((path, index) => `p${index}: object(expression: "${tip}:${path}") { ...blob }`);
  const text = `query ($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) { ${fields.join(' ')} }
}
fragment blob on Blob { text isTruncated isBinary }`;
  const what = { doing: `read the policy file of ${owner}/${repo}`, permission: 'contents: read' };
  const { repository } = await queryGitHub(octokit, text, { owner, repo }, graphqlBlobsSchema, what);
  for (const [index, path] of POLICY_PATHS.entries()) {
    const blob = repository?.[`p${index}`];
    if (!blob) continue;
    if (typeof blob.text !== 'string' || blob.isTruncated) {
      throw new InputError(
        `the policy file ${path} of the base branch is not readable text; it must be YAML of at most 500 kB`,
      );
    }
    return { path, text: blob.text };
  }
  return undefined;
}
