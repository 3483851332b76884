import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PlanRun } from '../../../src/model/plan-run.ts';
import { actionsOf, AWS, openRig, stateOf, type Rig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => {
  rig.close();
});

/** The parts of a plan that the tests look at. */
interface Plan {
  readonly errored: boolean;
  readonly resource_changes: readonly {
    readonly address: string;
    readonly previous_address?: string;
    readonly action_reason?: string;
    readonly change: { readonly actions: readonly string[]; readonly replace_paths?: readonly unknown[] };
  }[];
  readonly resource_drift?: readonly { readonly address: string }[];
  readonly planned_values: { readonly outputs?: Readonly<Record<string, { readonly value?: unknown }>> };
}
const planOf = (run: PlanRun): Plan => JSON.parse(run.planJson ?? '{}') as Plan;
const outputsOf = (run: PlanRun): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(planOf(run).planned_values.outputs ?? {}).map(([name, { value }]) => [name, value]),
  );

const vpc = (id: string, cidr: string): Readonly<Record<string, unknown>> => ({
  id,
  cidr_block: cidr,
  enable_dns_support: true,
  instance_tenancy: 'default',
});

describe('a plan against a snapshot of the state', () => {
  test('has every kind of change, with the attribute that forces a replacement', async () => {
    const run = await rig.plan(
      {
        'live/main.tf': `${AWS}
resource "aws_vpc" "same" { cidr_block = "10.0.0.0/16" }
resource "aws_vpc" "updated" {
  cidr_block         = "10.1.0.0/16"
  enable_dns_support = false
}
resource "aws_vpc" "replaced" { cidr_block = "10.3.0.0/16" }
resource "aws_vpc" "renamed" { cidr_block = "10.4.0.0/16" }
moved {
  from = aws_vpc.old
  to   = aws_vpc.renamed
}
module "net" {
  source   = "../modules/net"
  for_each = toset(["a", "b"])
  vpc      = each.key
}
`,
        'modules/net/main.tf': `${AWS}
variable "vpc" { type = string }
resource "aws_subnet" "this" { vpc_id = var.vpc }
`,
      },
      {
        root: 'live',
        state: stateOf({
          'aws_vpc.same': vpc('vpc-0', '10.0.0.0/16'),
          'aws_vpc.updated': vpc('vpc-1', '10.1.0.0/16'),
          'aws_vpc.replaced': vpc('vpc-2', '10.2.0.0/16'),
          'aws_vpc.old': vpc('vpc-4', '10.4.0.0/16'),
          'aws_vpc.gone': vpc('vpc-5', '10.5.0.0/16'),
        }),
      },
    );
    expect(run).toMatchObject({
      outcome: 'planned',
      level: 'L2',
      reason: 'Planned against a snapshot of the state, which may be older than the real one.',
      refreshed: false,
      diagnostics: [],
      notes: [
        'There is no lock file in the repository; the versions of providers are the newest that are allowed.',
        'Planned against a snapshot of the state, serial 7, with 5 resources.',
      ],
    });
    expect(actionsOf(run)).toEqual({
      'aws_vpc.updated': ['update'],
      'aws_vpc.replaced': ['delete', 'create'],
      'aws_vpc.gone': ['delete'],
      'module.net["a"].aws_subnet.this': ['create'],
      'module.net["b"].aws_subnet.this': ['create'],
    });
    const changes = new Map(planOf(run).resource_changes.map((change) => [change.address, change]));
    expect(changes.get('aws_vpc.replaced')?.change.replace_paths).toEqual([['cidr_block']]);
    expect(changes.get('aws_vpc.renamed')?.previous_address).toBe('aws_vpc.old');
    expect(run.commands.map(({ argv, exitCode }) => [argv[1], exitCode])).toEqual([
      ['init', 0],
      ['validate', 0],
      ['plan', 2],
      ['show', 0],
    ]);
    expect(run.tool).toEqual({ name: 'terraform', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  });

  test('that is refreshed shows what was changed by hand', async () => {
    const mirror = await rig.mirror({ drift: { aws_vpc: { enable_dns_support: false } } });
    const files = { 'main.tf': `${AWS}resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }\n` };
    const run = await rig.plan(
      files,
      { refresh: true, state: stateOf({ 'aws_vpc.main': vpc('vpc-0', '10.0.0.0/16') }) },
      { mirror },
    );
    expect(run).toMatchObject({ outcome: 'planned', level: 'L2', refreshed: true });
    expect(planOf(run).resource_drift?.map(({ address }) => address)).toEqual(['aws_vpc.main']);
    expect(actionsOf(run)).toEqual({ 'aws_vpc.main': ['update'] });
  });

  test('of a workspace is one of that workspace', async () => {
    const run = await rig.plan(
      { 'main.tf': 'resource "terraform_data" "a" {}\noutput "workspace" { value = terraform.workspace }\n' },
      { workspace: 'prod', state: stateOf({ 'terraform_data.a': { id: 'x' } }, 41) },
    );
    expect(run).toMatchObject({ outcome: 'planned', level: 'L2' });
    expect(outputsOf(run)).toEqual({ workspace: 'prod' });
    expect(actionsOf(run)).toEqual({});
    expect(run.notes.join(' ')).toContain('serial 41');
  });

  test.each([
    ['that is no JSON', 'not a state'],
    ['of another version', '{"version":3,"serial":1}'],
  ])('%s is not made', async (_name, state) => {
    const run = await rig.plan({ 'main.tf': '' }, { state: Buffer.from(state) });
    expect(run).toMatchObject({
      outcome: 'not-run',
      level: 'L5',
      stage: 'prepare',
      reason: 'The state that was supplied is not one of version 4 (Terraform 0.12 or later).',
      commands: [],
    });
  });
});

describe('a plan without a state', () => {
  test('says that its counts mean nothing', async () => {
    const run = await rig.plan({ 'main.tf': 'resource "terraform_data" "a" {}\n' });
    expect(run).toMatchObject({ outcome: 'planned', level: 'L3', reason: expect.stringContaining('an empty state') });
    expect(actionsOf(run)).toEqual({ 'terraform_data.a': ['create'] });
  });

  test('of another workspace has its name', async () => {
    const run = await rig.plan(
      { 'main.tf': 'output "workspace" { value = terraform.workspace }\n' },
      { workspace: 'staging' },
    );
    expect(outputsOf(run)).toEqual({ workspace: 'staging' });
  });

  test('takes the variable files, the later one first', async () => {
    const run = await rig.plan(
      {
        'live/main.tf': 'variable "size" {}\nvariable "zone" {}\noutput "all" { value = "${var.size} ${var.zone}" }\n',
        'envs/base.tfvars': 'size = "small"\nzone = "a"\n',
        'envs/prod.tfvars': 'size = "large"\n',
      },
      { root: 'live', varFiles: ['envs/base.tfvars', 'envs/prod.tfvars'] },
    );
    expect(outputsOf(run)).toEqual({ all: 'large a' });
  });

  test('with nothing in it has no changes', async () => {
    const run = await rig.plan({ 'main.tf': 'locals { a = 1 }\n' });
    expect(run).toMatchObject({ outcome: 'planned' });
    expect(run.commands.find(({ argv }) => argv[1] === 'plan')?.exitCode).toBe(0);
  });
});

describe('a plan that fails', () => {
  test('at a condition keeps what was planned, and says where', async () => {
    const run = await rig.plan(
      {
        'live/main.tf': `resource "terraform_data" "first" {}
resource "terraform_data" "second" {
  depends_on = [terraform_data.first]
  lifecycle {
    precondition {
      condition     = length(path.module) > 1000
      error_message = "Never\\u001b[31m red."
    }
  }
}
`,
      },
      { root: 'live' },
    );
    expect(run).toMatchObject({ outcome: 'failed', stage: 'plan', level: 'L3' });
    expect(planOf(run).errored).toBe(true);
    expect(actionsOf(run)).toEqual({ 'terraform_data.first': ['create'] });
    expect(run.diagnostics).toEqual([
      {
        severity: 'error',
        summary: 'Resource precondition failed',
        detail: 'Never red.',
        place: { file: 'live/main.tf', startLine: 6, endLine: 6 },
      },
    ]);
  });

  test('in a local module points into that module', async () => {
    const run = await rig.plan(
      {
        'live/main.tf': 'module "m" {\n  source = "../modules/m"\n}\n',
        'modules/m/main.tf': '# one\noutput "x" {\n  value = file("missing.txt")\n}\n',
      },
      { root: 'live' },
    );
    expect(run.outcome).toBe('failed');
    expect(run.diagnostics[0]?.place).toEqual({ file: 'modules/m/main.tf', startLine: 3, endLine: 3 });
  });

  test('by the provider has its words', async () => {
    const mirror = await rig.mirror({ refuse: { aws_vpc: 'The block is too small' } });
    const run = await rig.plan(
      { 'main.tf': `${AWS}resource "aws_vpc" "main" { cidr_block = "10.0.0.0/33" }\n` },
      {},
      { mirror },
    );
    expect(run).toMatchObject({ outcome: 'failed', stage: 'validate', level: 'L4', planJson: undefined });
    expect(run.diagnostics).toMatchObject([{ severity: 'error', summary: 'The block is too small' }]);
  });

  test('at init has the words of init', async () => {
    const run = await rig.plan({ 'main.tf': 'module "m" {\n  source = "./nowhere"\n}\n' });
    expect(run).toMatchObject({ outcome: 'failed', stage: 'init' });
    expect(run.diagnostics.at(-1)).toEqual({
      severity: 'error',
      summary: 'Unreadable module directory',
      detail: 'The directory  could not be read for module "m" at main.tf:1.',
    });
  });

  test('because a network would be needed is only validated', async () => {
    const run = await rig.plan({
      'main.tf':
        'data "terraform_remote_state" "x" {\n  backend = "http"\n  config  = { address = "http://127.0.0.1:9/state" }\n}\n',
    });
    expect(run).toMatchObject({
      outcome: 'validated',
      level: 'L4',
      stage: 'plan',
      reason: expect.stringContaining('Valid, but not planned'),
    });
  });
});

describe('secrets of the operator', () => {
  const SECRET = 'correct-horse "battery" +staple';
  test('are in nothing that leaves, however they are written', async () => {
    const run = await rig.plan(
      {
        'main.tf': `variable "password" { sensitive = true }
output "plain" { value = nonsensitive(var.password) }
output "base64" { value = nonsensitive(base64encode("user:\${var.password}")) }
output "url" { value = nonsensitive(urlencode(var.password)) }
output "json" { value = nonsensitive(jsonencode({ p = var.password })) }
output "kept" { value = "nothing secret" }
check "shown" {
  assert {
    condition     = nonsensitive(var.password) == ""
    error_message = "It is \${nonsensitive(var.password)}."
  }
}
`,
      },
      {},
      { environment: { TF_VAR_password: SECRET } },
    );
    expect(run.outcome).toBe('planned');
    expect(outputsOf(run)['kept']).toBe('nothing secret');
    const everything = JSON.stringify(run);
    const forms = [
      SECRET,
      JSON.stringify(SECRET).slice(1, -1),
      encodeURIComponent(SECRET),
      'correct-horse',
      Buffer.from(SECRET).toString('base64').slice(4, 30),
      Buffer.from(`user:${SECRET}`).toString('base64').slice(8, 36),
    ];
    expect(forms.filter((form) => everything.includes(form))).toEqual([]);
    expect(run.diagnostics.map(({ severity, summary }) => [severity, summary])).toEqual([
      ['warning', 'Check block assertion failed'],
    ]);
    expect(run.redactions).toBeGreaterThan(4);
  });

  test('that are too short to be found are told of', async () => {
    const run = await rig.plan({ 'main.tf': '' }, {}, { environment: { TF_VAR_x: 'abc' } });
    expect(run.notes).toContain('1 variables of the operator have values too short to be taken out of texts.');
  });
});

describe("a plan against the root's own backend", () => {
  test('reads the state and touches nothing of it', async () => {
    const folder = join(rig.home, 'state');
    mkdirSync(folder);
    const file = join(folder, 'terraform.tfstate');
    writeFileSync(file, stateOf({ 'terraform_data.a': { id: 'x' } }));
    const before = createHash('sha256').update(readFileSync(file)).digest('hex');
    const files = {
      'main.tf':
        'terraform {\n  backend "local" { path = "/state/terraform.tfstate" }\n}\nresource "terraform_data" "a" {}\n',
    };
    const options = {
      state: { kind: 'backend' as const, workspaces: [] },
      binds: [{ host: folder, inside: '/state' }],
    };
    const run = await rig.plan(files, { refresh: true }, options);
    expect(run).toMatchObject({ outcome: 'planned', level: 'L0', reason: undefined, refreshed: true });
    expect(run.notes).toContain('The state was read from the backend local without locking it.');
    expect(actionsOf(run)).toEqual({});
    expect(await rig.plan(files, { refresh: false }, options)).toMatchObject({
      level: 'L1',
      reason: 'Real infrastructure was not read: what was changed by hand does not show.',
      refreshed: false,
    });
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(before);
    expect(readdirSync(folder)).toEqual(['terraform.tfstate']);
  });

  test.each([
    ['a file of the tree', 'terraform {\n  backend "local" { path = "/src/state.json" }\n}\n'],
    ['nothing', ''],
  ])('that is %s is one against an empty state', async (_name, block) => {
    const run = await rig.plan(
      {
        'main.tf': `${block}resource "terraform_data" "a" {}\n`,
        'state.json': Buffer.from(stateOf({ 'terraform_data.a': { id: 'x' } })).toString(),
      },
      {},
      { state: { kind: 'backend', workspaces: [] } },
    );
    expect(run).toMatchObject({ outcome: 'planned', level: 'L3' });
  });

  test('in a workspace that nobody has named is not made: it could be created', async () => {
    const run = await rig.plan(
      { 'main.tf': '' },
      { workspace: 'prod' },
      { state: { kind: 'backend', workspaces: ['staging'] } },
    );
    expect(run).toMatchObject({ outcome: 'not-run', stage: 'prepare', commands: [] });
    expect(run.reason).toContain('"prod"');
  });

  test.each([
    ['cloud', 'cloud {\n    organization = "acme"\n    workspaces { name = "x" }\n  }'],
    ['http', 'backend "http" { address = "http://127.0.0.1:9/state" }'],
  ])('that cannot be reached (%s) says nothing about the configuration', async (_name, block) => {
    const run = await rig.plan(
      { 'main.tf': `terraform {\n  ${block}\n}\n` },
      {},
      { state: { kind: 'backend', workspaces: [] } },
    );
    expect(['not-run', 'validated']).toContain(run.outcome);
    expect(run.reason).toMatch(/could not be reached|no way to its service/);
  });
});
