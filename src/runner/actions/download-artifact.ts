import { createHash } from 'node:crypto';
import { RemoteError } from '../../model/errors.ts';
import { callGitHub } from '../../ports/github-calls.ts';
import type { GitHubClient } from '../../ports/github-client.ts';
import { githubError, statusOf, type GitHubCall } from '../../ports/github-error.ts';
import { artifactsSchema } from './actions-schemas.ts';
import type { PlanWorkflowPlace } from './dispatch-plan.ts';

/** 32 MiB packed: plans pack to a tenth. */
export const MAX_ARTIFACT_BYTES = 32 * 1024 * 1024;

/** The zip of an artifact; or why there is none, as a whole sentence. */
export type DownloadedArtifact = { readonly zip: Uint8Array } | { readonly problem: string };

/**
 * The one artifact of a run with a name. GitHub answers with a redirection to its store, which `fetch` follows without the
 * token. Not read beyond its limit; held against the digest that GitHub took at the upload. Throws a RemoteError.
 * https://docs.github.com/en/rest/actions/artifacts
 */
export async function downloadArtifact(
  octokit: GitHubClient,
  place: PlanWorkflowPlace,
  runId: number,
  name: string,
  maxBytes: number = MAX_ARTIFACT_BYTES,
): Promise<DownloadedArtifact> {
  const { owner, repo } = place;
  const what: GitHubCall = {
    doing: `read the artifact of workflow run ${String(runId)} of ${owner}/${repo}`,
    permission: 'actions: read',
  };
  const { artifacts } = await callGitHub(
    octokit,
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
    { owner, repo, run_id: runId, name, per_page: 100 },
    artifactsSchema,
    what,
  );
  const found = artifacts.filter((artifact) => artifact.name === name);
  const [artifact] = found;
  if (!artifact) return { problem: 'The workflow left no plan behind: it ended before its step that keeps one.' };
  if (found.length > 1)
    return { problem: `The workflow left ${String(found.length)} artifacts of the same name behind.` };
  if (
    artifact.workflow_run?.id !== undefined &&
    artifact.workflow_run.id !== null &&
    artifact.workflow_run.id !== runId
  ) {
    return { problem: 'The artifact is of another workflow run.' };
  }
  if (artifact.expired) return EXPIRED;
  const isOver = `The artifact has more than ${String(maxBytes)} bytes.`;
  if (artifact.size_in_bytes > maxBytes) return { problem: isOver };
  const zip = await download(octokit, { owner, repo, artifact_id: artifact.id }, maxBytes, what);
  if (zip === 'expired') return EXPIRED;
  if (zip === 'over') return { problem: isOver };
  if (!hasDigest(zip, artifact.digest))
    return { problem: 'The artifact is not the one that was uploaded: its digest differs.' };
  return { zip };
}

const EXPIRED = { problem: 'The artifact of the workflow has expired. Plan again.' } as const;

async function download(
  octokit: GitHubClient,
  parameters: Record<string, unknown>,
  maxBytes: number,
  what: GitHubCall,
): Promise<Uint8Array | 'expired' | 'over'> {
  const route = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}';
  let data: unknown;
  try {
    const request = { parseSuccessResponseBody: false };
    ({ data } = await octokit.request(route, { ...parameters, archive_format: 'zip', request }));
  } catch (error) {
    if (statusOf(error) === 410) return 'expired';
    throw githubError(error, what);
  }
  if (!(data instanceof ReadableStream)) {
    throw new RemoteError(`could not ${what.doing}: GitHub's answer has no content`, {
      retryable: true,
      cause: new Error('no content'),
    });
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // Leaving this loop early cancels the stream, and with it the connection.
    for await (const chunk of data as ReadableStream<unknown>) {
      if (!(chunk instanceof Uint8Array)) continue;
      size += chunk.length;
      if (size > maxBytes) return 'over';
      chunks.push(chunk);
    }
  } catch (error) {
    throw githubError(error, what); // a connection that broke is worth another try
  }
  return Buffer.concat(chunks);
}

/** Artifacts of older versions of the upload have no digest. */
function hasDigest(zip: Uint8Array, digest: string | null | undefined): boolean {
  if (!digest?.startsWith('sha256:')) return true;
  return digest.slice('sha256:'.length).toLowerCase() === createHash('sha256').update(zip).digest('hex');
}
