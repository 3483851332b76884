import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PlanRun } from '../../../src/model/plan-run.ts';
import type { DownloadedModule } from '../../../src/ports/plan-runner.ts';
import { archiveOf } from '../tree-copy/hostile-archive.ts';
import { actionsOf, AWS, openRig, stateOf, type Rig, type TreeFiles } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => {
  rig.close();
});

const NEW = 'resource "terraform_data" "new" {}\n';
const VPC = `${AWS}resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n`;
/** A state in which everything is there already: with it the plan would be empty. */
const EMPTYING = Buffer.from(stateOf({ 'terraform_data.new': { id: 'x' } })).toString();
/** A provider that would say so if it ran: nothing may be printed on a plugin's standard output but its handshake. */
const EVIL = '#!/bin/sh\necho evil >/job/ran\necho evil\n';
const EVIL_CONFIGURATION = `terraform {
  required_providers {
    evil = { source = "registry.terraform.io/evil/evil" }
  }
}
resource "evil_thing" "x" {}
`;

const commandsOf = (run: PlanRun): readonly (string | undefined)[] => run.commands.map(({ argv }) => argv[1]);
const outputOf = (run: PlanRun, name: string): unknown => {
  const plan = JSON.parse(run.planJson ?? '{}') as {
    planned_values?: { outputs?: Record<string, { value: unknown }> };
  };
  return plan.planned_values?.outputs?.[name]?.value;
};

describe('a provider that a pull request brings along', () => {
  const plugin = 'registry.terraform.io/evil/evil/1.0.0/linux_amd64/terraform-provider-evil_v1.0.0';
  const lock = 'provider "registry.terraform.io/evil/evil" {\n  version = "1.0.0"\n}\n';
  test.each<readonly [string, TreeFiles]>([
    ['in terraform.d', { [`terraform.d/plugins/${plugin}`]: EVIL }],
    ['in .terraform, with a lock file', { [`.terraform/providers/${plugin}`]: EVIL, '.terraform.lock.hcl': lock }],
    ['in .terraform/plugins', { [`.terraform/plugins/${plugin}`]: EVIL }],
    [
      'named by CLI settings',
      {
        '.terraformrc': 'provider_installation {\n  filesystem_mirror {\n    path = "/src/m"\n  }\n}\n',
        [`m/${plugin}`]: EVIL,
      },
    ],
  ])('%s is not there for Terraform: nothing but init is started', async (_name, files) => {
    const run = await rig.plan({ 'main.tf': EVIL_CONFIGURATION, ...files });
    expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', stage: 'init' });
    expect(run.reason).toContain('The provider registry.terraform.io/evil/evil, in a version');
    expect(new Set(commandsOf(run))).toEqual(new Set(['init']));
  });
});

test('a provider that the mirror does not hold is named, and nothing is concluded', async () => {
  const files = {
    'main.tf':
      'terraform {\n  required_providers {\n    x = { source = "hashicorp/nope" }\n  }\n}\nresource "x_y" "z" {}\n',
  };
  const run = await rig.plan(files);
  expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', stage: 'init' });
  expect(run.reason).toBe(
    'The provider registry.terraform.io/hashicorp/nope, in a version that the configuration allows, is not available to this ' +
      'worker. The operator of Plumbline can allow the hosts, add to the provider mirror, or plan at HCP Terraform or in GitHub Actions.',
  );
  expect(await rig.plan(files, {}, { mirror: undefined })).toMatchObject({ outcome: 'not-run', level: 'L5' });
});

describe('required_version', () => {
  test('that no program meets starts nothing and lists what there is', async () => {
    const run = await rig.plan({ 'main.tf': NEW }, { requiredVersions: ['>= 99'] });
    expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', stage: 'prepare', commands: [], tool: undefined });
    expect(run.reason).toMatch(/">= 99".*There is terraform \d/);
  });

  test('that only Terraform has seen is refused by init', async () => {
    const run = await rig.plan({ 'main.tf': 'terraform {\n  required_version = ">= 99"\n}\n' });
    expect(run).toMatchObject({ outcome: 'failed', stage: 'init' });
    expect(run.diagnostics[0]?.summary).toBe('Unsupported Terraform Core version');
  });
});

