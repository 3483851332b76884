import { setTimeout as delay } from 'node:timers/promises';

/** Time as the back ends that wait for others see it; tests bring their own. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Resolves after `milliseconds`, or at once when `signal` is aborted; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    // The only way for it to reject is the abort, which the caller looks at anyway.
    await delay(milliseconds, undefined, { signal }).catch(() => undefined);
  },
  random: () => Math.random(),
};
