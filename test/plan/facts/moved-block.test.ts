import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { planFacts } from '../../../src/plan/facts/facts.ts';
import { movedBlock } from '../../../src/plan/facts/moved-block.ts';
import { terraformRunner, type TerraformRunner } from '../../terraform/terraform-runner.ts';
import { loaded } from './small-plan.ts';

describe('a moved block', () => {
  test.each([
    ['aws_vpc.a', 'aws_vpc.b-c'],
    ['aws_vpc.a[0]', 'aws_vpc.a["x.y"]'],
    ['module.m[0].aws_vpc.a', 'module.m["a b"].module.n.aws_vpc.a'],
    ['aws_vpc.a["\\"]"]', 'aws_vpc.a["\\\\"]'],
    ['aws_vpc.a["$${x}"]', 'aws_vpc.a["%%{ if }"]'],
  ])('has the addresses %s and %s as Terraform prints them', (from, to) => {
    expect(movedBlock(from, to)).toBe(`moved {\n  from = ${from}\n  to   = ${to}\n}\n`);
  });

  test.each([
    ['template marks of old versions are doubled', 'aws_vpc.a["${x}"]', 'aws_vpc.a["$${x}"]'],
    ['text that looks different from what it is has escapes', 'aws_vpc.a["\u202Ex"]', 'aws_vpc.a["\\u202ex"]'],
    ['line feeds have escapes', 'aws_vpc.a["a\nb"]', 'aws_vpc.a["a\\nb"]'],
    ['escapes are read', 'aws_vpc.a["\\u0041\\U0001F680"]', 'aws_vpc.a["A🚀"]'],
  ])('%s', (_name, given, written) => {
    expect(movedBlock(given, 'aws_vpc.b')).toContain(`from = ${written}\n`);
  });

  test.each([
    'aws_vpc.a["x"] }\nresource "a" "b" {',
    'aws_vpc.a[file("/etc/passwd")]',
    'aws_vpc.a["x"][0]',
    'aws_vpc.${x}',
    'aws_vpc.a b',
    'aws_vpc.a["\\x41"]',
    'aws_vpc.a["open',
    'aws_vpc..a',
    '',
    `aws_vpc.${'a'.repeat(2000)}`,
  ])('is none for %j, which is no address', (address) => {
    expect(movedBlock(address, 'aws_vpc.b')).toBeUndefined();
    expect(movedBlock('aws_vpc.b', address)).toBeUndefined();
  });
});

// The real Terraform says whether the block does what it is for.
describe('the proposed blocks', () => {
  let terraform: TerraformRunner;
  beforeAll(async () => {
    terraform = await terraformRunner('');
  });
  afterAll(() => terraform.close());

  const instance = (key: string | undefined, input: string): unknown => ({
    ...(key === undefined ? {} : { index_key: key }),
    schema_version: 0,
    attributes: {
      id: `id of ${input}`,
      input: { value: input, type: 'string' },
      output: { value: input, type: 'string' },
      triggers_replace: null,
    },
    sensitive_attributes: [],
  });
  const resource = (module: string | undefined, name: string, instances: readonly unknown[]): unknown => ({
    ...(module === undefined ? {} : { module }),
    mode: 'managed',
    type: 'terraform_data',
    name,
    provider: 'provider["terraform.io/builtin/terraform"]',
    instances,
  });
  const HOSTILE = '${x} "q" \\ %{ if } \u202e\n`';
  const STATE = JSON.stringify({
    version: 4,
    terraform_version: '1.11.4',
    serial: 1,
    lineage: 'a',
    outputs: {},
    resources: [
      resource(undefined, 'plain', [instance(undefined, 'the plain one')]),
      resource(undefined, 'keyed', [instance('old', 'the keyed one')]),
      resource(undefined, 'hostile', [instance(HOSTILE, 'the hostile one')]),
      resource('module.out', 'inner', [instance(undefined, 'the inner one')]),
    ],
  });
  const MAIN = `
resource "terraform_data" "renamed" {
  input = "the plain one"
}
resource "terraform_data" "keyed" {
  for_each = toset(["new"])
  input    = "the keyed one"
}
resource "terraform_data" "hostile" {
  for_each = toset(["still $$\{x} \\"hostile\\""])
  input    = "the hostile one"
}
module "into" {
  source   = "./m"
  for_each = toset(["a.b"])
}
`;
  const MODULE = 'resource "terraform_data" "inner" {\n  input = "the inner one"\n}\n';

  test('turn destructions into moves', async () => {
    const files = new Map([
      ['main.tf', MAIN],
      ['m/main.tf', MODULE],
      ['terraform.tfstate', STATE],
    ]);
    const first = planFacts(loaded(await terraform.plan(files)));
    expect(first.totals).toMatchObject({ add: 4, destroy: 4, move: 0 });
    expect(first.renames.map(({ to }) => to)).toHaveLength(4);
    files.set('moved.tf', first.renames.map(({ moved }) => moved).join('\n'));
    const second = planFacts(loaded(await terraform.plan(files)));
    expect(second.totals).toMatchObject({ add: 0, change: 0, destroy: 0, move: 4 });
    expect(second.changes.map(({ kind }) => kind)).toEqual(['move', 'move', 'move', 'move']);
  }, 60_000);
});
