import { describe, expect, test } from '@jest/globals';

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

  test('nothing is shared between evaluations: the same files give the same result', async () => {
    const files = { 'main.tf': 'variable "a" {}\nresource "aws_x" "r" {\n for_each = var.a\n b = each.value\n}' };
    const [first, second] = [await evaluated(files), await evaluated(files)];
    expect(at(second, 'aws_x.r')).toEqual(at(first, 'aws_x.r'));
  });
});
