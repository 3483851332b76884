import { describe, expect, test } from '@jest/globals';

import { entry, get, type YamlNode, type YamlScalar } from '../../../src/syntax/yaml/tree.ts';
import { parseText, plain, told } from '../printed.ts';

const PATH = '.github/workflows/ci.yml';
const parse = (text: string) => parseText(text, PATH);
const at = (text: string, node: { span: { start: number; end: number } } | undefined) =>
  text.slice(node?.span.start, node?.span.end);

function scalar(node: YamlNode | undefined): YamlScalar {
  if (node?.kind !== 'scalar') throw new Error('not a scalar');
  return node;
}

describe('values by the YAML 1.2 core schema', () => {
  test.each([
    ['on', 'on'],
    ['yes', 'yes'],
    ['true', true],
    ['TRUE', true],
    ['tRue', 'tRue'],
    ['null', null],
    ['~', null],
    ['', null],
    ['012', 12],
    ['0o17', 15],
    ['0x1F', 31],
    ['1_000', '1_000'],
    ['1.5e3', 1500],
    ['-.5', -0.5],
    ['1.', 1],
    ['.inf', Infinity],
    ['-.inf', -Infinity],
    ['3.10', 3.1],
    ['2024-01-01', '2024-01-01'],
    ['12:30:45', '12:30:45'],
    ['"true"', 'true'],
    ["'12'", '12'],
    ['!!str 12', '12'],
    ['!!int "12"', 12],
    ['!custom 12', '12'],
    ['<<', '<<'],
  ])('%s', async (source, value) => {
    const file = await parse(`k: ${source}\n`);
    expect(file.diagnostics).toEqual([]);
    expect(scalar(get(file.yaml, 'k')).value).toBe(value);
  });
});

describe('places', () => {
  const text = [
    'on: push # comment',
    'é: {a: [1, "x y"], b: , c}',
    'list:',
    '- one',
    '-',
    "- 'it''s'",
    'run: |- # why',
    '  echo 😀',
    '',
    '  done',
    '',
    'last: end',
    '',
  ].join('\n');

  test('of every kind of node', async () => {
    const { yaml } = await parse(text);
    expect(at(text, get(yaml, 'on'))).toBe('push');
    expect(at(text, get(yaml, 'é'))).toBe('{a: [1, "x y"], b: , c}');
    expect(at(text, get(get(yaml, 'é'), 'a'))).toBe('[1, "x y"]');
    expect(get(get(yaml, 'é'), 'b')?.span).toMatchObject({ startLine: 2, startColumn: 22, endColumn: 22 });
    expect(at(text, get(yaml, 'list'))).toBe("- one\n-\n- 'it''s'");
    expect(at(text, entry(yaml, 'list'))).toBe("list:\n- one\n-\n- 'it''s'");
    expect(at(text, get(yaml, 'run'))).toBe('|- # why\n  echo 😀\n\n  done');
    expect(at(text, entry(yaml, 'last'))).toBe('last: end');
    expect(entry(yaml, 'last')?.span.startLine).toBe(12);
    const list = get(yaml, 'list');
    expect(list?.kind === 'sequence' && list.items.map((item) => [at(text, item), item.span.startLine])).toEqual([
      ['one', 4],
      ['', 5],
      ["'it''s'", 6],
    ]);
  });

  test.each([
    ['plain', 'k: abc', 'c', 1, 6],
    ['single-quoted', "k: 'it''s x'", 'x', 1, 11],
    ['double-quoted', 'k: "a\\n\\u00e9 b"', 'b', 1, 15],
    ['double-quoted surrogates', 'k: "\\ud83d\\ude00b"', 'b', 1, 17],
    ['double-quoted long escape', 'k: "\\U0001F600b"', 'b', 1, 15],
    ['literal', 'k: |\n  a\n    b\n\n  c', 'b', 3, 5],
    ['literal after a blank line', 'k: |\n  a\n    b\n\n  c', 'c', 5, 3],
    ['literal with its own indentation', 'k: |2\n    a\n  c', 'c', 3, 3],
    ['literal with CRLF', 'k: |\r\n  a\r\n  c\r\n', 'c', 3, 3],
    ['literal that begins blank', 'k: |\n\n \n  c\n', 'c', 4, 3],
    ['folded', 'k: >\n  a\n  b\n\n  c', 'c', 5, 3],
    ['plain over lines', 'k: a\n  b\n\n  c', 'c', 4, 3],
    ['double-quoted over lines', 'k: "a\n  b \\\n  c"', 'c', 3, 3],
  ])('inside a scalar: %s', async (_name, source, char, line, column) => {
    const file = await parse(source);
    const node = scalar(get(file.yaml, 'k'));
    expect(node.positionAt(node.text.indexOf(char))).toMatchObject({ line, column });
  });

  test('an index outside the text is bounded', async () => {
    const node = scalar(get((await parse('k: abc')).yaml, 'k'));
    expect(node.positionAt(-3).offset).toBe(3);
    expect(node.positionAt(99).offset).toBe(6);
    expect(node.positionAt(Number.NaN).offset).toBe(3);
  });
});

