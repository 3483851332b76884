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

/** Name of the check run of a review. */
export const REVIEW_CHECK = 'plumbline / review';

/** Name of the check run of one root module's plan: `plumbline / plan (live)`. */
export function planCheckName(root: string): string {
  return `plumbline / plan (${root})`;
}

/** The root module in the name of a plan's check run; undefined when it is the name of something else. */
export function rootInCheckName(name: string): string | undefined {
  return /^plumbline \/ plan \((.+)\)$/s.exec(name)?.[1];
}

/**
 * Names one plan made in GitHub Actions, in the title of the run and in the name of its artifact: number of the pull request,
 * whole head SHA, and 12 hexadecimal digits that were never used before.
 */
export interface Correlation {
  readonly number: number;
  readonly headSha: string;
  readonly random: string;
}

/** `7-<head sha>-<random>`: letters, digits and dashes only. */
export function correlationId({ number, headSha, random }: Correlation): string {
  return `${String(number)}-${headSha}-${random}`;
}

/** What a correlation id says; undefined when it is not one. */
export function correlationIn(id: string): Correlation | undefined {
  const match = /^([1-9]\d{0,8})-([0-9a-f]{40})-([0-9a-f]{12})$/.exec(id);
  if (!match) return undefined;
  const [, number = '', headSha = '', random = ''] = match;
  return { number: Number(number), headSha, random };
}
