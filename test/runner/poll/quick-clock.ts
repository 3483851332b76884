import type { Clock } from '../../../src/runner/poll/clock.ts';

/** A clock on which waiting takes no time, but is counted. */
export function quickClock(): Clock & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  let now = 0;
  return {
    waits,
    now: () => now,
    // A turn of the event loop, so that a plan that waits in vain does not keep everything else from happening.
    sleep: (milliseconds) => {
      now += milliseconds;
      waits.push(milliseconds);
      return new Promise((resolve) => setImmediate(resolve));
    },
    random: () => 0.5,
  };
}
