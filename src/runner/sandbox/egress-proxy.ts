import { lookup } from 'node:dns/promises';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { isPublicAddress } from './public-address.ts';

/** What a sandbox may reach. */
export interface EgressPolicy {
  /** Host names, or `*.example.com` for every name below it. */
  readonly hosts: readonly string[];
  /** 443 alone when left out. */
  readonly ports?: readonly number[] | undefined;
  readonly limits?: Partial<EgressLimits> | undefined;
  /** All addresses of a name; the system's resolver when left out. */
  readonly resolve?: ((host: string) => Promise<readonly string[]>) | undefined;
  /** Opens a connection to an address that has passed the checks; plain TCP when left out. */
  readonly dial?: ((address: string, port: number) => Socket) | undefined;
}

/** Bounds of one proxy, which serves one job. */
export interface EgressLimits {
  readonly connections: number;
  /** Bytes in both directions over all connections together. */
  readonly bytes: number;
  /** Milliseconds without a byte after which a connection is closed, also while it is being opened. */
  readonly idleMs: number;
}

const DEFAULT_LIMITS: EgressLimits = { connections: 64, bytes: 1024 * 1024 * 1024, idleMs: 120_000 };

/** A host that was asked for. */
export interface EgressRecord {
  /** `example.com:443`; `(no host name)` for what is none. */
  readonly host: string;
  readonly allowed: boolean;
}

/** A running proxy. */
export interface EgressProxy {
  /** Its Unix socket: bind it into the sandbox. */
  readonly socket: string;
  /** Each host that was asked for, once, in order; at most 200. */
  readonly hosts: () => readonly EgressRecord[];
  readonly close: () => Promise<void>;
}

const MOST_RECORDS = 200;
const HEADERS_TIMEOUT = 10_000;
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * Starts a proxy on a Unix socket that passes CONNECT to the hosts of the policy on, and nothing else: no plain HTTP, no
 * bare addresses, and no name that resolves to an address inside of a private network or of the cloud's metadata service.
 */
export async function startEgressProxy(socket: string, policy: EgressPolicy): Promise<EgressProxy> {
  const limits = { ...DEFAULT_LIMITS, ...policy.limits };
  const records = new Map<string, EgressRecord>();
  const open = new Set<Duplex>();
  let bytes = 0;
  let connections = 0;
  const record = (host: string, allowed: boolean): void => {
    if (records.size < MOST_RECORDS) records.set(`${host} ${String(allowed)}`, { host, allowed });
  };
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT, maxHeaderSize: 8192 }, (request, response) => {
    record(hostOfUrl(request), false);
    refuse(response);
  });
  server.maxConnections = limits.connections * 2;
  server.on('connection', (near) => {
    open.add(near);
    near.on('error', () => near.destroy());
    near.on('close', () => open.delete(near));
  });
  server.on('clientError', (_error, near) => near.destroy());
  server.on('connect', (request: IncomingMessage, near: Duplex, head: Buffer) => {
    connections += 1;
    near.once('close', () => {
      connections -= 1;
    });
    if (connections > limits.connections) {
      answer(near, '503 Too many connections');
      return;
    }
    void tunnel(request.url ?? '', policy, record).then((route) => {
      if (typeof route === 'string') {
        answer(near, route);
        return;
      }
      if (near.destroyed) return;
      const far = (policy.dial ?? ((address, port) => connect(port, address)))(route.address, route.port);
      open.add(far);
      const end = (): void => {
        near.destroy();
        far.destroy();
      };
      const count = (chunk: Buffer): void => {
        bytes += chunk.length;
        if (bytes > limits.bytes) for (const one of open) one.destroy();
      };
      far.setTimeout(limits.idleMs, end);
      far.on('error', () => {
        if (far.connecting || far.bytesRead === 0) answer(near, '502 The host does not answer');
        end();
      });
      far.on('close', () => {
        open.delete(far);
        near.end();
      });
      near.on('close', () => far.destroy());
      far.once('connect', () => {
        near.write('HTTP/1.1 200 Connection established\r\n\r\n');
        if (head.length > 0) {
          count(head);
          far.write(head);
        }
        near.on('data', count);
        far.on('data', count);
        near.pipe(far);
        far.pipe(near);
      });
    });
  });
  await rm(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  // The sandbox of a worker that is not root has the worker's user; nobody else may use the way out.
  await chmod(socket, 0o600);
  return {
    socket,
    hosts: () => [...records.values()],
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      for (const one of open) one.destroy();
      server.closeAllConnections();
      await closed;
      await rm(socket, { force: true });
    },
  };
}

/** Where a CONNECT may go, or the status line that refuses it. */
async function tunnel(
  target: string,
  { hosts, ports = [443], resolve = resolveAll }: EgressPolicy,
  record: (host: string, allowed: boolean) => void,
): Promise<{ readonly address: string; readonly port: number } | string> {
  const [, written = '', digits = ''] = /^([^:]{1,254}):(\d{1,5})$/.exec(target) ?? [];
  const host = written.toLowerCase().replace(/\.$/, '');
  const port = Number(digits);
  const refused = (why: string): string => {
    record(HOST_NAME.test(host) ? `${host}:${digits}` : '(no host name)', false);
    return `403 ${why}`;
  };
  if (isIP(host) !== 0 || !HOST_NAME.test(host)) return refused('Only host names may be reached');
  if (!hosts.some((pattern) => matches(pattern.toLowerCase(), host)))
    return refused('This host is not on the allow-list');
  if (!ports.includes(port)) return refused('This port is not on the allow-list');
  const addresses = await resolve(host).catch(() => undefined);
  const [address] = addresses ?? [];
  if (addresses === undefined || address === undefined) {
    record(`${host}:${digits}`, true);
    return '502 The host has no address';
  }
  // One private address among others is enough: nobody tells which one is tried. It is the one that is dialled,
  // so a second answer of the name server changes nothing.
  if (!addresses.every(isPublicAddress)) return refused('The address of this host is not a public one');
  record(`${host}:${digits}`, true);
  return { address, port };
}

function matches(pattern: string, host: string): boolean {
  return pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : host === pattern;
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function answer(near: Duplex, status: string): void {
  if (near.writable) near.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { connection: 'close', 'content-type': 'text/plain' });
  response.end('Only CONNECT is passed on: plain HTTP is not.\n');
}

function hostOfUrl({ url = '' }: IncomingMessage): string {
  try {
    const { hostname, port } = new URL(url);
    return HOST_NAME.test(hostname) ? `${hostname}:${port || '80'}` : '(no host name)';
  } catch {
    return '(no host name)';
  }
}
