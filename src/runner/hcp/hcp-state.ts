import { z } from 'zod';
import { RemoteError } from '../../model/errors.ts';
import { systemClock } from '../poll/clock.ts';
import { hcpClient, type HcpClient } from './hcp-client.ts';
import { HCP_LIMITS } from './hcp-limits.ts';
import { HCP_HOST, type HcpConnection } from './hcp-options.ts';
import { outputsSchema, stateVersionSchema, workspaceSchema } from './hcp-schemas.ts';

/** The state that a workspace has now. */
export interface HcpState {
  readonly serial: number;
  /** When it was made: ISO 8601. */
  readonly createdAt: string | undefined;
  /** The version of Terraform that wrote it. */
  readonly terraformVersion: string | undefined;
}

/** An output of the root module, as the state has it. */
export interface HcpOutput {
  readonly name: string;
  readonly sensitive: boolean;
  /** Null when it is sensitive. */
  readonly value: unknown;
}

/** Reads states of workspaces, and changes nothing. */
export interface HcpStateReader {
  /** Undefined when there is none, or the token may not see it: the API tells neither apart. Throws a RemoteError. */
  current(workspace: string, signal: AbortSignal): Promise<HcpState | undefined>;
  /**
   * The state with its content (version 4, JSON), full of secrets: for a plan against a snapshot (level L2), never to be stored
   * or logged. The token needs the permission to read states. Throws a RemoteError.
   */
  snapshot(workspace: string, signal: AbortSignal): Promise<(HcpState & { readonly bytes: Uint8Array }) | undefined>;
  /** All outputs by name; needs the permission to read outputs only. Throws a RemoteError. */
  outputs(workspace: string, signal: AbortSignal): Promise<readonly HcpOutput[]>;
}

/** Pages of 100 outputs that are read. */
const MAX_PAGES = 20;

/** A file as the local back end needs it: https://developer.hashicorp.com/terraform/language/state/backends */
const stateFile = z.object({ version: z.literal(4), serial: z.number(), lineage: z.string() });

/** A reader for the workspaces of one organisation. */
export function hcpStateReader(options: HcpConnection & { readonly organization: string }): HcpStateReader {
  const client = hcpClient({
    ...options,
    host: options.host ?? HCP_HOST,
    clock: options.clock ?? systemClock,
    limits: { ...HCP_LIMITS, ...options.limits },
  });
  const idOf = async (workspace: string, signal: AbortSignal): Promise<string> => {
    const call = { name: 'read workspace', organization: options.organization, workspace } as const;
    return (await client.call(call, workspaceSchema, signal)).data.id;
  };
  return {
    current: async (workspace, signal) =>
      withoutAddress(await currentState(client, await idOf(workspace, signal), signal)),
    async snapshot(workspace, signal) {
      const state = await currentState(client, await idOf(workspace, signal), signal);
      if (!state) return undefined;
      if (state.address === undefined) {
        throw new RemoteError(
          `could not download the state of ${workspace}: the token may read that there is one, and not its content`,
          { retryable: false, cause: new Error('no download address') },
        );
      }
      const { bytes } = await client.download(state.address, 'state', signal);
      checkStateFile(bytes, workspace);
      return { ...withoutAddress(state), bytes };
    },
    async outputs(workspace, signal) {
      const workspaceId = await idOf(workspace, signal);
      const found: HcpOutput[] = [];
      let page: number | undefined = 1;
      for (let pages = 0; page !== undefined && pages < MAX_PAGES; pages++) {
        const read: OutputsPage = await outputsPage(client, workspaceId, page, signal);
        found.push(...read.outputs);
        page = read.next;
      }
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

interface OutputsPage {
  readonly outputs: readonly HcpOutput[];
  readonly next: number | undefined;
}

async function outputsPage(
  client: HcpClient,
  workspaceId: string,
  page: number,
  signal: AbortSignal,
): Promise<OutputsPage> {
  const { data, meta } = await client.call({ name: 'read current outputs', workspaceId, page }, outputsSchema, signal);
  return {
    outputs: data.map(({ attributes: { name, sensitive, value } }) => ({
      name,
      sensitive,
      value: sensitive ? null : value,
    })),
    next: meta?.pagination?.['next-page'] ?? undefined,
  };
}

/** The current state of a workspace, with the address of its content: a secret. Undefined where the API finds none (404). */
export async function currentState(
  client: HcpClient,
  workspaceId: string,
  signal: AbortSignal,
): Promise<(HcpState & { readonly address: string | undefined }) | undefined> {
  try {
    const { data } = await client.call({ name: 'read current state', workspaceId }, stateVersionSchema, signal);
    const { attributes } = data;
    const createdAt = attributes['created-at'] ?? '';
    return {
      serial: attributes.serial,
      createdAt: /^[\dTZ:.+-]{10,40}$/.test(createdAt) ? createdAt : undefined,
      terraformVersion: attributes['terraform-version'] ?? undefined,
      address: attributes['hosted-state-download-url'] ?? undefined,
    };
  } catch (error) {
    const isMissing =
      error instanceof RemoteError && error.cause instanceof Error && error.cause.message === 'HTTP 404';
    if (isMissing) return undefined;
    throw error;
  }
}

function withoutAddress<T extends HcpState | undefined>(state: T): T extends undefined ? undefined : HcpState;
function withoutAddress(state: HcpState | undefined): HcpState | undefined {
  return state && { serial: state.serial, createdAt: state.createdAt, terraformVersion: state.terraformVersion };
}

function checkStateFile(bytes: Uint8Array, workspace: string): void {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    content = undefined;
  }
  if (!stateFile.safeParse(content).success) {
    throw new RemoteError(
      `could not use the state of ${workspace}: it is no state of version 4 (Terraform 0.12 or newer)`,
      {
        retryable: false,
        cause: new Error('unexpected state'),
      },
    );
  }
}