describe('the lock file', () => {
  const locked = (hashes: string): Uint8Array =>
    Buffer.from(`provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.90.0"\n${hashes}}\n`);
  const WRONG = '  hashes = [\n    "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",\n  ]\n';

  test('of the pull request is not used', async () => {
    const run = await rig.plan({ 'main.tf': VPC, '.terraform.lock.hcl': Buffer.from(locked(WRONG)).toString() });
    expect(run.outcome).toBe('planned');
    expect(run.notes).toEqual([
      'The lock file is new in this change and was not used; the versions of providers are the newest that are allowed.',
    ]);
  });

  test('of the base holds: a provider with another checksum is not started', async () => {
    const run = await rig.plan({ 'main.tf': VPC }, { lockFile: locked(WRONG) });
    expect(run).toMatchObject({ outcome: 'failed', stage: 'init' });
    expect(run.diagnostics.map(({ detail }) => detail).join(' ')).toMatch(/checksums/);
    expect(new Set(commandsOf(run))).toEqual(new Set(['init']));
  });

  test('of the base without checksums is said to check nothing', async () => {
    const run = await rig.plan({ 'main.tf': VPC }, { lockFile: locked('') });
    expect(run.outcome).toBe('planned');
    expect(run.notes).toEqual([
      'The lock file names 1 providers without a checksum; any program of their version was accepted.',
    ]);
  });

  test('of the base that lacks a provider is completed, and the notes say so', async () => {
    const run = await rig.plan({ 'main.tf': VPC }, { lockFile: Buffer.from('# made by hand\n') });
    expect(run.outcome).toBe('planned');
    expect(commandsOf(run)).toEqual(['init', 'init', 'validate', 'plan', 'show']);
    expect(run.commands[0]?.argv).toContain('-lockfile=readonly');
    expect(run.notes.join(' ')).toContain('does not name every provider that this change needs');
  });
});

test('a committed .terraform selects neither workspace nor modules nor backend', async () => {
  const run = await rig.plan({
    'main.tf': `module "m" {\n  source = "./m"\n}\noutput "said" { value = module.m.said }\noutput "workspace" { value = terraform.workspace }\n${NEW}`,
    'm/main.tf': 'output "said" { value = "the module" }\n',
    'other/main.tf': 'output "said" { value = "another one" }\n',
    '.terraform/environment': 'evil',
    '.terraform/modules/modules.json':
      '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"m","Source":"./m","Dir":"other"}]}',
    '.terraform/terraform.tfstate':
      '{"version":3,"serial":1,"backend":{"type":"local","config":{"path":"/src/evil.json"},"hash":1}}',
    'evil.json': EMPTYING,
  });
  expect(run.outcome).toBe('planned');
  expect([outputOf(run, 'said'), outputOf(run, 'workspace')]).toEqual(['the module', 'default']);
  expect(actionsOf(run)).toEqual({ 'terraform_data.new': ['create'] });
});

describe('a plan cannot be made to look empty', () => {
  const backend = 'terraform {\n  backend "local" {\n    path = "/src/evil.json"\n  }\n}\n';
  const json = '{"terraform":{"backend":{"local":{"path":"/src/evil.json"}}}}';
  test.each<readonly [string, TreeFiles]>([
    ['a committed state', { 'terraform.tfstate': EMPTYING }],
    ['a committed state of a workspace', { 'terraform.tfstate.d/default/terraform.tfstate': EMPTYING }],
    ['a backend', { 'backend.tf': backend }],
    ['an override', { 'zzzz_override.tf': backend }],
    ['an override with a later name', { '~~~_override.tf': backend }],
    ['an override in JSON', { 'zzzz_override.tf.json': json }],
    ['an override that is a link', { '~~~~~~~~_override.tf': { target: 'backend.txt' }, 'backend.txt': backend }],
    ['an override with the last name there is', { ['\u{10FFFF}'.repeat(9) + '_override.tf']: backend }],
    ['a cloud block', { 'cloud.tf': 'terraform {\n  cloud {\n    organization = "acme"\n  }\n}\n' }],
  ])('by %s', async (_name, files) => {
    const run = await rig.plan({ 'main.tf': NEW, 'evil.json': EMPTYING, ...files });
    expect(run).toMatchObject({ outcome: 'planned', level: 'L3' });
    expect(actionsOf(run)).toEqual({ 'terraform_data.new': ['create'] });
  });

  test('by an override whose name leaves no room behind it', async () => {
    const name = `${'\u{10FFFF}'.repeat(60)}_override.tf`;
    const run = await rig.plan({ 'main.tf': NEW, 'evil.json': EMPTYING, [name]: backend });
    expect(run).toMatchObject({ outcome: 'not-run', stage: 'prepare', commands: [] });
    expect(run.reason).toContain('give it a shorter name');
  });
});

