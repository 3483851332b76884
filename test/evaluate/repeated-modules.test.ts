import { describe, expect, test } from '@jest/globals';

import { at, evaluated, short, valueOf, valuesOf } from './evaluated.ts';

const child = `variable "n" {}
variable "fixed" { default = 1 }
resource "aws_x" "r" { n = var.n }
output "n" { value = aws_x.r.n }
output "fixed" { value = var.fixed }
`;

describe('a module with for_each or count', () => {
  test.each<readonly [expression: string, value: unknown]>([
    ['module.m["a"].n', 'a'],
    ['module.m["a"].fixed', 1],
    ['module.m["c"].fixed', '?invalid'],
    ['values(module.m)[*].n', ['a', 'b']],
    ['{ for k, m in module.m : k => m.n }', { a: 'a', b: 'b' }],
    ['module.c[*].n', [0, 1]],
    ['module.c[1].n', 1],
    ['module.s[*].fixed', [1, 1]],
    ['length(module.m)', 2],
    ['module.m[var.u].fixed', 1],
    ['module.m[var.u].n', '?not-evaluated'],
  ])('%s', async (expression, value) => {
    const e = await evaluated({
      'main.tf': `variable "u" {}
module "m" {
  source   = "./m"
  for_each = toset(["a", "b"])
  n        = each.key
}
module "c" {
  source = "./m"
  count  = 2
  n      = count.index
}
module "s" {
  source = "./m"
  count  = 2
  n      = "x"
}
output "o" { value = ${expression} }`,
      'm/main.tf': child,
    });
    expect(short(valueOf(e, 'output.o', 'value'))).toEqual(value);
    expect(valuesOf(e, 'module.m.aws_x.r', 'n')).toEqual({
      'module.m["a"].aws_x.r': 'a',
      'module.m["b"].aws_x.r': 'b',
    });
    expect(e.graph.instancesOf('.', 'module.s.aws_x.r')).toMatchObject([
      { instances: ['module.s[0].aws_x.r', 'module.s[1].aws_x.r'], module: 'module.s[0]' },
    ]);
  });

  test('inside another one has one instance for each pair of keys', async () => {
    const e = await evaluated({
      'main.tf':
        'module "o" {\n source = "./o"\n for_each = { x = ["1", "2"], y = [] , z = ["3"] }\n keys = each.value\n}',
      'o/main.tf': 'variable "keys" {}\nmodule "i" {\n source = "../i"\n for_each = toset(var.keys)\n n = each.key\n}',
      'i/main.tf': 'variable "n" {}\nresource "aws_x" "r" {\n count = 2\n n = "${var.n}-${count.index}"\n}',
    });
    expect(valuesOf(e, 'module.o.module.i.aws_x.r', 'n')).toEqual({
      'module.o["x"].module.i["1"].aws_x.r[0]': '1-0',
      'module.o["x"].module.i["1"].aws_x.r[1]': '1-1',
      'module.o["x"].module.i["2"].aws_x.r[0]': '2-0',
      'module.o["x"].module.i["2"].aws_x.r[1]': '2-1',
      'module.o["y"].module.i.aws_x.r[0]': '{?not-evaluated}-0',
      'module.o["y"].module.i.aws_x.r[1]': '{?not-evaluated}-1',
      'module.o["z"].module.i["3"].aws_x.r[0]': '3-0',
      'module.o["z"].module.i["3"].aws_x.r[1]': '3-1',
    });
    expect(at(e, 'module.o["y"].module.i.aws_x.r[0]').exists).toBe('no');
  });

  test('whose count is not known is one instance without a key', async () => {
    const e = await evaluated({
      'main.tf': 'variable "u" {}\nmodule "m" {\n source = "./m"\n count = var.u\n n = count.index\n}',
      'm/main.tf': child,
    });
    expect(e.graph.ofType('.', 'aws_x')).toMatchObject([{ address: 'module.m.aws_x.r', exists: 'unknown' }]);
  });

  test('a cycle through a module is told with its way', async () => {
    const e = await evaluated({
      'main.tf': 'locals { a = module.m.n }\nmodule "m" {\n source = "./m"\n n = local.a\n}',
      'm/main.tf': 'variable "n" {}\noutput "n" { value = var.n }',
    });
    expect(e.diagnostics).toMatchObject([{ code: 'cycle' }]);
    expect(e.diagnostics[0]?.message).toContain('module.m.var.n');
  });

  test('an output may decide another input of the same module', async () => {
    const e = await evaluated({
      'main.tf': 'module "m" {\n source = "./m"\n a = "x"\n b = module.m.a\n}\noutput "o" { value = module.m.b }',
      'm/main.tf': 'variable "a" {}\nvariable "b" {}\noutput "a" { value = var.a }\noutput "b" { value = var.b }',
    });
    expect(short(valueOf(e, 'output.o', 'value'))).toBe('x');
    expect(e.diagnostics).toEqual([]);
  });
});

describe('provider configurations', () => {
  const files = {
    'main.tf': `provider "aws" {
  default_tags { tags = { team = "a" } }
}
provider "aws" { alias = "eu" }
resource "aws_x" "a" {}
resource "aws_x" "b" { provider = aws.eu }
resource "google_x" "g" {}
module "m" { source = "./m" }
module "p" {
  source    = "./m"
  providers = { aws = aws.eu }
}`,
    'm/main.tf': `resource "aws_x" "c" {}
module "deep" { source = "../d" }`,
    'd/main.tf': 'resource "aws_x" "d" {}\ndata "aws_y" "e" {}',
  };
  test.each([
    ['aws_x.a', 'provider.aws'],
    ['aws_x.b', 'provider.aws.eu'],
    ['google_x.g', undefined],
    ['module.m.aws_x.c', 'provider.aws'],
    ['module.p.aws_x.c', 'provider.aws.eu'],
    ['module.p.module.deep.aws_x.d', 'provider.aws.eu'],
    ['module.m.module.deep.data.aws_y.e', 'provider.aws'],
  ])('%s has %s', async (address, provider) => {
    const e = await evaluated(files);
    expect(at(e, address).provider).toBe(provider);
    if (provider !== undefined) expect(at(e, provider).type).toBe('provider.aws');
  });
});
