import { RemoteError } from '../../model/errors.ts';
import type { Clock } from '../poll/clock.ts';
import { givenAddress, hcpOrigin } from './hcp-address.ts';
import { isAllowedHcpCall } from './hcp-calls.ts';
import { hcpError } from './hcp-error.ts';
import type { HcpLimits } from './hcp-limits.ts';

/** How requests are sent. */
export interface HcpHttpOptions {
  readonly host: string;
  readonly token: string;
  readonly limits: HcpLimits;
  readonly clock: Clock;
  /** Sends plain HTTP, which works on loopback only. For tests. */
  readonly plainHttpOnLoopback?: boolean | undefined;
}

/** One exchange with HCP Terraform or with the store that it keeps files in. */
export interface HcpExchange {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** A path of the API, or an address that the API gave out: that one is asked without the token. */
  readonly to: { readonly path: string } | { readonly address: string };
  readonly body?: { readonly type: string; readonly bytes: string | Uint8Array<ArrayBuffer> } | undefined;
  /** With the verb first, for messages. */
  readonly doing: string;
  readonly maxBytes: number;
  /** What is over the limit is left out; otherwise it is an error. */
  readonly mayCut?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** A successful answer. */
export interface HcpAnswer {
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly wasCut: boolean;
}

/** Sends requests, and knows where they went. */
export interface HcpHttp {
  /** Throws a RemoteError for all but a success (2xx). */
  exchange(exchange: HcpExchange): Promise<HcpAnswer>;
  /** Hosts that were contacted so far, sorted. */
  readonly hosts: () => readonly string[];
}

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Beyond an error's text nothing is read. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * HTTP as this back end needs it. The token goes to paths of the allow-list at the host itself and nowhere else, redirections
 * included. Reading requests are sent again after failures of network and server, all of them after a rate limit (nothing was
 * done then). Addresses that the API gave out are in no error.
 */
export function hcpHttp(options: HcpHttpOptions): HcpHttp {
  const { host, limits, clock } = options;
  const origin = hcpOrigin(host, options.plainHttpOnLoopback ?? false);
  const hosts = new Set<string>();

  async function once(exchange: HcpExchange): Promise<HcpAnswer> {
    const { method, to, doing, body } = exchange;
    let url = 'path' in to ? new URL(to.path, origin) : givenAddress(to.address, origin, origin, doing);
    let withToken = 'path' in to;
    // What is sent is what was checked: parsing takes line breaks and `..` out of an address.
    if ('path' in to && !(isAllowedHcpCall(method, to.path) && url.pathname + url.search === to.path)) {
      throw new Error(`${method} ${url.pathname} is not on the list of allowed calls`); // a mistake of ours
    }
    const transfers = !('path' in to) || method === 'PUT';
    for (let redirects = 0; ; redirects++) {
      const isApi = withToken;
      const time = AbortSignal.timeout(transfers || redirects > 0 ? limits.transferMs : limits.requestMs);
      hosts.add(url.hostname);
      const response = await send(
        url,
        exchange,
        AbortSignal.any([exchange.signal, time]),
        isApi ? options.token : undefined,
      );
      const location = response.headers.get('location');
      if (REDIRECTS.has(response.status) && location !== null && method === 'GET' && body === undefined) {
        await response.body?.cancel();
        if (redirects >= MAX_REDIRECTS) throw hcpError(doing, host, response.status, '');
        const next = givenAddress(location, url.href, origin, doing);
        withToken = withToken && next.origin === origin && isAllowedHcpCall('GET', next.pathname + next.search);
        url = next;
        continue;
      }
      if (response.status < 200 || response.status > 299) {
        const { bytes } = await readBody(response, MAX_ERROR_BYTES, doing, host);
        throw hcpError(doing, host, response.status, Buffer.from(bytes).toString('utf8'), waitOf(response));
      }
      const { bytes, wasCut } = await readBody(response, exchange.maxBytes, doing, host);
      if (wasCut && exchange.mayCut !== true) {
        throw new RemoteError(`could not ${doing}: the answer has more than ${String(exchange.maxBytes)} bytes`, {
          retryable: false,
          cause: new Error('answer too large'),
        });
      }
      return { status: response.status, bytes, wasCut };
    }
  }

  async function send(url: URL, exchange: HcpExchange, signal: AbortSignal, token?: string): Promise<Response> {
    const { method, body, doing } = exchange;
    const headers: Record<string, string> = {
      'user-agent': 'plumbline',
      ...(token === undefined ? {} : { accept: 'application/vnd.api+json', authorization: `Bearer ${token}` }),
      ...(body ? { 'content-type': body.type } : {}),
    };
    try {
      return await fetch(url, { method, headers, body: body?.bytes ?? null, redirect: 'manual', signal });
    } catch (error) {
      throw unanswered(doing, host, error);
    }
  }

  return {
    hosts: () => [...hosts].sort(),
    async exchange(exchange) {
      const isOver = (): boolean => exchange.signal.aborted;
      for (let tries = 0; ; tries++) {
        try {
          return await once(exchange);
        } catch (error) {
          const wait = waitBefore(error, exchange.method, tries);
          if (wait === undefined || isOver()) throw error;
          await clock.sleep(wait, exchange.signal);
          if (isOver()) throw error;
        }
      }
    },
  };

  /** Milliseconds until the request is worth another try; undefined when it is not. */
  function waitBefore(error: unknown, method: string, tries: number): number | undefined {
    if (!(error instanceof RemoteError) || !error.retryable || tries >= limits.retries) return undefined;
    const status = error.cause instanceof Error ? error.cause.message : '';
    const isRateLimit = status === 'HTTP 429';
    if (!isRateLimit && (method !== 'GET' || status === 'HTTP 409')) return undefined;
    if (error.retryAfter !== undefined && error.retryAfter > limits.rateLimitWait) return undefined;
    const backoff = limits.retryWaitMs * 2 ** tries * (0.5 + clock.random());
    return Math.round(Math.max(backoff, (error.retryAfter ?? 0) * 1000));
  }
}

function unanswered(doing: string, host: string, error: unknown): RemoteError {
  const isTime = typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
  const reason = isTime ? `${host} did not answer in time` : `the connection to ${host}, or to its store, failed`;
  // Undici's own errors name host and port, never the rest of an address.
  return new RemoteError(`could not ${doing}: ${reason}`, { retryable: true, cause: error });
}

/** Seconds that the answer asks to wait: HCP Terraform sends a fraction of a second, proxies whole ones. */
function waitOf(response: Response): number | undefined {
  const text = response.headers.get('x-ratelimit-reset') ?? response.headers.get('retry-after');
  const seconds = text === null || !/^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number.NaN : Number(text);
  return Number.isFinite(seconds) ? seconds : undefined;
}

async function readBody(
  response: Response,
  limit: number,
  doing: string,
  host: string,
): Promise<{ readonly bytes: Uint8Array; readonly wasCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    // Leaving the loop early cancels the rest.
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array;
      const fits = bytes.subarray(0, limit - total);
      chunks.push(fits);
      total += fits.length;
      if (fits.length < bytes.length) return { bytes: Buffer.concat(chunks), wasCut: true };
    }
  } catch (error) {
    throw unanswered(doing, host, error);
  }
  return { bytes: Buffer.concat(chunks), wasCut: false };
}
