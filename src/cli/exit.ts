/** Exit status of every command (docs/commands.md). */
export const EXIT = {
  /** The gate holds. */
  holds: 0,
  /** The gate does not hold. */
  breaks: 1,
  /** The command could not do its work: bad usage, unreadable input, internal error. */
  failed: 2,
} as const;

/** 0, 1 or 2. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
