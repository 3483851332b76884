import type { Io } from './io.ts';

/** Milliseconds before anything is shown: short work stays silent. */
const PATIENCE_MS = 700;

/** Milliseconds between two updates of the line. */
const INTERVAL_MS = 100;

/** Says how far long work is, on one line that is rewritten in place; silent when nobody watches. */
export interface Progress {
  readonly step: (what: string, done: number, total: number) => void;
  readonly end: () => void;
}

/** Progress on `io`. Shows nothing before 0.7 s and nothing when stderr is no terminal. */
export function progressOn(io: Io, now: () => number = Date.now): Progress {
  const started = now();
  let last = started;
  let shown = false;
  return {
    step: (what, done, total) => {
      const time = now();
      if (!io.interactive || time - started < PATIENCE_MS || time - last < INTERVAL_MS) return;
      last = time;
      shown = true;
      io.warn(`\r\u001b[K${what} ${done}/${total}`);
    },
    end: () => {
      if (shown) io.warn('\r\u001b[K');
      shown = false;
    },
  };
}
