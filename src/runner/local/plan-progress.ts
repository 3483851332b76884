/** Counts what `plan -json` reports and tells it now and then. */
export interface PlanProgress {
  /** One line of its output. */
  readonly onLine: (line: string) => void;
  /** Whether a resource was read from where it really is. */
  readonly refreshed: () => boolean;
}

const EVERY_MS = 1000;

/** `tell` gets one short line at most once a second. Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
export function planProgress(tell: (detail: string) => void): PlanProgress {
  let read = 0;
  let planned = 0;
  let last = performance.now();
  return {
    onLine: (line) => {
      // Lines are long and hostile; only these two marks are looked for, and only in Terraform's own last key.
      if (line.endsWith('"type":"refresh_complete"}')) read += 1;
      else if (line.endsWith('"type":"planned_change"}')) planned += 1;
      else return;
      const now = performance.now();
      if (now - last < EVERY_MS) return;
      last = now;
      tell(`${read} resources read, ${planned} changes planned`);
    },
    refreshed: () => read > 0,
  };
}
