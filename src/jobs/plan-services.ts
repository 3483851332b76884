import type { Rule } from '../engine/rule.ts';
import type { PlanBackEnd } from '../model/plan-run.ts';
import type { AffectedRoot } from '../plan/roots/affected-root.ts';
import type { Policy } from '../policy/schema.ts';
import type { OpenChange, PullRequestRef } from '../ports/change-source.ts';
import type { GitHubClient } from '../ports/github-client.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Log } from '../ports/log.ts';
import type { PlanRunner } from '../ports/plan-runner.ts';
import type { ReadCaches } from '../review/read-side.ts';

/** The back ends of an installation. */
export interface BackEnds {
  /** For repositories whose policy names none. */
  readonly standard: PlanBackEnd | 'off';
  /** True when the operator wants no plans, whatever a policy says. */
  readonly isOff: boolean;
  /** Who plans a root module in a back end, or, in a whole sentence, why nobody can. Not for `actions`, which answers later. */
  runnerFor(
    backEnd: 'local' | 'hcp',
    policy: Policy,
    root: AffectedRoot,
  ): PlanRunner | { readonly unavailable: string };
  /** The state to plan against on this machine, from HCP Terraform where the policy names the workspace; undefined without one. */
  stateFor(policy: Policy, root: AffectedRoot, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

/** What the jobs about plans are made of. */
export interface PlanServices {
  readonly appId: number;
  /** Where GitHub's pages are: `https://github.com`. */
  readonly htmlUrl: string;
  readonly rules: readonly Rule[];
  readonly caches: ReadCaches;
  readonly backEnds: BackEnds;
  readonly queue: Pick<JobQueue, 'enqueue'>;
  readonly log: Log;
  readonly octokitFor: (installationId: number) => Promise<GitHubClient>;
  readonly open: (octokit: GitHubClient, pr: PullRequestRef) => Promise<OpenChange>;
}

/** The back end that a policy means in this installation. */
export function backEndOf(policy: Policy, { standard, isOff }: BackEnds): PlanBackEnd | 'off' {
  return isOff ? 'off' : (policy.plan.backend ?? standard);
}
