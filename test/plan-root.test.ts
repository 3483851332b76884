import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { annotationsOf, below, openStage, proofOf, proofWith, type Outcome, type Stage } from './plan-root/stage.ts';
import { AWS, stateOf } from './runner/local/rig.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

const vpc = (id: string, cidr: string): Readonly<Record<string, unknown>> => ({
  id,
  cidr_block: cidr,
  enable_dns_support: true,
  instance_tenancy: 'default',
});
describe('a pull request that creates, updates, replaces, moves and destroys', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await stage.play({
      base: { 'live/main.tf': `${AWS}resource "aws_vpc" "same" { cidr_block = "10.0.0.0/16" }\n` },
      head: {
        'live/main.tf': `${AWS}resource "aws_vpc" "same" { cidr_block = "10.0.0.0/16" }
resource "aws_vpc" "updated" {
  cidr_block         = "10.1.0.0/16"
  enable_dns_support = false
}
resource "aws_vpc" "replaced" {
  cidr_block = "10.3.0.0/16"
}
resource "aws_vpc" "renamed" { cidr_block = "10.4.0.0/16" }
moved {
  from = aws_vpc.old
  to   = aws_vpc.renamed
}
resource "aws_subnet" "new" { vpc_id = aws_vpc.replaced.id }
output "network" { value = aws_vpc.replaced.cidr_block }
`,
      },
      state: stateOf({
        'aws_vpc.same': vpc('vpc-0', '10.0.0.0/16'),
        'aws_vpc.updated': vpc('vpc-1', '10.1.0.0/16'),
        'aws_vpc.replaced': vpc('vpc-2', '10.2.0.0/16'),
        'aws_vpc.old': vpc('vpc-3', '10.4.0.0/16'),
        'aws_vpc.gone': vpc('vpc-4', '10.5.0.0/16'),
      }),
    });
  });

  test('has the counts of Terraform in its title', () => {
    const { check } = outcome;
    expect(proofOf(outcome)).toEqual(proofWith('Plan: 2 to add, 1 to change, 2 to destroy.'));
    expect(check.name).toBe('plumbline / plan (live)');
    expect(check.title).toBe('1 add · 1 change · 1 replace · 1 destroy · 1 move — live [L2]');
    expect(check.conclusion).toBe('success');
    expect(check.summary.split('\n')[0]).toBe(
      '**1 add · 1 change · 1 replace · 1 destroy · 1 move — `live` \\[L2\\] (Terraform: `Plan: 2 to add, 1 to change, 2 to destroy.`)**',
    );
  });

  test('names what is destroyed and the attribute that forces a replacement, before anything else', () => {
    const { check } = outcome;
    expect(below('Destroyed, replaced or forgotten', check.summary)).toEqual([
      '| Resource | Action | Why | Data | Dependants |',
      '| --- | --- | --- | --- | --: |',
      '| `aws_vpc.replaced` | replace (destroy, then create) | cidr_block 10.2.0.0/16 → 10.3.0.0/16 cannot be changed in place |  | 1 |',
      '| `aws_vpc.gone` | destroy | its block is no longer in the configuration |  |  |',
    ]);
    const headings = check.summary.split('\n').filter((line) => line.startsWith('### '));
    expect(headings).toEqual([
      '### Destroyed, replaced or forgotten',
      '### Changes by type',
      '### Outputs that change',
    ]);
    expect(annotationsOf(outcome)).toEqual(['warning live/main.tf:12 The plan would replace this']);
  });

  test('shows each change at its line, attribute by attribute', () => {
    const { check } = outcome;
    expect(below('Outputs that change', check.summary)).toEqual(['- `network`: new, `10.3.0.0/16`']);
    expect(check.text).toContain('! cidr_block: 10.2.0.0/16 → 10.3.0.0/16  # forces replacement\n');
    expect(check.text).toContain('`live/main.tf:7`\n\n```diff\n! enable_dns_support: true → false\n');
    expect(check.text).toContain('<code>aws_vpc.renamed</code>: move</summary>\n\nmoved from aws_vpc.old.\n');
    expect(check.text).toContain('<code>aws_subnet.new</code>: create</summary>\n\n`live/main.tf:19`\n');
  });

  test('says how it was made', () => {
    const { check } = outcome;
    expect(check.summary).toContain('L2, a snapshot of the state · terraform ');
    expect(check.summary).toContain('· local sandbox · head `aaaaaaaaaaaa` · base `bbbbbbbbbbbb` ·');
    expect(check.summary).toContain('- Planned against a snapshot of the state, serial 7, with 5 resources.\n');
    expect(check.summary).toMatch(/`init` `[\da-f]{12}` \(exit 0\), .*`plan` `[\da-f]{12}` \(exit 2\), `show`/);
    expect(check.summary).toContain('- No host was contacted.\n');
  });
});

