import { appendFileSync } from 'node:fs';

import { ServerCredentials } from '@grpc/grpc-js';

import { selfSignedCertificate } from './certificate.ts';
import { PROVIDERS } from './schemas.ts';
import { serveProvider } from './serve.ts';

/** How a provider that Terraform starts by itself behaves; stands as JSON in its start script. */
export interface ProcessOptions {
  /** Milliseconds to wait before a plan is answered. */
  readonly planDelay?: number;
  /** A file that gets a line for every call: its name and the type of the resource. */
  readonly log?: string;
  /** Attributes that a refresh finds to be other than recorded, by type of the resource. */
  readonly drift?: Readonly<Record<string, Readonly<Record<string, string | boolean>>>>;
  /** Errors with which the validation is answered, by type of the resource. */
  readonly refuse?: Readonly<Record<string, string>>;
}

/** Set by Terraform so that a plugin is not started by hand. Source: `internal/plugin6/serve.go` of hashicorp/terraform. */
const MAGIC_COOKIE = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';

/**
 * Runs the provider at `address` as Terraform's plugin: one line on standard output says where it listens. It ends when
 * Terraform asks it to. With `PLUGIN_CLIENT_CERT` both sides prove who they are (AutoMTLS).
 */
export async function runProvider(address: string, options: ProcessOptions = {}): Promise<void> {
  const schema = PROVIDERS.find((one) => one.address === address);
  if (!schema) throw new Error(`the test providers do not include ${address}`);
  if (process.env['TF_PLUGIN_MAGIC_COOKIE'] !== MAGIC_COOKIE) {
    console.error('This is a Terraform provider for tests. Terraform starts it; do not run it.');
    process.exitCode = 1;
    return;
  }
  // Terraform gets the signal too, and tells its plugins what to do.
  process.on('SIGINT', () => undefined);
  const client = process.env['PLUGIN_CLIENT_CERT'];
  const own = client ? selfSignedCertificate() : undefined;
  const credentials =
    client && own
      ? ServerCredentials.createSsl(
          Buffer.from(client),
          [{ private_key: Buffer.from(own.privateKey), cert_chain: Buffer.from(own.certificate) }],
          true,
        )
      : undefined;
  const { log, planDelay, drift, refuse } = options;
  const provider = await serveProvider(schema, {
    credentials,
    behaviour: {
      ...(planDelay === undefined ? {} : { planDelay }),
      ...(drift === undefined ? {} : { drift: (type, state) => ({ ...state, ...drift[type] }) }),
      ...(refuse === undefined ? {} : { refuse: (type) => refuse[type] }),
      ...(log === undefined
        ? {}
        : {
            onCall: (method: string, type: string) => {
              appendFileSync(log, `${schema.address} ${method} ${type}\n`);
            },
          }),
    },
    onShutdown: () => {
      // The answer must leave first.
      setTimeout(() => void provider.close().then(() => process.exit(0)), 10);
    },
  });
  const certificate = own?.der.toString('base64').replace(/=+$/, '') ?? '';
  process.stdout.write(`1|6|unix|${provider.socket}|grpc|${certificate}\n`);
}
