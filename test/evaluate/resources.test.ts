import { describe, expect, test } from '@jest/globals';

import { at, evaluated, short, valueOf } from './evaluated.ts';

describe('the resources of a graph', () => {
  test('every kind of block has its type, name and address', async () => {
    const e = await evaluated({
      'main.tf': `
terraform {
  required_version = ">= 1.5"
  backend "s3" { bucket = "state" }
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.eu]
    }
  }
}
provider "aws" {}
provider "aws" { alias = "eu" }
variable "v" { type = list(string) }
resource "aws_x" "r" {}
data "aws_y" "d" {}
ephemeral "aws_z" "e" {}
module "m" { source = "hashicorp/consul/aws" }
output "o" { value = 1 }
moved {
  from = aws_x.old
  to   = aws_x.r
}
removed {
  from = aws_x.gone
}
import {
  to = aws_x.r
  id = "i"
}
check "health" {}
`,
    });
    expect(e.graph.resources.map((r) => [r.type, r.name, r.address])).toEqual([
      ['terraform', '', 'terraform'],
      ['provider.aws', 'aws', 'provider.aws'],
      ['provider.aws', 'aws', 'provider.aws.eu'],
      ['variable', 'v', 'var.v'],
      ['aws_x', 'r', 'aws_x.r'],
      ['data.aws_y', 'd', 'data.aws_y.d'],
      ['ephemeral.aws_z', 'e', 'ephemeral.aws_z.e'],
      ['module', 'm', 'module.m'],
      ['output', 'o', 'output.o'],
      ['moved', '', 'moved'],
      ['removed', '', 'removed'],
      ['import', '', 'import'],
      ['check', 'health', 'check.health'],
    ]);
    const terraform = at(e, 'terraform').body;
    expect(terraform.blocks.map((b) => [b.type, ...b.labels])).toEqual([['backend', 's3'], ['required_providers']]);
    const aws = terraform.blocks[1]?.attributes.get('aws')?.value;
    expect(aws && short(aws)).toEqual({ source: 'hashicorp/aws', configuration_aliases: ['aws.eu'] });
    expect(short(valueOf(e, 'var.v', 'type'))).toBe('list(string)');
    expect(short(valueOf(e, 'moved', 'from'))).toBe('aws_x.old');
  });

  test.each([
    ['', 'yes', false],
    ['count = 0', 'no', true],
    ['count = 2', 'yes', true],
    ['count = var.u', 'unknown', true],
    ['count = var.u ? 1 : 0', 'unknown', true],
    ['for_each = {}', 'no', true],
    ['for_each = toset(["a"])', 'yes', true],
    ['for_each = var.u', 'unknown', true],
  ])('with %j it exists: %s', async (meta, exists, multiple) => {
    const e = await evaluated({ 'main.tf': `variable "u" {}\nresource "aws_x" "r" {\n ${meta}\n}` });
    expect(at(e, 'aws_x.r')).toMatchObject({ exists, multiple });
  });

  test('names of other things are texts, and depends_on refers to them', async () => {
    const e = await evaluated({
      'main.tf': `resource "aws_x" "a" {}
resource "aws_x" "b" {
  provider   = aws.eu
  depends_on = [aws_x.a, module.m]
  lifecycle {
    ignore_changes  = [tags, ingress[0].port]
    prevent_destroy = true
  }
}`,
    });
    expect(short(valueOf(e, 'aws_x.b', 'provider'))).toBe('aws.eu');
    expect(valueOf(e, 'aws_x.b', 'provider').references).toEqual([]);
    expect(short(valueOf(e, 'aws_x.b', 'depends_on'))).toEqual(['aws_x.a', 'module.m']);
    expect(valueOf(e, 'aws_x.b', 'depends_on').references).toEqual(['aws_x.a', 'module.m']);
    const lifecycle = at(e, 'aws_x.b').body.blocks[0];
    const ignored = lifecycle?.attributes.get('ignore_changes')?.value;
    expect(ignored && short(ignored)).toEqual(['tags', 'ingress[0].port']);
  });

  test('a name that is declared twice gives a diagnostic and both are in the graph', async () => {
    const e = await evaluated({ 'a.tf': 'resource "aws_x" "r" { a = 1 }', 'b.tf': 'resource "aws_x" "r" { a = 2 }' });
    expect(e.diagnostics).toMatchObject([{ code: 'duplicate', span: { file: 'b.tf' } }]);
    expect(e.graph.resources.map((r) => r.body.attributes.get('a')?.value)).toMatchObject([{ value: 1 }, { value: 2 }]);
    expect(short(valueOf(e, 'aws_x.r', 'a'))).toBe(1);
  });

  test('hostile names stay data', async () => {
    const e = await evaluated({
      'main.tf':
        'resource "__proto__" "constructor" {\n  __proto__ = { __proto__ = 1, toString = 2 }\n}\noutput "hasOwnProperty" { value = __proto__.constructor.__proto__ }',
    });
    expect(at(e, '__proto__.constructor').type).toBe('__proto__');
    const value = valueOf(e, 'output.hasOwnProperty', 'value');
    expect(value.kind === 'known' && value.value instanceof Map && [...value.value.keys()]).toEqual([
      '__proto__',
      'toString',
    ]);
    expect(e.graph.at('.', 'toString')).toBeUndefined();
  });

  test('a file with an error is left out, and what it may declare is not called invalid', async () => {
    const e = await evaluated({ 'main.tf': 'output "o" { value = var.a }', 'bad.tf': 'variable "a" {' });
    expect(short(valueOf(e, 'output.o', 'value'))).toBe('?not-evaluated');
  });
});

