import { readdirSync, readFileSync } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** What a family of processes holds. */
export interface ProcessUsage {
  readonly processes: number;
  /** Resident memory in bytes; pages that are shared count for each. */
  readonly memoryBytes: number;
}

/** Bytes of a page on every machine that Node 20 runs on with Linux by default; a larger one only makes the limit stricter. */
const PAGE = 4096;

/**
 * What the process and all of its descendants hold now; counting stops above `most` processes. In a sandbox the first
 * process adopts every orphan, so that nothing can leave the family. What ended meanwhile is not counted.
 * Source: https://man7.org/linux/man-pages/man5/proc_tid_children.5.html
 */
export function processUsage(first: number, most: number): ProcessUsage {
  const queue = [first];
  const seen = new Set(queue);
  let memoryBytes = 0;
  for (const pid of queue) {
    memoryBytes += residentBytes(pid);
    for (const child of childrenOf(pid)) {
      if (seen.has(child)) continue;
      seen.add(child);
      queue.push(child);
    }
    if (queue.length > most) break;
  }
  return { processes: queue.length, memoryBytes };
}

function residentBytes(pid: number): number {
  return Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE;
}

function childrenOf(pid: number): readonly number[] {
  return threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** The parent of a process, or undefined when it is gone. */
export function parentOf(pid: number): number | undefined {
  // The name in parentheses may hold anything.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  const parent = Number(fields[1]);
  return Number.isInteger(parent) && fields.length > 2 ? parent : undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** What folders hold. */
export interface FolderUsage {
  readonly bytes: number;
  readonly entries: number;
}

/** Unit of `blocks`: https://man7.org/linux/man-pages/man3/stat.3type.html */
const BLOCK = 512;

/**
 * What the folders take on the disk, without following links; counting stops above `mostEntries`. Entries that vanish
 * meanwhile count as nothing.
 */
export async function folderUsage(folders: readonly string[], mostEntries: number): Promise<FolderUsage> {
  const queue = [...folders];
  let blocks = 0;
  let entries = 0;
  for (const folder of queue) {
    const content = await opendir(folder).catch(() => undefined);
    if (!content) continue;
    try {
      for await (const entry of content) {
        entries += 1;
        if (entries > mostEntries) return { bytes: blocks * BLOCK, entries };
        const path = join(folder, entry.name);
        if (entry.isDirectory()) queue.push(path);
        // A file with holes takes what it takes.
        else blocks += (await lstat(path).catch(() => undefined))?.blocks ?? 0;
      }
    } catch {
      continue;
    }
  }
  return { bytes: blocks * BLOCK, entries };
}
