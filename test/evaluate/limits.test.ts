import { describe, expect, test } from '@jest/globals';

import { createBudget } from '../../src/evaluate/budget.ts';
import { evaluationCache } from '../../src/evaluate/evaluation-cache.ts';
import { toPlain } from '../../src/model/value.ts';
import { at, evaluated, short, valueOf } from './evaluated.ts';

const chain = (length: number, link: (i: number) => string) =>
  Array.from({ length }, (_, i) => `  l${String(i)} = ${link(i)}`).join('\n');

describe('limits of an evaluation', () => {
  test('a chain of locals that is too long is cut off, whatever the order', async () => {
    const locals = `locals {\n${chain(3_000, (i) => (i === 2_999 ? '1' : `local.l${String(i + 1)}`))}\n}`;
    const e = await evaluated({ 'main.tf': `${locals}\noutput "o" { value = local.l0 }` });
    expect(short(valueOf(e, 'output.o', 'value'))).toBe('?too-large');
    expect(e.diagnostics.map((d) => d.code)).toEqual(['cap']);
  });

  test('a value that doubles at every step stays small enough to walk', async () => {
    const locals = `locals {\n${chain(60, (i) => (i === 0 ? '["x"]' : `[local.l${String(i - 1)}, local.l${String(i - 1)}]`))}\n}`;
    const e = await evaluated({ 'main.tf': `${locals}\noutput "o" { value = local.l59 }` });
    expect(toPlain(valueOf(e, 'output.o', 'value'))).toMatchObject({ undecided: { reason: 'too-large' } });
  });

  test('a value that nests at every step stays shallow enough to walk', async () => {
    const outputs = Array.from(
      { length: 300 },
      (_, i) => `output "o${String(i)}" { value = local.l${String(i)} }`,
    ).join('\n');
    const locals = `locals {\n${chain(300, (i) => (i === 0 ? '["x"]' : `[local.l${String(i - 1)}]`))}\n}`;
    const e = await evaluated({ 'main.tf': `${locals}\n${outputs}` });
    expect(toPlain(valueOf(e, 'output.o299', 'value'))).toMatchObject({ undecided: { reason: 'too-large' } });
  });

  test('a text that doubles at every step ends at 1 MB', async () => {
    const locals = `locals {\n${chain(40, (i) => (i === 0 ? '"x"' : `"\${local.l${String(i - 1)}}\${local.l${String(i - 1)}}"`))}\n}`;
    const e = await evaluated({ 'main.tf': `${locals}\noutput "o" { value = local.l39 }` });
    const value = valueOf(e, 'output.o', 'value');
    expect(value).toMatchObject({ kind: 'unknown', reason: 'too-large' });
    // Pieces of a partly known text double too.
    expect(value.kind === 'unknown' ? (value.parts ?? []).length : 0).toBeLessThanOrEqual(1_000);
  });

  test.each([
    ['nested loops', '[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : "${a}${b}${c}"]]]'],
    [
      'loops in a text',
      '"%{for a in range(1000)}%{for b in range(1000)}%{for c in range(1000)}x%{endfor}%{endfor}%{endfor}"',
    ],
  ])('%s run out of work and say where', async (_name, expression) => {
    const e = await evaluated({
      'main.tf': `output "o" {\n  value = ${expression}\n}\noutput "p" { value = "after" }`,
    });
    expect(JSON.stringify(short(valueOf(e, 'output.o', 'value')))).toContain('?too-large');
    expect(e.diagnostics).toMatchObject([{ code: 'cap', span: { file: 'main.tf', startLine: 2 } }]);
    expect(short(valueOf(e, 'output.p', 'value'))).toBe('?too-large');
  });

  // Each of them goes over a thousand elements, or a text of a hundred thousand characters, a thousand times.
  test.each([
    ['setproduct', 'length(setproduct(local.texts, ["a", "b"]))'],
    ['formatlist', 'length(formatlist("%s-%s", local.texts, local.texts))'],
    ['jsonencode', 'length(jsonencode(local.objects))'],
    ['jsondecode', 'jsondecode(local.json)'],
    ['csvdecode', 'csvdecode(local.csv)'],
    ['distinct', 'length(distinct(local.objects))'],
    ['toset', 'length(toset(local.objects))'],
    ['merge', 'length(merge(local.map, local.map, { z = a }))'],
    ['keys', 'length(keys(local.map))'],
    ['flatten', 'flatten([local.texts, local.texts])'],
    ['chunklist', 'length(chunklist(local.texts, 1))'],
    ['sort', 'length(sort(local.texts))'],
    ['range', 'length(range(1024))'],
    ['regexall', 'length(regexall("a|b", local.long))'],
    ['replace', 'length(replace(local.long, "a", "b"))'],
    ['split', 'length(split("a", local.long))'],
    ['format', 'length(format("%s %v", local.long, local.map))'],
    ['title', 'title(local.long)'],
    ['strrev', 'strrev(local.long)'],
    ['substr', 'substr(local.long, 50000, 5)'],
    ['a template', '"${local.long}${a}"'],
    ['huge numbers', '[for b in range(100) : 1e300 * 1e300]'],
    ['parseint', '[for b in range(100) : parseint("${join("", [for i in range(100) : "z"])}", 62)]'],
  ])('%s in a loop runs out of work and says where', async (_name, expression) => {
    const locals = `locals {
  texts   = [for i in range(1024) : "s\${i}"]
  map     = { for i in range(1000) : "k\${i}" => i }
  objects = [for a in range(1000) : { id = a, tags = { x = a } }]
  long    = join("é", [for i in range(1000) : "${'ab'.repeat(50)}"])
  json    = jsonencode(local.objects)
  csv     = join("\\n", [for i in range(1000) : "x,y"])
}`;
    const e = await evaluated({
      'main.tf': `${locals}\noutput "o" {\n  value = [for a in range(1000) : ${expression}]\n}\n`,
    });
    expect(short(valueOf(e, 'output.o', 'value'))).toBe('?too-large');
    expect(e.diagnostics).toMatchObject([{ code: 'cap', span: { file: 'main.tf', startLine: 10 } }]);
    expect(e.diagnostics[0]?.message).toContain('the root module');
  });

  test('two million steps are more than there are, and a thousand honest resources are far less', () => {
    const budget = createBudget(0);
    expect(budget.spend(2_000_000, undefined)).toBe(false);
    expect(createBudget(0).spend(100_000, undefined)).toBe(true);
  });

  test('blocks of more than 200 instances are judged as one, which is said once a block', async () => {
    const block = (type: string, repeat: string) => `resource "aws_x" "${type}" {\n  ${repeat}\n  a = 1\n}\n`;
    const many = 'toset([for i in range(201) : "k${i}"])';
    const e = await evaluated({
      'm/main.tf': block('many', 'count = 300') + block('each', `for_each = ${many}`) + block('few', 'count = 200'),
      'main.tf': 'module "a" {\n source = "./m"\n count = 2\n}\nmodule "b" {\n source = "./m"\n}\n',
    });
    expect(e.diagnostics.map(({ code, span }) => [code, span.file, span.startLine])).toEqual([
      ['cap', 'm/main.tf', 1],
      ['cap', 'm/main.tf', 5],
    ]);
    expect(e.diagnostics[0]?.message).toContain('judged as one');
  });

  test('a module that is called again and again is not gone into without end', async () => {
    const resources = Array.from({ length: 100 }, (_, i) => `resource "aws_x" "r${String(i)}" {}\n`).join('');
    const call = (from: string) =>
      Array.from({ length: 60 }, (_, i) => `module "c${String(i)}" {\n source = "${from}"\n}\n`).join('');
    const e = await evaluated({
      'a/main.tf': resources,
      'b/main.tf': call('../a'),
      'c/main.tf': call('../b'),
      'main.tf': call('./c'),
    });
    expect(e.diagnostics).toMatchObject([{ code: 'cap' }]);
    expect(e.graph.resources.length).toBeLessThan(100_000);
  });

  test('many root modules have one allowance, and what the others ended is not kept', async () => {
    const bomb = 'output "o" {\n  value = [for a in range(1000) : [for b in range(1000) : a]]\n}\n';
    const roots = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`r${String(i)}/main.tf`, bomb]));
    const cache = evaluationCache();
    const first = await evaluated(roots, { cache });
    const messages = first.diagnostics.map(({ message }) => message);
    expect(messages[0]).toContain('the root module "r0" needs too much work');
    expect(messages.at(-1)).toContain('in the root module "r7": the root modules together');
    const again = await evaluated(roots, { cache });
    expect(again.diagnostics).toEqual(first.diagnostics);
    expect(again.graph.at('r0', 'output.o')).toBe(first.graph.at('r0', 'output.o'));
    expect(again.graph.at('r7', 'output.o')).not.toBe(first.graph.at('r7', 'output.o'));
    const alone = await evaluated({ 'r7/main.tf': bomb }, { cache });
    expect(alone.diagnostics[0]?.message).toContain('the root module "r7" needs too much work');
  });

  test('nothing is shared between evaluations: the same files give the same result', async () => {
    const files = { 'main.tf': 'variable "a" {}\nresource "aws_x" "r" {\n for_each = var.a\n b = each.value\n}' };
    const [first, second] = [await evaluated(files), await evaluated(files)];
    expect(at(second, 'aws_x.r')).toEqual(at(first, 'aws_x.r'));
  });
});
