import { spawn, type ChildProcess } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client, credentials, type ChannelCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { selfSignedCertificate } from './provider/certificate.ts';
import { planBlock, readData, replacedBy } from './provider/plan.ts';
import { writeProviderMirror } from './provider/provider-mirror.ts';
import { block, computed, either, listBlock, nested, optional, required } from './provider/schema.ts';
import { AWS } from './provider/schemas/aws.ts';
import { attachProviders } from './provider/serve.ts';
import { readValue, UNKNOWN, writeValue } from './provider/values.ts';

const SCHEMA = block(
  {
    id: computed('string'),
    name: required('string', { replaces: true }),
    size: either('number'),
    protect: optional('bool', { default: false }),
    tier: nested('single', 'optional', { zones: either('number'), label: optional('string') }),
  },
  { disk: listBlock(block({ path: computed('string'), gb: optional('number') })) },
);

describe('planning', () => {
  const proposed = {
    id: null,
    name: 'a',
    size: null,
    protect: null,
    tier: { zones: null, label: null },
    disk: [{ path: null, gb: 5 }],
  };

  test('what the provider computes is unknown on creation', () => {
    expect(planBlock(SCHEMA, proposed, true)).toEqual({
      id: UNKNOWN,
      name: 'a',
      size: UNKNOWN,
      protect: false,
      tier: { zones: UNKNOWN, label: null },
      disk: [{ path: UNKNOWN, gb: 5 }],
    });
  });

  test('an update keeps what is proposed', () => {
    const kept = { ...proposed, id: 'i-1', size: 3, protect: true, tier: null, disk: [] };
    expect(planBlock(SCHEMA, kept, false)).toEqual(kept);
  });

  test('a deletion is planned as null', () => {
    expect(planBlock(SCHEMA, null, false)).toBeNull();
  });

  test('only a change of an attribute that replaces asks for a replacement', () => {
    expect(replacedBy(SCHEMA, { name: 'a', size: 1 }, { name: 'b', size: 2 })).toEqual(['name']);
    expect(replacedBy(SCHEMA, { name: 'a', size: 1 }, { name: 'a', size: 2 })).toEqual([]);
    expect(replacedBy(SCHEMA, null, { name: 'a' })).toEqual([]);
  });

  test('what a data source reads is marked', () => {
    const state = readData('d', SCHEMA, { id: null, name: 'a', size: null, protect: null, tier: null, disk: [] });
    expect(state).toMatchObject({ id: '<data:d.id>', name: 'a', size: 0, protect: null });
  });

  test('values survive the way to Terraform and back', () => {
    const value = { text: 'é', big: 9007199254740993n, half: 0.5, none: null, later: UNKNOWN, list: [true, UNKNOWN] };
    expect(readValue(writeValue(value))).toEqual(value);
  });
});

/** Milliseconds until a call that nobody answers fails. */
const DEADLINE = 5_000;

/** Calls a method without knowing its messages: bytes in, bytes out. */
function call(address: string, as: ChannelCredentials, method: string): Promise<Buffer> {
  const client = new Client(address, as, { 'grpc.ssl_target_name_override': 'localhost' });
  return new Promise<Buffer>((resolve, reject) => {
    const pass = (bytes: Buffer): Buffer => bytes;
    client.makeUnaryRequest(
      method,
      pass,
      pass,
      Buffer.alloc(0),
      { deadline: Date.now() + DEADLINE },
      (error, answer) => {
        client.close();
        if (error) reject(error);
        else resolve(answer ?? Buffer.alloc(0));
      },
    );
  });
}

test('providers in this process answer under the addresses that Terraform is told', async () => {
  const providers = await attachProviders([AWS]);
  const told = JSON.parse(providers.reattach) as Record<string, { Addr: { String: string }; Test: boolean }>;
  const entry = told['registry.terraform.io/hashicorp/aws'];
  expect(entry?.Test).toBe(true);
  const schemas = await call(
    `unix:${entry?.Addr.String ?? ''}`,
    credentials.createInsecure(),
    '/tfplugin6.Provider/GetProviderSchema',
  );
  expect(schemas.toString('latin1')).toContain('aws_autoscaling_group');
  await providers.close();
});

describe('a provider that Terraform starts', () => {
  let folder = '';
  let program = '';
  const children: ChildProcess[] = [];
  const cookie = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mirror-'));
    const settings = await writeProviderMirror(folder, [{ ...AWS, version: '1.2.3' }]);
    expect(settings).toContain(`path = "${folder}"`);
    const machine = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
    program = join(folder, AWS.address, '1.2.3', machine, 'terraform-provider-aws_v1.2.3');
  });

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  function start(env: Readonly<Record<string, string>>) {
    const child = spawn(program, [], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const line = new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data: Buffer) => {
        resolve(data.toString());
      });
      child.once('close', () => {
        reject(new Error('the provider ended before it said where it listens'));
      });
    });
    line.catch(() => undefined);
    return { line, ended };
  }

  test('does not run by hand', async () => {
    expect(await start({}).ended).toBe(1);
  });

  test('proves who it is, refuses strangers and ends when asked', async () => {
    const own = selfSignedCertificate();
    const provider = start({ TF_PLUGIN_MAGIC_COOKIE: cookie, PLUGIN_CLIENT_CERT: own.certificate });
    const [core, protocol, network, socket, kind, certificate] = (await provider.line).trim().split('|');
    expect([core, protocol, network, kind]).toEqual(['1', '6', 'unix', 'grpc']);
    const authority = Buffer.from(new X509Certificate(Buffer.from(certificate ?? '', 'base64')).toString());
    const stranger = selfSignedCertificate();
    const as = (one: { privateKey: string; certificate: string }): ChannelCredentials =>
      credentials.createSsl(authority, Buffer.from(one.privateKey), Buffer.from(one.certificate));
    const address = `unix:${socket ?? ''}`;
    await expect(call(address, as(stranger), '/grpc.health.v1.Health/Check')).rejects.toThrow();
    expect(await call(address, as(own), '/grpc.health.v1.Health/Check')).toEqual(Buffer.from([8, 1]));
    await call(address, as(own), '/plugin.GRPCController/Shutdown');
    expect(await provider.ended).toBe(0);
  });
});
