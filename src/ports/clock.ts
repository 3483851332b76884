/** The time, as a port so that reports are reproducible in tests. */
export interface Clock {
  now(): Date;
}
