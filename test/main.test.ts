import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { load } from 'js-yaml';
import { z } from 'zod';
import { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET } from './intake/app-credentials.ts';
import { freePort } from './queue/free-port.ts';

// Each test starts whole processes, and a new embedded database takes seconds.
jest.setTimeout(120_000);

const root = resolve(import.meta.dirname, '..');
let cwd = '';
let port = 0;
const children: ChildProcess[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-main-'));
  port = await freePort();
  for (const file of ['app.yml', 'package.json']) await copyFile(join(root, file), join(cwd, file));
});
afterEach(async () => {
  for (const child of children
    .splice(0)
    .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(cwd, { recursive: true });
});

/** The program in a folder of its own, with nothing but these settings. */
function start(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), join(root, 'src/main.ts')], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', PORT: String(port), HOST: '127.0.0.1', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exited = once(child, 'exit').then(([code]: unknown[]) => code);
  return {
    output,
    exited,
    /** Asks again until the program answers; fails when it ended instead. */
    async get(path: string): Promise<Response> {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`ended: ${output.stderr}`);
        const response = await fetch(`http://127.0.0.1:${String(port)}${path}`).catch(() => undefined);
        if (response !== undefined) return response;
        await sleep(50);
      }
    },
    async stop(signal: NodeJS.Signals): Promise<unknown> {
      child.kill(signal);
      return exited;
    },
  };
}

const credentials = { APP_ID: String(APP_ID), PRIVATE_KEY, WEBHOOK_SECRET };

describe('the program', () => {
  test('ends with one line for each wrong setting, and status 1', async () => {
    const program = start({ ...credentials, WEBHOOK_SECRET: 'development', PGHOST: 'db' });
    expect(await program.exited).toBe(1);
    expect(program.output.stderr).toMatch(/^plumbline: WEBHOOK_SECRET: .*openssl rand.*\nplumbline: PGHOST: [^\n]*\n$/);
    expect(program.output.stdout).toBe('');
  });

  test('serves, refuses a second process on its data, and stops on SIGTERM', async () => {
    const program = start(credentials);
    expect((await program.get('/healthz')).status).toBe(200);

    const second = start({ ...credentials, PORT: '0' });
    expect(await second.exited).toBe(1);
    expect(second.output.stderr).toMatch(
      /^plumbline: PLUMBLINE_DATA: .*is in use by process \d+.*DATABASE_URL[^\n]*\n$/,
    );

    expect(await program.stop('SIGTERM')).toBe(0);
    expect(program.output.stderr).toBe('');
    expect(program.output.stdout).toMatch(/embedded database; one process only/);
    expect(program.output.stdout).not.toContain(WEBHOOK_SECRET);
  });

  test('stops on SIGTERM although a client is still sending', async () => {
    const service = start(credentials);
    await service.get('/healthz');
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined); // it is cut off, which is the point
    await once(socket, 'connect');
    socket.write('POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{');
    await sleep(200);
    expect(await service.stop('SIGTERM')).toBe(0);
    socket.destroy();
  });

  test('says when its port is taken', async () => {
    const program = start(credentials);
    await program.get('/healthz');
    const second = start({ ...credentials, PLUMBLINE_DATA: join(cwd, 'other') });
    expect(await second.exited).toBe(1);
    expect(second.output.stderr).toMatch(/^plumbline: cannot start: .*EADDRINUSE.*choose another PORT\n$/);
    await program.stop('SIGINT');
  });
});

describe('without credentials', () => {
  test('what the registration page stores goes into the volume when .env is a link to there, as in the image', async () => {
    await mkdir(join(cwd, 'volume'));
    await symlink(join(cwd, 'volume/.env'), join(cwd, '.env'));
    const setup = start({});
    await setup.get('/probot');
    const stored = await fetch(`http://127.0.0.1:${String(port)}/probot/import`, {
      method: 'POST',
      body: JSON.stringify({ appId: String(APP_ID), pem: PRIVATE_KEY, webhook_secret: WEBHOOK_SECRET }),
    });
    expect(stored.status).toBe(200);
    expect(await setup.stop('SIGTERM')).toBe(0);
    expect(await readFile(join(cwd, 'volume/.env'), 'utf8')).toMatch(new RegExp(`^APP_ID="?${String(APP_ID)}"?$`, 'm'));
    expect((await stat(join(cwd, 'volume/.env'))).mode & 0o777).toBe(0o600);
  });

  test('the registration page sends app.yml to GitHub, and what it stores is enough to serve', async () => {
    const setup = start({});
    const page = await (await setup.get('/probot')).text();
    const manifest: unknown = JSON.parse(/id="manifest" value='([^']*)'/.exec(page)?.[1] ?? '');
    expect(page).toContain('action="https://github.com/settings/apps/new"');
    expect(manifest).toMatchObject(
      z.record(z.string(), z.unknown()).parse(load(await readFile(join(root, 'app.yml'), 'utf8'))),
    );
    // Where deliveries will go: src/app.ts takes them there.
    expect(manifest).toMatchObject({ hook_attributes: { url: `http://127.0.0.1:${String(port)}/` } });
    expect(setup.output.stdout).toMatch(/No GitHub App is configured/);

    const stored = await fetch(`http://127.0.0.1:${String(port)}/probot/import`, {
      method: 'POST',
      body: JSON.stringify({ appId: String(APP_ID), pem: PRIVATE_KEY, webhook_secret: WEBHOOK_SECRET }),
    });
    expect(stored.status).toBe(200);
    expect((await stat(join(cwd, '.env'))).mode & 0o777).toBe(0o600);
    expect(await setup.stop('SIGTERM')).toBe(0);

    const program = start({});
    expect((await program.get('/healthz')).status).toBe(200);
    expect(await program.stop('SIGTERM')).toBe(0);
  });
});
