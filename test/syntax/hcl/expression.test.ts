import { describe, expect, test } from '@jest/globals';

import { parseText, printed, printedValue } from '../printed.ts';

describe('expressions', () => {
  test.each([
    ['1', '1'],
    ['-1', '-1'],
    ['1.5e-3', '0.0015'],
    ['1e5', '100000'],
    ['-2E+3', '-2000'],
    ['1.e3', '1000'],
    ['007', '7'],
    ['- -1', '1'],
    ['-1 - -1', '(-1 - -1)'],
    ['-a.b', '(-a.b)'],
    ['!a == b', '((!a) == b)'],
    ['a - b - c == d / e % f', '(((a - b) - c) == ((d / e) % f))'],
    ['a1e5', 'a1e5'],
    ['x-1e5', 'x-1e5'],
    ['true', 'true'],
    ['null', 'null'],
    ['"text"', '"text"'],
    ['a ? b : c ? d : e ? f : g', '(a ? b : (c ? d : (e ? f : g)))'],
    ['a ? b ? 1 : 2 : 3', '(a ? (b ? 1 : 2) : 3)'],
    ['(a ? b : c) ? d : e', '((a ? b : c) ? d : e)'],
    ['a || b && c == d + e * -f', '(a || (b && (c == (d + (e * (-f))))))'],
    ['1 < 2 == true && !a != b', '(((1 < 2) == true) && ((!a) != b))'],
    ['10 - 3 - 2', '((10 - 3) - 2)'],
    ['(1 + 2) * 3', '((1 + 2) * 3)'],
    ['!a.b', '(!a.b)'],
    ['a.b["c"][0].d', 'a.b["c"][0].d'],
    ['a.0.b.1', 'a[0].b[1]'],
    ['(a.b).c', 'a.b.c'],
    ['f(x)[0].y', 'f(x)[0].y'],
    ['a[*].b[0].c', 'splat(a, *.b[0].c)'],
    ['a[*]', 'splat(a, *)'],
    ['a[*].b[*].c', 'splat(a, splat(*.b, *.c))'],
    ['a.*.b.0.c', 'splat(a, *.b[0].c)'],
    ['a.*.b[0].c', 'splat(a, *.b)[0].c'],
    ['merge(a, { b = 1 }, c...)', 'merge(a, {"b": 1}, c...)'],
    ['timestamp()', 'timestamp()'],
    ['provider::local::exists("x")', 'provider::local::exists("x")'],
    ['[1, [2], {}, ]', '[1, [2], {}]'],
    ['{ a = 1, b : 2, "c" = 3, (d) = 4, 5 = 6, true = 7 }', '{"a": 1, "b": 2, "c": 3, d: 4, 5: 6, "true": 7}'],
    ['{ null = 1, for = 2, in: 3, a-b = 4 }', '{"null": 1, "for": 2, "in": 3, "a-b": 4}'],
    ['{ e\u0301 = 1 }', '{"\u00e9": 1}'],
    ['{ (a) = 1, 1 + 1 = 2 }', '{a: 1, (1 + 1): 2}'],
    ['a.0.1.b', 'a[0][1].b'],
    ['(a\n? b\n: c)', '(a ? b : c)'],
    ['[for for in l : for]', 'for(for in l: for)'],
    ['{ a.b = 1, "k${c}" = 2 }', '{a.b: 1, template("k" c): 2}'],
    ['[for v in l : upper(v)]', 'for(v in l: upper(v))'],
    ['[for i, v in l : v if i > 0]', 'for(i, v in l: v if (i > 0))'],
    ['{ for k, v in m : k => v }', 'for(k, v in m: k => v)'],
    ['{ for v in l : v.k => v.n... if v != null }', 'for(v in l: v.k => v.n... if (v != null))'],
  ])('%s', async (source, expected) => {
    expect(await printedValue(source)).toBe(expected);
  });

  test.each([
    ['9007199254740993', { value: 9007199254740992, digits: '9007199254740993' }],
    ['-9007199254740993', { value: -9007199254740992, digits: '-9007199254740993' }],
    ['3.14159265358979323846', { value: 3.141592653589793, digits: '3.14159265358979323846' }],
    ['1e400', { value: Number.MAX_VALUE, digits: '1e400' }],
    ['1e-400', { value: 0, digits: '1e-400' }],
    ['9007199254740992', { value: 9007199254740992 }],
    ['1e23', { value: 1e23 }],
    ['0.1', { value: 0.1 }],
    ['00.10', { value: 0.1 }],
    ['100000000000000000000', { value: 1e20 }],
    ['5e-324', { value: 5e-324 }],
    ['-0', { value: -0 }],
  ])('the number %s is exact', async (source, expected) => {
    const file = await parseText(`x = ${source}\n`);
    const { span, kind, ...number } = file.hcl?.attributes[0]?.expression ?? { kind: undefined, span: undefined };
    expect([kind, number, span?.end]).toEqual(['literal', expected, 4 + source.length]);
  });

  test('comments and line ends inside an expression are not part of it', async () => {
    expect(await printedValue('[ # one\n 1, // two\n /* three */ 2,\n]')).toBe('[1, 2]');
  });

  test('parts have their own places, in UTF-16 units', async () => {
    const file = await parseText('é = "😀" == var.ä ? 1 : f(2)\n');
    const expression = file.hcl?.attributes[0]?.expression;
    if (expression?.kind !== 'conditional') throw new Error('not a conditional');
    const place = ({ span }: { span: { start: number; end: number } }) => file.text.slice(span.start, span.end);
    expect(place(expression)).toBe('"😀" == var.ä ? 1 : f(2)');
    expect(place(expression.condition)).toBe('"😀" == var.ä');
    expect(place(expression.else)).toBe('f(2)');
    expect(expression.else.span).toMatchObject({ startLine: 1, startColumn: 25, endColumn: 29 });
  });

  test('an access on a group includes the opening parenthesis', async () => {
    const file = await parseText('x = (a ? b : c).d\n');
    const expression = file.hcl?.attributes[0]?.expression;
    expect(file.text.slice(expression?.span.start, expression?.span.end)).toBe('(a ? b : c).d');
    expect(expression && printed(expression)).toBe('(a ? b : c).d');
  });
});
