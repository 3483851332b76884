import { beforeAll, describe, expect, test } from '@jest/globals';
import { runRules, type RunResult } from '../../../src/engine/run-rules.ts';
import { rules } from '../../../src/rules/registry.ts';
import { short } from '../evaluated.ts';
import { fixture, unitsOf, type UnitsOfTree } from './terragrunt-tree.ts';

const EU = 'live/prod/eu-west-1';

describe('a tree of units with a root, an account, a region and a common file', () => {
  let tree: UnitsOfTree;
  let result: RunResult;
  beforeAll(async () => {
    tree = await unitsOf(fixture('terragrunt'));
    result = runRules(rules, tree.graph);
  });

  test('the units are the roots; the modules that they run are none', () => {
    expect(tree.roots).toEqual([`${EU}/app`, `${EU}/bucket`, `${EU}/vpc`]);
    expect(tree.diagnostics).toEqual([]);
  });

  test('inputs of the unit, the root, the account and the region meet in the module', () => {
    const body = tree.graph.at(`${EU}/bucket`, 'aws_s3_bucket.this')?.body;
    const value = (name: string): unknown => {
      const found = body?.attributes.get(name)?.value;
      return found && short(found);
    };
    expect(value('bucket')).toBe('acme-prod-uploads');
    expect(value('tags')).toEqual({
      Team: 'platform',
      Tier: 'public',
      Path: 'prod/eu-west-1/bucket',
      Prefix: 'bucket-data',
      Rules: 'expire,abort',
    });
  });

  test('the generated provider is evaluated at its lines', () => {
    const provider = tree.graph.at(`${EU}/vpc`, 'provider.aws')?.body;
    const region = provider?.attributes.get('region');
    expect(region && short(region.value)).toBe('eu-west-1');
    expect([region?.span.file, region?.span.startLine]).toEqual(['live/root.hcl', 15]);
    const tags = provider?.blocks[0]?.attributes.get('tags');
    expect(tags && short(tags.value)).toEqual({ Account: 'prod', Commit: '?impure' });
  });

  test('an input that makes a bucket public is found, and traced to its line in the unit', () => {
    const finding = result.findings.find(({ ruleId }) => ruleId === 'aws-s3-public-acl');
    expect([finding?.root, finding?.span.file, finding?.span.startLine]).toEqual([
      `${EU}/bucket`,
      'modules/bucket/main.tf',
      31,
    ]);
    const acl = tree.graph.at(`${EU}/bucket`, 'aws_s3_bucket_acl.this')?.body.attributes.get('acl')?.value;
    expect(acl?.trace.map(({ what, span }) => `${what} ${span.file}:${String(span.startLine)}`)).toEqual([
      'var.acl modules/bucket/main.tf:31',
      `input "acl" of the unit ${EU}/bucket/terragrunt.hcl:13`,
    ]);
  });

  test('the state that remote_state leaves unencrypted is found on its line in the root', () => {
    const finding = result.findings.find(({ ruleId }) => ruleId === 'terraform-backend-s3-encryption');
    expect([finding?.span.file, finding?.span.startLine]).toEqual(['live/root.hcl', 31]);
  });

  test('an address range of another unit is known, its mock is not taken for it', () => {
    const group = tree.graph.at(`${EU}/app`, 'aws_security_group.app')?.body;
    const range = group?.blocks[0]?.attributes.get('cidr_blocks')?.value;
    expect(range && short(range)).toEqual(['10.1.0.0/16']);
    expect(range?.references).toEqual(['dependency.vpc']);
  });

  test('path.module is the folder where Terragrunt starts Terraform', async () => {
    const { graph } = await unitsOf({
      'modules/a/main.tf': 'module "b" {\n  source = "./b"\n}\noutput "x" { value = path.module }',
      'modules/a/b/main.tf': 'output "x" { value = path.module }',
      'live/a/terragrunt.hcl': 'terraform { source = "../../modules//a" }',
    });
    const value = (address: string): unknown => {
      const found = graph.at('live/a', address)?.body.attributes.get('value')?.value;
      return found && short(found);
    };
    expect(value('output.x')).toBe('.');
    expect(value('module.b.output.x')).toBe('b');
  });

  test('a module with a state of its own stays a root when a unit runs it too', async () => {
    const { roots } = await unitsOf({
      'prod/main.tf': 'terraform {\n  backend "s3" {\n    bucket = "b"\n  }\n}',
      'x/terragrunt.hcl': 'terraform { source = "../prod" }',
    });
    expect(roots).toEqual(['prod', 'x']);
  });
});