const NET = `variable "cidr" { type = string }
variable "open_to" { type = string }
resource "aws_vpc" "this" {
  cidr_block = var.cidr
}
module "access" {
  source  = "./access"
  vpc_id  = aws_vpc.this.id
  open_to = var.open_to
}
output "cidr" { value = aws_vpc.this.cidr_block }
`;
const ACCESS = `variable "vpc_id" { type = string }
variable "open_to" { type = string }
resource "aws_security_group" "admin" {
  name        = "admin"
  description = "Administration"
  vpc_id      = var.vpc_id
  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.open_to]
  }
}
`;

describe('a module that is called for each of two keys, and opens SSH to what only the state knows', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await stage.play({
      base: { 'live/main.tf': AWS },
      head: {
        'live/main.tf': `${AWS}resource "terraform_data" "office" { input = "anything" }
module "net" {
  source   = "../modules/net"
  for_each = { blue = "10.1.0.0/16", green = "10.2.0.0/16" }
  cidr     = each.value
  open_to  = terraform_data.office.output
}
output "cidrs" { value = { for key, net in module.net : key => net.cidr } }
`,
        'modules/net/main.tf': NET,
        'modules/net/access/main.tf': ACCESS,
      },
      state: stateOf({
        'terraform_data.office': {
          id: 'x',
          input: { value: 'anything', type: 'string' },
          output: { value: '0.0.0.0/0', type: 'string' },
        },
      }),
    });
  });

  test('fails for the planned value, at the line in the module', () => {
    const { check } = outcome;
    expect(proofOf(outcome)).toEqual(proofWith('Plan: 4 to add, 0 to change, 0 to destroy.'));
    expect(check.title).toBe('4 add — live [L2]');
    expect(check.conclusion).toBe('failure');
    expect(check.summary).toContain('- This change introduces 1 finding of severity high or above (1 critical).\n');
    expect(annotationsOf(outcome)).toEqual([
      'failure modules/net/access/main.tf:7 SSH is open to the internet (planned value)',
      'notice modules/net/main.tf:3 VPC records no traffic (planned value)',
    ]);
    expect(below('Rules on the planned values: 2 new or worse findings', check.summary)?.[0]).toBe(
      String.raw`- Critical: module.net\["blue"\].module.access.aws_security_group.admin opens SSH (port 22) to 0.0.0.0/0. ` +
        '`modules/net/access/main.tf:7-13`, `aws-security-group-ssh-open`, also in `module.net["green"].module.access.aws_security_group.admin`',
    );
    expect(check.annotations[0]?.message).toContain(
      ' opens SSH (port 22) to 0.0.0.0/0 (and the same in 1 more instance). ',
    );
    const [finding] = outcome.report.judgement?.findings ?? [];
    expect(finding).toMatchObject({
      ruleId: 'aws-security-group-ssh-open',
      state: 'introduced',
      address: 'module.net["blue"].module.access.aws_security_group.admin',
      instances: expect.arrayContaining(['module.net["green"].module.access.aws_security_group.admin']),
      anchor: { file: 'modules/net/access/main.tf', startLine: 7 },
    });
  });

  test('is a judgement that the source left open, for both instances', () => {
    const decided = outcome.report.judgement?.parity.differences.filter(
      ({ ruleId }) => ruleId === 'aws-security-group-ssh-open',
    );
    expect(decided).toMatchObject(
      ['blue', 'green'].map((key) => ({
        address: `module.net["${key}"].module.access.aws_security_group.admin`,
        source: 'unknown',
        plan: 'fail',
        kind: 'decided',
        span: { file: 'modules/net/access/main.tf', startLine: 7 },
      })),
    );
  });

  test('has all instances with their places, and why the root is planned', () => {
    const { check, affected } = outcome;
    expect(below('Changes by module', check.summary)).toEqual([
      '| Module | Create |',
      '| --- | --: |',
      '| `module.net["blue"]` | 1 |',
      '| `module.net["blue"].module.access` | 1 |',
      '| `module.net["green"]` | 1 |',
      '| `module.net["green"].module.access` | 1 |',
    ]);
    expect(
      outcome.report.facts?.changes.map(({ change, span }) => [change.address, span?.file, span?.startLine]),
    ).toEqual([
      ['module.net["blue"].aws_vpc.this', 'modules/net/main.tf', 3],
      ['module.net["blue"].module.access.aws_security_group.admin', 'modules/net/access/main.tf', 3],
      ['module.net["green"].aws_vpc.this', 'modules/net/main.tf', 3],
      ['module.net["green"].module.access.aws_security_group.admin', 'modules/net/access/main.tf', 3],
    ]);
    expect(affected.roots.map(({ name }) => name)).toEqual(['live']);
    expect(below('Why this root module is planned', check.text)).toEqual([
      '- live/main.tf changed',
      '- modules/net/main.tf was added, which module.net of live calls',
      '- modules/net/access/main.tf was added, which module.net.module.access of live calls',
    ]);
  });
});

