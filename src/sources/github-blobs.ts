import { createHash } from 'node:crypto';
import { RemoteError } from '../model/errors.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import type { TreeEntry } from '../ports/source-tree.ts';
import type { BlobCache } from './blob-cache.ts';
import { callGitHub, queryGitHub } from '../ports/github-calls.ts';
import { blobSchema, graphqlBlobsSchema } from './github-schemas.ts';

/** A repository and the means to read it. */
export interface GitHubRepository {
  readonly octokit: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly cache: BlobCache;
  /** Requests for content that are still allowed in this review: a hostile tree must not empty the rate limit. */
  readonly budget: { queries: number; singleReads: number };
}

/** Octokit's throttling lets one GraphQL query through a second, so few big ones are asked. */
const MAX_BLOBS_PER_QUERY = 200;
/** A query that is too much for GitHub is halved this often; then it is not the size that is wrong. */
const MAX_HALVINGS = 2;
/** 4 MB a query stays far from GitHub's time limit of 10 s. */
const MAX_BYTES_PER_QUERY = 4 * 1024 * 1024;
/** Above this GraphQL cuts the text (`isTruncated`), so it is not even asked. */
const MAX_GRAPHQL_TEXT = 500_000;
/** 10 MB: far above what is parsed (1 MB); larger files are left out and the size in the list says why. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;

const READ_CONTENT = { doing: 'read file contents', permission: 'contents: read' };

/** Contents of the files among `entries`, by path. Blobs are read once per content, in batches, through the cache. */
export async function readGitHubBlobs(
  repository: GitHubRepository,
  entries: readonly TreeEntry[],
): Promise<Map<string, Uint8Array>> {
  const found = await fetchGitHubBlobs(repository, entries);
  return new Map(
    entries.flatMap(({ path, kind, sha }) => {
      const bytes = kind === 'file' && sha !== undefined ? found.get(sha) : undefined;
      return bytes ? [[path, bytes] as const] : [];
    }),
  );
}

/** The same by blob SHA; `entries` may be of several trees of the repository. What was read is in the cache afterwards. */
export async function fetchGitHubBlobs(
  repository: GitHubRepository,
  entries: readonly TreeEntry[],
): Promise<Map<string, Uint8Array>> {
  const name = `${repository.owner}/${repository.repo}`;
  const found = new Map<string, Uint8Array>();
  const missing = new Map<string, number>();
  for (const { kind, sha, size } of entries) {
    if (kind !== 'file' || sha === undefined || (size ?? 0) > MAX_FILE_BYTES) continue;
    const cached = repository.cache.get(name, sha);
    if (cached) found.set(sha, cached);
    else missing.set(sha, size ?? 0);
  }
  const single = [...missing].filter(([, size]) => size > MAX_GRAPHQL_TEXT).map(([sha]) => sha);
  for (const batch of batches([...missing].filter(([, size]) => size <= MAX_GRAPHQL_TEXT))) {
    if (repository.budget.queries-- <= 0) break;
    const texts = await queryPatiently(repository, batch);
    for (const sha of batch) {
      const bytes = texts.get(sha);
      if (bytes) found.set(sha, bytes);
      else single.push(sha);
    }
  }
  for (const sha of single) {
    if (repository.budget.singleReads-- <= 0) break;
    found.set(sha, await readBlob(repository, sha));
  }
  for (const sha of missing.keys()) {
    const bytes = found.get(sha);
    if (bytes) repository.cache.set(name, sha, bytes);
  }
  return found;
}

function batches(blobs: readonly (readonly [sha: string, size: number])[]): string[][] {
  const all: string[][] = [];
  let current: string[] = [];
  let total = 0;
  for (const [sha, size] of blobs) {
    if (current.length === MAX_BLOBS_PER_QUERY || (current.length > 0 && total + size > MAX_BYTES_PER_QUERY)) {
      all.push(current);
      current = [];
      total = 0;
    }
    current.push(sha);
    total += size;
  }
  return current.length > 0 ? [...all, current] : all;
}

/** GraphQL fails a query that takes it too long (10 s) or too much memory; half of it may do. */
async function queryPatiently(
  repository: GitHubRepository,
  shas: readonly string[],
  halvings = MAX_HALVINGS,
): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    return await queryBlobs(repository, shas);
  } catch (error) {
    const overload = error instanceof RemoteError && error.retryable && error.retryAfter === undefined;
    if (!overload || shas.length < 2 || halvings === 0) throw error;
    const middle = Math.ceil(shas.length / 2);
    const first = await queryPatiently(repository, shas.slice(0, middle), halvings - 1);
    return new Map([...first, ...(await queryPatiently(repository, shas.slice(middle), halvings - 1))]);
  }
}

/** One GraphQL query. Only what is exactly the named content is in the result: no binary, cut or recoded text. */
async function queryBlobs(repository: GitHubRepository, shas: readonly string[]): Promise<Map<string, Uint8Array>> {
  const { octokit, owner, repo } = repository;
  const fields = shas.map((sha, index) => `b${index}: object(oid: "${sha}") { ...blob }`);
  const text = `query ($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
    ${fields.join('\n    ')}
  }
}
fragment blob on Blob { text isTruncated isBinary }`;
  const answer = await queryGitHub(octokit, text, { owner, repo }, graphqlBlobsSchema, READ_CONTENT);
  const contents = new Map<string, Uint8Array>();
  for (const [index, sha] of shas.entries()) {
    const blob = answer.repository?.[`b${index}`];
    if (typeof blob?.text !== 'string' || blob.isTruncated) continue;
    const bytes = Buffer.from(blob.text, 'utf8');
    // The SHA tells whether GitHub recoded the text (other encodings) on its way into JSON.
    if (blobSha(bytes, sha.length) === sha) contents.set(sha, bytes);
  }
  return contents;
}

async function readBlob({ octokit, owner, repo }: GitHubRepository, sha: string): Promise<Uint8Array> {
  const parameters = { owner, repo, file_sha: sha };
  const route = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
  const blob = await callGitHub(octokit, route, parameters, blobSchema, READ_CONTENT);
  return Buffer.from(blob.content, blob.encoding === 'base64' ? 'base64' : 'utf8');
}

/** The identity git gives a content: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage */
function blobSha(bytes: Uint8Array, length: number): string {
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
