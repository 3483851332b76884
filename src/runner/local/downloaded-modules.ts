import { constants } from 'node:fs';
import { lstat, open, readdir, unlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { SANDBOX_FOLDERS } from '../../plan/command.ts';
import type { DownloadedModule } from '../../ports/plan-runner.ts';

/** What `init` brought, or why it is not looked at. */
export type DownloadedModules =
  | {
      readonly kind: 'read';
      readonly modules: readonly DownloadedModule[];
      /** Symbolic links that were removed, so that nothing is used under a name that the gate did not see. */
      readonly removedLinks: number;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** Bounds over all modules together; a file in a folder that two modules share counts twice. */
const MAX_MODULES = 500;
const MAX_FILES = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_DEPTH = 30;
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** Source: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/modsdir/record.go */
const manifest = z.object({
  Modules: z
    .array(z.object({ Key: z.string(), Source: z.string(), Version: z.string().optional(), Dir: z.string() }))
    .nullable(),
});

const MODULES = `${SANDBOX_FOLDERS.job}/.tfdata/modules`;

/**
 * The modules below the data folder in `work` (the folder of the job on the host). Nothing of the sandbox may be running. No
 * link is followed: those inside of modules are removed, and a module behind one is refused.
 */
export async function downloadedModules(work: string, root: string): Promise<DownloadedModules> {
  const folder = join(work, '.tfdata', 'modules');
  if (!(await isPlainFolder(work, '.tfdata/modules'))) {
    const isThere = (await lstat(folder).catch(() => undefined)) !== undefined;
    return isThere ? refused('Their folder is none.') : { kind: 'read', modules: [], removedLinks: 0 };
  }
  const text = await readPlain(join(folder, 'modules.json'), MAX_MANIFEST_BYTES);
  if (!text) return refused('Their list cannot be read.');
  const records = readManifest(text);
  if (!records) return refused('Their list is not as Terraform writes it.');
  const removedLinks = await removeLinks(folder);
  const budget = { files: MAX_FILES, bytes: MAX_BYTES };
  const modules: DownloadedModule[] = [];
  for (const { Key, Source, Version, Dir } of records) {
    const inside = posix.resolve(SANDBOX_FOLDERS.tree, root, Dir);
    if (inside !== MODULES && !inside.startsWith(`${MODULES}/`)) continue;
    const below = posix.relative(MODULES, inside);
    if (modules.length === MAX_MODULES) return refused(`There are more than ${MAX_MODULES}.`);
    if (!(await isPlainFolder(folder, below)))
      return refused('One of them is a link to another folder: its source is an absolute path.');
    const files = await readFolder(join(folder, below), budget);
    if (!files) return refused(`They hold more than ${MAX_FILES} files or ${MAX_BYTES / (1024 * 1024)} MB.`);
    modules.push({ key: Key, source: Source, version: Version, files });
  }
  return { kind: 'read', modules, removedLinks };
}

function refused(why: string): DownloadedModules {
  return { kind: 'refused', reason: `The modules that were downloaded cannot be checked. ${why}` };
}

function readManifest(text: Buffer): z.infer<typeof manifest>['Modules'] | undefined {
  try {
    return manifest.parse(JSON.parse(text.toString('utf8'))).Modules ?? [];
  } catch {
    return undefined;
  }
}

/** Removes every symbolic link below a folder; returns how many. */
async function removeLinks(top: string): Promise<number> {
  const queue = [top];
  let removed = 0;
  for (const folder of queue) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) queue.push(path);
      if (!entry.isSymbolicLink()) continue;
      await unlink(path);
      removed += 1;
    }
  }
  return removed;
}

async function isPlainFolder(top: string, below: string): Promise<boolean> {
  let path = top;
  for (const part of below.split('/')) {
    path = join(path, part);
    if (!(await lstat(path).catch(() => undefined))?.isDirectory()) return false;
  }
  return true;
}

/** Undefined when the budget is spent. */
async function readFolder(
  top: string,
  budget: { files: number; bytes: number },
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const files = new Map<string, Uint8Array>();
  const queue = [{ path: '', depth: 0 }];
  for (const folder of queue) {
    if (folder.depth > MAX_DEPTH) return undefined;
    for (const entry of await readdir(join(top, folder.path), { withFileTypes: true })) {
      const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
      if (entry.isDirectory()) queue.push({ path, depth: folder.depth + 1 });
      if (!entry.isFile()) continue;
      const content = await readPlain(join(top, path), MAX_FILE_BYTES);
      budget.files -= 1;
      budget.bytes -= content?.length ?? 0;
      if (content === undefined || budget.files < 0 || budget.bytes < 0) return undefined;
      files.set(path, content);
    }
  }
  return files;
}

/** The content of a regular file that is no link; undefined for anything else and above the limit. */
async function readPlain(path: string, maxBytes: number): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (!file) return undefined;
  try {
    const stat = await file.stat();
    return stat.isFile() && stat.size <= maxBytes ? await file.readFile() : undefined;
  } finally {
    await file.close();
  }
}
