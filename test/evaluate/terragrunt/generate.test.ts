import { describe, expect, test } from '@jest/globals';
import type { Block } from '../../../src/model/resource.ts';
import { short } from '../evaluated.ts';
import { unitsOf, type UnitsOfTree } from './terragrunt-tree.ts';

/** Arguments with their values and lines: `file:line name=value`. */
function lines(block: Block): readonly string[] {
  return [
    ...[...block.attributes.values()].map(
      ({ name, value, span }) => `${span.file}:${String(span.startLine)} ${name}=${JSON.stringify(short(value))}`,
    ),
    ...block.blocks.flatMap(lines),
  ];
}

async function tree(unit: string, more: Readonly<Record<string, string>> = {}): Promise<UnitsOfTree> {
  return unitsOf({ 'app/main.tf': '', 'app/terragrunt.hcl': unit, ...more });
}

function provider({ graph }: UnitsOfTree): readonly string[] {
  const resource = graph.at('app', 'provider.aws');
  return resource ? lines(resource.body) : [];
}

const block = (contents: string, more = ''): string =>
  `locals {\n  region = "eu-west-1"\n}\ngenerate "provider" {\n  path = "provider.tf"\n  ${more}\n  contents = ${contents}\n}\n`;

describe('generated files', () => {
  const cases: readonly (readonly [name: string, unit: string, expected: readonly string[]])[] = [
    [
      'a heredoc: line by line',
      block('<<EOF\nprovider "aws" {\n  region = "${local.region}"\n  profile = "x"\n}\nEOF'),
      ['app/terragrunt.hcl:9 region="eu-west-1"', 'app/terragrunt.hcl:10 profile="x"'],
    ],
    [
      'an indented heredoc without interpolation',
      block('<<-EOF\n    provider "aws" {\n      region = "x"\n    }\n  EOF'),
      ['app/terragrunt.hcl:9 region="x"'],
    ],
    [
      'a quoted text: one place',
      block('"provider \\"aws\\" {\\n  region = \\"x\\"\\n}\\n"'),
      ['app/terragrunt.hcl:7 region="x"'],
    ],
    [
      'a heredoc in a local',
      `locals {\n  text = <<EOF\nprovider "aws" {\n  region = "x"\n}\nEOF\n}\ngenerate "p" {\n  path = "p.tf"\n  contents = local.text\n}`,
      ['app/terragrunt.hcl:4 region="x"'],
    ],
    [
      'a value that is not known leaves the rest known',
      block(
        '<<EOF\nprovider "aws" {\n  region = "${get_env("R")}"\n  retries = ${run_cmd("x")}\n  profile = "x"\n}\nEOF',
      ),
      [
        'app/terragrunt.hcl:9 region="?impure"',
        'app/terragrunt.hcl:10 retries="?impure"',
        'app/terragrunt.hcl:11 profile="x"',
      ],
    ],
    [
      'directives',
      block('<<EOF\nprovider "aws" {\n%{ if local.region == "x" }\n  a = 1\n%{ else }\n  b = 2\n%{ endif }\n}\nEOF'),
      ['app/terragrunt.hcl:12 b=2'],
    ],
    [
      'a map of generated files',
      'generate = {\n  provider = {\n    path = "p.tf"\n    contents = "provider \\"aws\\" { region = \\"x\\" }"\n  }\n}',
      ['app/terragrunt.hcl:4 region="x"'],
    ],
    [
      'JSON',
      'generate "p" {\n  path = "p.tf.json"\n  contents = jsonencode({ provider = { aws = { region = "x" } } })\n}',
      ['app/terragrunt.hcl:3 region="x"'],
    ],
    ['a file that is switched off', block('"provider \\"aws\\" { region = \\"x\\" }"', 'disable = true'), []],
    ['a file that is not Terraform', 'generate "p" {\n  path = ".terraform-version"\n  contents = "1.9"\n}', []],
  ];
  test.each(cases)('%s', async (_name, unit, expected) => {
    const result = await tree(unit);
    expect(provider(result)).toEqual(expected);
    expect(result.diagnostics).toEqual([]);
  });

  const names: readonly (readonly [name: string, more: string, expected: string])[] = [
    ['replaces a file of the module', 'if_exists = "overwrite"', 'app/terragrunt.hcl:8 region="unit"'],
    ['leaves a file of the module with skip', 'if_exists = "skip"', 'app/provider.tf:1 region="module"'],
  ];
  test.each(names)('%s', async (_name, more, expected) => {
    const unit = block('<<EOF\nprovider "aws" { region = "unit" }\nEOF', more);
    expect(provider(await tree(unit, { 'app/provider.tf': 'provider "aws" { region = "module" }' }))).toEqual([
      expected,
    ]);
  });

  test('a block of the unit takes the place of one of that label in an include', async () => {
    const text = (region: string): string =>
      `generate "p" {\n  path = "p.tf"\n  contents = "provider \\"aws\\" { region = \\"${region}\\" }"\n}\n`;
    const root = { 'root.hcl': text('root') };
    const include = 'include { path = find_in_parent_folders("root.hcl") }\n';
    expect(provider(await tree(include, root))).toEqual(['root.hcl:3 region="root"']);
    expect(provider(await tree(include + text('unit'), root))).toEqual(['app/terragrunt.hcl:4 region="unit"']);
  });

  test('generated variable files give values', async () => {
    const { graph } = await tree(
      'generate "v" {\n  path = "x.auto.tfvars"\n  contents = "a = 1"\n}\ninputs = { a = 2 }',
      {
        'app/main.tf': 'variable "a" { type = number }\noutput "a" { value = var.a }',
      },
    );
    const value = graph.at('app', 'output.a')?.body.attributes.get('value')?.value;
    expect(value && short(value)).toBe(1);
  });

  const problems: readonly (readonly [name: string, unit: string, message: RegExp])[] = [
    ['contents that are not known', block('run_cmd("x")'), /contents are not known \(run_cmd\(…\) runs a program\)/],
    ['contents that are not valid', block('"provider {{"'), /not reviewed/],
    ['a path that is not known', 'generate "p" {\n  path = get_env("P")\n  contents = ""\n}', /path is not known/],
    ['no contents', 'generate "p" {\n  path = "p.tf"\n}', /no contents/],
    ['a map that is not known', 'generate = jsondecode(run_cmd("x"))', /What is generated is not known/],
  ];
  test.each(problems)('%s: reported', async (_name, unit, message) => {
    const { diagnostics } = await tree(unit);
    expect(diagnostics.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
  });
});

describe('remote_state', () => {
  test('writes a backend block with the settings that are not those of the bucket', async () => {
    const { graph } = await tree(`remote_state {
  backend  = "s3"
  generate = { path = "backend.tf", if_exists = "overwrite" }
  config = {
    bucket                 = "b"
    encrypt                = false
    key                    = get_env("KEY")
    skip_bucket_versioning = true
  }
}`);
    const body = graph.at('app', 'terraform')?.body;
    expect(body?.blocks.map((one) => [one.type, ...one.labels])).toEqual([['backend', 's3']]);
    expect(body && lines(body)).toEqual([
      'app/terragrunt.hcl:5 bucket="b"',
      'app/terragrunt.hcl:6 encrypt=false',
      'app/terragrunt.hcl:7 key="?impure"',
    ]);
  });

  test('writes nothing without generate', async () => {
    const { resources } = await tree('remote_state {\n  backend = "s3"\n  config = { bucket = "b" }\n}');
    expect(resources).toEqual([]);
  });
});
