import { readFileSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders of one plan; paths of the host. */
export interface JobFolder {
  /** Ours: what the sandbox is handed. Nothing inside of the sandbox can write here. */
  readonly home: string;
  /** The copy of the repository. */
  readonly tree: string;
  /** What the sandbox writes: hostile. */
  readonly work: string;
  /** Removes all of it. */
  readonly remove: () => Promise<void>;
}

const NAME = /^plumbline-job-(\d{1,10})-(\d{1,20})-[A-Za-z0-9]{6}$/;
/** Removing gives up after this many folders that had to be opened up. */
const MAX_OPENED = 200_000;

/** Makes the folders of one plan below `jobs`, which is made when it is not there. */
export async function openJobFolder(jobs: string): Promise<JobFolder> {
  await mkdir(jobs, { recursive: true, mode: 0o700 });
  // The name tells who works here, so that another worker can tell a dead one's.
  const home = await mkdtemp(join(jobs, `plumbline-job-${process.pid}-${startOf(process.pid) ?? 0}-`));
  const [tree, work] = [join(home, 'tree'), join(home, 'job')];
  await Promise.all([mkdir(tree), mkdir(work)]);
  return { home, tree, work, remove: () => removeFolder(home) };
}

/**
 * Removes what workers that are gone have left in `jobs`; returns how many folders. Only folders that this program has named are
 * touched. Workers that cannot see each other's processes (containers) must not share the folder.
 */
export async function cleanJobs(jobs: string): Promise<number> {
  const names = await readdir(jobs).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const [, pid, start] = NAME.exec(name) ?? [];
    if (pid === undefined || startOf(Number(pid)) === start) continue;
    const path = join(jobs, name);
    if (!(await lstat(path).catch(() => undefined))?.isDirectory()) continue;
    await removeFolder(path);
    removed += 1;
  }
  return removed;
}

/** When a process was started, in ticks since the machine was; undefined when there is none. A number is used again, this is not. */
function startOf(pid: number): string | undefined {
  try {
    // The 22nd field; the name in parentheses may hold anything. Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Programs inside may have taken the permissions of folders away, which stops everybody but root. */
async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await openFolders(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function openFolders(top: string): Promise<void> {
  const queue = [top];
  for (const folder of queue) {
    if (queue.length > MAX_OPENED) return;
    await chmod(folder, 0o700).catch(() => undefined);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) queue.push(join(folder, entry.name));
  }
}
