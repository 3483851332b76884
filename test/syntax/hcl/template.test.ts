import { describe, expect, test } from '@jest/globals';

import { parseText, printedValue } from '../printed.ts';

describe('quoted templates', () => {
  test.each([
    ['""', '""'],
    ['"   "', '"   "'],
    [String.raw`"\t\n\r\"\\ \u00e9 \U0001F600"`, JSON.stringify('\t\n\r"\\ é 😀')],
    ['"$${a} %%{b} $ % $$ 100%"', JSON.stringify('${a} %{b} $ % $$ 100%')],
    ['"# no comment"', '"# no comment"'],
    ['"${a}"', 'template(a)'],
    ['"  ${ a }  "', 'template("  " a "  ")'],
    ['"x   ${~ a ~}   y"', 'template("x" a "y")'],
    ['"a ${"b ${c}"}"', 'template("a " template("b " c))'],
    ['"${ { a = "}" }["a"] }"', 'template({"a": "}"}["a"])'],
    ['"a %{ if b }c%{ else }d%{ endif } e"', 'template("a " if(b; "c"; "d") " e")'],
    ['"%{ if b }%{ if c }x%{ endif }%{ endif }"', 'template(if(b; if(c; "x"; ); ))'],
    ['"a  %{~ if b ~}  c  %{~ endif ~}  d"', 'template("a" if(b; "c"; ) "d")'],
    ['"%{ for k, v in m }${k}=${v},%{ endfor }"', 'template(for(k, v in m; k "=" v ","))'],
    ['"$$${a}"', '"$${a}"'],
    ['"%%%{ if a }"', '"%%{ if a }"'],
    ['"$$$${a}"', '"$$${a}"'],
    ['" ${~ a ~} "', 'template("" a)'],
    ['"${~ a ~}"', 'template(a)'],
    [String.raw`"${'${'}a ~}\u00a0\u2028x"`, 'template(a "x")'],
    [String.raw`"${'${'}a ~}\ufeffx"`, 'template(a "\ufeffx")'],
    ['"${a ~} $$ ${~ b}"', 'template(a "$$" b)'],
    ['"e\u0301"', '"\u00e9"'],
    ['"%{ if a }x%{ else ~} y%{ endif }"', 'template(if(a; "x"; "y"))'],
    ['"%{ for v in l ~} ${v} %{~ endfor }"', 'template(for(v in l; v))'],
    ['"${ {a = "}"}["a"] }${<<E\n}\nE\n}"', 'template({"a": "}"}["a"] heredoc("}\\n"))'],
  ])('%s', async (source, expected) => {
    expect(await printedValue(source)).toBe(expected);
  });
});

describe('heredocs', () => {
  test.each([
    ['a kept indentation', '<<E\n  a\n b\nE', 'heredoc("  a\\n b\\n")'],
    ['an empty one', '<<E\nE', 'heredoc()'],
    ['no escapes but the doubled signs', '<<E\n\\n "q" $${a}\nE', 'heredoc("\\\\n \\"q\\" ${a}\\n")'],
    ['removed indentation', '<<-E\n    a\n  b ${c}\n    E', 'heredoc("  a\\nb " c "\\n")'],
    ['blank lines do not count', '<<-E\n\n    a\n  \n    b\n    E', 'heredoc("\\na\\n  \\nb\\n")'],
    ['a sequence at the start of a line has no indentation', '<<-E\n  a\n${b}\n  E', 'heredoc("  a\\n" b "\\n")'],
    ['a marker inside a longer word is text', '<<E\nEE\n E2\nE', 'heredoc("EE\\n E2\\n")'],
    ['strip markers act on one line', '<<-E\n  a ${b ~}\n  c\n  E', 'heredoc("a " b "  c\\n")'],
    ['a loop', '<<-E\n  %{ for v in l ~}\n  - ${v}\n  %{ endfor ~}\n  E', 'heredoc(for(v in l; "  - " v "\\n"))'],
    ['tabs and spaces count alike', '<<-E\n\t\ta\n\t b\n \tc\n  E', 'heredoc("a\\nb\\nc\\n")'],
    ['a stripped indentation is none', '<<-E\n  a\n    ${~ b}\n  c\n  E', 'heredoc("  a\\n" b "\\n  c\\n")'],
    ['a mark belongs to the space before it', '<<-E\n \u0301a\n  b\nE', 'heredoc("a\\n b\\n")'],
    ['one interpolation is text', '<<E\n${a ~}\nE', 'heredoc(a)'],
    ['carriage returns are kept', '<<E\r\na\r\nE\r', 'heredoc("a\\r\\n")'],
  ])('%s', async (_name, source, expected) => {
    expect(await printedValue(source)).toBe(expected);
  });

  test('a heredoc may end the file without a line end only if Terraform allows it', async () => {
    const file = await parseText('x = <<E\na\nE');
    expect(file.diagnostics[0]?.code).toBe('hcl-syntax');
  });

  test('each part has its place', async () => {
    const file = await parseText('x = <<-E\n    é 😀 ${a}\n    b\n    E\n');
    const expression = file.hcl?.attributes[0]?.expression;
    if (expression?.kind !== 'template') throw new Error('not a template');
    const places = expression.parts.map(({ span }) => [
      span.startLine,
      span.startColumn,
      file.text.slice(span.start, span.end),
    ]);
    expect(places).toEqual([
      [2, 5, 'é 😀 '],
      [2, 10, '${a}'],
      [2, 14, '\n    b\n'],
    ]);
  });
});
