import type { PullRequestRef } from './change-source.ts';

/**
 * `external_id` of our check runs: the same for every head of a pull request. It leads back from a check run to the
 * pull request where GitHub does not say (for forks its `pull_requests` list is empty), and survives a renamed repository.
 */
export function externalIdOf({ number }: Pick<PullRequestRef, 'number'>): string {
  return `plumbline:pull/${number}`;
}

/** The number of the pull request in an `external_id` of ours; undefined when it is not one. */
export function pullRequestIn(externalId: string | null | undefined): number | undefined {
  const digits = /^plumbline:pull\/([1-9]\d{0,8})$/.exec(externalId ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
