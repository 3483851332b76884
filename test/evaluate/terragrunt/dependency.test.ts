import { describe, expect, test } from '@jest/globals';
import { isObject, type Value } from '../../../src/model/value.ts';
import { short } from '../evaluated.ts';
import { unitsOf } from './terragrunt-tree.ts';

const VPC = `
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
output "id" { value = aws_vpc.this.id }
output "cidr" { value = aws_vpc.this.cidr_block }
output "vpc" { value = aws_vpc.this }
output "zones" { value = toset(["a", "b"]) }
`;

async function input(expression: string, dependency = '', more: Readonly<Record<string, string>> = {}): Promise<Value> {
  const { units } = await unitsOf({
    'vpc/main.tf': VPC,
    'vpc/terragrunt.hcl': '',
    'app/main.tf': '',
    'app/terragrunt.hcl': `dependency "vpc" {\n  config_path = "../vpc"\n  ${dependency}\n}\ninputs = { x = ${expression} }`,
    ...more,
  });
  const value = units.find((unit) => unit.folder === 'app')?.inputs('x')?.value;
  if (!value) throw new Error('no such input');
  return value;
}

describe('dependency outputs', () => {
  const mocks = 'mock_outputs = { id = "vpc-0", cidr = "0.0.0.0/0", later = [1] }';
  const cases: readonly (readonly [name: string, expression: string, dependency: string, expected: unknown])[] = [
    ['what the module decides is known', 'dependency.vpc.outputs.cidr', '', '10.0.0.0/16'],
    ['a mock is not the value', 'dependency.vpc.outputs.cidr', mocks, '10.0.0.0/16'],
    ['what the provider decides is not known', 'dependency.vpc.outputs.id', '', '?computed'],
    ['and its mock is no value either', 'dependency.vpc.outputs.id', mocks, '?computed'],
    ['an output that only the mock has', 'dependency.vpc.outputs.later', mocks, '?computed'],
    ['an output that nobody has', 'dependency.vpc.outputs.none', mocks, '?invalid'],
    ['try over an output that nobody has', 'try(dependency.vpc.outputs.none, "d")', mocks, 'd'],
    ['a dependency that is not declared', 'dependency.none.outputs.id', '', '?invalid'],
    ['a part of a resource', 'dependency.vpc.outputs.vpc.cidr_block', '', '?computed'],
    ['an output by key', 'dependency.vpc.outputs["cidr"]', '', '10.0.0.0/16'],
    ['all names', 'sort([for k, v in dependency.vpc.outputs : k])', '', ['cidr', 'id', 'vpc', 'zones']],
    ['a set', 'sort(tolist(dependency.vpc.outputs.zones))', '', ['a', 'b']],
    ['outputs that are not read', 'dependency.vpc.outputs.cidr', `skip_outputs = true\n${mocks}`, '?not-evaluated'],
    ['a dependency that is switched off', 'dependency.vpc.outputs.cidr', `enabled = false`, '?not-evaluated'],
  ];
  test.each(cases)('%s', async (_name, expression, dependency, expected) => {
    expect(short(await input(expression, dependency))).toEqual(expected);
  });

  test('an unknown has the type of its mock', async () => {
    const value = await input('dependency.vpc.outputs.later', 'mock_outputs = { later = ["a"] }');
    expect(value).toMatchObject({ kind: 'unknown', type: { kind: 'tuple', elements: ['string'] } });
  });

  test('the reference is to the dependency, never to an address of the other root', async () => {
    for (const output of ['id', 'cidr', 'vpc']) {
      expect((await input(`dependency.vpc.outputs.${output}`)).references).toEqual(['dependency.vpc']);
    }
  });

  test('the trace leads through the module of the dependency', async () => {
    const value = await input('dependency.vpc.outputs.cidr');
    expect(value.trace.map((step) => `${step.what} at ${step.span.file}`)).toEqual([
      'dependency.vpc.outputs.cidr of vpc at app/terragrunt.hcl',
      'aws_vpc.this.cidr_block at vpc/main.tf',
    ]);
  });

  test('a unit that is not there is not resolved', async () => {
    const value = await input('dependency.gone.outputs.id', '}\ndependency "gone" {\n  config_path = "../gone"');
    expect(short(value)).toBe('?module-not-resolved');
  });

  test('a dependency of an included file is one of the unit, which may change it', async () => {
    const root = 'dependency "vpc" { config_path = "../none" }\ninputs = { y = dependency.vpc.outputs.cidr }';
    const { units } = await unitsOf({
      'vpc/main.tf': VPC,
      'vpc/terragrunt.hcl': '',
      'root.hcl': root,
      'app/main.tf': '',
      'app/terragrunt.hcl':
        'include { path = find_in_parent_folders("root.hcl") }\ndependency "vpc" { config_path = "../vpc" }',
    });
    const unit = units.find(({ folder }) => folder === 'app');
    const value = unit?.inputs('y')?.value;
    expect(value && short(value)).toBe('10.0.0.0/16');
    expect(unit?.dependencies).toEqual(['vpc']);
  });

  test('with merge_strategy "deep" the blocks are merged argument by argument', async () => {
    const { units } = await unitsOf({
      'vpc/main.tf': VPC,
      'vpc/terragrunt.hcl': '',
      'root.hcl': 'dependency "vpc" {\n config_path = "../vpc"\n mock_outputs = { later = true }\n}',
      'app/main.tf': '',
      'app/terragrunt.hcl': `include {
  path           = find_in_parent_folders("root.hcl")
  merge_strategy = "deep"
}
dependency "vpc" { mock_outputs = { id = "x" } }
inputs = { a = dependency.vpc.outputs.cidr, b = dependency.vpc.outputs.later }`,
    });
    const unit = units.find(({ folder }) => folder === 'app');
    expect(['a', 'b'].map((name) => unit?.inputs(name)?.value)).toMatchObject([
      { kind: 'known', value: '10.0.0.0/16' },
      { kind: 'unknown', reason: 'computed', type: 'bool' },
    ]);
  });

  test('units that depend on each other are reported, and their values are not known', async () => {
    const unit = (other: string): string =>
      `dependency "other" { config_path = "../${other}" }\ninputs = { x = dependency.other.outputs.x }`;
    const module = 'variable "x" { type = string }\noutput "x" { value = var.x }';
    const { graph, diagnostics } = await unitsOf({
      'a/main.tf': module,
      'b/main.tf': module,
      'a/terragrunt.hcl': unit('b'),
      'b/terragrunt.hcl': unit('a'),
    });
    expect(diagnostics.map((one) => one.code)).toContain('cycle');
    expect(graph.at('a', 'output.x')?.body.attributes.get('value')?.value.kind).toBe('unknown');
  });

  test('a long chain of dependencies is evaluated or cut off, never a crash', async () => {
    const files: Record<string, string> = {};
    for (let index = 0; index < 400; index += 1) {
      files[`u${String(index)}/main.tf`] = 'variable "x" { type = string }\noutput "x" { value = var.x }';
      files[`u${String(index)}/terragrunt.hcl`] =
        index === 0
          ? 'inputs = { x = "start" }'
          : `dependency "p" { config_path = "../u${String(index - 1)}" }\ninputs = { x = dependency.p.outputs.x }`;
    }
    const { units, instanceOf } = await unitsOf(files);
    const last = units.find((unit) => unit.folder === 'u399');
    const value = last && instanceOf(last).variable('x');
    expect(value && short(value)).toMatch(/start|too-large/);
  });

  test('locals that are exposed can name the dependency', async () => {
    const value = await input(
      'dependency.b.outputs.cidr',
      '}\ninclude "root" {\n  path = "../root.hcl"\n  expose = true\n}\ndependency "b" {\n  config_path = include.root.locals.vpc',
      {
        'root.hcl': 'locals { vpc = "../vpc" }\ninputs = { y = dependency.b.outputs.cidr }',
      },
    );
    expect(short(value)).toBe('10.0.0.0/16');
    expect(value.kind === 'known' && isObject(value.value)).toBe(false);
  });
});
