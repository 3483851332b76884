import { statfs } from 'node:fs/promises';

import type { SandboxLimits } from './sandbox-options.ts';
import { folderUsage, processUsage } from './usage.ts';

/** A limit that the kernel does not keep for us. */
export type UsageLimit = 'memory-limit' | 'process-limit' | 'disk-limit';

/** Looks after the limits of a run that the kernel does not keep: what all processes and folders hold together. */
export interface UsageWatch {
  /** Ends the watch; resolves when its last look is over. */
  readonly close: () => Promise<void>;
}

/** Milliseconds between two looks. */
const PERIOD = 250;
/** Free bytes that a run must leave on the disk: it may hold files that it has removed already, which no walk sees. */
const RESERVE = 64 * 1024 * 1024;

/** Calls `exceeded` when a limit is passed, possibly more than once. `first` is the first process, once it is known. */
export function watchUsage(
  limits: SandboxLimits,
  first: () => number | undefined,
  folders: readonly string[],
  exceeded: (limit: UsageLimit) => void,
): UsageWatch {
  let look: Promise<void> | undefined;
  const timer = setInterval(() => {
    look ??= lookOnce(limits, first(), folders, exceeded).finally(() => {
      look = undefined;
    });
  }, PERIOD);
  return {
    close: async () => {
      clearInterval(timer);
      await look;
    },
  };
}

async function lookOnce(
  limits: SandboxLimits,
  first: number | undefined,
  folders: readonly string[],
  exceeded: (limit: UsageLimit) => void,
): Promise<void> {
  if (first !== undefined) {
    const { processes, memoryBytes } = processUsage(first, limits.processes);
    if (processes > limits.processes) exceeded('process-limit');
    if (memoryBytes > limits.memoryBytes) exceeded('memory-limit');
  }
  const { bytes, entries } = await folderUsage(folders, limits.folderEntries);
  if (bytes > limits.folderBytes || entries > limits.folderEntries) exceeded('disk-limit');
  for (const folder of folders) {
    const disk = await statfs(folder).catch(() => undefined);
    if (disk && disk.bavail * disk.bsize < RESERVE) exceeded('disk-limit');
  }
}