describe('references', () => {
  test.each<readonly [expression: string, value: unknown, references: readonly string[]]>([
    ['aws_x.one.name', 'n', ['aws_x.one']],
    ['aws_x.one.arn', '?computed', ['aws_x.one']],
    ['aws_x.one.endpoint', '?computed', ['aws_x.one']],
    ['aws_x.one.nothing', '?computed', ['aws_x.one']],
    ['aws_x.one.tags["a"]', 'b', ['aws_x.one']],
    ['aws_x.one.rule[0].port', 22, ['aws_x.one']],
    ['aws_x.one.rule.0.port', 22, ['aws_x.one']],
    ['aws_x.one.rule[1].port', '?computed', ['aws_x.one']],
    ['aws_x.one.rule[*].port', [22], ['aws_x.one']],
    ['aws_x.one.rule[0].inner[0].deep', true, ['aws_x.one']],
    ['aws_x.one', '?computed', ['aws_x.one']],
    ['aws_x.one[0].name', '?invalid', ['aws_x.one']],
    ['aws_x.many[1].name', 'n1', ['aws_x.many']],
    ['aws_x.many[2].name', '?invalid', ['aws_x.many']],
    ['aws_x.many.name', '?invalid', ['aws_x.many']],
    ['aws_x.many[*].name', ['n0', 'n1'], ['aws_x.many']],
    ['aws_x.many[*].id', ['?computed', '?computed'], ['aws_x.many']],
    ['aws_x.none[0].name', '?invalid', ['aws_x.none']],
    ['try(aws_x.none[0].name, "d")', 'd', []],
    ['try(aws_x.maybe[0].name, "d")', '?variable-without-value', ['aws_x.maybe']],
    ['aws_x.maybe[*].name', '?computed', ['aws_x.maybe']],
    ['aws_x.keyed["a"].name', 'a', ['aws_x.keyed']],
    ['aws_x.keyed["c"].name', '?invalid', ['aws_x.keyed']],
    ['{ for k, r in aws_x.keyed : k => r.name }', { a: 'a', b: 'b' }, ['aws_x.keyed']],
    ['data.aws_y.d.json', '?data-source', ['data.aws_y.d']],
    ['data.aws_y.d.name', 'given', ['data.aws_y.d']],
    ['[aws_x.one.arn, "${aws_x.many[0].arn}/*"]', ['?computed', '{?computed}/*'], ['aws_x.many', 'aws_x.one']],
    ['local.through', '?computed', ['aws_x.one']],
    ['var.u ? aws_x.one.arn : data.aws_y.d.arn', '?variable-without-value', ['aws_x.one', 'data.aws_y.d']],
  ])('%s', async (expression, value, references) => {
    const e = await evaluated({
      'main.tf': `variable "u" {}
locals { through = aws_x.one.arn }
resource "aws_x" "one" {
  name = "n"
  nothing = null
  tags = { a = "b" }
  rule {
    port = 22
    inner { deep = true }
  }
}
resource "aws_x" "many" {
  count = 2
  name = "n\${count.index}"
}
resource "aws_x" "none" {
  count = 0
  name = "n"
}
resource "aws_x" "maybe" {
  count = var.u ? 1 : 0
  name = "n"
}
resource "aws_x" "keyed" {
  for_each = toset(["a", "b"])
  name = each.key
}
data "aws_y" "d" { name = "given" }
output "o" { value = ${expression} }`,
    });
    const result = valueOf(e, 'output.o', 'value');
    expect(short(result)).toEqual(value);
    expect(result.references).toEqual(references);
  });

  test('a referenced value is traced to where it is written', async () => {
    const e = await evaluated({
      'main.tf':
        'variable "n" { default = "x" }\nresource "aws_x" "r" { name = var.n }\noutput "o" { value = aws_x.r.name }',
    });
    expect(valueOf(e, 'output.o', 'value').trace.map((step) => [step.what, step.span.startLine])).toEqual([
      ['aws_x.r.name', 3],
      ['var.n', 2],
      ['default of variable "n"', 1],
    ]);
  });
});

