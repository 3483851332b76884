import { z } from 'zod';
import type { PullRequestRef } from '../ports/change-source.ts';
import { callGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import { statusOf } from '../ports/github-error.ts';
import type { Annotation } from '../report/check-run.ts';
import { CHECK_OUTPUT_LIMIT, clipText } from './markers.ts';

/** GitHub takes 50 annotations per request and adds those of later requests: https://docs.github.com/en/rest/checks/runs */
const ANNOTATIONS_PER_REQUEST = 50;
const PAGE = 100;

/** The check run of one head of a pull request. */
export interface CheckRunPlace {
  readonly headSha: string;
  readonly externalId: string;
  readonly name: string;
}

/** What a check run says while it waits or runs. */
export interface CheckRunOutput {
  /** Plain text. */
  readonly title: string;
  /** Markdown, escaped. */
  readonly summary: string;
}

/** A verdict. */
export interface CompletedCheckRun extends CheckRunOutput {
  readonly text: string;
  /** GitHub's words. */
  readonly conclusion: string;
  /** Worst first. */
  readonly annotations: readonly Annotation[];
  /** Buttons, at most three. */
  readonly actions?:
    readonly { readonly label: string; readonly description: string; readonly identifier: string }[] | undefined;
}

/** How a check run ends that has no verdict. */
export interface CheckRunEnding extends CheckRunOutput {
  readonly conclusion: 'neutral' | 'cancelled';
}

/** The check run of a head during one review. What is known about it from our own writes is not asked for again. */
export interface CheckRunHandle {
  /** Undefined when there is none yet. */
  readonly id: number | undefined;
  /** How it ended; undefined while it is open or not there. `cancelled`: without a verdict, so it may be run again. */
  readonly conclusion: string | undefined;
  /**
   * Shows that something waits (`queued`) or runs. A finished run stays as it is, unless it is to be run again: then there is
   * a new one. Resolves to whether the run is open now.
   */
  start(
    rerun?: { readonly checkRunId?: number | undefined },
    output?: CheckRunOutput,
    status?: 'queued' | 'in_progress',
  ): Promise<boolean>;
  /** Says how far it is; `detailsUrl` is where the reader can watch it. */
  progress(output: CheckRunOutput, detailsUrl?: string): Promise<void>;
  /**
   * Completes it with its annotations, worst first, in batches. A run that was left half way is continued; one that is
   * complete and says the same stays; one with annotations that are not to be shown any more is ended and followed by a
   * new one, as annotations cannot be taken back.
   */
  complete(run: CompletedCheckRun): Promise<{ readonly changed: boolean; readonly problem: string | undefined }>;
  /** Ends it without a verdict, also in the place of an older verdict. */
  end(ending: CheckRunEnding): Promise<void>;
  /** Ends it with a pointer to a newer head, unless it is complete. Returns whether there was something to end. */
  supersede(headSha: string): Promise<boolean>;
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
type ExistingRun = z.infer<typeof runSchema>;

const WRITE = 'checks: write';
const REVIEWING: CheckRunOutput = { title: 'Reviewing', summary: 'Plumbline is reading this change.' };
const REPLACED: CheckRunEnding = {
  conclusion: 'cancelled',
  title: 'Replaced',
  summary: 'A newer run of this check took its place.',
};

/**
 * Looks up our check run of a head, unless it is known that there is none (`isNew`); nothing is written yet. All methods throw
 * RemoteErrors.
 */
export async function openCheckRun(
  octokit: GitHubClient,
  pr: PullRequestRef,
  place: CheckRunPlace,
  isNew = false,
): Promise<CheckRunHandle> {
  const [newest, ...older] = isNew ? [] : await ownRuns(octokit, pr, place);
  let current = newest;
  // More than one can only be open after a crash in the wrong moment.
  const leftovers = older.filter(isOpen);

  const save = async (body: Record<string, unknown>, isNew = current === undefined): Promise<void> => {
    const identity = { name: place.name, head_sha: place.headSha, external_id: place.externalId };
    current = await write(octokit, pr, isNew ? undefined : current?.id, isNew ? { ...identity, ...body } : body);
  };
  const endLeftovers = async (): Promise<void> => {
    for (let run = leftovers[0]; run !== undefined; run = leftovers[0]) {
      await write(octokit, pr, run.id, ended(REPLACED));
      leftovers.shift();
    }
  };

  return {
    get id() {
      return current?.id;
    },
    get conclusion() {
      return current && !isOpen(current) ? (current.conclusion ?? undefined) : undefined;
    },
    async start(rerun, output = REVIEWING, status = 'in_progress') {
      await endLeftovers();
      const words = { title: output.title, summary: output.summary };
      if (current && isOpen(current)) {
        if (current.status !== status && status === 'in_progress') await save({ status, output: words });
        return true;
      }
      if (current && (!rerun || isNewerThan(current, rerun.checkRunId))) return false;
      await save({ status, output: words }, true);
      return true;
    },
    async progress({ title, summary }, detailsUrl) {
      await save({
        status: 'in_progress',
        output: { title, summary },
        ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
      });
    },
    async complete(run) {
      await endLeftovers();
      if (current && !isOpen(current) && saysTheSame(current, run)) return { changed: false, problem: undefined };
      if (current && !canHold(current, run)) {
        if (isOpen(current)) await save(ended(REPLACED));
        current = undefined;
      }
      return { changed: true, problem: await sendVerdict(run, current?.output.annotations_count ?? 0, save) };
    },
    end: (ending) => save(ended(ending)),
    async supersede(headSha) {
      await endLeftovers();
      if (!current || !isOpen(current)) return false;
      const title = `Superseded by ${headSha.slice(0, 7)}`;
      const summary = `A newer commit was pushed; the review goes on at ${headSha}.`;
      await save(ended({ conclusion: 'cancelled', title, summary }));
      return true;
    },
  };
}

/** Sends annotations from number `sent` on; the last request completes the run. Returns what GitHub refused. */
async function sendVerdict(
  { title, summary, text, conclusion, annotations, actions }: CompletedCheckRun,
  sent: number,
  save: (body: Record<string, unknown>) => Promise<void>,
): Promise<string | undefined> {
  const output = {
    title,
    summary: clipText(summary, CHECK_OUTPUT_LIMIT),
    text: clipText(text, CHECK_OUTPUT_LIMIT),
  };
  let problem: string | undefined;
  for (let completed = false; !completed;) {
    const batch = annotations.slice(sent, sent + ANNOTATIONS_PER_REQUEST);
    completed = sent + batch.length >= annotations.length;
    const buttons = actions === undefined ? {} : { actions };
    const state = completed ? { status: 'completed', conclusion, ...buttons } : { status: 'in_progress' };
    try {
      await save({ ...state, output: { ...output, annotations: batch } });
    } catch (error) {
      if (statusOf(error) !== 422 || batch.length === 0) throw error;
      // An annotation that GitHub does not take must not cost the verdict: the findings are in the text as well.
      problem = `GitHub did not take ${batch.length} annotations: ${error instanceof Error ? error.message : ''}`;
      await save({ ...state, output });
    }
    sent += batch.length;
  }
  return problem;
}

function ended({ conclusion, title, summary }: CheckRunEnding): Record<string, unknown> {
  return { status: 'completed', conclusion, output: { title, summary } };
}

function isOpen(run: ExistingRun): boolean {
  return run.status !== 'completed';
}

/** Whether a run was made after the one that somebody wants to see run again; ids grow. */
function isNewerThan(run: ExistingRun, id: number | undefined): boolean {
  return id !== undefined && run.id > id;
}

/** Whether the annotations that a run has are the first ones of the new verdict. */
function canHold(existing: ExistingRun, run: CompletedCheckRun): boolean {
  const count = existing.output.annotations_count;
  return count === 0 || (isOpen(existing) && count <= run.annotations.length && hasTheWords(existing, run));
}

function saysTheSame(existing: ExistingRun, run: CompletedCheckRun): boolean {
  return (
    existing.conclusion === run.conclusion &&
    existing.output.annotations_count === run.annotations.length &&
    hasTheWords(existing, run)
  );
}

function hasTheWords({ output }: ExistingRun, { title, summary }: CompletedCheckRun): boolean {
  const flat = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();
  return output.title === title && flat(output.summary) === flat(clipText(summary, CHECK_OUTPUT_LIMIT));
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

/** Creates a check run, or updates the one with `id`. Returns it as GitHub has it now. */
async function write(
  octokit: GitHubClient,
  pr: PullRequestRef,
  id: number | undefined,
  body: Record<string, unknown>,
): Promise<ExistingRun> {
  const { owner, repo, number } = pr;
  const route =
    id === undefined
      ? 'POST /repos/{owner}/{repo}/check-runs'
      : 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
  const target = id === undefined ? {} : { check_run_id: id };
  const what = { doing: `write the check run of ${owner}/${repo}#${number}`, permission: WRITE };
  return callGitHub(octokit, route, { owner, repo, ...target, ...body }, runSchema, what);
}
