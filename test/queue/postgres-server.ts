import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { postgresBinaries } from './postgres-binaries.ts';

/** A real Postgres server on loopback, for one test file. */
export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Starts a server in a new folder (about a second). Throws, saying why, when there is no Postgres or it does not start. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const { initdb, postgres, workspace } = await postgresBinaries();
  const identity = await unprivileged();
  const folder = await mkdtemp(join(workspace, 'plumbline-postgres-data-'));
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (identity) for (const path of [folder, passwordFile]) await chown(path, identity.uid, identity.gid);

  const data = join(folder, 'data');
  const options = { ...identity, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  const superuser = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  await promisify(execFile)(initdb, [`--pgdata=${data}`, '--no-sync', '--encoding=UTF8', ...superuser], options);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const server = spawn(postgres, ['-D', data, '-p', String(port), ...settings.flatMap((each) => ['-c', each])], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill); // a run that ends early leaves no server behind
  await started(server);
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${String(port)}/postgres`,
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT'); // "fast" shutdown: does not wait for clients
      await ended;
      process.off('exit', kill);
      await rm(folder, { recursive: true });
    },
  };
}

/** Postgres refuses to run as root, which is who runs tests in a container, and needs a user that the system knows. */
async function unprivileged(): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user) throw new Error('Postgres cannot run as root: the tests need a user named postgres or nobody');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

async function started(server: ChildProcess): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      if (log.length < 10_000) log += chunk.toString('utf8');
      if (log.includes('database system is ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => {
      reject(new Error(`Postgres did not start (exit status ${String(code)}): ${log}`));
    });
  });
}