describe('dynamic blocks', () => {
  const blocks = async (dynamic: string) => {
    const e = await evaluated({
      'main.tf': `variable "u" {}\nresource "aws_x" "k" {}\nresource "aws_x" "r" {\n${dynamic}\n}`,
    });
    const { blocks: list, openBlocks } = at(e, 'aws_x.r').body;
    const values = list.map((b) => [b.type, ...[...b.attributes.values()].map((a) => short(a.value))]);
    return { values, open: [...openBlocks].map(([type, value]) => [type, short(value), value.references]) };
  };
  test('over a list, a map and a set are expanded', async () => {
    const dynamic = (forEach: string) =>
      `dynamic "rule" {\n for_each = ${forEach}\n content {\n k = rule.key\n v = rule.value\n}\n}`;
    expect((await blocks(dynamic('["a", "b"]'))).values).toEqual([
      ['rule', 0, 'a'],
      ['rule', 1, 'b'],
    ]);
    expect((await blocks(dynamic('{ y = 1, x = 2 }'))).values).toEqual([
      ['rule', 'x', 2],
      ['rule', 'y', 1],
    ]);
    expect((await blocks(dynamic('toset(["a"])'))).values).toEqual([['rule', 'a', 'a']]);
    expect((await blocks(dynamic('[]'))).values).toEqual([]);
  });
  test('use their own iterator name, and nest', async () => {
    const { values } = await blocks(
      'dynamic "rule" {\n for_each = [22]\n iterator = it\n content {\n port = it.value\n}\n}\nrule {\n port = 1\n}',
    );
    expect(values).toEqual([
      ['rule', 22],
      ['rule', 1],
    ]);
  });
  test('over an unknown are open, with what their content refers to', async () => {
    const dynamic =
      'dynamic "rule" {\n for_each = var.u\n content {\n v = rule.value\n k = aws_x.k.id\n}\n}\nrule {\n v = 1\n}';
    expect(await blocks(dynamic)).toEqual({
      values: [['rule', 1]],
      open: [['rule', '?variable-without-value', ['aws_x.k']]],
    });
  });
  test('that are too many are open', async () => {
    const list = `[for i in range(40) : range(1000)]`;
    const { values, open } = await blocks(`dynamic "rule" {\n for_each = flatten(${list})\n content {}\n}`);
    expect(values).toEqual([]);
    expect(open).toMatchObject([['rule', '?too-large', []]]);
  });
});

describe('override files', () => {
  test('replace arguments and blocks, merge lifecycle, and add what is new', async () => {
    const e = await evaluated({
      'main.tf': `resource "aws_x" "r" {
  a = 1
  b = 1
  rule { n = 1 }
  rule { n = 2 }
  keep { n = 3 }
  lifecycle {
    prevent_destroy       = true
    create_before_destroy = true
  }
}
locals { l = 1 }
output "l" { value = local.l }`,
      'prod_override.tf': `resource "aws_x" "r" {
  b = 2
  c = 3
  rule { n = 9 }
  lifecycle { prevent_destroy = false }
}
locals { l = 2 }`,
    });
    const { attributes, blocks } = at(e, 'aws_x.r').body;
    expect([...attributes.values()].map((a) => [a.name, short(a.value)])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(blocks.map((b) => [b.type, ...[...b.attributes.values()].map((a) => short(a.value))])).toEqual([
      ['keep', 3],
      ['lifecycle', false, true],
      ['rule', 9],
    ]);
    expect(short(valueOf(e, 'output.l', 'value'))).toBe(2);
    expect(e.diagnostics).toEqual([]);
  });

  test('replace the backend wherever it stands, by a cloud block too', async () => {
    const e = await evaluated({
      'a.tf': 'terraform { required_version = "1" }',
      'b.tf': 'terraform {\n backend "s3" {}\n}',
      'override.tf': 'terraform {\n cloud {}\n}\nprovider "aws" {}',
    });
    const blocks = e.graph.ofType('.', 'terraform').flatMap(({ body }) => body.blocks.map(({ type }) => type));
    expect(blocks).toEqual(['cloud']);
    expect(e.diagnostics).toEqual([]);
  });

  test('that override nothing are told', async () => {
    const e = await evaluated({ 'override.tf': 'resource "aws_x" "r" {}\nmoved {\n from = a.b\n to = a.c\n}' });
    expect(e.diagnostics.map(({ code, span }) => [code, span.startLine])).toEqual([
      ['not-evaluated', 1],
      ['not-evaluated', 2],
    ]);
    expect(at(e, 'aws_x.r').exists).toBe('yes');
  });
});

test('when a provisioner runs is a name, not a value', async () => {
  const e = await evaluated({
    'main.tf':
      'resource "aws_x" "r" {\n  provisioner "local-exec" {\n    when       = destroy\n    on_failure = continue\n  }\n}',
  });
  const [provisioner] = at(e, 'aws_x.r').body.blocks;
  expect(['when', 'on_failure'].map((name) => provisioner?.attributes.get(name)?.value)).toMatchObject([
    { kind: 'known', value: 'destroy' },
    { kind: 'known', value: 'continue' },
  ]);
});