describe('a tree that may not be written', () => {
  test.each<readonly [string, TreeFiles, string]>([
    ['a link out of it', { 'main.tf': NEW, l: { target: '/etc' } }, '"l" is a link to an absolute path'],
    ['names that differ in case', { 'a.tf': '', 'A.tf': '' }, 'differs from "A.tf" only in case'],
    ['a state behind a link', { 'main.tf': NEW, x: { target: '../x' } }, 'leads out of the repository'],
  ])('with %s is not planned', async (_name, files, reason) => {
    const run = await rig.plan(files);
    expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', stage: 'prepare', commands: [] });
    expect(run.reason).toContain(reason);
  });

  test.each([
    ['is not there', 'live', { 'main.tf': NEW }],
    ['is a link', 'live', { live: { target: 'real' }, 'real/main.tf': NEW }],
    ['is outside', '../..', { 'main.tf': NEW }],
    ['looks like an option', '-chdir=x', { '-chdir=x/main.tf': NEW }],
  ])('for a root that %s', async (_name, root, files) => {
    expect(await rig.plan(files, { root })).toMatchObject({ outcome: 'not-run', stage: 'prepare', commands: [] });
  });

  test.each(['/etc/passwd', '../x.tfvars', '-x'])('for the variable file %s', async (path) => {
    const run = await rig.plan({ 'main.tf': NEW }, { varFiles: [path] });
    expect(run).toMatchObject({ outcome: 'not-run', stage: 'prepare', commands: [] });
  });

  test.each(['../../etc', '.hidden', 'a/b', ''])('for the workspace %j', async (workspace) => {
    const run = await rig.plan({ 'main.tf': NEW }, { workspace });
    expect(run).toMatchObject({ outcome: 'not-run', stage: 'prepare', commands: [] });
  });
});

describe('modules from elsewhere', () => {
  test('without a way to them say nothing about the configuration', async () => {
    const run = await rig.plan({
      'main.tf': 'module "m" {\n  source = "git::https://git.example.com/m.git"\n}\n',
    });
    expect(run).toMatchObject({ outcome: 'not-run', level: 'L5', stage: 'init' });
    expect(run.reason).toContain('1 modules could not be downloaded');
  });

  test('are shown to the gate before their code is used, and a refusal ends the plan', async () => {
    const seen: DownloadedModule[] = [];
    const pack = await archiveOf([
      { name: 'inner/main.tf', content: NEW },
      { name: 'inner/templates/user.tftpl', content: 'text' },
    ]);
    const run = await rig.plan(
      // An archive is unpacked, wherever it comes from.
      { 'main.tf': 'module "m" {\n  source = "/src/pack.tar.gz//inner"\n}\n', 'pack.tar.gz': pack },
      {
        refuseModules: (modules) => {
          seen.push(...modules);
          return Promise.resolve('The module is not allowed.');
        },
      },
    );
    expect(seen.map(({ key, source }) => [key, source])).toEqual([['m', 'file:///src/pack.tar.gz//inner']]);
    expect([...(seen[0]?.files ?? [])].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ['main.tf', NEW],
      ['templates/user.tftpl', 'text'],
    ]);
    expect(run).toMatchObject({
      outcome: 'not-run',
      level: 'L5',
      stage: 'gate',
      reason: 'The module is not allowed.',
    });
    expect(commandsOf(run)).toEqual(['init']);
  });

  test('that the gate lets pass are planned', async () => {
    const pack = await archiveOf([{ name: 'main.tf', content: NEW }]);
    const run = await rig.plan({ 'main.tf': 'module "m" {\n  source = "/src/p.tar.gz"\n}\n', 'p.tar.gz': pack });
    expect(actionsOf(run)).toEqual({ 'module.m.terraform_data.new': ['create'] });
  });

  test.each(['/src/pack', 'file:///src/pack'])('that are a link to %s are refused', async (source) => {
    const run = await rig.plan({ 'main.tf': `module "m" {\n  source = "${source}"\n}\n`, 'pack/main.tf': NEW });
    expect(run).toMatchObject({ outcome: 'not-run', stage: 'gate' });
    expect(run.reason).toContain('its source is an absolute path');
    expect(commandsOf(run)).toEqual(['init']);
  });

  test('are asked for through the proxy, which notes what it refuses', async () => {
    const run = await rig.plan(
      { 'main.tf': 'module "m" {\n  source = "https://elsewhere.example.com/m.zip"\n}\n' },
      {},
      { hosts: ['registry.example.com'] },
    );
    expect(run).toMatchObject({ outcome: 'not-run', stage: 'init', hosts: [] });
    expect(run.notes).toContain('Hosts that were asked for and not allowed: elsewhere.example.com:443.');
  });
});
