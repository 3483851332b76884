import type { z } from 'zod';
import { RemoteError } from '../../model/errors.ts';
import { hcpRequestOf, type HcpCall } from './hcp-calls.ts';
import { hcpHttp, type HcpAnswer, type HcpHttpOptions } from './hcp-http.ts';

/** The API of one HCP Terraform or Terraform Enterprise, as far as `HcpCall` goes, and the store that it keeps files in. */
export interface HcpClient {
  /** One call, its answer checked. Throws a RemoteError. */
  call<T>(call: HcpCall, schema: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /** A plan as JSON, without secrets; undefined while it is not made yet. Throws a RemoteError. */
  redactedPlan(planId: string, signal: AbortSignal): Promise<string | undefined>;
  /** Uploads a gzipped tar to the address that a configuration version gave out. Throws a RemoteError. */
  upload(address: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void>;
  /** A file at an address that the API gave out; a log may be cut off at the limit. Throws a RemoteError. */
  download(address: string, kind: 'log' | 'state', signal: AbortSignal): Promise<HcpAnswer>;
  /** Hosts that were contacted so far, sorted. */
  readonly hosts: () => readonly string[];
}

const JSON_API = 'application/vnd.api+json';

/** A client for the host of the options. It sends what `HcpCall` can say and nothing else. */
export function hcpClient(options: HcpHttpOptions): HcpClient {
  const http = hcpHttp(options);
  const { limits } = options;
  const ask = (call: HcpCall, maxBytes: number, signal: AbortSignal): Promise<HcpAnswer> => {
    const { method, path, body } = hcpRequestOf(call);
    return http.exchange({
      method,
      to: { path },
      body: body && { type: JSON_API, bytes: JSON.stringify(body) },
      doing: doingOf(call),
      maxBytes,
      signal,
    });
  };
  return {
    hosts: http.hosts,
    async call(call, schema, signal) {
      const { bytes } = await ask(call, limits.answerBytes, signal);
      const result = schema.safeParse(parsed(bytes));
      if (result.success) return result.data;
      const where = result.error.issues[0]?.path.map(String).join('.') ?? '';
      throw new RemoteError(
        `could not ${doingOf(call)}: the answer of ${options.host} is not as documented at ${where === '' ? 'its top' : where}`,
        { retryable: true, cause: new Error(result.error.issues[0]?.code ?? 'unexpected answer') },
      );
    },
    async redactedPlan(planId, signal) {
      const { status, bytes } = await ask({ name: 'read redacted plan', id: planId }, limits.planBytes, signal);
      return status === 204 ? undefined : Buffer.from(bytes).toString('utf8');
    },
    async upload(address, bytes, signal) {
      await http.exchange({
        method: 'PUT',
        to: { address },
        body: { type: 'application/octet-stream', bytes },
        doing: 'upload the configuration to HCP Terraform',
        maxBytes: limits.answerBytes,
        mayCut: true,
        signal,
      });
    },
    download: (address, kind, signal) =>
      http.exchange({
        method: 'GET',
        to: { address },
        doing: kind === 'log' ? 'read the log of the plan' : 'download the state',
        maxBytes: kind === 'log' ? limits.logBytes : limits.planBytes,
        mayCut: kind === 'log',
        signal,
      }),
  };
}

function doingOf(call: HcpCall): string {
  if (call.name === 'read workspace') return `read the workspace ${call.organization}/${call.workspace}`;
  const [verb = '', ...rest] = call.name.split(' ');
  return `${verb} ${verb === 'create' ? 'a' : 'the'} ${rest.join(' ')}`;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined; // a proxy's page: the schema refuses it
  }
}
