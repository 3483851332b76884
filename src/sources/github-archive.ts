import { RemoteError } from '../model/errors.ts';
import type { GitHubCall } from '../ports/github-error.ts';
import { githubError } from '../ports/github-error.ts';
import type { GitHubRepository } from './github-blobs.ts';

/** 200 MB packed: a repository above that is not planned here. */
const MAX_ARCHIVE_BYTES = 200 * 1024 * 1024;

/**
 * The tree of a commit as GitHub packs it: a gzipped tar, streamed, never held as a whole. GitHub answers with a redirect to
 * another host; `fetch` follows it and sends no Authorization there. A tree's own .gitattributes decide what is in it.
 * Throws a RemoteError, also while it is read.
 * Sources: https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-tar,
 * https://fetch.spec.whatwg.org/#http-redirect-fetch (step 13), https://github.com/octokit/request.js#request (parseSuccessResponseBody)
 */
export async function githubArchive(
  repository: GitHubRepository,
  commit: string,
  maxBytes: number = MAX_ARCHIVE_BYTES,
): Promise<AsyncIterable<Uint8Array>> {
  const { octokit, owner, repo } = repository;
  const what: GitHubCall = {
    doing: `download ${owner}/${repo} at ${commit.slice(0, 7)}`,
    permission: 'contents: read',
  };
  const { data } = await octokit
    .request('GET /repos/{owner}/{repo}/tarball/{ref}', {
      owner,
      repo,
      ref: commit,
      request: { parseSuccessResponseBody: false },
    })
    .catch((error: unknown) => {
      throw githubError(error, what);
    });
  if (!(data instanceof ReadableStream)) {
    throw new RemoteError(`could not ${what.doing}: GitHub's answer has no content`, {
      retryable: true,
      cause: undefined,
    });
  }
  return bounded(data, maxBytes, what);
}

async function* bounded(
  stream: ReadableStream<unknown>,
  maxBytes: number,
  what: GitHubCall,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    // Leaving this loop early cancels the stream, and with it the connection.
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue;
      size += chunk.length;
      if (size > maxBytes) {
        throw new RemoteError(`could not ${what.doing}: it has more than ${maxBytes} bytes`, {
          retryable: false,
          cause: undefined,
        });
      }
      yield chunk;
    }
  } catch (error) {
    throw githubError(error, what); // a connection that broke is worth another try
  }
}
