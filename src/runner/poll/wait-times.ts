/** How often something is asked for. */
export interface PollSettings {
  /** Milliseconds until the second question. */
  readonly first: number;
  /** Each wait is that many times the one before. */
  readonly factor: number;
  /** Longest wait, in milliseconds. */
  readonly longest: number;
}

/** From 2 to 15 seconds: a plan takes minutes, and a user at HCP Terraform has 30 requests a second for everything. */
export const PLAN_POLL: PollSettings = { first: 2000, factor: 1.3, longest: 15_000 };

/** Part of a wait that is left to chance, so that many plans started together do not ask together. */
const JITTER = 0.2;

/** The waits between questions in milliseconds, without end: growing, each up to a tenth longer or shorter. */
export function* waitTimes(settings: PollSettings, random: () => number): Generator<number, never> {
  let wait = settings.first;
  for (;;) {
    yield Math.round(wait * (1 - JITTER / 2 + JITTER * random()));
    wait = Math.min(settings.longest, wait * settings.factor);
  }
}
