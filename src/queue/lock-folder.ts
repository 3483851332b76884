import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../model/errors.ts';

const HEARTBEAT_MS = 10_000;
/** A lock nobody has touched for three heartbeats was left behind by a process that is gone. */
const STALE_MS = 3 * HEARTBEAT_MS;

const holderSchema = z.object({ pid: z.number().int().positive(), host: z.string() });

/**
 * Makes a data folder if need be and reserves it for this process, because two embedded databases over one folder destroy it
 * (https://github.com/electric-sql/pglite/issues/489). Returns the function that gives it back.
 * Throws a ConfigError that names the process which has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const mine = JSON.stringify({ pid: process.pid, host: hostname() });
  for (let attempt = 0; ; attempt += 1) {
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || attempt > 0) throw cannotLock(folder, error);
      await refuseIfHeld(path, folder);
      await rm(path, { force: true });
    }
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A failed touch only makes the lock look older; the next one repairs it.
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  };
}

async function refuseIfHeld(path: string, folder: string): Promise<void> {
  const [text, info] = await Promise.all([readFile(path, 'utf8').catch(() => ''), stat(path).catch(() => undefined)]);
  if (info === undefined || Date.now() - info.mtimeMs > STALE_MS) return;
  const holder = parseHolder(text);
  if (holder === undefined) return;
  // In a container every start has the same number, so our own number in the lock means an earlier life of ours.
  if (holder.host === hostname() && (holder.pid === process.pid || !isRunning(holder.pid))) return;
  throw new ConfigError(
    'PLUMBLINE_DATA',
    `PLUMBLINE_DATA: ${folder} is in use by process ${holder.pid} on ${holder.host}. The embedded database serves one process: ` +
      'stop the other one, choose another folder, or set DATABASE_URL to share a Postgres server.',
  );
}

function parseHolder(text: string): z.infer<typeof holderSchema> | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // half-written by a process that died
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM'; // another user's
  }
}

function cannotLock(folder: string, cause: unknown): ConfigError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConfigError('PLUMBLINE_DATA', `PLUMBLINE_DATA: cannot reserve ${folder}: ${reason}`, { cause });
}

/** Node's error code. Not through `instanceof Error`: Node's own errors are of another realm under jest. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
