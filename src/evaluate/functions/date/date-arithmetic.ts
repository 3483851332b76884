import { isFailure, type Outcome } from '../refusal.ts';
import { parseDuration } from './duration.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

const NANOSECONDS = 1_000_000_000n;

/** `timeadd`: the timestamp after the duration has passed, in the offset it was written with. */
export function timeAdd(timestamp: string, duration: string): Outcome<string> {
  const time = parseTimestamp(timestamp);
  if (isFailure(time)) return time;
  const nanoseconds = parseDuration(duration);
  if (typeof nanoseconds !== 'bigint') return nanoseconds;
  const moment = BigInt(time.seconds) * NANOSECONDS + BigInt(time.nanoseconds) + nanoseconds;
  const rest = ((moment % NANOSECONDS) + NANOSECONDS) % NANOSECONDS;
  return formatTimestamp({ ...time, seconds: Number((moment - rest) / NANOSECONDS), nanoseconds: Number(rest) });
}

/** `timecmp`: -1, 0 or 1 as the first moment is before, at or after the second. */
export function timeCompare(first: string, second: string): Outcome<number> {
  const [a, b] = [parseTimestamp(first), parseTimestamp(second)];
  if (isFailure(a)) return a;
  if (isFailure(b)) return b;
  return Math.sign(a.seconds - b.seconds || a.nanoseconds - b.nanoseconds);
}
