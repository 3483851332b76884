import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';
import { githubArchive } from './github-archive.ts';
import type { GitHubRepository } from './github-blobs.ts';
import { readGitHubBlobs } from './github-blobs.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubTree } from './github-schemas.ts';
import { treeSchema } from './github-schemas.ts';
import { isReviewedPath, isTreePath } from './reviewed-path.ts';

/** Folder listings read one by one when the whole tree is too large; the folders of a change are few. */
const MAX_FOLDER_REQUESTS = 30;

/**
 * Terraform files of one tree that are read for one review. With both sides of 100 changed files they are three queries
 * of 200; twelve requests are spent on the rest. Together the 15 that a review may take.
 */
const READ_BUDGET = 400;

/** A tree and what the reader must know about it. */
export interface GitHubTreeResult {
  readonly tree: SourceTree;
  /** The entries at `paths`, without those that are not there. */
  readonly entriesAt: (paths: readonly string[]) => readonly TreeEntry[];
  readonly notes: readonly string[];
}

/**
 * The tree of a commit, listed with one request. GitHub cuts it at 100,000 entries or 7 MB: then the folders of
 * `changedPaths` are listed one by one too, and a note says so.
 * Source: https://docs.github.com/en/rest/git/trees#get-a-tree
 */
export async function githubTree(
  repository: GitHubRepository,
  commit: string,
  changedPaths: readonly string[],
): Promise<GitHubTreeResult> {
  const entries = new Map<string, TreeEntry>();
  const whole = await readTree(repository, commit, true);
  collect(entries, whole, '');
  const notes: string[] = [];
  if (whole.truncated) {
    const unread = await addFolders(repository, commit, changedPaths, entries);
    notes.push(
      `GitHub does not list the whole tree of ${commit.slice(0, 7)}, it is too large; the folders with changed files were read, others may be missing.`,
      ...(unread > 0 ? [`${unread} folders with changed files could not be listed.`] : []),
    );
  }
  const sorted = [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const entriesAt = (paths: readonly string[]): readonly TreeEntry[] =>
    [...new Set(paths)].flatMap((path) => entries.get(path) ?? []);
  return {
    notes,
    entriesAt,
    tree: {
      readBudget: READ_BUDGET,
      list: () => Promise.resolve(sorted.filter((entry) => isReviewedPath(entry.path))),
      listAll: () => Promise.resolve({ entries: sorted, complete: !whole.truncated }),
      archive: () => githubArchive(repository, commit),
      read: (paths) => readGitHubBlobs(repository, entriesAt(paths)),
    },
  };
}

async function readTree(repository: GitHubRepository, sha: string, recursive: boolean): Promise<GitHubTree> {
  const { octokit, owner, repo } = repository;
  const parameters = { owner, repo, tree_sha: sha, ...(recursive ? { recursive: '1' } : {}) };
  return callGitHub(octokit, 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', parameters, treeSchema, {
    doing: `read the tree of ${sha.slice(0, 7)} in ${owner}/${repo}`,
    permission: 'contents: read',
  });
}

/** Adds the files of one listing; returns its folders by path. */
function collect(entries: Map<string, TreeEntry>, listing: GitHubTree, folder: string): Map<string, string> {
  const folders = new Map<string, string>();
  for (const item of listing.tree) {
    const path = folder === '' ? item.path : `${folder}/${item.path}`;
    if (!isTreePath(path)) continue;
    if (item.type === 'tree') {
      folders.set(path, item.sha);
      continue;
    }
    const kind = item.type === 'commit' ? 'submodule' : item.mode === '120000' ? 'symlink' : 'file';
    entries.set(path, { path, kind, size: item.size, sha: item.sha });
  }
  return folders;
}

/** Lists the folders of changed files, from the top down. Returns how many could not be listed within the bound. */
async function addFolders(
  repository: GitHubRepository,
  commit: string,
  changedPaths: readonly string[],
  entries: Map<string, TreeEntry>,
): Promise<number> {
  const listed = new Map<string, Map<string, string>>(); // folder → its folders
  listed.set('', collect(entries, await readTree(repository, commit, false), ''));
  const wanted = new Set(changedPaths.filter(isReviewedPath).map((path) => path.split('/').slice(0, -1).join('/')));
  let unread = 0;
  for (const folder of [...wanted].sort()) {
    const parts = folder === '' ? [] : folder.split('/');
    let parent = '';
    for (const part of parts) {
      const path = parent === '' ? part : `${parent}/${part}`;
      const sha = listed.get(parent)?.get(path);
      if (sha === undefined) break; // not there on this side
      if (!listed.has(path)) {
        if (listed.size > MAX_FOLDER_REQUESTS) {
          unread++;
          break;
        }
        listed.set(path, collect(entries, await readTree(repository, sha, false), path));
      }
      parent = path;
    }
  }
  return unread;
}
