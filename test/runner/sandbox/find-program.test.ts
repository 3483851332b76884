import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { parseConstraint, satisfies, toolVersion } from '../../../src/plan/version-constraint.ts';
import { findProgram } from '../../../src/runner/sandbox/find-program.ts';
import { runTerraform } from '../../../src/runner/sandbox/run-terraform.ts';
import { programOnPath, terraformSandbox } from './sandbox-kit.ts';

const real = programOnPath('terraform');
let folder = '';
let version = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-programs-'));
  const found = await findProgram({ tool: 'terraform', folders: [join(real, '..')], constraints: [] });
  if (!found.ok) throw new Error(found.reason);
  version = found.version;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function folderWith(name: string, link: (path: string) => void): string {
  const path = join(folder, name);
  mkdirSync(path);
  link(path);
  return path;
}

describe('the program', () => {
  test.each<readonly [name: string, link: (path: string) => void]>([
    [
      'terraform',
      (path) => {
        symlinkSync(real, join(path, 'terraform'));
      },
    ],
    [
      'terraform_VERSION',
      (path) => {
        symlinkSync(real, join(path, `terraform_${version}`));
      },
    ],
    [
      'VERSION/terraform',
      (path) => {
        mkdirSync(join(path, version));
        symlinkSync(real, join(path, version, 'terraform'));
      },
    ],
  ])('is found as %s', async (name, link) => {
    const folders = ['/nowhere', folderWith(name.replace('/', '-'), link)];
    const found = await findProgram({ tool: 'terraform', folders, constraints: [`= ${version}`, '>= 1.0, < 99'] });
    expect(found).toEqual({ ok: true, path: real, version });
  });

  test('is not what cannot tell its version inside of the sandbox', async () => {
    const folders = [
      folderWith('scripts', (path) => {
        writeFileSync(join(path, 'terraform'), '#!/bin/sh\necho \'{"terraform_version":"9.9.9"}\'\n');
        chmodSync(join(path, 'terraform'), 0o755);
        writeFileSync(join(path, 'terraform_1.2.3'), 'not executable');
        symlinkSync(real, join(path, 'terraform-docs'));
      }),
    ];
    const found = await findProgram({ tool: 'terraform', folders, constraints: [] });
    expect(found).toEqual({
      ok: false,
      reason: expect.stringMatching(/no terraform that runs in the sandbox.*scripts\/terraform did not/),
    });
  });

  test('is nothing that is not there', async () => {
    const found = await findProgram({ tool: 'tofu', folders: [folder], constraints: [] });
    expect(found).toEqual({ ok: false, reason: expect.stringContaining('There is no tofu on this worker') });
  });

  test.each([
    [
      ['>= 0.12', '~> 0.11.0'],
      /No version on this worker meets required_version "~> 0\.11\.0"\. There is terraform \d/,
    ],
    [['latest'], /required_version "latest" is not a version constraint/],
    [['>= 1.0', 'x\n```'], /required_version "x\\n```" is not a version constraint/],
  ])('is none for %j, and the constraint is named', async (constraints, reason) => {
    const found = await findProgram({ tool: 'terraform', folders: [join(real, '..')], constraints });
    expect(found).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });
});

test('constraints mean what they mean to terraform', async () => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const here = `${major}.${minor}.${patch}`;
  const constraints = [
    ...[here, `= ${here}`, `!= ${here}`, `> ${here}`, `>= ${here}`, `< ${here}`, `<= ${here}`, `~> ${here}`],
    ...[
      `~> ${major}.${minor}`,
      `~> ${major}.${minor + 1}`,
      `~> ${major}`,
      `~> ${major - 1}`,
      `~> ${major}.${minor}.${patch + 1}`,
    ],
    ...[
      `= ${major}.${minor}`,
      `>=${major}.0,<${major + 1}`,
      `>= v${major}.0`,
      `>= ${here}-beta1`,
      `${here}+x`,
      '',
      '=> 1',
      '>= 1 < 2',
      ',',
    ],
  ];
  const sandbox = await terraformSandbox();
  try {
    const current = toolVersion(version);
    for (const text of constraints) {
      await sandbox.write({ 'main.tf': `terraform {\n  required_version = ${JSON.stringify(text)}\n}\n` });
      const { exitCode } = await runTerraform(sandbox.options, { name: 'validate' }, { timeoutMs: 20_000 });
      const parsed = parseConstraint(text);
      const accepted = parsed.ok && current !== undefined && satisfies(current, parsed.conditions);
      expect([text, accepted]).toEqual([text, exitCode === 0]);
    }
  } finally {
    await sandbox.close();
  }
});
