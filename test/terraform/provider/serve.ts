import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

import { providerService, type ProviderBehaviour } from './provider-service.ts';
import type { ProviderSchema } from './schema.ts';

/** A running provider. */
export interface ServedProvider {
  /** The UNIX socket that it listens on. */
  readonly socket: string;
  readonly close: () => Promise<void>;
}

const PROTOCOL = loadSync(
  ['tfplugin6.proto', 'plugin.proto', 'health.proto'].map((file) => join(import.meta.dirname, file)),
  { keepCase: true, longs: Number, defaults: true, oneofs: true },
);

/** Serves one provider on a socket of its own until it is closed. `onShutdown` runs when Terraform asks it to end. */
export async function serveProvider(
  schema: ProviderSchema,
  options: {
    readonly behaviour?: ProviderBehaviour | undefined;
    readonly credentials?: ServerCredentials | undefined;
    readonly onShutdown?: (() => void) | undefined;
  } = {},
): Promise<ServedProvider> {
  const folder = await mkdtemp(join(tmpdir(), 'tfprovider-'));
  const socket = join(folder, 's');
  // Schemas and values may be large; the default limits are for small messages.
  const server = new Server({ 'grpc.max_send_message_length': -1, 'grpc.max_receive_message_length': -1 });
  server.addService(service('tfplugin6.Provider'), providerService(schema, options.behaviour));
  server.addService(service('grpc.health.v1.Health'), {
    Check: (_call: unknown, reply: (error: null, response: object) => void) => {
      reply(null, { status: 1 });
    },
  });
  server.addService(service('plugin.GRPCController'), {
    Shutdown: (_call: unknown, reply: (error: null, response: object) => void) => {
      reply(null, {});
      options.onShutdown?.();
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, options.credentials ?? ServerCredentials.createInsecure(), (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  return {
    socket,
    close: async () => {
      server.forceShutdown();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Providers that run in this process and that Terraform is to attach to. */
export interface AttachedProviders {
  /** The value of `TF_REATTACH_PROVIDERS`. */
  readonly reattach: string;
  readonly close: () => Promise<void>;
}

/** Serves providers for `terraform` commands started with `TF_REATTACH_PROVIDERS`; they live until closed. */
export async function attachProviders(
  schemas: readonly ProviderSchema[],
  behaviour?: ProviderBehaviour,
): Promise<AttachedProviders> {
  const served = await Promise.all(
    schemas.map(async (schema) => ({ schema, provider: await serveProvider(schema, { behaviour }) })),
  );
  const entries = served.map(({ schema, provider }) => [
    schema.address,
    {
      Protocol: 'grpc',
      ProtocolVersion: 6,
      Pid: process.pid,
      // Terraform then neither starts nor stops it.
      Test: true,
      Addr: { Network: 'unix', String: provider.socket },
    },
  ]);
  return {
    reattach: JSON.stringify(Object.fromEntries(entries)),
    close: async () => {
      await Promise.all(served.map(({ provider }) => provider.close()));
    },
  };
}

function service(name: string): ServiceDefinition {
  const found = PROTOCOL[name];
  if (!found || 'format' in found) throw new Error(`no service ${name} in the protocol files`);
  return found;
}
