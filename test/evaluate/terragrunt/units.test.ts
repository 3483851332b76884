import { describe, expect, test } from '@jest/globals';
import { unitsOf } from './terragrunt-tree.ts';

const MODULE = { 'modules/vpc/main.tf': 'resource "aws_vpc" "this" {}' };

describe('source', () => {
  const local: readonly (readonly [name: string, source: string])[] = [
    ['a relative path', '"../../modules/vpc"'],
    ['a path with the part that is copied', '"../../modules//vpc"'],
    ['a path from the top of the repository', '"${get_repo_root()}/modules//vpc"'],
    ['a path from the folder of the unit', '"${get_terragrunt_dir()}/../../modules/vpc"'],
    ['a path from the include', '"${get_path_to_repo_root()}//modules/vpc"'],
    ['a path with the folder of a file', '"${dirname(find_in_parent_folders("root.hcl"))}/modules/vpc"'],
    ['a path with a version', '"../../modules//vpc?ref=v1"'],
  ];
  test.each(local)('%s is a folder of the tree', async (_name, source) => {
    const { units, resources, sources, diagnostics } = await unitsOf({
      ...MODULE,
      'root.hcl': '',
      'live/vpc/terragrunt.hcl': `terraform { source = ${source} }`,
    });
    expect(units.map((unit) => unit.source)).toEqual([{ kind: 'local', folder: 'modules/vpc' }]);
    expect(resources.map(({ root, folder, address }) => [root, folder, address])).toEqual([
      ['live/vpc', 'modules/vpc', 'aws_vpc.this'],
    ]);
    expect([...sources]).toEqual(['modules/vpc']);
    expect(diagnostics).toEqual([]);
  });

  const remote: readonly (readonly [name: string, source: string, shown: string])[] = [
    ['git', '"git::git@github.com:acme/modules.git//vpc?ref=v1"', '"git::git@github.com:acme/modules.git//vpc?ref=v1"'],
    ['a registry', '"tfr:///terraform-aws-modules/vpc/aws?version=5.0.0"', '"tfr:///terraform-aws-modules'],
    ['GitHub', '"github.com/acme/modules//vpc"', '"github.com/acme/modules//vpc"'],
    ['a folder that is not there', '"../../modules//none"', '"../../modules//none"'],
    ['a folder outside', '"../../../other//vpc"', '"../../../other//vpc"'],
    ['a source from the environment', 'get_env("SOURCE")', 'get_env("SOURCE")'],
  ];
  test.each(remote)(
    '%s is named as not reviewed, what the unit generates is evaluated',
    async (_name, source, shown) => {
      const { resources, diagnostics } = await unitsOf({
        'live/vpc/terragrunt.hcl': `terraform { source = ${source} }
generate "p" {
  path     = "p.tf"
  contents = "provider \\"aws\\" { region = var.region }"
}`,
      });
      expect(diagnostics.map(({ code, span }) => [code, span.startLine])).toEqual([['module-not-resolved', 1]]);
      expect(diagnostics[0]?.message).toContain(shown);
      expect(resources.map((resource) => resource.address)).toEqual(['provider.aws']);
      expect(resources[0]?.body.attributes.get('region')?.value).toMatchObject({
        kind: 'unknown',
        reason: 'not-evaluated',
      });
    },
  );

  test('the source of an include is used, relative to the unit', async () => {
    const { units } = await unitsOf({
      ...MODULE,
      'live/_common/vpc.hcl': 'terraform { source = "../../modules//vpc" }',
      'live/vpc/terragrunt.hcl': 'include { path = "../_common/vpc.hcl" }',
    });
    expect(units[0]?.source).toEqual({ kind: 'local', folder: 'modules/vpc' });
  });

  test('files beside the unit are put over those of the module', async () => {
    const { resources } = await unitsOf({
      'modules/a/main.tf': 'resource "aws_vpc" "module" {}',
      'modules/a/other.tf': 'resource "aws_vpc" "other" {}',
      'live/a/main.tf': 'resource "aws_vpc" "unit" {}',
      'live/a/terragrunt.hcl': 'terraform { source = "../../modules/a" }',
    });
    expect(resources.map((resource) => resource.address)).toEqual(['aws_vpc.unit', 'aws_vpc.other']);
  });
});

