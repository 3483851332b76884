import { beforeAll, describe, expect, test } from '@jest/globals';

import { fileSpan } from '../../../src/model/span.ts';
import { parseTemplateText } from '../../../src/syntax/hcl/template-text.ts';
import { loadParsers, parseHclText } from '../../../src/syntax/parse.ts';
import { printed, printedBody } from '../printed.ts';

beforeAll(loadParsers);

function template(text: string): string {
  const result = parseTemplateText('user-data.tftpl', text);
  if ('error' in result) return `${result.error.code} ${result.error.span.startLine}:${result.error.span.startColumn}`;
  return printed({ kind: 'template', parts: result.parts, heredoc: false, span: fileSpan('user-data.tftpl') });
}

describe('the content of a template file', () => {
  test.each([
    ['', 'template()'],
    ['plain\n', 'template("plain\\n")'],
    ['\\n "q" \\${a}', 'template("\\\\n \\"q\\" \\\\" a)'],
    ['${a}', 'template(a)'],
    ['${~ a ~}', 'template(a)'],
    ['${a}\n', 'template(a "\\n")'],
    ['${a ~}\n', 'template("" a)'],
    ['  ${~ a}', 'template("" a)'],
    ['$${a} %%{b}', 'template("${a} %{b}")'],
    ['$$${a}', 'template("$${a}")'],
    ['a\r\n${b}\r\n', 'template("a\\r\\n" b "\\r\\n")'],
    ['%{ if a ~}\nx\n%{ else ~}\ny\n%{ endif ~}\n', 'template(if(a; "x\\n"; "y\\n"))'],
    ['%{ for k, v in m ~}\n${k}=${v}\n%{ endfor ~}\nend', 'template(for(k, v in m; k "=" v "\\n") "end")'],
    ['T0\nT1\n${a}', 'template("T0\\nT1\\n" a)'],
    ['<<E\n${a}\nE\n', 'template("<<E\\n" a "\\nE\\n")'],
    ['\ufeff${a}', 'template(a)'],
    ['e\u0301 $', 'template("\u00e9 $")'],
    ['${<<A\nx\nA\n}', 'template(heredoc("x\\n"))'],
  ])('%j', (text, expected) => {
    expect(template(text)).toBe(expected);
  });

  test.each([
    ['an open sequence', 'x\n${a', 'hcl-syntax 2:4'],
    ['an empty sequence', 'x\n${}', 'hcl-syntax 2:3'],
    ['an open directive', '%{ if a }', 'hcl-syntax 1:10'],
    ['an end without a beginning', '%{ endfor }', 'hcl-syntax 1:1'],
    ['a lone carriage return', 'a\r${b}', 'hcl-syntax 1:2'],
    ['an open bracket', '${[', 'hcl-syntax 1:3'],
    ['deep nesting', '${'.repeat(300), 'cap 1:398'],
    ['very many pieces', '$ '.repeat(20_000) + '${a}', 'cap 1:1'],
    ['letters of the marker', 'T'.repeat(200_000) + '${', 'hcl-syntax 1:'],
    ['numbers of the marker', Array.from({ length: 20_000 }, (_unused, at) => `T${at}`).join(' ') + '${', 'hcl-syntax'],
  ])('%s is refused with its place', (_name, text, expected) => {
    expect(template(text)).toContain(expected);
  });

  test('parts have their places', () => {
    const text = 'é\n  ${ a.b } \\n%{ if c }d%{ endif }\n';
    const result = parseTemplateText('f.tftpl', text);
    if ('error' in result) throw new Error(result.error.message);
    expect(result.parts.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'é\n  ',
      '${ a.b }',
      ' \\n',
      '%{ if c }d%{ endif }',
      '\n',
    ]);
    expect(result.parts[1]?.span).toMatchObject({ file: 'f.tftpl', startLine: 2, startColumn: 3, endColumn: 11 });
  });
});

describe('a generated file', () => {
  test('is read by its name', () => {
    const native = parseHclText('app/backend.tf', 'terraform {\n  backend "s3" {}\n}\n');
    expect([native.kind, native.diagnostics, printedBody(native.hcl)]).toEqual([
      'terraform',
      [],
      'terraform { backend s3 {  } }',
    ]);
    const json = parseHclText('app/x.auto.tfvars.json', '{"a": "${b}"}');
    expect([json.kind, printedBody(json.hcl)]).toEqual(['variables', 'a = "${b}"']);
    expect(parseHclText('.github/workflows/a.yml', 'a = 1\n').kind).toBe('hcl');
  });

  test('tells what is wrong with it', () => {
    expect(parseHclText('a.tf', 'a = \n').diagnostics[0]?.code).toBe('hcl-syntax');
  });
});