test('what was changed by hand is told apart from what the pull request changes', async () => {
  const files = (delay: number): string => `${AWS}resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_kms_key" "main" {}
resource "aws_sqs_queue" "jobs" {
  name          = "jobs"
  delay_seconds = ${String(delay)}
}
`;
  const outcome = await stage.play({
    base: { 'live/main.tf': files(9) },
    head: { 'live/main.tf': files(10) },
    state: stateOf({
      'aws_vpc.main': vpc('vpc-0', '10.0.0.0/16'),
      'aws_kms_key.main': { id: 'k', enable_key_rotation: true },
      'aws_sqs_queue.jobs': {
        id: 'jobs',
        name: 'jobs',
        delay_seconds: 9,
        fifo_queue: false,
        message_retention_seconds: 345_600,
        visibility_timeout_seconds: 30,
      },
    }),
    provider: { drift: { aws_vpc: { enable_dns_support: false }, aws_kms_key: { enable_key_rotation: false } } },
  });
  const { check } = outcome;
  expect(proofOf(outcome)).toEqual(proofWith('Plan: 0 to add, 2 to change, 0 to destroy.'));
  expect([check.title, check.conclusion]).toEqual(['2 change — live [L2]', 'success']);
  expect(check.summary).toContain('\n- 2 objects are changed in place.\n');
  expect(below('Drift: changed outside of Terraform, not by this change', check.summary)).toEqual([
    '- `aws_kms_key.main` is changed: `enable_key_rotation true → false`.',
    '- `aws_vpc.main` is changed: `enable_dns_support true → false`; this plan depends on it.',
  ]);
  expect(check.text).toContain('! delay_seconds: 9 → 10\n');
});

test('a change that changes no object is a success that says so', async () => {
  const files = (cidr: string): string =>
    `${AWS}locals {\n  a = "10.0.0.0/16"\n}\nresource "aws_vpc" "main" {\n  cidr_block = ${cidr}\n}\n`;
  const outcome = await stage.play({
    base: { 'live/main.tf': files('"10.0.0.0/16"') },
    head: { 'live/main.tf': files('local.a') },
    state: stateOf({ 'aws_vpc.main': vpc('vpc-0', '10.0.0.0/16') }),
  });
  const { check, report } = outcome;
  const none = 'No changes. Your infrastructure matches the configuration.';
  expect(proofOf(outcome)).toEqual(proofWith('Plan: 0 to add, 0 to change, 0 to destroy.', none));
  expect([check.title, check.conclusion, check.annotations]).toEqual(['No changes — live [L2]', 'success', []]);
  expect(check.summary).toContain('\n- The plan changes no object.\n');
  expect(check.summary).not.toContain('Each change');
  expect(report.run?.commands.map(({ argv, exitCode }) => [argv[1], exitCode])).toEqual([
    ['init', 0],
    ['validate', 0],
    ['plan', 0],
    ['show', 0],
  ]);
});
