import { getTransformStream } from '@probot/pino';
import { pino } from 'pino';
import type { Logger } from 'pino';

/** How much is logged and in which form. */
export interface LogOptions {
  readonly level: string;
  /** `pretty` for people, `json` (one object a line) for machines. */
  readonly format: 'pretty' | 'json';
}

/** Longest message or stack in a line: some errors quote what they were given, and that may be a whole delivery. */
const MAX_TEXT = 4000;
const MAX_CAUSES = 5;

/** The process's logger, on standard output. Also handed to Probot, so that all lines have one form. */
export async function openLog({ level, format }: LogOptions): Promise<Logger> {
  const lines = await getTransformStream({ logFormat: format, logLevelInString: true });
  lines.pipe(process.stdout);
  return pino({ level, name: 'plumbline', serializers: { err: describeError } }, lines);
}

/**
 * An error as log fields: type, message, stack, code, status and causes. Nothing else is taken over, because
 * @octokit/webhooks hangs the payload on its errors, of unsigned deliveries too, and Octokit the request.
 */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return { message: String(error).slice(0, MAX_TEXT) };
  const fields: Record<string, unknown> = { type: error.constructor.name };
  for (const key of ['message', 'stack', 'code', 'status'] as const) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === 'string') fields[key] = value.slice(0, MAX_TEXT);
    if (typeof value === 'number') fields[key] = value;
  }
  const causes: unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  if (depth < MAX_CAUSES) {
    if ('cause' in error && error.cause !== undefined) fields['cause'] = describeError(error.cause, depth + 1);
    if (causes.length > 0) fields['errors'] = causes.slice(0, MAX_CAUSES).map((each) => describeError(each, depth + 1));
  }
  return fields;
}
