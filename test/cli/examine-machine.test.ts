import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { doctorCommand } from '../../src/cli/doctor.ts';
import { examineNode, examinePrograms } from '../../src/cli/examine-machine.ts';
import { examineSandbox } from '../../src/cli/examine-sandbox.ts';
import { memoryIo } from './memory-io.ts';

let empty = '';
const path = (process.env['PATH'] ?? '').split(':').filter((part) => part !== '');

beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), 'plumbline-doctor-'));
});
afterAll(() => {
  rmSync(empty, { recursive: true, force: true });
});

describe('programs', () => {
  test('are told with their versions', async () => {
    const found = new Map((await examinePrograms(path.join(':'))).map((checked) => [checked.name, checked]));
    expect(found.get('terraform')).toMatchObject({ state: 'ok', detail: expect.stringMatching(/^Terraform v\d+\./) });
    expect(found.get('bubblewrap')).toMatchObject({ state: 'ok', detail: expect.stringMatching(/^bubblewrap \d+\./) });
    expect(found.get('prlimit')).toMatchObject({ state: 'ok', detail: expect.stringMatching(/util-linux/) });
  });

  test('that are not there disable something, and only git every command', async () => {
    const found = await examinePrograms(empty);
    expect(found.filter(({ state }) => state === 'broken').map(({ name }) => name)).toEqual(['git']);
    expect(found.filter(({ state }) => state === 'ok')).toEqual([]);
    const of = (wanted: string): string => found.find(({ name }) => name === wanted)?.detail ?? '';
    expect(of('bubblewrap')).toMatch(/^not found: no plans on this machine.*apt install bubblewrap/);
    expect(of('terraform')).toMatch(/plans on this machine need it, or tofu; reviews and scans do not/);
    expect(of('prlimit')).toMatch(/install util-linux/);
  });

  test('see nothing of our environment', async () => {
    const program = join(empty, 'gh');
    writeFileSync(program, '#!/bin/sh\necho home ${HOME-unset}, checkpoint ${CHECKPOINT_DISABLE-unset}\n');
    chmodSync(program, 0o755);
    try {
      const [gh] = (await examinePrograms(empty)).filter(({ name }) => name === 'gh');
      expect(gh?.detail).toBe('home unset, checkpoint 1');
    } finally {
      rmSync(program);
    }
  });
});

describe('the sandbox of plans', () => {
  test('is tried out with the Terraform that is there', async () => {
    expect(await examineSandbox({ folders: path })).toEqual({
      name: 'plan sandbox',
      state: 'ok',
      detail: expect.stringMatching(/^holds: plans are made with terraform \d+\.\d+\.\d+ \(\/.+\)/),
    });
  });

  test('without bubblewrap says what to install and what is off', async () => {
    const checked = await examineSandbox({
      folders: path,
      tools: { prlimit: '/usr/bin/prlimit', bwrap: join(empty, 'bwrap') },
    });
    expect(checked.state).toBe('missing');
    expect(checked.detail).toMatch(
      /bubblewrap is missing .*install the package bubblewrap\..*back end “local” are off/,
    );
  });

  test('without Terraform says where it is looked for', async () => {
    const checked = await examineSandbox({ folders: [empty] });
    expect(checked.state).toBe('missing');
    expect(checked.detail).toMatch(
      /There is no terraform on this worker\..*set PLUMBLINE_TERRAFORM.*“hcp” and “actions”/,
    );
  });
});

test.each([
  ['v20.17.0', 'broken'],
  ['v20.18.0', 'ok'],
  ['v24.0.0', 'ok'],
])('Node %s is %s', (version, state) => {
  expect(examineNode(version).state).toBe(state);
});

test('what is missing does not fail the command, what is broken does', async () => {
  const told = async (state: 'missing' | 'broken'): Promise<readonly [number, string]> => {
    const io = memoryIo(empty);
    const machine = { examine: () => Promise.resolve([{ name: 'plan sandbox', state, detail: 'off' }]) };
    return [await doctorCommand(machine, io), io.output()];
  };
  expect(await told('missing')).toEqual([0, '--  plan sandbox  off\n']);
  expect(await told('broken')).toEqual([1, '!!  plan sandbox  off\n']);
});