describe('units', () => {
  test('a folder with Terraform or a source is a unit, a parent that is only included is not', async () => {
    const { units } = await unitsOf({
      ...MODULE,
      'live/terragrunt.hcl': 'terraform { source = "${get_env("M")}" }\ninputs = { a = 1 }',
      'live/vpc/terragrunt.hcl':
        'include { path = find_in_parent_folders() }\nterraform { source = "../../modules/vpc" }',
      'live/own/main.tf': '',
      'live/own/terragrunt.hcl': '',
      'live/empty/terragrunt.hcl': 'inputs = {}',
    });
    expect(units.map((unit) => unit.folder)).toEqual(['live/own', 'live/vpc']);
  });

  test('including the file of a unit does not hide the unit', async () => {
    const { units } = await unitsOf({
      ...MODULE,
      'live/vpc/terragrunt.hcl': 'terraform { source = "../../modules/vpc" }',
      'live/x/main.tf': '',
      'live/x/terragrunt.hcl': 'include { path = "../vpc/terragrunt.hcl" }',
    });
    expect(units.map((unit) => unit.folder)).toEqual(['live/vpc', 'live/x']);
  });

  test('the files of a unit are all that were read for it', async () => {
    const { units } = await unitsOf({
      'root.hcl': 'locals { x = read_terragrunt_config("${get_terragrunt_dir()}/x.hcl") }\ninputs = local.x.inputs',
      'app/x.hcl': 'inputs = { a = 1 }',
      'app/main.tf': '',
      'app/terragrunt.hcl': 'include { path = find_in_parent_folders("root.hcl") }',
    });
    units[0]?.inputs('a');
    expect(units[0]?.files).toEqual(['app/terragrunt.hcl', 'root.hcl', 'app/x.hcl']);
  });

  test('a stack is named as not evaluated', async () => {
    const { units, diagnostics } = await unitsOf({
      'live/terragrunt.stack.hcl':
        'unit "vpc" {\n  source = "../units/vpc"\n  path = "vpc"\n}\nstack "db" {\n  source = "x"\n  path = "db"\n}',
    });
    expect(units).toEqual([]);
    expect(diagnostics.map((one) => [one.code, one.message])).toEqual([
      ['not-evaluated', expect.stringContaining('unit "vpc", stack "db"')],
    ]);
  });

  test('units in JSON are named as not evaluated, and not taken for missing', async () => {
    const { units, diagnostics } = await unitsOf({
      'live/terragrunt.hcl.json': '{"inputs":{"a":1}}',
      'live/json/terragrunt.hcl.json': '{"terraform":{"source":"../../modules/vpc"}}',
      'live/app/main.tf': 'variable "a" {}',
      'live/app/terragrunt.hcl': 'include {\n  path = find_in_parent_folders()\n}',
    });
    expect(units.map(({ folder }) => folder)).toEqual(['live/app']);
    expect(units[0]?.inputs('a')?.value).toMatchObject({ kind: 'unknown', reason: 'not-evaluated' });
    expect(diagnostics.map((one) => one.message)).toEqual([
      expect.stringContaining('live/terragrunt.hcl.json is written in JSON'),
      expect.stringContaining('live/json/terragrunt.hcl.json (and 1 more) was not reviewed'),
    ]);
  });

  test('a unit that cannot be read is none; its own diagnostics say so', async () => {
    const { units } = await unitsOf({ 'app/main.tf': '', 'app/terragrunt.hcl': 'inputs = {' });
    expect(units).toEqual([]);
  });
});

describe('hostile input', () => {
  test('names of prototypes are data', async () => {
    const { units } = await unitsOf({
      'app/main.tf': '',
      'app/terragrunt.hcl':
        'locals { __proto__ = "a" }\ninputs = { __proto__ = local.__proto__, constructor = { prototype = 1 } }',
    });
    expect(units[0]?.inputs('__proto__')?.value).toMatchObject({ kind: 'known', value: 'a' });
    expect(units[0]?.inputs('toString')).toBeUndefined();
  });

  test('files that read each other in a fan end', async () => {
    const files: Record<string, string> = { 'app/main.tf': '' };
    for (let index = 0; index < 25; index += 1) {
      const next = `read_terragrunt_config("f${String(index + 1)}.hcl")`;
      const after = `read_terragrunt_config("f${String(index + 2)}.hcl", {})`;
      files[`app/f${String(index)}.hcl`] = `locals {\n  a = ${next}\n  b = ${after}\n  c = [local.a, local.b]\n}`;
    }
    files['app/terragrunt.hcl'] = 'inputs = { x = read_terragrunt_config("f0.hcl").locals.c }';
    const { units } = await unitsOf(files);
    expect(units[0]?.inputs('x')?.value).toBeDefined();
  });

  test('locals that name each other are a cycle', async () => {
    const { units, diagnostics } = await unitsOf({
      'app/main.tf': 'variable "x" {}\noutput "x" { value = var.x }',
      'app/terragrunt.hcl': 'locals {\n  a = local.b\n  b = local.a\n}\ninputs = { x = local.a }',
    });
    expect(units[0]?.inputs('x')?.value).toMatchObject({ kind: 'unknown', reason: 'cycle' });
    expect(diagnostics.map((one) => one.code)).toEqual(['cycle']);
  });
});
