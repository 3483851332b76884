import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import type { FakeGitHub } from './fake-github.ts';
import { fakeGitHub } from './fake-github.ts';

/** A fake GitHub that answers over HTTP on loopback. */
export interface StandIn extends FakeGitHub {
  /** Base URL for Octokit: the REST root. With `/api/v3` it is a GitHub Enterprise Server. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts the stand-in on a free port. A lost answer is a connection that is cut after the work was done. */
export async function startStandIn(): Promise<StandIn> {
  const fake = fakeGitHub();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = fake.handle(request.method ?? '', request.url ?? '', Buffer.concat(chunks).toString('utf8'));
      if (!answer) {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        date: new Date().toUTCString(),
        ...answer.headers,
      });
      response.end(Buffer.isBuffer(answer.body) ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  });
}

/** The same fake behind nock at `https://api.github.com`, for tests that must see no socket at all. */
export function nockStandIn(): FakeGitHub & { readonly close: () => void } {
  const fake = fakeGitHub();
  const scope = nock('https://api.github.com').persist();
  for (const method of ['get', 'post', 'patch'] as const) {
    scope[method](/.*/).reply((uri, body) => {
      const answer = fake.handle(method.toUpperCase(), uri, typeof body === 'string' ? body : JSON.stringify(body));
      if (!answer) throw new Error('socket hang up');
      return [answer.status, answer.body as nock.Body, { 'content-type': 'application/json', ...answer.headers }];
    });
  }
  return Object.assign(fake, {
    close: () => {
      nock.cleanAll();
    },
  });
}
