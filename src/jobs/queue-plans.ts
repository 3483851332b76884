import type { AffectedRoots } from '../plan/roots/affected-root.ts';
import type { OpenChange, PullRequestRef } from '../ports/change-source.ts';
import { externalIdOf, planCheckName } from '../ports/external-id.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import type { PlanJob, Rerun } from '../ports/job-queue.ts';
import { openCheckRun } from '../publish/check-runs.ts';
import { readPlanCheckRuns } from '../publish/plan-check-runs.ts';
import { planProgressOf } from '../report/plan/plan-progress.ts';
import { affectedRootsOf } from '../review/planned/affected-roots-of.ts';
import type { ReadChange } from '../review/read-change.ts';
import { backEndOf, type PlanServices } from './plan-services.ts';

/** Which plans are wanted. */
export interface WantedPlans {
  readonly pullRequest: PullRequestRef;
  readonly installationId: number;
  readonly deliveryId: string;
  /** Plans that are complete are made again. */
  readonly rerun?: Rerun | undefined;
  /** Only this root module. */
  readonly root?: string | undefined;
}

/**
 * Gives every affected root module of a head its check run, `queued`, and its job. Plans that are there already are left alone.
 * Resolves to the affected roots, and to the names of those that are planned now.
 */
export async function queuePlans(
  octokit: GitHubClient,
  open: OpenChange,
  read: ReadChange,
  wanted: WantedPlans,
  services: Pick<PlanServices, 'appId' | 'backEnds' | 'queue' | 'log'>,
): Promise<{ readonly affected: AffectedRoots; readonly queued: readonly string[] }> {
  const affected = await affectedRootsOf(open, read);
  const { pullRequest: pr, installationId, deliveryId, rerun } = wanted;
  const roots = affected.roots.filter(({ name }) => wanted.root === undefined || name === wanted.root);
  if (backEndOf(read.policy, services.backEnds) === 'off' || roots.length === 0) return { affected, queued: [] };
  const { headSha } = open.change;
  const existing = await readPlanCheckRuns(octokit, pr, headSha, services.appId);
  const queued: string[] = [];
  for (const [index, { name, reasons }] of roots.entries()) {
    const known = existing.get(name);
    const isVerdict = known && !known.isOpen && known.conclusion !== 'cancelled';
    if (isVerdict && !rerun) continue;
    const place = { headSha, externalId: externalIdOf(pr), name: planCheckName(name) };
    const again = rerun
      ? { checkRunId: rerun.checkRunId ?? known?.id }
      : known && !known.isOpen && !isVerdict
        ? {}
        : undefined;
    const checkRun = await openCheckRun(octokit, pr, place, known === undefined);
    const output = planProgressOf({ name, reasons }, { kind: 'queued', position: index + 1, total: roots.length });
    if (!(await checkRun.start(again, output, 'queued'))) continue;
    const job: PlanJob = { kind: 'plan', pullRequest: pr, installationId, deliveryId, root: name, headSha };
    await services.queue.enqueue(job);
    queued.push(name);
  }
  services.log.info({ deliveryId, headSha, plans: queued.length }, 'plans wanted');
  return { affected, queued };
}

/** What the review says about plans: root modules that are gone, and, where plans are made, those that are not made. */
export function planNotes(affected: AffectedRoots, isOn: boolean): readonly string[] {
  return [
    ...affected.removed.map(
      (root) =>
        `The root module ${root} is removed: what it manages stays and is managed by nobody. Destroy it first, or move its state.`,
    ),
    ...(isOn ? affected.notPlanned.map(({ name, reason }) => `No plan of ${name}. ${reason}`) : []),
    ...(isOn ? affected.notes : []),
  ];
}
