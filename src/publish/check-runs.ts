import { z } from 'zod';
import type { PullRequestRef } from '../ports/change-source.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import { statusOf } from '../ports/github-error.ts';
import type { CheckRun } from '../report/check-run.ts';
import { CHECK_OUTPUT_LIMIT, clipText } from './markers.ts';

/** GitHub takes 50 annotations per request and adds those of later requests: https://docs.github.com/en/rest/checks/runs */
const ANNOTATIONS_PER_REQUEST = 50;
const PAGE = 100;

/** The check run of one head of a pull request. */
export interface CheckRunPlace {
  readonly headSha: string;
  readonly externalId: string;
  readonly name: CheckRun['name'];
}

const runSchema = z.object({
  id: z.number(),
  status: z.string(),
  conclusion: z.string().nullish(),
  external_id: z.string().nullish(),
  output: z.object({
    title: z.string().nullish(),
    summary: z.string().nullish(),
    annotations_count: z.number(),
  }),
});
const listSchema = z.object({ check_runs: z.array(runSchema) });
const idSchema = z.object({ id: z.number() });
type ExistingRun = z.infer<typeof runSchema>;

const WRITE = 'checks: write';

/**
 * Makes sure that a head has a check run, `in_progress` when it is new, so that authors see at once that they are being
 * reviewed. Returns its id; a check run of ours that is there, finished or not, is kept.
 */
export async function startCheckRun(octokit: GitHubClient, pr: PullRequestRef, place: CheckRunPlace): Promise<number> {
  const existing = (await ownRuns(octokit, pr, place))[0];
  if (existing) return existing.id;
  return write(octokit, pr, undefined, {
    ...identity(place),
    status: 'in_progress',
    output: { title: 'Reviewing', summary: 'Plumbline is reading this change.' },
  });
}

/**
 * Completes the check run of a head with its annotations, worst first, in batches. A run that was left half way is
 * continued; one that is complete and says the same stays; one that says something else is followed by a new one, as
 * annotations cannot be taken back.
 */
export async function completeCheckRun(
  octokit: GitHubClient,
  pr: PullRequestRef,
  place: CheckRunPlace,
  run: CheckRun,
): Promise<{ readonly changed: boolean; readonly problem: string | undefined }> {
  const existing = (await ownRuns(octokit, pr, place))[0];
  const { annotations } = run;
  if (existing && saysTheSame(existing, run)) return { changed: false, problem: undefined };
  const open = existing && existing.status !== 'completed' && existing.output.annotations_count <= annotations.length;
  let id = open ? existing.id : undefined;
  let sent = open ? existing.output.annotations_count : 0;
  const output = {
    title: run.title,
    summary: clipText(run.summary, CHECK_OUTPUT_LIMIT),
    text: clipText(run.text, CHECK_OUTPUT_LIMIT),
  };
  let problem: string | undefined;
  for (let completed = false; !completed;) {
    const batch = annotations.slice(sent, sent + ANNOTATIONS_PER_REQUEST);
    completed = sent + batch.length >= annotations.length;
    const state = completed ? { status: 'completed', conclusion: run.conclusion } : { status: 'in_progress' };
    const body = { ...(id === undefined ? identity(place) : {}), ...state };
    try {
      id = await write(octokit, pr, id, { ...body, output: { ...output, annotations: batch } });
    } catch (error) {
      if (statusOf(error) !== 422 || batch.length === 0) throw error;
      // An annotation that GitHub does not take must not cost the verdict: the findings are in the text as well.
      problem = `GitHub did not take ${batch.length} annotations: ${error instanceof Error ? error.message : ''}`;
      id = await write(octokit, pr, id, { ...body, output });
    }
    sent += batch.length;
  }
  return { changed: true, problem };
}

/**
 * Ends check runs of ours on heads that are no longer the head, so that none stays `in_progress`. `shas` are the older
 * heads. Returns how many were ended.
 */
export async function supersedeCheckRuns(
  octokit: GitHubClient,
  pr: PullRequestRef,
  superseded: {
    readonly shas: readonly string[];
    readonly headSha: string;
    readonly externalId: string;
    readonly name: CheckRun['name'];
  },
): Promise<number> {
  const { headSha, externalId, name } = superseded;
  let ended = 0;
  for (const sha of new Set(superseded.shas)) {
    if (sha === headSha) continue;
    for (const run of await ownRuns(octokit, pr, { headSha: sha, externalId, name })) {
      if (run.status === 'completed') continue;
      const summary = `A newer commit was pushed; the review goes on at ${headSha}.`;
      await write(octokit, pr, run.id, {
        status: 'completed',
        conclusion: 'cancelled',
        output: { title: `Superseded by ${headSha.slice(0, 7)}`, summary },
      });
      ended++;
    }
  }
  return ended;
}

function identity(place: CheckRunPlace): Record<string, unknown> {
  return { name: place.name, head_sha: place.headSha, external_id: place.externalId };
}

/** Our check runs of a head, newest first. */
async function ownRuns(octokit: GitHubClient, pr: PullRequestRef, place: CheckRunPlace): Promise<ExistingRun[]> {
  const { owner, repo } = pr;
  const { check_runs: runs } = await callGitHub(
    octokit,
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { owner, repo, ref: place.headSha, check_name: place.name, filter: 'all', per_page: PAGE },
    listSchema,
    { doing: `read the check runs of ${place.headSha.slice(0, 7)}`, permission: WRITE },
  );
  return runs.filter((run) => run.external_id === place.externalId).sort((a, b) => b.id - a.id);
}

function saysTheSame(existing: ExistingRun, run: CheckRun): boolean {
  const flat = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();
  return (
    existing.status === 'completed' &&
    existing.conclusion === run.conclusion &&
    existing.output.title === run.title &&
    existing.output.annotations_count === run.annotations.length &&
    flat(existing.output.summary) === flat(clipText(run.summary, CHECK_OUTPUT_LIMIT))
  );
}

/** Creates a check run, or updates the one with `id`. Returns its id. */
async function write(
  octokit: GitHubClient,
  pr: PullRequestRef,
  id: number | undefined,
  body: Record<string, unknown>,
): Promise<number> {
  const { owner, repo, number } = pr;
  const route =
    id === undefined
      ? 'POST /repos/{owner}/{repo}/check-runs'
      : 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
  const target = id === undefined ? {} : { check_run_id: id };
  const what = { doing: `write the check run of ${owner}/${repo}#${number}`, permission: WRITE };
  const written = await callGitHub(octokit, route, { owner, repo, ...target, ...body }, idSchema, what);
  return written.id;
}
