import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { blobCache } from '../../src/sources/blob-cache.ts';
import { githubArchive } from '../../src/sources/github-archive.ts';
import { startStandIn, type StandIn } from '../github/stand-in.ts';
import { testOctokit } from '../github/test-octokit.ts';

const SHA = 'a'.repeat(40);
let close: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(close.map((end) => end()));
  close = [];
});

interface Host {
  readonly url: string;
  /** The Authorization of each request. */
  readonly authorizations: (string | undefined)[];
  /** Resolves when a connection to it has ended. */
  readonly left: Promise<void>;
}

/** Stands for codeload.github.com: answers with `chunks`, and then keeps the connection open or cuts it. */
async function host(chunks: readonly Buffer[], then: 'end' | 'cut' | 'stay' = 'end'): Promise<Host> {
  const authorizations: (string | undefined)[] = [];
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    response.on('close', leave);
    response.writeHead(200, { 'content-type': 'application/x-gzip' });
    for (const chunk of chunks) response.write(chunk);
    if (then === 'end') response.end();
    if (then === 'cut') setTimeout(() => response.destroy(), 20);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/o/r/tar.gz`, authorizations, left };
}

async function api(location: string): Promise<StandIn> {
  const github = await startStandIn();
  close.push(github.close);
  github.intercept = ({ path }) =>
    path === `/repos/o/r/tarball/${SHA}` ? { status: 302, headers: { location }, body: '' } : undefined;
  return github;
}

const download = (github: StandIn, maxBytes?: number): Promise<AsyncIterable<Uint8Array>> =>
  githubArchive(
    {
      octokit: testOctokit(github.url),
      owner: 'o',
      repo: 'r',
      cache: blobCache(),
      budget: { queries: 1, singleReads: 1 },
    },
    SHA,
    maxBytes,
  );

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return Buffer.concat(read);
}

describe('the archive of a commit at GitHub', () => {
  test('comes from the host that GitHub names, which is not told the token', async () => {
    const codeload = await host([Buffer.from('packed '), Buffer.from('tree')]);
    const github = await api(codeload.url);
    expect((await all(await download(github))).toString()).toBe('packed tree');
    expect(codeload.authorizations).toEqual([undefined]);
    expect(github.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /repos/o/r/tarball/${SHA}`]);
  });

  test('is not read beyond its limit', async () => {
    const codeload = await host([Buffer.alloc(70_000), Buffer.alloc(70_000)], 'stay');
    await expect(all(await download(await api(codeload.url), 100_000))).rejects.toThrow(
      'could not download o/r at aaaaaaa: it has more than 100000 bytes',
    );
    await codeload.left;
  });

  test('ends the connection when the caller stops early', async () => {
    const codeload = await host([Buffer.from('first')], 'stay');
    for await (const chunk of await download(await api(codeload.url))) {
      expect(Buffer.from(chunk).toString()).toBe('first');
      break;
    }
    await codeload.left;
  });

  test('is worth another try when the connection breaks', async () => {
    const codeload = await host([Buffer.from('first')], 'cut');
    await expect(all(await download(await api(codeload.url)))).rejects.toMatchObject({
      name: 'RemoteError',
      retryable: true,
    });
  });

  test('that is not there says which permission may be missing', async () => {
    const github = await api('http://127.0.0.1:9/never');
    github.intercept = () => ({ status: 404, body: { message: 'Not Found' } });
    await expect(download(github)).rejects.toThrow(
      'could not download o/r at aaaaaaa: GitHub does not find it (404); it does not exist, or the App is not installed there with contents: read',
    );
  });
});