describe('anchors and aliases', () => {
  test('share one node', async () => {
    const { yaml, diagnostics } = await parse('a: &x {k: 1}\nb: *x\nc: &y text\nd: *y\n');
    expect(diagnostics).toEqual([]);
    expect(get(yaml, 'b')).toBe(get(yaml, 'a'));
    expect(get(yaml, 'd')).toBe(get(yaml, 'c'));
    expect(entry(yaml, 'b')?.span).toMatchObject({ startLine: 2, endLine: 2, endColumn: 6 });
  });

  test('merge keys are not expanded', async () => {
    const { yaml } = await parse('a: &x {k: 1}\nb:\n  <<: *x\n  l: 2\n');
    expect(plain(get(yaml, 'b'))).toEqual({ '<<': { k: 1 }, l: 2 });
  });

  test.each([
    ['a: *missing\n', 'yaml-syntax error 1:4'],
    ['a: &x [*x]\n', 'yaml-limit error 1:8'],
    ['a: &x\n  b: *x\n', 'yaml-limit error 2:6'],
  ])('%j is refused', async (text, expected) => {
    expect(told(await parse(text))).toEqual([expected]);
  });

  test('a bomb of aliases is refused and the tree stays small', async () => {
    const lines = ['l0: &l0 [a, a, a, a, a, a, a, a, a, a]'];
    for (let level = 1; level < 20; level += 1) lines.push(`l${level}: &l${level} [${`*l${level - 1}, `.repeat(10)}]`);
    const file = await parse(lines.join('\n'));
    expect(told(file)[0]).toMatch(/^yaml-limit error/);
    let nodes = 0;
    const count = (node: YamlNode): void => {
      nodes += 1;
      if (node.kind === 'sequence') node.items.forEach(count);
      if (node.kind === 'mapping')
        node.entries.forEach((one) => {
          count(one.value);
        });
    };
    if (file.yaml) count(file.yaml);
    expect(nodes).toBeLessThan(400_000);
  });

  test('too many aliases are refused', async () => {
    const file = await parse(`a: &x 1\nb: [${'*x, '.repeat(600)}]\n`);
    expect(told(file)).toEqual([expect.stringMatching(/^yaml-limit error 2:/)]);
  });
});

describe('what is wrong with a file', () => {
  test.each([
    ['a: 1\na: 2\n', 'duplicate warning 2:1'],
    ['a:\n  b: 1\n  "b": 2\n', 'duplicate warning 3:3'],
    ['a: 1\n---\nb: 2\n', 'yaml-syntax warning 1:5'],
    ['a:\n\t- b\n', 'yaml-syntax error 2:1'],
    ['a: [1, 2\n', 'yaml-syntax error 2:1'],
    ['a: "open\n', 'yaml-syntax error 2:1'],
    ['a: b: c\n', 'yaml-syntax error 1:5'],
    ['? [a]\n: b\n', 'yaml-syntax warning 1:3'],
    ['a: "\\q"\n', 'yaml-syntax error 1:6'],
    ['a\nb: c\n', 'yaml-syntax error 2:2'],
  ])('%j', async (text, expected) => {
    expect(told(await parse(text))[0]).toBe(expected);
  });

  test('says what to do, with the place', async () => {
    const file = await parse('jobs:\n\ta: 1\n');
    expect(file.diagnostics[0]?.message).toMatch(
      /^\.github\/workflows\/ci\.yml:2:\d+: not valid YAML: a tab is used for indentation; YAML allows spaces only\. The file was not reviewed; correct it\.$/,
    );
  });

  test.each([
    ['', undefined],
    ['# comment\n', undefined],
    ['---\n', null],
    ['text', 'text'],
    ['- a', ['a']],
  ])('%j is %j', async (text, value) => {
    const file = await parse(text);
    expect(file.diagnostics).toEqual([]);
    expect(plain(file.yaml)).toEqual(value);
  });

  test('of duplicate keys all are kept', async () => {
    const { yaml } = await parse('a: 1\na: 2\n');
    expect(yaml?.kind === 'mapping' && yaml.entries.map((one) => plain(one.value))).toEqual([1, 2]);
  });
});
