import { describe, expect, test } from '@jest/globals';

import { isObject } from '../../src/model/value.ts';
import { evaluated, short, valueOf } from './evaluated.ts';

/** The value of an expression beside a few variables: `u` is unknown, `t`/`f` are booleans, `l` a list, `m` a map. */
async function value(expression: string): Promise<unknown> {
  const e = await evaluated({
    'main.tf': `
variable "u" {}
variable "t" { default = true }
variable "f" { default = false }
variable "l" { default = ["a", "b"] }
variable "m" { default = { x = 1, a = 2 } }
resource "aws_x" "r" { name = "n" }
output "o" {
  value = ${expression}
}`,
  });
  expect([...e.files.values()].flatMap((file) => file.diagnostics.map((d) => d.message))).toEqual([]);
  return short(valueOf(e, 'output.o', 'value'));
}

// Confirmed with `terraform console` 1.11.4 where nothing is unknown.
const CASES: readonly (readonly [expression: string, value: unknown])[] = [
  // Operators and conversions
  ['1 + "5"', 6],
  ['7 / 2', 3.5],
  ['-5 % 3', -2],
  ['1 / 0', Infinity],
  ['1 == "1"', false],
  ['null == null', true],
  ['"a" == null', false],
  ['[1] == [2]', false],
  ['[] == []', true],
  ['2 > 1 && "true"', true],
  ['!"true"', false],
  ['-"5"', -5],
  ['var.u + 1', '?variable-without-value'],
  ['var.u == 1', '?variable-without-value'],
  ['false && var.u', false],
  ['var.u || true', true],
  ['true && var.u', '?variable-without-value'],
  ['1 && true', '?invalid'],
  ['null + 1', '?invalid'],
  // Conditions
  ['var.t ? "a" : "b"', 'a'],
  ['true ? 1 : "a"', '1'],
  ['var.u ? "a" : "a"', 'a'],
  ['var.u ? "a" : "b"', '?variable-without-value'],
  ['var.u ? { a = 1, b = 2 } : { a = 1, b = 3 }', { a: 1, b: '?variable-without-value' }],
  ['var.u ? ["a"] : []', '?variable-without-value'],
  ['var.u ? null : "a"', '?variable-without-value'],
  ['null ? 1 : 2', '?invalid'],
  // Templates
  ['"a${1}b${true}"', 'a1btrue'],
  ['"${var.t}"', true],
  ['"${var.l}"', ['a', 'b']],
  ['"x-${var.u}-y"', 'x-{?variable-without-value}-y'],
  ['"a${"b-${var.u}"}c"', 'ab-{?variable-without-value}c'],
  ['"x${null}"', '?invalid'],
  ['"x${var.l}"', '?invalid'],
  ['"%{if var.t}yes%{else}no%{endif}"', 'yes'],
  ['"a%{for x in var.l}-${x}%{endfor}"', 'a-a-b'],
  ['"a%{if var.u}b%{endif}"', 'a{?variable-without-value}'],
  // Collections
  ['var.l[1]', 'b'],
  ['var.l["1"]', 'b'],
  ['var.l[2]', '?invalid'],
  ['var.m.x', 1],
  ['var.m["x"]', 1],
  ['var.m.y', '?invalid'],
  ['[var.u, 1][1]', 1],
  ['[var.u, 1]', ['?variable-without-value', 1]],
  ['{ (var.u) = 1 }', '?variable-without-value'],
  ['{ a = 1, a = 2 }', { a: 2 }],
  ['{ "__proto__" = 1, constructor = 2 }.constructor', 2],
  ['[for s in var.l : upper(s)]', ['A', 'B']],
  ['[for k, v in var.m : "${k}${v}"]', ['a2', 'x1']],
  ['{ for s in var.l : s => length(s) if s != "a" }', { b: 1 }],
  ['{ for s in ["a", "b"] : "k" => s... }', { k: ['a', 'b'] }],
  ['{ for s in ["a", "b"] : "k" => s }', '?invalid'],
  ['[for s in var.u : s]', '?variable-without-value'],
  ['[for s in var.l : s if var.u]', '?variable-without-value'],
  ['[for s in toset(["b", "a"]) : s]', ['a', 'b']],
  ['{ for k, v in toset(["b"]) : k => v }', { b: 'b' }],
  ['[{ a = 1 }, { a = 2 }][*].a', [1, 2]],
  ['[{ a = 1 }].*.a', [1]],
  ['null[*]', []],
  ['"x"[*]', ['x']],
  ['toset(["a"])[0]', '?invalid'],
  // Functions
  ['jsonencode({ b = [1, null, "<é\\""], a = true })', '{"a":true,"b":[1,null,"\\u003cé\\""]}'],
  ['jsonencode({ a = "x-${var.u}", b = var.u })', '{"a":"x-{?variable-without-value}","b":{?variable-without-value}}'],
  ['jsondecode("{\\"a\\":[1,{\\"__proto__\\":2}]}").a[0]', 1],
  ['jsondecode(jsonencode({ a = var.u, b = 1 })).b', 1],
  ['jsondecode("{")', '?invalid'],
  ['tostring(1.50)', '1.5'],
  ['tonumber("x")', '?invalid'],
  ['tobool("true")', true],
  ['tolist(["a", 1])', ['a', '1']],
  ['toset(["b", "a", "b"])', ['a', 'b']],
  ['toset(["b", var.u])', '?variable-without-value'],
  ['toset([var.u])', ['?variable-without-value']],
  ['tomap({ a = 1, b = "x" })', { a: '1', b: 'x' }],
  ['concat(["a"], [var.u])', ['a', '?variable-without-value']],
  ['concat(["a"], var.u)', '?variable-without-value'],
  ['merge({ a = 1 }, { a = 2 }, null)', { a: 2 }],
  ['lookup(var.m, "x", 9)', 1],
  ['lookup(var.m, "y", 9)', 9],
  ['length(var.l)', 2],
  ['length([var.u, 1])', 2],
  ['length("héé")', 3],
  ['join(",", ["a", var.u])', 'a,{?variable-without-value}'],
  ['join("-", var.l)', 'a-b'],
  ['split(",", "a,b")', ['a', 'b']],
  ['format("%s-%03d-%v%%", 1.5, "3", true)', '1.5-003-true%'],
  ['format("arn:%s:x", var.u)', 'arn:{?variable-without-value}:x'],
  ['format("%q", "a")', '"a"'],
  ['format("%s")', '?invalid'],
  ['lower("ABC")', 'abc'],
  ['lower("É")', 'é'],
  ['replace("a.b", ".", "-")', 'a-b'],
  ['replace("a1", "/[0-9]/", "x")', 'ax'],
  ['coalesce(null, "", "b")', 'b'],
  ['coalesce(var.u, "b")', '?variable-without-value'],
  ['compact(["", "a", null])', ['a']],
  ['flatten([["a"], "b", [["c"]]])', ['a', 'b', 'c']],
  ['flatten([var.u])', '?variable-without-value'],
  ['distinct(["a", "b", "a"])', ['a', 'b']],
  ['keys(var.m)', ['a', 'x']],
  ['values(var.m)', [2, 1]],
  ['element(var.l, 3)', 'b'],
  ['contains(var.l, "a")', true],
  ['contains([var.u, "b"], "a")', '?variable-without-value'],
  ['contains([var.u, "a"], "a")', true],
  ['range(3)', [0, 1, 2]],
  ['range(3, 1)', [3, 2]],
  ['min(3, var.l...)', '?invalid'],
  ['max([1, 3, 2]...)', 3],
  ['try(var.m.y, "d")', 'd'],
  ['try(var.u.y, "d")', '?variable-without-value'],
  ['can(var.m.y)', false],
  ['one([])', null],
  ['sensitive("a")', 'a'],
  ['timestamp()', '?impure'],
  ['file("x")', '?not-evaluated'],
  ['cidrsubnet("10.0.0.0/8", 8, 1)', '10.1.0.0/16'],
  ['provider::aws::arn_parse("x")', '?not-evaluated'],
  // Names
  ['terraform.workspace', 'default'],
  ['path.module', '.'],
  ['aws_x.r.name', 'n'],
  ['aws_x.r.id', '?computed'],
  ['aws_x.r["name"]', '?invalid'],
  ['aws_x.none.name', '?invalid'],
  ['data.aws_x.none.name', '?invalid'],
  ['local.none', '?invalid'],
  ['each.value', '?invalid'],
];

