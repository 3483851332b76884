import { describe, expect, test } from '@jest/globals';
import type { SourceFiles } from '../../../src/evaluate/source-files.ts';
import { evaluated, short } from '../evaluated.ts';

const INFRASTRUCTURE = /\.(?:tf|hcl|tfvars)$/;

/** A tree in which the infrastructure is parsed, and of the other files those that are not named in `notLoaded` are loaded. */
function sourceFiles(texts: Readonly<Record<string, string>>, notLoaded: readonly string[]): SourceFiles {
  return {
    paths: new Set(Object.keys(texts)),
    read: (path) => (notLoaded.includes(path) ? undefined : new TextEncoder().encode(texts[path] ?? '')),
  };
}

const TREE = {
  'common.yaml': 'region: eu-west-1\n',
  'live/root.hcl': 'locals { own = file("root.txt") }\ninputs = { from_root = local.own }',
  'live/root.txt': 'next to the root',
  'live/greeting.tftpl': 'Hello ${name}',
  'live/app/policy.json': '{"Version":"2012-10-17"}',
  'live/app/extra.tfvars': 'size = "large"',
  'modules/app/own.txt': 'beside the module',
  'modules/app/files/a.txt': '',
};

/** What a part of an input of a unit in live/app is in the module. */
async function input(expression: string, notLoaded: readonly string[] = []) {
  const texts = {
    ...TREE,
    'modules/app/main.tf': 'variable "x" { type = any }\noutput "x" { value = var.x.v }',
    'live/app/terragrunt.hcl': `
include "root" {
  path = find_in_parent_folders("root.hcl")
  expose = true
}
terraform { source = "../../modules/app" }
inputs = { x = { v = ${expression} } }`,
  };
  const parsed = Object.fromEntries(Object.entries(texts).filter(([path]) => INFRASTRUCTURE.test(path)));
  const evaluation = await evaluated(parsed, { sourceFiles: sourceFiles(texts, notLoaded) });
  const value = evaluation.graph.at('live/app', 'output.x')?.body.attributes.get('value')?.value;
  return { value: value && short(value), wanted: evaluation.wanted };
}

describe('file functions in a Terragrunt file', () => {
  const cases: readonly (readonly [name: string, expression: string, expected: unknown])[] = [
    ['a file above', 'yamldecode(file(find_in_parent_folders("common.yaml"))).region', 'eu-west-1'],
    ['a file of the unit', 'file("${get_terragrunt_dir()}/policy.json")', '{"Version":"2012-10-17"}'],
    ['a relative path is beside the file', 'file("policy.json")', '{"Version":"2012-10-17"}'],
    ['a relative path in an include is beside that', 'include.root.locals.own', 'next to the root'],
    ['JSON', 'jsondecode(file("${get_terragrunt_dir()}/policy.json")).Version', '2012-10-17'],
    ['from the top', 'file("${get_repo_root()}/common.yaml")', 'region: eu-west-1\n'],
    [
      'a template of the include',
      'templatefile("${get_parent_terragrunt_dir("root")}/greeting.tftpl", { name = "x" })',
      'Hello x',
    ],
    ['whether there is a file', 'fileexists("${get_terragrunt_dir()}/policy.json")', true],
    ['whether there is none', 'fileexists("${get_terragrunt_dir()}/none.json")', false],
    ['names', 'tolist(fileset("${get_terragrunt_dir()}", "*.json"))', ['policy.json']],
    ['a hash', 'filemd5("${get_terragrunt_dir()}/../root.txt")', '1ac33b67f67c43c58e29c2ae7b7967ce'],
    ['variables', 'jsondecode(read_tfvars_file("${get_terragrunt_dir()}/extra.tfvars")).size', 'large'],
    ['a path outside', 'file("${get_repo_root()}/../other.txt")', '?not-evaluated'],
    ['a path on the machine', 'file(get_env("FILE"))', '?impure'],
    ['a file that is not there', 'file("${get_terragrunt_dir()}/none.json")', '?invalid'],
    ['try over a file that is not there', 'try(file("${get_terragrunt_dir()}/none.json"), "d")', 'd'],
  ];
  test.each(cases)('%s', async (_name, expression, expected) => {
    const { value, wanted } = await input(expression);
    expect(value).toEqual(expected);
    expect(wanted).toEqual([]);
  });

  test('ask for what was not loaded', async () => {
    const { value, wanted } = await input('yamldecode(file(find_in_parent_folders("common.yaml"))).region', [
      'common.yaml',
    ]);
    expect([value, wanted]).toEqual(['?not-evaluated', ['common.yaml']]);
  });
});

describe('file functions in what a unit runs', () => {
  async function output(module: string, unit: string, more: Readonly<Record<string, string>> = {}) {
    const texts = {
      ...TREE,
      'modules/app/main.tf': module,
      'live/app/terragrunt.hcl': `terraform { source = "../../modules//app" }\n${unit}`,
      ...more,
    };
    const parsed = Object.fromEntries(Object.entries(texts).filter(([path]) => INFRASTRUCTURE.test(path)));
    const { graph } = await evaluated(parsed, { sourceFiles: sourceFiles(texts, []) });
    const value = graph.at('live/app', 'output.x')?.body.attributes.get('value')?.value;
    return value && short(value);
  }

  test('read the path that an input gives', async () => {
    const module = 'variable "path" {}\noutput "x" { value = jsondecode(file(var.path)).Version }';
    expect(await output(module, 'inputs = { path = "${get_terragrunt_dir()}/policy.json" }')).toBe('2012-10-17');
  });

  test('read the path that an input gives in a module below', async () => {
    const module =
      'variable "dir" {}\nmodule "m" {\n  source = "./m"\n  path = "${var.dir}/policy.json"\n}\noutput "x" { value = module.m.x }';
    const below = { 'modules/app/m/main.tf': 'variable "path" {}\noutput "x" { value = fileexists(var.path) }' };
    expect(await output(module, 'inputs = { dir = get_terragrunt_dir() }', below)).toBe(true);
  });

  test('read what generated Terraform names', async () => {
    const generate = `generate "x" {
  path     = "x.tf"
  contents = <<EOF
output "x" { value = file("\${get_terragrunt_dir()}/policy.json") }
EOF
}`;
    expect(await output('', generate)).toBe('{"Version":"2012-10-17"}');
  });

  test('find the files of the module', async () => {
    expect(await output('output "x" { value = file("${path.module}/own.txt") }', '')).toBe('beside the module');
  });

  test('find the files of the unit, which are copied over those of the module', async () => {
    const module = `output "x" {
  value = [file("policy.json"), file("own.txt"), fileexists("\${path.root}/policy.json"), sort(fileset("files", "*"))]
}`;
    const files = { 'live/app/own.txt': 'beside the unit', 'live/app/files/b.txt': '' };
    expect(await output(module, '', files)).toEqual([
      '{"Version":"2012-10-17"}',
      'beside the unit',
      true,
      ['a.txt', 'b.txt'],
    ]);
  });
});
