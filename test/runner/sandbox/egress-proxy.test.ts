import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';

import { startEgressProxy, type EgressPolicy, type EgressProxy } from '../../../src/runner/sandbox/egress-proxy.ts';
import { nodeBinds } from '../../../src/runner/sandbox/node-binds.ts';
import { isPublicAddress } from '../../../src/runner/sandbox/public-address.ts';
import { runTerraform } from '../../../src/runner/sandbox/run-terraform.ts';
import { runScript, terraformSandbox, type TestSandbox } from './sandbox-kit.ts';

const PUBLIC = '93.184.215.14';

let upstream: Server;
let folder = '';
let proxy: EgressProxy | undefined;
/** What was connected to, as the proxy decided it. */
let dialled: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-egress-'));
  upstream = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('welcome ');
    socket.on('data', (chunk) => socket.write(chunk));
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});
afterAll(async () => {
  upstream.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(policy: Partial<EgressPolicy> = {}): Promise<EgressProxy> {
  dialled = [];
  proxy = await startEgressProxy(join(folder, 'egress.sock'), {
    hosts: ['registry.example.com', '*.amazonaws.com'],
    resolve: () => Promise.resolve([PUBLIC]),
    dial: (address, port) => {
      dialled.push(`${address}:${port}`);
      return connect((upstream.address() as AddressInfo).port, '127.0.0.1');
    },
    ...policy,
  });
  return proxy;
}

/** Sends a request to the proxy; its answer up to when `enough` holds, or the end. */
async function ask(request: string, enough: (answer: string) => boolean = () => false): Promise<string> {
  const socket: Socket = connect(join(folder, 'egress.sock'));
  let answer = '';
  socket.write(request);
  try {
    for await (const chunk of socket) {
      answer += String(chunk);
      if (enough(answer)) break;
    }
  } catch {
    // A connection that is reset has said what it had to say.
  }
  socket.destroy();
  return answer;
}

const connectTo = (target: string, more = ''): string => `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n${more}`;

describe('the proxy', () => {
  test.each([
    'registry.example.com:443',
    'REGISTRY.example.com:443',
    'registry.example.com.:443',
    's3.eu.amazonaws.com:443',
  ])('passes on %s', async (target) => {
    const { hosts } = await start();
    const answer = await ask(connectTo(target, 'ping'), (text) => text.includes('ping'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^\r]*\r\n\r\nwelcome ping$/);
    expect(dialled).toEqual([`${PUBLIC}:443`]);
    expect(hosts()).toEqual([{ host: target.toLowerCase().replace('.:', ':'), allowed: true }]);
  });

  test.each([
    ['another host', 'evil.example.com:443', 'evil.example.com:443'],
    ['a host that ends alike', 'xregistry.example.com:443', 'xregistry.example.com:443'],
    ['a host that starts alike', 'registry.example.com.evil.org:443', 'registry.example.com.evil.org:443'],
    ['the bare domain of a wildcard', 'amazonaws.com:443', 'amazonaws.com:443'],
    ['a domain that ends like a wildcard', 'evilamazonaws.com:443', 'evilamazonaws.com:443'],
    ['another port', 'registry.example.com:22', 'registry.example.com:22'],
    ['an address', '93.184.215.14:443', '(no host name)'],
    ['the metadata service', '169.254.169.254:80', '(no host name)'],
    ['a short address', '127.1:443', '(no host name)'],
    ['a number for an address', '2130706433:443', '(no host name)'],
    ['an address of IPv6', '[::1]:443', '(no host name)'],
    ['localhost', 'localhost:443', '(no host name)'],
    ['a name with a control', 'registry.example.com%0d%0a:443', '(no host name)'],
    ['a user before the host', 'registry.example.com@evil.org:443', '(no host name)'],
    ['nothing', ':443', '(no host name)'],
    ['no port', 'registry.example.com', '(no host name)'],
  ])('refuses %s', async (_name, target, host) => {
    const { hosts } = await start();
    expect(await ask(connectTo(target))).toMatch(/^HTTP\/1\.1 403 /);
    expect(dialled).toEqual([]);
    expect(hosts()).toEqual([{ host, allowed: false }]);
  });

  test.each([
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['10.1.2.3'],
    ['fd00::1'],
    ['::ffff:10.0.0.1'],
    [PUBLIC, '192.168.1.1'],
  ])('refuses an allowed name that resolves to %s', async (...addresses) => {
    const { hosts } = await start({ resolve: () => Promise.resolve(addresses) });
    expect(await ask(connectTo('registry.example.com:443'))).toMatch(/^HTTP\/1\.1 403 The address of this host/);
    expect(dialled).toEqual([]);
    expect(hosts()).toEqual([{ host: 'registry.example.com:443', allowed: false }]);
  });

  test('connects to the address that it has checked, not to a later one', async () => {
    let asked = 0;
    await start({
      resolve: () => {
        asked += 1;
        return Promise.resolve([asked === 1 ? PUBLIC : '127.0.0.1']);
      },
    });
    await ask(connectTo('registry.example.com:443'), (text) => text.includes('welcome'));
    expect([asked, dialled]).toEqual([1, [`${PUBLIC}:443`]]);
  });

  test('says so when a name has no address or nobody answers', async () => {
    await start({ resolve: () => Promise.reject(new Error('ENOTFOUND')) });
    expect(await ask(connectTo('registry.example.com:443'))).toMatch(/^HTTP\/1\.1 502 The host has no address/);
    await proxy?.close();
    await start({ dial: () => connect(join(folder, 'nobody.sock')) });
    expect(await ask(connectTo('registry.example.com:443'))).toMatch(/^HTTP\/1\.1 502 The host does not answer/);
  });

  test('does not pass plain HTTP on', async () => {
    const { hosts } = await start();
    const request = 'GET http://registry.example.com/secret HTTP/1.1\r\nHost: registry.example.com\r\n\r\n';
    expect(await ask(request)).toMatch(/^HTTP\/1\.1 403 /);
    expect(dialled).toEqual([]);
    expect(hosts()).toEqual([{ host: 'registry.example.com:80', allowed: false }]);
  });

  test('ends every connection when the bytes of the job are used up', async () => {
    await start({ limits: { bytes: 100_000 } });
    const answer = await ask(connectTo('registry.example.com:443', 'x'.repeat(300_000)));
    expect(answer.length).toBeLessThan(200_000);
  });

  test('takes so many connections and no more', async () => {
    await start({ limits: { connections: 2 } });
    const first = [connect(join(folder, 'egress.sock')), connect(join(folder, 'egress.sock'))];
    for (const socket of first) {
      socket.on('error', () => undefined);
      socket.write(connectTo('registry.example.com:443'));
      await once(socket, 'data');
    }
    expect(await ask(connectTo('registry.example.com:443'))).toMatch(/^HTTP\/1\.1 503 /);
    for (const socket of first) socket.destroy();
  });

  test('ends a connection on which nothing happens', async () => {
    await start({ limits: { idleMs: 100 } });
    expect(await ask(connectTo('registry.example.com:443'))).toMatch(/welcome $/);
  });

  test('remembers so many hosts and no more, and is gone after close', async () => {
    const { hosts, close } = await start();
    for (let host = 0; host < 210; host += 1) await ask(connectTo(`h${host}.example.org:443`));
    expect(hosts()).toHaveLength(200);
    await close();
    await expect(stat(join(folder, 'egress.sock'))).rejects.toThrow('ENOENT');
  });
});

test.each([
  ['8.8.8.8', true],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
  ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.255.255', '192.168.0.1'].map(
    (address) => [address, false] as const,
  ),
  ...['198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fd00:ec2::254', 'ff02::1'].map(
    (address) => [address, false] as const,
  ),
  ...['::ffff:8.8.8.8', '64:ff9b::a9fe:a9fe', '2002:7f00:1::', '2001::1', '2001:db8::1', 'x', ''].map(
    (address) => [address, false] as const,
  ),
])('%s is public: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

describe('a sandbox with a way out', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await terraformSandbox({
      'main.tf': 'module "a" { source = "https://registry.example.com/a.zip" }',
      'other/main.tf': 'module "a" { source = "https://evil.example.org/a.zip" }',
    });
  });
  afterAll(() => sandbox.close());
  const withWayOut = (socket: string): TestSandbox['options'] => ({
    ...sandbox.options,
    egress: { socket, node: nodeBinds() },
  });

  test('reaches an allowed host, and no other in any way', async () => {
    const { socket, hosts } = await start();
    const port = (upstream.address() as AddressInfo).port;
    const script = `
      const net = require('node:net');
      const tunnel = (target) => new Promise((done) => {
        const one = net.connect(3128, '127.0.0.1');
        let text = '';
        one.on('data', (chunk) => { text += chunk; if (/welcome/.test(text)) one.end(); });
        one.on('close', () => done(text.replace(/[\\r\\n]+/g, ' ')));
        one.write('CONNECT ' + target + ' HTTP/1.1\\r\\n\\r\\n');
      });
      const direct = (port, host) => new Promise((done) => {
        const one = net.connect({ port, host }, () => done('connected'));
        one.on('error', (error) => done(error.code));
      });
      (async () => {
        console.log(await tunnel('registry.example.com:443'));
        console.log((await tunnel('evil.example.org:443')).slice(0, 12));
        console.log(await direct(${port}, '127.0.0.1'));
        console.log(await direct(443, '${PUBLIC}'));
        process.exitCode = 5;
      })();`;
    const result = await runScript(withWayOut(socket), script, { environment: { EC_API_KEY: 'key' } });
    expect(result.stdout.split('\n')).toEqual([
      'HTTP/1.1 200 Connection established welcome ',
      'HTTP/1.1 403',
      'ECONNREFUSED',
      'ENETUNREACH',
      '',
    ]);
    expect(result).toMatchObject({ exitCode: 5, stderr: '' });
    expect(hosts()).toEqual([
      { host: 'registry.example.com:443', allowed: true },
      { host: 'evil.example.org:443', allowed: false },
    ]);
  });

  test('is used by terraform, and what it asked for is known', async () => {
    const { socket, hosts } = await start();
    const options = { ...withWayOut(socket), tree: { ...sandbox.options.tree, writable: true } };
    const control = { timeoutMs: 20_000 };
    const allowed = await runTerraform(options, { name: 'init', lockFile: 'writable' }, control);
    const refused = await runTerraform({ ...options, root: 'other' }, { name: 'init', lockFile: 'writable' }, control);
    // What answers is no TLS server, so that nothing is downloaded.
    expect([allowed.exitCode, refused.exitCode]).toEqual([1, 1]);
    expect(hosts()).toEqual([
      { host: 'registry.example.com:443', allowed: true },
      { host: 'evil.example.org:443', allowed: false },
    ]);
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain('This host is not on the allow-list');
  });

  test('a program that does not start is told as such', async () => {
    const { socket } = await start();
    const program = { host: join(sandbox.folder, 'nothing'), inside: '/bin/terraform' };
    await writeFile(program.host, 'no program');
    const result = await runTerraform({ ...withWayOut(socket), program }, { name: 'version' }, { timeoutMs: 20_000 });
    expect(result.exitCode).toBe(127);
    expect(result.stderr).toContain('/bin/terraform cannot be started');
  });

  test('a signal of the program is handed on', async () => {
    const { socket } = await start();
    const result = await runScript(withWayOut(socket), 'process.kill(process.pid, "SIGKILL")');
    expect(result).toMatchObject({ exitCode: undefined, signal: 'SIGKILL', stopped: undefined });
  });
});
