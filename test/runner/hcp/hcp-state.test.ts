import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hcpStateReader, type HcpStateReader } from '../../../src/runner/hcp/hcp-state.ts';
import { quickClock } from '../poll/quick-clock.ts';
import { startHcp, TOKEN, type HcpStandIn } from './hcp-stand-in.ts';

const FILE = JSON.stringify({ version: 4, serial: 7, lineage: 'a', terraform_version: '1.11.4', resources: [] });
const signal = new AbortController().signal;

let hcp: HcpStandIn;
let reader: HcpStateReader;
beforeEach(async () => {
  hcp = await startHcp();
  const clock = quickClock();
  reader = hcpStateReader({ host: hcp.host, token: TOKEN, organization: 'acme', clock, plainHttpOnLoopback: true });
});
afterEach(async () => {
  await hcp.close();
  expect(hcp.violations).toEqual([]);
  expect(hcp.calls.every(({ method }) => method === 'GET')).toBe(true);
});

describe('states at HCP Terraform', () => {
  test('which one a workspace has, without its address', async () => {
    hcp.state = { serial: 7, file: FILE };
    expect(await reader.current('live', signal)).toEqual({
      serial: 7,
      createdAt: '2026-06-08T01:22:03.794Z',
      terraformVersion: '1.11.4',
    });
    expect(hcp.calls.some(({ server }) => server === 'store')).toBe(false);
  });

  test('a snapshot with its content, from the store and without the token', async () => {
    hcp.state = { serial: 7, file: FILE };
    const snapshot = await reader.snapshot('live', signal);
    expect(snapshot).toMatchObject({ serial: 7 });
    expect(Buffer.from(snapshot?.bytes ?? []).toString()).toBe(FILE);
    expect(JSON.stringify(Object.keys(snapshot ?? {}))).not.toMatch(/address|url/);
  });

  test('none', async () => {
    expect(await reader.current('live', signal)).toBeUndefined();
    expect(await reader.snapshot('live', signal)).toBeUndefined();
  });

  test.each(['', 'not JSON', '{"version":3,"serial":1,"lineage":"a"}', '[]'])(
    'content that is no state: %j',
    async (file) => {
      hcp.state = { serial: 1, file };
      await expect(reader.snapshot('live', signal)).rejects.toThrow(/is no state of version 4/);
    },
  );

  test('a workspace that is not there', async () => {
    await expect(reader.current('other', signal)).rejects.toThrow(/acme\/other: .*404/);
  });
});

describe('outputs', () => {
  test('of all pages, by name, sensitive ones without a value whatever the API says', async () => {
    hcp.outputs = Array.from({ length: 250 }, (_, index) => ({
      name: `o${String(index).padStart(3, '0')}`,
      sensitive: index === 3,
      value: { n: index },
    }));
    const outputs = await reader.outputs('live', signal);
    expect(outputs).toHaveLength(250);
    expect(outputs[3]).toEqual({ name: 'o003', sensitive: true, value: null });
    expect(outputs[249]).toEqual({ name: 'o249', sensitive: false, value: { n: 249 } });
  });

  test('none', async () => {
    expect(await reader.outputs('live', signal)).toEqual([]);
  });
});