describe('the value of an expression', () => {
  test.each(CASES)('%j', async (expression, expected) => {
    expect(await value(expression)).toEqual(expected);
  });

  test('a function that is not evaluated is named', async () => {
    const e = await evaluated({ 'main.tf': 'output "o" { value = base64gzip("a") }' });
    expect(valueOf(e, 'output.o', 'value')).toMatchObject({ detail: 'base64gzip(…) is not evaluated' });
  });

  test('jsonencode keeps what it encoded, with its places', async () => {
    const text = 'resource "aws_x" "r" {}\noutput "o" { value = jsonencode({ a = [aws_x.r.id, "b"] }) }';
    const value = valueOf(await evaluated({ 'main.tf': text }), 'output.o', 'value');
    expect(value.encoded && short(value.encoded)).toEqual({ a: ['?computed', 'b'] });
    expect(value.references).toEqual(['aws_x.r']);
    const list =
      value.encoded?.kind === 'known' && isObject(value.encoded.value) ? value.encoded.value.get('a') : undefined;
    expect(list?.span && text.slice(list.span.start, list.span.end)).toBe('[aws_x.r.id, "b"]');
  });
});

describe('variables', () => {
  test.each<readonly [type: string, value: string, result: unknown]>([
    ['number', '"5"', 5],
    ['string', '5', '5'],
    ['bool', '"no"', '?invalid'],
    ['list(number)', '["1", 2]', [1, 2]],
    ['set(string)', '["b", "a", "b"]', ['a', 'b']],
    ['map(string)', '{ a = 1 }', { a: '1' }],
    ['list(string)', '"a"', '?invalid'],
    [
      'object({ a = string, b = optional(bool, true), c = optional(string) })',
      '{ a = 1, z = 2 }',
      { a: '1', b: true, c: null },
    ],
    ['object({ a = string })', '{}', '?invalid'],
    ['map(object({ on = optional(bool, false) }))', '{ x = {} }', { x: { on: false } }],
    ['any', '[1, "a"]', [1, 'a']],
    ['tuple([string, number])', '[1, "2"]', ['1', 2]],
  ])('of type %s with %s', async (type, given, result) => {
    const e = await evaluated({
      'main.tf': `variable "a" {\n  type = ${type}\n}\noutput "o" { value = var.a }`,
      'terraform.tfvars': `a = ${given}`,
    });
    expect(short(valueOf(e, 'output.o', 'value'))).toEqual(result);
  });

  test('null for a variable that is not nullable means its default', async () => {
    const module = (nullable: boolean) =>
      `variable "a" {\n default = 1\n nullable = ${String(nullable)}\n}\noutput "o" { value = var.a }`;
    const main = 'module "m" {\n source = "./m"\n a = null\n}\noutput "o" { value = module.m.o }';
    const result = async (nullable: boolean) =>
      short(valueOf(await evaluated({ 'main.tf': main, 'm/main.tf': module(nullable) }), 'output.o', 'value'));
    expect(await result(false)).toBe(1);
    expect(await result(true)).toBe(null);
  });

  test('what comes from a sensitive variable is sensitive', async () => {
    const e = await evaluated({
      'main.tf':
        'variable "a" {\n sensitive = true\n default = "x"\n}\noutput "o" { value = "p-${var.a}" }\noutput "p" { value = "p" }',
    });
    expect(valueOf(e, 'output.o', 'value').sensitive).toBe(true);
    expect(valueOf(e, 'output.p', 'value').sensitive).toBeUndefined();
  });

  test('locals that need each other are a cycle, reported once', async () => {
    const e = await evaluated({
      'main.tf':
        'locals {\n a = local.b\n b = local.a\n}\noutput "o" { value = local.a }\noutput "p" { value = local.b }',
    });
    expect(short(valueOf(e, 'output.o', 'value'))).toBe('?cycle');
    expect(e.diagnostics.map((d) => d.code)).toEqual(['cycle']);
  });
});
