import { describe, expect, test } from '@jest/globals';

import { at, evaluated, short, valueOf, valuesOf } from './evaluated.ts';

const block = (meta: string, expression: string): Record<string, string> => ({
  'main.tf': `variable "u" {}\nresource "aws_x" "r" {\n ${meta}\n a = ${expression}\n}`,
});

describe('instances of one block', () => {
  test.each<readonly [meta: string, expression: string, values: Record<string, unknown>]>([
    ['for_each = toset(["x"])', 'each.key', { 'aws_x.r["x"]': 'x' }],
    ['for_each = toset(["y", "x"])', 'each.value', { 'aws_x.r["x"]': 'x', 'aws_x.r["y"]': 'y' }],
    [
      'for_each = { a = { on = true }, b = {} }',
      'try(each.value.on, false)',
      { 'aws_x.r["a"]': true, 'aws_x.r["b"]': false },
    ],
    ['for_each = { a = ["x"], b = [] }', 'each.value', { 'aws_x.r["a"]': ['x'], 'aws_x.r["b"]': [] }],
    ['for_each = var.u', 'each.value.on', { 'aws_x.r': '?variable-without-value' }],
    ['for_each = var.u', '"fixed"', { 'aws_x.r': 'fixed' }],
    ['for_each = ["a", "b"]', 'each.key', { 'aws_x.r': '?not-evaluated' }],
    ['for_each = { "q\\"${1 + 1}" = 1 }', 'each.value', { 'aws_x.r["q\\"2"]': 1 }],
    ['count = 1', 'count.index', { 'aws_x.r[0]': 0 }],
    ['count = 2', '"n-${count.index}"', { 'aws_x.r[0]': 'n-0', 'aws_x.r[1]': 'n-1' }],
    ['count = 0', 'count.index', { 'aws_x.r': '?not-evaluated' }],
    ['count = 201', 'count.index < 500', { 'aws_x.r': '?not-evaluated' }],
    ['count = var.u', 'count.index', { 'aws_x.r': '?variable-without-value' }],
    ['count = 2', '"same"', { 'aws_x.r[0]': 'same', 'aws_x.r[1]': 'same' }],
  ])('%s: %s', async (meta, expression, values) => {
    expect(valuesOf(await evaluated(block(meta, expression)), 'aws_x.r', 'a')).toEqual(values);
  });

  test('that do not read each or count are one resource', async () => {
    const e = await evaluated(block('count = 3', '"same"'));
    expect(e.graph.ofType('.', 'aws_x')).toMatchObject([
      { address: 'aws_x.r[0]', configAddress: 'aws_x.r', instances: ['aws_x.r[0]', 'aws_x.r[1]', 'aws_x.r[2]'] },
    ]);
  });

  test('that are not known are one resource that may not exist', async () => {
    const e = await evaluated(block('count = var.u', 'count.index'));
    expect(e.graph.ofType('.', 'aws_x')).toMatchObject([{ address: 'aws_x.r', exists: 'unknown', multiple: true }]);
  });

  test('are found with and without their keys', async () => {
    const e = await evaluated(block('for_each = toset(["x", "y"])', 'each.key'));
    expect(at(e, 'aws_x.r["y"]').address).toBe('aws_x.r["y"]');
    expect(at(e, 'aws_x.r').address).toBe('aws_x.r["x"]');
    expect(at(e, 'aws_x.r["z"]').address).toBe('aws_x.r["x"]');
    expect(e.graph.instancesOf('.', 'aws_x.r[0]')).toHaveLength(2);
  });

  test('too many in all are judged as one, and the reader is told', async () => {
    const blocks = Array.from(
      { length: 60 },
      (_, i) => `resource "aws_x" "r${String(i)}" {\n count = 200\n a = count.index\n}\n`,
    );
    const e = await evaluated({ 'main.tf': blocks.join('') });
    expect(e.graph.resources.length).toBeLessThan(10_100);
    expect(e.diagnostics.some(({ code, message }) => code === 'cap' && message.includes('told apart'))).toBe(true);
  });

  test('nested dynamic blocks have the content of the instance', async () => {
    const e = await evaluated({
      'main.tf': `resource "aws_x" "r" {
  for_each = { a = { r = { p = [1, 2] } }, b = { r = {} } }
  dynamic "rule" {
    for_each = each.value.r
    iterator = it
    content {
      name = it.key
      dynamic "port" {
        for_each = it.value
        labels   = ["l\${port.key}"]
        content { n = "\${each.key}-\${port.value}" }
      }
    }
  }
}`,
    });
    const shape = (address: string): unknown =>
      at(e, address).body.blocks.map((rule) => [
        rule.type,
        ...rule.blocks.map((port) => [
          port.type,
          ...port.labels,
          ...[...port.attributes.values()].map((v) => short(v.value)),
        ]),
      ]);
    expect(shape('aws_x.r["a"]')).toEqual([['rule', ['port', 'l0', 'a-1'], ['port', 'l1', 'a-2']]]);
    expect(shape('aws_x.r["b"]')).toEqual([]);
  });

  test('self is the instance itself', async () => {
    const e = await evaluated({
      'main.tf': `resource "aws_x" "r" {
  count = 2
  name  = "n\${count.index}"
  connection { host = self.name }
  provisioner "local-exec" { command = "\${self.name} \${self.id}" }
  lifecycle {
    postcondition {
      condition     = self.name == "n0"
      error_message = "m"
    }
  }
}`,
    });
    const texts = at(e, 'aws_x.r[1]').body.blocks.flatMap((b) => [...b.attributes.values()].map((v) => short(v.value)));
    expect(texts).toEqual(['n1', 'n1 {?computed}']);
    const [condition] = at(e, 'aws_x.r[1]').body.blocks[2]?.blocks ?? [];
    expect(condition?.attributes.get('condition')?.value).toMatchObject({ value: false });
  });
});

describe('a reference to several instances', () => {
  const config = `variable "u" {}
resource "aws_x" "keyed" {
  for_each = { a = 1, b = 2 }
  n        = each.value
  same     = "s"
}
resource "aws_x" "many" {
  count = 2
  n     = count.index
}
`;
  test.each<readonly [expression: string, value: unknown]>([
    ['aws_x.keyed["b"].n', 2],
    ['aws_x.keyed.b.n', 2],
    ['values(aws_x.keyed)[*].n', [1, 2]],
    ['keys(aws_x.keyed)', ['a', 'b']],
    ['[for k, r in aws_x.keyed : "${k}${r.n}"]', ['a1', 'b2']],
    ['length(aws_x.many)', 2],
    ['aws_x.many[*].n', [0, 1]],
    ['aws_x.many.*.n', [0, 1]],
    ['[for r in aws_x.many : r.n if r.n > 0]', [1]],
    ['aws_x.keyed[var.u].same', 's'],
    ['aws_x.keyed[var.u].n', '?not-evaluated'],
    ['aws_x.keyed["c"].n', '?invalid'],
    ['aws_x.keyed.n', '?invalid'],
  ])('%s', async (expression, value) => {
    const e = await evaluated({ 'main.tf': `${config}output "o" { value = ${expression} }` });
    expect(short(valueOf(e, 'output.o', 'value'))).toEqual(value);
  });

  test('what differs is named by its instances', async () => {
    const e = await evaluated({ 'main.tf': `${config}output "o" { value = aws_x.keyed[var.u].n }` });
    expect(valueOf(e, 'output.o', 'value')).toMatchObject({ detail: 'differs between the instances "a", "b"' });
  });
});
