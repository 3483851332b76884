import { describe, expect, test } from '@jest/globals';

import { parseText, printed, printedBody, told } from '../printed.ts';

async function body(value: unknown, path = 'main.tf.json'): Promise<string> {
  const file = await parseText(JSON.stringify(value, null, 2), path);
  expect(file.diagnostics).toEqual([]);
  return printedBody(file.hcl);
}

describe('JSON syntax gives the tree of native syntax', () => {
  test.each([
    [{ resource: { t: { n: { a: 1 } } } }, 'resource t n { a = 1 }'],
    [{ resource: [{ t: { n: {} } }, { t: { m: {} } }] }, 'resource t n {  }; resource t m {  }'],
    [{ resource: { t: { n: [{ a: 1 }, { a: 2 }] } } }, 'resource t n { a = 1 }; resource t n { a = 2 }'],
    [
      { variable: { v: { type: 'list(string)', default: ['a'] } } },
      'variable v { type = list(string); default = ["a"] }',
    ],
    [{ locals: { '//': 'note', a: '${var.x}-b' } }, 'locals { a = template(var.x "-b") }'],
    [
      { module: { m: { source: './m', providers: { aws: 'aws.west' } } } },
      'module m { source = "./m"; providers = {aws: aws.west} }',
    ],
    [{ terraform: { backend: { s3: { bucket: 'b' } } } }, 'terraform { backend s3 { bucket = "b" } }'],
    [
      { terraform: { required_providers: { aws: { source: 'a/b' } } } },
      'terraform { required_providers { aws = {"source": "a/b"} } }',
    ],
    [
      { provider: { aws: [{ region: 'a' }, { alias: 'w' }] } },
      'provider aws { region = "a" }; provider aws { alias = "w" }',
    ],
    [{ output: { o: { value: '%{ if a }x%{ endif }' } } }, 'output o { value = template(if(a; "x"; )) }'],
    [{ output: { o: { value: '$${x} 100%' } } }, 'output o { value = "${x} 100%" }'],
    [{ output: { o: { value: 'a\n"q" ${b}\n' } } }, 'output o { value = template("a\\n\\"q\\" " b "\\n") }'],
    [
      { resource: { t: { n: { depends_on: ['a.b', '${c.d}'], lifecycle: { ignore_changes: ['tags'] } } } } },
      'resource t n { depends_on = [a.b, c.d]; lifecycle { ignore_changes = [tags] } }',
    ],
    [
      { resource: { t: { n: { dynamic: { rule: { for_each: '${var.r}', content: { p: 1 } } } } } } },
      'resource t n { dynamic rule { for_each = template(var.r); content { p = 1 } } }',
    ],
    [{ moved: { from: 'a.b', to: 'a.c' } }, 'moved { from = a.b; to = a.c }'],
    [{ variable: { v: { default: { a: '${b}' } } } }, 'variable v { default = {"a": "${b}"} }'],
    [{ module: { m: { source: './${x}' } } }, 'module m { source = "./${x}" }'],
    [{ locals: { a: { '//': 1 } } }, 'locals { a = {"//": 1} }'],
    [{ locals: { a: ' ${~ b}' } }, 'locals { a = template("" b) }'],
    [{ locals: { a: '${~ b ~}' } }, 'locals { a = template(b) }'],
    [{ locals: { a: '${b ~}\n' } }, 'locals { a = template("" b) }'],
    [{ locals: { a: '\ufeff${b}' } }, 'locals { a = template(b) }'],
    [{ locals: { a: 'T0\n${b}\nT0' } }, 'locals { a = template("T0\\n" b "\\nT0") }'],
    [{ locals: { a: 'e\u0301' } }, 'locals { a = "\u00e9" }'],
    [{ variable: { v: null }, locals: [{ a: null }] }, 'locals { a = null }'],
  ])('%j', async (value, expected) => {
    expect(await body(value)).toBe(expected);
  });

  test('an object in a resource is an argument and a block', async () => {
    expect(await body({ resource: { t: { n: { rule: [{ a: 1 }, { a: 2 }] } } } })).toBe(
      'resource t n { rule = [{"a": 1}, {"a": 2}]; rule { a = 1 }; rule { a = 2 } }',
    );
  });

  test('in a variables file every key is an argument', async () => {
    expect(await body({ resource: { a: 1 }, list: [1] }, 'x.tfvars.json')).toBe('resource = {"a": 1}; list = [1]');
  });

  test('in a variables file text is no template', async () => {
    expect(await body({ a: '${b}', '//': 1, c: ['%{ if }'] }, 'x.tfvars.json')).toBe('a = "${b}"; c = ["%{ if }"]');
  });

  test('numbers keep their digits', async () => {
    const file = await parseText('{"locals": {"a": [12345678901234567890, 0.10, 1E400]}}', 'main.tf.json');
    expect(file.hcl?.blocks[0]?.body.attributes[0]?.expression).toMatchObject({
      items: [
        { value: Number('12345678901234567890'), digits: '12345678901234567890' },
        { value: 0.1 },
        { value: Number.MAX_VALUE, digits: '1E400' },
      ],
    });
  });

  test('half of a surrogate pair is the replacement character', async () => {
    const file = await parseText(String.raw`{"locals": {"a": "\ud83d"}}`, 'main.tf.json');
    expect(printedBody(file.hcl)).toBe('locals { a = "\ufffd" }');
  });

  test('hostile names stay data', async () => {
    const text = '{"__proto__": {"a": 1}, "constructor": 1, "locals": {"__proto__": 2}}';
    const file = await parseText(text, 'main.tf.json');
    expect(printedBody(file.hcl)).toBe('__proto__ = {"a": 1}; constructor = 1; locals { __proto__ = 2 }');
  });

  test('places lead back into the JSON text, through escapes', async () => {
    const file = await parseText('{"locals": {\n  "a": "\\u00e9\\n\\ud83d\\ude00 ${ var.name } z"\n}}', 'main.tf.json');
    const expression = file.hcl?.blocks[0]?.body.attributes[0]?.expression;
    if (expression?.kind !== 'template') throw new Error('not a template');
    expect(expression.parts.map(({ span }) => file.text.slice(span.start, span.end))).toEqual([
      '\\u00e9\\n\\ud83d\\ude00 ',
      '${ var.name }',
      ' z',
    ]);
    const inner = expression.parts[1];
    if (inner?.kind !== 'interpolation') throw new Error('not an interpolation');
    expect(printed(inner.expression)).toBe('var.name');
    expect(inner.expression.span).toMatchObject({ startLine: 2, startColumn: 33, endColumn: 41 });
  });
});

describe('JSON that is wrong', () => {
  test.each([
    ['{"a": 1,}', 'json-syntax error 1:9'],
    ['{\n  "a": \n}', 'json-syntax error 3:1'],
    ['{"a"', 'json-syntax error 1:5'],
    ['# comment\n{}', 'json-syntax error 1:1'],
    ['[]', undefined],
    ['"text"', 'json-syntax error 1:1'],
    ['{"a": 1, "a": 2}', 'duplicate warning 1:10'],
    ['{"locals": {"a": "${b"}}', 'hcl-syntax warning 1:18'],
    ['{"locals": {"a": "\\r${b}"}}', 'hcl-syntax warning 1:18'],
  ])('%j', async (text, expected) => {
    expect(told(await parseText(text, 'main.tf.json'))[0]).toBe(expected);
  });

  test('a string whose template is broken is invalid, not text', async () => {
    const file = await parseText('{"locals": {"a": "${b", "c": 1}}', 'main.tf.json');
    expect(printedBody(file.hcl)).toBe('locals { a = invalid("${b"); c = 1 }');
  });
});
