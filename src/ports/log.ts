/**
 * Structured log lines, fields first (pino's order, so that Probot's logger satisfies it).
 * Neither secrets nor text from a pull request belong in the fields.
 */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
