import { describe, expect, test } from '@jest/globals';
import { judgeModules, type ModuleGateInput } from '../../../src/plan/gate/judge-modules.ts';
import type { DownloadedModule } from '../../../src/ports/plan-runner.ts';
import { HEAD, inputOf, told, type GateCase, type Tree } from './gate-of.ts';

const TOP: ModuleGateInput = {
  policy: { allow: { moduleHosts: ['registry.terraform.io'] }, forks: 'hold' },
  tool: 'terraform',
};
const VPC = 'module "vpc" {\n  source  = "acme/vpc/aws"\n  version = "1.0.0"\n}\n';
const SECRET = 'data "aws_ssm_parameter" "x" {}\n';

function downloaded(key: string, files: Tree): DownloadedModule {
  const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
  return { key, source: 'acme/vpc/aws', version: '1.0.0', files: new Map(bytes) };
}

async function withRoot(one: GateCase): Promise<ModuleGateInput> {
  return { ...TOP, root: await inputOf(one) };
}

describe('downloaded modules', () => {
  test.each<[string, readonly DownloadedModule[], string, readonly string[]]>([
    ['nothing', [], 'run', []],
    ['what is allowed', [downloaded('vpc', { 'main.tf': 'resource "aws_vpc" "x" {}\n' })], 'run', []],
    [
      'a provider off the list',
      [downloaded('vpc', { 'main.tf': 'resource "evil_x" "y" {}\n' })],
      'refuse',
      ['refuse provider-not-allowed module.vpc/main.tf:1'],
    ],
    [
      'a program',
      [downloaded('vpc', { 'x.tf.json': '{"data":{"external":{"x":{"program":["id"]}}}}' })],
      'refuse',
      ['refuse data-runs-program module.vpc/x.tf.json:1', 'refuse provider-runs-anything module.vpc/x.tf.json:1'],
    ],
    [
      'a folder of it that it calls',
      [downloaded('vpc', { 'main.tf': 'module "s" {\n  source = "./s"\n}\n', 's/x.tofu': 'provider "evil" {}\n' })],
      'refuse',
      ['refuse provider-not-allowed module.vpc/s/x.tofu:1'],
    ],
    [
      'a folder of it that it does not call',
      [downloaded('vpc', { 'main.tf': '', 'examples/x.tf': 'provider "evil" {}\n{{{' })],
      'run',
      [],
    ],
    [
      'a file that cannot be read',
      [downloaded('vpc', { 'main.tf': 'a\0b' })],
      'refuse',
      ['refuse file-unreadable module.vpc/main.tf:1'],
    ],
    [
      'a host off the list',
      [downloaded('vpc', { 'main.tf': 'module "x" {\n  source = "github.com/evil/x"\n}\n' })],
      'refuse',
      ['refuse module-host module.vpc/main.tf:2'],
    ],
    ['a host on the list', [downloaded('vpc', { 'main.tf': 'module "x" {\n  source = "a/b/aws"\n}\n' })], 'run', []],
    [
      'a path out of it',
      [downloaded('vpc', { 'main.tf': 'module "x" {\n  source = "../x"\n}\n' })],
      'refuse',
      ['refuse module-not-downloaded'],
    ],
    [
      'a path to one that came with it',
      [
        downloaded('vpc', { 'main.tf': 'module "x" {\n  source = "../x"\n}\n' }),
        downloaded('vpc.x', { 'main.tf': 'provider "evil" {}\n' }),
      ],
      'refuse',
      ['refuse provider-not-allowed module.vpc.x/main.tf:1'],
    ],
    ['a secret', [downloaded('vpc', { 'main.tf': SECRET })], 'hold', ['hold data-reads-secret module.vpc/main.tf:1']],
    [
      'states and folders that only the root module uses',
      [
        downloaded('vpc', {
          'terraform.tfstate': '{}',
          'terraform.d/x': '',
          'main.tf': 'terraform {\n  backend "s3" {}\n}\n',
        }),
      ],
      'run',
      [],
    ],
    [
      'too many files',
      [downloaded('vpc', Object.fromEntries(Array.from({ length: 3001 }, (_unused, index) => [`${index}.tf`, ''])))],
      'refuse',
      ['refuse too-many-modules'],
    ],
  ])('%s', async (_name, modules, outcome, reasons) => {
    const decision = await judgeModules(modules, TOP);
    expect([decision.outcome, told(decision)]).toEqual([outcome, reasons]);
  });

  const secret = [
    downloaded('net.vpc', { 'main.tf': `${SECRET}module "kms" {\n  source = "git::https://example.com/kms"\n}\n` }),
  ];
  const tree = (call: string): Tree => ({
    'live/main.tf': 'module "net" {\n  source = "../net"\n}\n',
    'net/main.tf': call,
  });

  test('of a call that the base has are only told of', async () => {
    const decision = await judgeModules(secret, await withRoot({ head: tree(VPC) }));
    expect([decision.outcome, told(decision)]).toEqual([
      'run',
      ['flag data-reads-secret module.net.vpc/main.tf:1', 'flag module-host module.net.vpc/main.tf:3'],
    ]);
  });

  test('of a call that changed are not', async () => {
    const base = tree(VPC.replace('1.0.0', '0.9.0'));
    const { outcome } = await judgeModules(secret, await withRoot({ head: tree(VPC), base }));
    expect(outcome).toBe('refuse');
  });

  test('are released by an approval of the commit', async () => {
    const modules = [downloaded('vpc', { 'main.tf': SECRET })];
    const approval = { sha: HEAD, by: 'grace' };
    const input = await withRoot({ head: { 'live/main.tf': VPC }, base: {}, approval });
    expect(await judgeModules(modules, input)).toMatchObject({ outcome: 'run', approvedBy: 'grace' });
  });

  test('are refused for a program although the base calls them', async () => {
    const modules = [downloaded('vpc', { 'main.tf': 'data "external" "x" {}\n' })];
    const { outcome } = await judgeModules(modules, await withRoot({ head: { 'live/main.tf': VPC } }));
    expect(outcome).toBe('refuse');
  });
});
